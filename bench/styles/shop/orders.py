"""Carts and orders of the shop."""

from __future__ import annotations

from typing import Any

from bench.styles.shop import shown
from bench.styles.shop.app import Shop
from bench.styles.shop.lists import listed
from bench.styles.web import Refusal, Reply, Request, Row, invalid


def answer(app: Shop, request: Request) -> Reply | None:
    match request.call:
        case (method, "cart", *rest):
            cart = app.carts.setdefault(app.signed_in(request)["id"], {})
            _fill(app, cart, method, rest, request.body)
            return app.one("cart", shown.cart(app, cart))
        case ("GET", "orders"):
            return _listed(app, request)
        case ("POST", "orders"):
            return _create(app, request.body, app.signed_in(request))
        case (method, "orders", key, *action):
            user, order = app.signed_in(request), app.find(app.orders, key, "Order")
            if not _sees(app, user, order):
                raise Refusal(404, "Order not found")
            if method != "GET":
                _change(app, order, action[0] if action else "", request.body)
            return app.one("order", shown.order(app, order))
    return None


def _fill(app: Shop, cart: dict[Any, int], method: str, rest: list[str], body: Row) -> None:
    """Changes what is in a cart."""
    match (method, *rest):
        case ("POST", "items"):
            key = app.find(app.products, body["product_id"], "Product")["id"]
            cart[key] = cart.get(key, 0) + body.get("quantity", 1)
        case ("PATCH", "items", product):
            cart[app.find(app.products, product, "Product")["id"]] = body["quantity"]
        case ("DELETE", "items", product):
            cart.pop(app.find(app.products, product, "Product")["id"], None)


def _listed(app: Shop, request: Request) -> Reply:
    user = app.signed_in(request)
    states = request.query.get("status", "")
    rows = [
        shown.order(app, order)
        for order in reversed(app.orders.values())
        if _sees(app, user, order) and (not states or order["status"] in states.split(","))
    ]
    return listed(app, "order", rows, request)


def _sees(app: Shop, user: Row, order: Row) -> bool:
    return order["customer_id"] == user["id"] or app.administers(user)


def _create(app: Shop, body: Row, user: Row) -> Reply:
    if not body.get("lines"):
        raise invalid(422, lines="At least one line is needed.")
    order: Row = {
        "id": app.new_id("order"),
        "number": f"ORD-{len(app.orders) + 1001}",
        "status": "pending",
        "note": body.get("note"),
        "customer_id": user["id"],
        "lines": [_line(app, line) for line in body["lines"]],
        "created_at": app.clock.tick(),
        "paid_at": None,
    }
    return app.new("order", shown.order(app, app.added(app.orders, order)))


def _line(app: Shop, line: Row) -> Row:
    """What is ordered, which is out of stock from now on."""
    product = app.find(app.products, line["product_id"], "Product")
    product["stock"] -= line["quantity"]
    return {
        "id": app.new_id("line"),
        "product_id": product["id"],
        "quantity": line["quantity"],
        "price": product["price"],
    }


def _change(app: Shop, order: Row, action: str, body: Row) -> None:
    match action or body.get("status"):
        case "pay" | "paid":
            if order["status"] != "pending":
                raise Refusal(409, "Order cannot be paid")
            order |= {"status": "paid", "paid_at": app.clock.tick()}
        case "cancel" | "cancelled":
            if order["status"] == "paid":
                raise Refusal(409, "Order is paid already")
            order["status"] = "cancelled"
        case _:
            order["note"] = body.get("note", order["note"])
