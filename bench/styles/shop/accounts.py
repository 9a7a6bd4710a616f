"""Users of the shop: how they register and log in, and whom they follow."""

from __future__ import annotations

from bench.styles.shop import shown
from bench.styles.shop.app import Shop
from bench.styles.shop.lists import listed
from bench.styles.web import Refusal, Reply, Request, Row


def answer(app: Shop, request: Request) -> Reply | None:
    match request.call:
        case ("POST", "register"):
            return _register(app, request.body)
        case ("POST", "login"):
            return _login(app, request.body)
        case ("POST", "refresh"):
            return _refresh(app, request.body)
        case ("POST", "password"):
            return _change_password(app.signed_in(request), request.body)
        case (_, "me"):
            user = app.signed_in(request)
            user["name"] = request.body.get("name", user["name"])
            return app.one("user", shown.account(app, user))
        case ("GET", "users"):
            app.check_admin(app.signed_in(request))
            rows = [shown.account(app, user) for user in app.users.values()]
            return listed(app, "user", rows, request)
    return _follow(app, request)


def _register(app: Shop, body: Row) -> Reply:
    app.require(body, "name", "email", "password")
    if any(user["email"] == body["email"] for user in app.users.values()):
        raise Refusal(409, "E-mail is taken")
    user = app.new_user(body["name"], body["email"], body["password"])
    return app.new("user", shown.account(app, user))


def _login(app: Shop, body: Row) -> Reply:
    user = app.with_password(body.get("email"), body.get("password"))
    if user is None:
        raise Refusal(401, "Wrong e-mail or password")
    token = app.new_token(user)
    account = shown.account(app, user)
    match app.style.auth:
        case "cookie":
            reply = app.one("user", account)
            reply.headers["set-cookie"] = f"session={token}; Path=/; HttpOnly"
            return reply
        case "apikey":
            return Reply(200, {"api_key": token})
        case "bearer":
            told = {"access_token": token, "user": account}
            if not app.style.refresh:
                return Reply(200, told)
            second = f"{app.chance.getrandbits(160):040x}"
            app.refreshers[second] = user["id"]
            return Reply(200, {**told, "refresh_token": second})


def _refresh(app: Shop, body: Row) -> Reply:
    key = app.refreshers.get(body.get("refresh_token", ""))
    if key is None:
        raise Refusal(401, "Invalid refresh token")
    return Reply(200, {"access_token": app.new_token(app.users[key])})


def _change_password(user: Row, body: Row) -> Reply:
    if body.get("old_password") != user["password"]:
        raise Refusal(400, "Wrong password")
    user["password"] = body["new_password"]
    return Reply(204)


def _follow(app: Shop, request: Request) -> Reply | None:
    match request.call:
        case ("GET", "users", key):
            who = app.signed_in(request)
            return app.one("profile", shown.profile(app, app.find(app.users, key, "User"), who))
        case (method, "users", key, "follow"):
            who, other = app.signed_in(request), app.find(app.users, key, "User")
            change = app.follows.add if method == "POST" else app.follows.discard
            change((who["id"], other["id"]))
            return app.one("profile", shown.profile(app, other, who))
        case ("GET", "feed"):
            who = app.signed_in(request)
            rows = [
                shown.review(app, row)
                for row in reversed(app.reviews.values())
                if (who["id"], row["user_id"]) in app.follows
            ]
            return listed(app, "review", rows, request)
    return None
