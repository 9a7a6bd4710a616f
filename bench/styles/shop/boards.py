"""Boards of the shop's users, with columns of cards."""

from __future__ import annotations

from bench.styles.shop import shown
from bench.styles.shop.app import Shop
from bench.styles.shop.lists import listed
from bench.styles.web import Refusal, Reply, Request, Row

COLUMNS = ("To do", "Doing", "Done")
"""Of each new board."""


def answer(app: Shop, request: Request) -> Reply | None:
    match request.call:
        case ("GET", "boards"):
            user = app.signed_in(request)
            rows = [
                shown.board(app, board)
                for board in app.boards.values()
                if (board["id"], user["id"]) in app.members
            ]
            return listed(app, "board", rows, request)
        case ("POST", "boards"):
            return _create(app, request.body, app.signed_in(request))
        case (_, "boards", key, *_):
            user, board = app.signed_in(request), app.find(app.boards, key, "Board")
            check_member(app, board["id"], user)
            return _of_one(app, request, board, user)
    return None


def check_member(app: Shop, board: object, user: Row) -> None:
    """Refuses those who are not in the board with this id."""
    if (board, user["id"]) not in app.members:
        raise Refusal(403, "Not a member")


def _create(app: Shop, body: Row, user: Row) -> Reply:
    app.require(body, "title")
    board = {
        "id": app.new_id("board"),
        "title": body["title"],
        "owner_id": user["id"],
        "created_at": app.clock.tick(),
    }
    app.added(app.boards, board)
    app.members[board["id"], user["id"]] = "owner"
    for position, title in enumerate(COLUMNS):
        key = app.new_id("column")
        column = {"id": key, "board_id": board["id"], "title": title, "position": position}
        app.added(app.columns, column)
    return app.new("board", shown.board(app, board))


def _of_one(app: Shop, request: Request, board: Row, user: Row) -> Reply | None:
    """The answer to a request about one board."""
    match (request.method, *request.parts[2:]):
        case ("GET" | "PATCH",):
            board["title"] = request.body.get("title", board["title"])
        case ("DELETE",):
            if board["owner_id"] != user["id"]:
                raise Refusal(403, "Not the owner")
            _delete(app, board["id"])
            return app.gone()
        case ("POST", "members"):
            member = app.find(app.users, request.body["user_id"], "User")
            app.members[board["id"], member["id"]] = request.body.get("role", "editor")
        case ("DELETE", "members", key):
            member = app.find(app.users, key, "User")
            app.members.pop((board["id"], member["id"]), None)
        case ("GET", "columns"):
            rows = [shown.column(column) for column in columns_of(app, board["id"])]
            return listed(app, "column", rows, request)
        case ("GET", "cards"):
            columns = columns_of(app, board["id"])
            cards = [card for column in columns for card in cards_of(app, column["id"])]
            return listed(app, "card", [shown.card(app, card) for card in cards], request)
        case _:
            return None
    return app.one("board", shown.board(app, board))


def _delete(app: Shop, board: object) -> None:
    del app.boards[board]
    app.members = {key: role for key, role in app.members.items() if key[0] != board}
    for column in columns_of(app, board):
        del app.columns[column["id"]]
        for card in cards_of(app, column["id"]):
            del app.cards[card["id"]]


def columns_of(app: Shop, board: object) -> list[Row]:
    """The columns of the board with this id, from left to right."""
    rows = [column for column in app.columns.values() if column["board_id"] == board]
    return sorted(rows, key=lambda column: int(column["position"]))


def cards_of(app: Shop, column: object) -> list[Row]:
    """The cards in the column with this id, from top to bottom."""
    rows = [card for card in app.cards.values() if card["column_id"] == column]
    return sorted(rows, key=lambda card: int(card["position"]))
