"""Reviews of the shop's products, one by each user."""

from __future__ import annotations

from bench.styles.shop import shown
from bench.styles.shop.app import Shop
from bench.styles.shop.lists import listed
from bench.styles.web import Refusal, Reply, Request, Row


def answer(app: Shop, request: Request) -> Reply | None:
    match request.call:
        case ("GET", "products", key, "reviews"):
            product = app.find(app.products, key, "Product")
            rows = [shown.review(app, row) for row in _of(app, product)]
            return listed(app, "review", rows, request)
        case ("POST", "products", key, "reviews"):
            product = app.find(app.products, key, "Product")
            return _create(app, request.body, product, app.signed_in(request))
        case (method, "reviews", key):
            user, review = app.signed_in(request), app.find(app.reviews, key, "Review")
            if review["user_id"] != user["id"]:
                raise Refusal(403, "Not your review")
            if method == "DELETE":
                del app.reviews[review["id"]]
                return app.gone()
            review |= {name: request.body.get(name, review[name]) for name in ("stars", "text")}
            return app.one("review", shown.review(app, review))
    return None


def _of(app: Shop, product: Row) -> list[Row]:
    return [row for row in app.reviews.values() if row["product_id"] == product["id"]]


def _create(app: Shop, body: Row, product: Row, user: Row) -> Reply:
    app.require(body, "stars")
    if any(review["user_id"] == user["id"] for review in _of(app, product)):
        raise Refusal(409, "Already reviewed")
    review = {
        "id": app.new_id("review"),
        "stars": body["stars"],
        "text": body.get("text", ""),
        "product_id": product["id"],
        "user_id": user["id"],
        "created_at": app.clock.tick(),
    }
    return app.new("review", shown.review(app, app.added(app.reviews, review)))
