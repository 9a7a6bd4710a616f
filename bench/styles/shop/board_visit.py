"""What customers do with boards."""

from __future__ import annotations

from random import Random

from bench.styles.browser import Browser
from bench.styles.shop.style import ShopStyle
from bench.styles.web import Row
from bench.styles.words import title, words


class BoardVisit:
    """Makes two boards, puts cards on the first and moves them, and lets somebody else in."""

    def __init__(self, browser: Browser[ShopStyle], chance: Random) -> None:
        self._browser = browser
        self._chance = chance
        self._boards: list[Row] = []
        self._columns: list[Row] = []
        self._cards: list[Row] = []

    def pay(self, own: Row, guest: Row) -> None:
        """Does all of it."""
        self._make_boards()
        self._make_cards()
        self._move_cards()
        self._change_cards(own, guest)
        first, second = map(_board, self._boards)
        browser = self._browser
        browser.post(f"{first}/members", user_id=guest["id"], role="viewer")
        browser.get(first)
        browser.patch(second, title=title(self._chance, 2))
        browser.get("/boards")
        browser.delete(_card(self._cards[3]))
        browser.get(self._column(1))

    def _make_boards(self) -> None:
        browser = self._browser
        for _ in range(2):
            self._boards.append(browser.row(browser.post("/boards", title=title(self._chance, 2))))
            columns = browser.rows(browser.get(f"{_board(self._boards[-1])}/columns"))
            self._columns = self._columns or columns
        browser.get("/boards")

    def _make_cards(self) -> None:
        browser = self._browser
        for number in range(6):
            body = {"title": title(self._chance, 2)}
            if number % 2:
                body["text"] = words(self._chance, 4)
            self._cards.append(browser.row(browser.post(self._column(number % 2), **body)))
        browser.get(f"{_board(self._boards[0])}/cards")
        browser.get(self._column(0))

    def _move_cards(self) -> None:
        browser = self._browser
        self._move(self._cards[0], 1, 1)
        browser.get(f"{_board(self._boards[0])}/cards")
        self._move(self._cards[2], 2, 0)
        browser.get(self._column(1))
        self._move(self._cards[1], 1, 2)
        browser.get(self._column(1))

    def _move(self, card: Row, column: int, position: int) -> None:
        target = {"column_id": self._columns[column]["id"], "position": position}
        self._browser.post(f"{_card(card)}/move", **target)

    def _change_cards(self, own: Row, guest: Row) -> None:
        browser = self._browser
        first, second = map(_card, self._cards[:2])
        browser.put(f"{first}/assignees", user_ids=[own["id"], guest["id"]])
        browser.patch(second, title=title(self._chance, 2), checked=True)
        browser.get(second)
        browser.put(f"{first}/assignees", user_ids=[guest["id"]])
        browser.get(first)

    def meddle(self) -> None:
        """What the guest does."""
        browser = self._browser
        first, second = map(_board, self._boards)
        for path in ("/boards", first, second, _card(self._cards[0])):
            browser.get(path)
        browser.delete(first)

    def part_with(self, guest: Row) -> None:
        first = _board(self._boards[0])
        self._browser.delete(f"{first}/members/{guest['id']}")
        self._browser.get(first)

    def delete_last(self) -> None:
        last = _board(self._boards[1])
        self._browser.delete(last)
        self._browser.get(last)
        self._browser.get("/boards")

    def _column(self, number: int) -> str:
        return f"/columns/{self._columns[number]['id']}/cards"


def _board(board: Row) -> str:
    return f"/boards/{board['id']}"


def _card(card: Row) -> str:
    return f"/cards/{card['id']}"
