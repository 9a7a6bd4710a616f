"""Categories of the shop, which form a tree."""

from __future__ import annotations

import re

from bench.styles.shop import shown
from bench.styles.shop.app import Shop
from bench.styles.shop.lists import listed
from bench.styles.web import Refusal, Reply, Request, Row


def answer(app: Shop, request: Request) -> Reply | None:
    match request.call:
        case ("GET", "categories"):
            rows, parent = [*app.categories.values()], request.query.get("parent_id")
            if parent:
                rows = [row for row in rows if str(row["parent_id"]) == parent]
            return listed(app, "category", [shown.category(app, row) for row in rows], request)
        case ("POST", "categories"):
            app.check_admin(app.signed_in(request))
            return app.new("category", shown.category(app, _made(app, request.body)))
        case (method, "categories", key):
            category = app.find(app.categories, key, "Category")
            if method != "GET":
                app.check_admin(app.signed_in(request))
            if method == "DELETE":
                return _delete(app, category)
            category["name"] = request.body.get("name", category["name"])
            return app.one("category", shown.category(app, category))
    return None


def _made(app: Shop, body: Row) -> Row:
    app.require(body, "name")
    category = {
        "id": app.new_id("category"),
        "name": body["name"],
        "slug": re.sub("[^a-z0-9]+", "-", body["name"].lower()),
        "parent_id": body.get("parent_id"),
    }
    return app.added(app.categories, category)


def _delete(app: Shop, category: Row) -> Reply:
    below = (row["parent_id"] for row in app.categories.values())
    within = (row["category_id"] for row in app.products.values())
    if category["id"] in (*below, *within):
        raise Refusal(409, "Category is in use")
    del app.categories[category["id"]]
    return app.gone()
