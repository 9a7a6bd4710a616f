"""Rows of the shop as its API shows them."""

from __future__ import annotations

from typing import Any

from bench.styles.shop.app import Shop
from bench.styles.web import Row


def user(row: Row) -> Row:
    """What others see."""
    return {"id": row["id"], "name": row["name"]}


def account(app: Shop, row: Row) -> Row:
    """What the user sees, and the administrator."""
    role = {"role": row["role"]} if app.style.roles else {}
    created = app.time(row["created_at"])
    return {**user(row), "email": row["email"], **role, "created_at": created}


def profile(app: Shop, row: Row, who: Row) -> Row:
    following = (who["id"], row["id"]) in app.follows
    followers = sum(followed == row["id"] for _, followed in app.follows)
    return {**user(row), "following": following, "followers": followers}


def category(app: Shop, row: Row) -> Row:
    shown = {name: row[name] for name in ("id", "name", "slug", "parent_id")}
    if app.style.tree == "nested":
        shown["children"] = [
            {"id": one["id"], "name": one["name"]}
            for one in app.categories.values()
            if one["parent_id"] == row["id"]
        ]
    return shown


def product(app: Shop, row: Row, query: dict[str, str]) -> Row:
    """With what the query asks for."""
    stars = [one["stars"] for one in app.reviews.values() if one["product_id"] == row["id"]]
    shown = {
        **{name: row[name] for name in ("id", "sku", "name", "description")},
        "price": app.money(row["price"]),
        **{name: row[name] for name in ("stock", "active", "category_id")},
        "review_count": len(stars),
        "rating": round(sum(stars) / len(stars), 1) if stars else None,
    }
    if query.get(app.style.include) == "category":
        parent = app.categories.get(row["category_id"])
        shown["category"] = category(app, parent) if parent else None
    if app.style.lock == "version":
        shown["version"] = row["version"]
    shown |= _times(app, row)
    fields = query.get("fields", "") if app.style.include == "fields" else ""
    wanted = fields.split(",")
    return {name: shown[name] for name in shown if app.name(name) in wanted} if fields else shown


def review(app: Shop, row: Row) -> Row:
    return {
        **{name: row[name] for name in ("id", "stars", "text", "product_id")},
        "user": user(app.users[row["user_id"]]),
        "created_at": app.time(row["created_at"]),
    }


def cart(app: Shop, amounts: dict[Any, int]) -> Row:
    items, total = [], 0
    for key, amount in amounts.items():
        row = app.products[key]
        total += amount * row["price"]
        price = app.money(row["price"])
        items.append({"product_id": key, "name": row["name"], "quantity": amount, "price": price})
    return {"items": items, "count": sum(amounts.values()), "total": app.money(total)}


def order(app: Shop, row: Row) -> Row:
    lines = row["lines"]
    return {
        **{name: row[name] for name in ("id", "number", "status", "note", "customer_id")},
        "lines": [_line(app, line) for line in lines],
        "item_count": sum(line["quantity"] for line in lines),
        "total": app.money(sum(line["price"] * line["quantity"] for line in lines)),
        "created_at": app.time(row["created_at"]),
        "paid_at": app.time(row["paid_at"]),
    }


def _line(app: Shop, line: Row) -> Row:
    product = app.products.get(line["product_id"])
    return {
        "product_id": line["product_id"],
        "name": product["name"] if product else None,
        "quantity": line["quantity"],
        "unit_price": app.money(line["price"]),
        "total": app.money(line["price"] * line["quantity"]),
        "id": line["id"],
    }


def board(app: Shop, row: Row) -> Row:
    roles = {key: role for (where, key), role in app.members.items() if where == row["id"]}
    members: list[Any] = [*roles]
    if app.style.members == "rows":
        members = [{"user": user(app.users[key]), "role": role} for key, role in roles.items()]
    return {
        **{name: row[name] for name in ("id", "title", "owner_id")},
        "members": members,
        "created_at": app.time(row["created_at"]),
    }


def column(row: Row) -> Row:
    return {name: row[name] for name in ("id", "board_id", "title", "position")}


def card(app: Shop, row: Row) -> Row:
    return {
        **{name: row[name] for name in ("id", "column_id", "title", "text", "position")},
        "assignees": [user(app.users[key]) for key in row["assignees"]],
        "checked": row["checked"],
        **_times(app, row),
    }


def noted(app: Shop, row: Row) -> Row:
    """An entry of the log."""
    return {**row, "at": app.time(row["at"])}


def _times(app: Shop, row: Row) -> Row:
    return {name: app.time(row[name]) for name in ("created_at", "updated_at")}
