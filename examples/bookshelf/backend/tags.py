"""Tags: words that many books share."""

from __future__ import annotations

import sqlite3

from .messages import Answer, Request
from .routing import Routes
from .rows import insert

routes = Routes()
SELECT = """
    SELECT tags.id, tags.name, count(book_tags.book_id) AS books_count
    FROM tags LEFT JOIN book_tags ON book_tags.tag_id = tags.id
    GROUP BY tags.id ORDER BY tags.name
"""


@routes.on("GET", "/api/tags")
def index(request: Request) -> Answer:
    """All tags, each with the number of its books."""
    return Answer.json([dict(row) for row in request.database.execute(SELECT)])


def set_tags(connection: sqlite3.Connection, book_id: int, names: list[str]) -> None:
    """Gives a book these tags and no others; new ones are made."""
    connection.execute("DELETE FROM book_tags WHERE book_id = ?", [book_id])
    for name in names:
        tag_id = _tag_id(connection, name)
        connection.execute("INSERT INTO book_tags VALUES (?, ?)", [book_id, tag_id])


def _tag_id(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute("SELECT id FROM tags WHERE name = ?", [name]).fetchone()
    tag_id: int = row[0] if row else insert(connection, "tags", {"name": name})
    return tag_id
