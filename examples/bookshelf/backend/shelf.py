"""The shelf as a whole."""

from __future__ import annotations

from .messages import Answer, Request
from .routing import Routes

routes = Routes()
COUNTS = """
    SELECT (SELECT count(*) FROM books) AS books,
        (SELECT count(*) FROM authors) AS authors,
        (SELECT count(*) FROM reviews) AS reviews
"""


@routes.on("GET", "/api/stats")
def stats(request: Request) -> Answer:
    """How many books, authors and reviews there are."""
    return Answer.json(dict(request.database.execute(COUNTS).fetchone()))
