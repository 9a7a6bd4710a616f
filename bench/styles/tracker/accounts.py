"""Users of the tracker: how they register, log in and out, and what they tell of themselves."""

from __future__ import annotations

from bench.styles.tracker import shown
from bench.styles.tracker.app import Tracker
from bench.styles.tracker.lists import listed
from bench.styles.web import Refusal, Reply, Request


def answer(app: Tracker, request: Request) -> Reply | None:
    match request.call:
        case ("POST", "auth", "register"):
            return _register(app, request)
        case ("POST", "auth", "login"):
            return _login(app, request)
        case ("POST", "auth", "logout"):
            return _logout(app, request)
        case (method, "me"):
            user = app.signed_in(request)
            if method == app.style.update:
                user |= {
                    name: request.body[name]
                    for name in ("full_name", "bio", "email")
                    if name in request.body
                }
            return app.one("user", shown.account(app, user))
        case ("GET", "users"):
            app.signed_in(request)
            return listed(app, "user", [*app.users.values()], request, shown.user)
    return None


def _register(app: Tracker, request: Request) -> Reply:
    body = request.body
    app.require(body, "username", "email", "password")
    if any(user["username"] == body["username"] for user in app.users.values()):
        raise Refusal(422 if app.style.error == "errors" else 409, "Username already taken")
    user = app.new_user(body["username"], body["email"], body.get("full_name"), body["password"])
    return app.new("user", shown.account(app, user))


def _login(app: Tracker, request: Request) -> Reply:
    app.require(request.body, "username", "password")
    user = app.with_password(request.body["username"], request.body["password"])
    if user is None:
        raise Refusal(401, "Invalid credentials")
    token = app.new_token(user)
    account = shown.account(app, user)
    match app.style.auth:
        case "cookie":
            reply = app.one("user", account)
            reply.headers["set-cookie"] = f"session={token}; Path=/; HttpOnly"
            return reply
        case "apikey":
            return Reply(200, {"api_key": token})
        case "bearer" | "token" | "basic":
            told = {"access_token": token, "token_type": "bearer", "user": account}
            return Reply(200, told)


def _logout(app: Tracker, request: Request) -> Reply:
    app.signed_in(request)
    sent = " ".join(request.headers.values())
    app.sessions = {token: key for token, key in app.sessions.items() if token not in sent}
    return Reply(204)
