"""Cards, which stand in an order in their columns."""

from __future__ import annotations

from bench.styles.shop import shown
from bench.styles.shop.app import Shop
from bench.styles.shop.boards import cards_of, check_member
from bench.styles.shop.lists import listed
from bench.styles.web import Reply, Request, Row


def answer(app: Shop, request: Request) -> Reply | None:
    match request.call:
        case (method, "columns", key, "cards"):
            user, column = app.signed_in(request), app.find(app.columns, key, "Column")
            check_member(app, column["board_id"], user)
            if method == "POST":
                return _create(app, request.body, column["id"])
            rows = [shown.card(app, card) for card in cards_of(app, column["id"])]
            return listed(app, "card", rows, request)
        case (_, "cards", key, *_):
            user, card = app.signed_in(request), app.find(app.cards, key, "Card")
            check_member(app, app.columns[card["column_id"]]["board_id"], user)
            return _of_one(app, request, card)
    return None


def _create(app: Shop, body: Row, column: object) -> Reply:
    app.require(body, "title")
    now = app.clock.tick()
    card = {
        "id": app.new_id("card"),
        "column_id": column,
        "title": body["title"],
        "text": body.get("text"),
        "position": len(cards_of(app, column)),
        "assignees": [],
        "checked": False,
        "created_at": now,
        "updated_at": now,
    }
    return app.new("card", shown.card(app, app.added(app.cards, card)))


def _of_one(app: Shop, request: Request, card: Row) -> Reply | None:
    """The answer to a request about one card."""
    body = request.body
    match (request.method, *request.parts[2:]):
        case ("GET",):
            return app.one("card", shown.card(app, card))
        case ("DELETE",):
            del app.cards[card["id"]]
            _number(cards_of(app, card["column_id"]))
            return app.gone()
        case ("PATCH",):
            names = ("title", "text", "checked")
            card |= {name: body[name] for name in names if name in body}
        case ("POST", "move"):
            _move(app, card, body["column_id"], body["position"])
        case ("PUT", "assignees"):
            card["assignees"] = list(body["user_ids"])
        case _:
            return None
    card["updated_at"] = app.clock.tick()
    return app.one("card", shown.card(app, card))


def _move(app: Shop, card: Row, column: object, position: int) -> None:
    """Takes the card out of its column and puts it into another, or elsewhere in the same."""
    left = [one for one in cards_of(app, card["column_id"]) if one is not card]
    _number(left)
    joined = [one for one in cards_of(app, column) if one is not card]
    joined.insert(position, card)
    card["column_id"] = column
    _number(joined)


def _number(cards: list[Row]) -> None:
    for position, card in enumerate(cards):
        card["position"] = position
