"""Products of the shop: found, made, and changed one by one or many at once."""

from __future__ import annotations

from bench.styles.shop import filters, shown
from bench.styles.shop.app import Shop
from bench.styles.shop.lists import listed
from bench.styles.web import Refusal, Reply, Request, Row, invalid


def answer(app: Shop, request: Request) -> Reply | None:
    match request.call:
        case ("GET", "products"):
            return _listed(app, _ordered(_filtered(app, request.query), request.query), request)
        case (_, "products", "search"):
            return _listed(app, _found(app, request), request)
        case ("POST", "products", "batch"):
            app.check_admin(app.signed_in(request))
            return _change_many(app, request.body)
        case ("POST", "products"):
            return _create(app, request)
        case ("GET", "products", key):
            product = app.find(app.products, key, "Product")
            reply = app.one("product", shown.product(app, product, request.query))
            if app.style.lock == "etag":
                reply.headers["etag"] = f'"{product["id"]}-{product["version"]}"'
            return reply
        case ("PATCH", "products", key):
            return _change(app, request, app.find(app.products, key, "Product"))
        case ("DELETE", "products", key):
            return _delete(app, request, app.find(app.products, key, "Product"))
        case ("GET", "activity"):
            app.check_admin(app.signed_in(request))
            rows = [shown.noted(app, row) for row in reversed(app.log)]
            return listed(app, "activity", rows, request)
    return None


def _listed(app: Shop, rows: list[Row], request: Request) -> Reply:
    shown_rows = [shown.product(app, row, request.query) for row in rows]
    return listed(app, "product", shown_rows, request)


def _filtered(app: Shop, query: dict[str, str]) -> list[Row]:
    """The products that the query asks for."""
    rows = [*app.products.values()]
    for field in ("active", "sku"):
        wanted = query.get(filters.equal(app.style, field), "").lower()
        if wanted:
            values = wanted.split(",") if app.style.filters == "several" else [wanted]
            rows = [row for row in rows if str(row[field]).lower() in values]
    least, most = filters.bounds(app.style, "price")
    if least in query:
        rows = [row for row in rows if row["price"] >= app.cents(query[least])]
    if most in query:
        rows = [row for row in rows if row["price"] <= app.cents(query[most])]
    if "category_id" in query:
        rows = [row for row in rows if str(row["category_id"]) == query["category_id"]]
    return [row for row in rows if query.get("q", "") in row["name"].lower()]


def _ordered(rows: list[Row], query: dict[str, str]) -> list[Row]:
    field = query.get("sort", "")
    if not field:
        return rows
    name = field.removeprefix("-")
    return sorted(rows, key=lambda row: row[name], reverse=field.startswith("-"))


def _found(app: Shop, request: Request) -> list[Row]:
    """What a search finds."""
    text = str(request.body.get("query") or request.query.get("query") or "").lower()
    category = request.body.get("category_id")
    return [
        row
        for row in app.products.values()
        if text in row["name"].lower() or text in (row["description"] or "").lower()
        if not category or row["category_id"] == category
    ]


def _create(app: Shop, request: Request) -> Reply:
    user, body = app.signed_in(request), request.body
    app.check_admin(user)
    app.require(body, "name", "sku", "price")
    if any(product["sku"] == body["sku"] for product in app.products.values()):
        raise Refusal(409, "SKU exists")
    price = app.cents(body["price"])
    if price < 0:
        raise invalid(422, price="Must be greater than or equal to 0.")
    now = app.clock.tick()
    product = {
        "id": app.new_id("product"),
        "sku": body["sku"],
        "name": body["name"],
        "description": body.get("description"),
        "price": price,
        "stock": body.get("stock", 0),
        "active": True,
        "category_id": body.get("category_id"),
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    app.note(user, "created", app.added(app.products, product))
    return app.new("product", shown.product(app, product, {}))


def _change(app: Shop, request: Request, product: Row) -> Reply:
    user, body = app.signed_in(request), request.body
    app.check_admin(user)
    seen = body.get("version", product["version"])
    if app.style.lock == "version" and seen != product["version"]:
        raise Refusal(409, "The product was changed by somebody else")
    settable = ("name", "description", "stock", "active", "category_id")
    product |= {name: body[name] for name in settable if name in body}
    if "price" in body:
        product["price"] = app.cents(body["price"])
    _touch(app, product)
    app.note(user, "updated", product)
    return app.one("product", shown.product(app, product, {}))


def _touch(app: Shop, product: Row) -> None:
    product |= {"version": product["version"] + 1, "updated_at": app.clock.tick()}


def _change_many(app: Shop, body: Row) -> Reply:
    if app.style.batch == "ids":
        products = [app.find(app.products, key, "Product") for key in body["ids"]]
        for product in products:
            product["active"] = body["active"]
            _touch(app, product)
        return Reply(200, {"updated": len(products)})
    products = [app.find(app.products, item["id"], "Product") for item in body["items"]]
    for product, item in zip(products, body["items"], strict=True):
        product["stock"] = item["stock"]
        _touch(app, product)
    return Reply(200, {"items": [shown.product(app, product, {}) for product in products]})


def _delete(app: Shop, request: Request, product: Row) -> Reply:
    user = app.signed_in(request)
    app.check_admin(user)
    key = product["id"]
    del app.products[key]
    app.reviews = {one: row for one, row in app.reviews.items() if row["product_id"] != key}
    app.note(user, "deleted", product)
    return app.gone()
