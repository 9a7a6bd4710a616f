"""Favourites: the books that a reader has marked."""

from __future__ import annotations

from .accounts import reader
from .catalogue import detail, find
from .clock import now
from .messages import Answer, Request
from .routing import Routes

routes = Routes()


@routes.on("POST", "/api/books/{key}/favourite")
def mark(request: Request, key: str) -> Answer:
    """The book, now a favourite; marking one twice changes nothing."""
    row = [find(request, key)["id"], reader(request)["id"], now()]
    statement = "INSERT INTO favourites VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
    request.database.execute(statement, row)
    return Answer.json(detail(find(request, key)))


@routes.on("DELETE", "/api/books/{key}/favourite")
def unmark(request: Request, key: str) -> Answer:
    """The book, no favourite any more."""
    row = [find(request, key)["id"], reader(request)["id"]]
    request.database.execute("DELETE FROM favourites WHERE book_id = ? AND user_id = ?", row)
    return Answer.json(detail(find(request, key)))
