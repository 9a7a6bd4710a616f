"""Books as they are read: found by slug, id or filters, and shown to one visitor."""

from __future__ import annotations

import json
import sqlite3

from .accounts import reader, visitor
from .listing import Conditions, boolean, containing, integer
from .messages import Json, Request, not_found

FORMATS = ("hardcover", "paperback", "ebook")
SELECT = """
    SELECT books.*, authors.name AS author_name,
        (SELECT count(*) FROM favourites WHERE book_id = books.id) AS favourites_count,
        EXISTS (
            SELECT 1 FROM favourites WHERE book_id = books.id AND user_id = :viewer
        ) AS favourited,
        (SELECT count(*) FROM reviews WHERE book_id = books.id) AS reviews_count,
        (SELECT round(avg(rating), 1) FROM reviews WHERE book_id = books.id) AS average_rating,
        (
            SELECT json_group_array(name) FROM (
                SELECT tags.name FROM tags JOIN book_tags ON book_tags.tag_id = tags.id
                WHERE book_tags.book_id = books.id ORDER BY tags.name
            )
        ) AS tags
    FROM books JOIN authors ON authors.id = books.author_id
"""
SORTS = {
    "title": "title COLLATE NOCASE",
    "published_on": "published_on",
    "price": "price_cents",
    "pages": "pages",
    "average_rating": "average_rating",
    "favourites_count": "favourites_count",
    "created_at": "created_at",
}
CONTAINS = "(title LIKE :q ESCAPE '\\' OR author_name LIKE :q ESCAPE '\\')"
TAGGED = """
    EXISTS (
        SELECT 1 FROM book_tags JOIN tags ON tags.id = book_tags.tag_id
        WHERE book_tags.book_id = books.id AND tags.name = :tag
    )
"""


def find(request: Request, key: str) -> sqlite3.Row:
    """The book with this slug or id, as the visitor sees it, or 404."""
    user = visitor(request)
    statement = f"{SELECT} WHERE books.slug = :key OR CAST(books.id AS TEXT) = :key"
    book: sqlite3.Row | None = request.database.execute(
        statement, {"key": key, "viewer": user["id"] if user else None}
    ).fetchone()
    if book is None:
        raise not_found("book")
    return book


def filters(request: Request) -> Conditions:
    """What the query asks of a book."""
    user = visitor(request)
    where = Conditions({"viewer": user["id"] if user else None})
    _by_text(request, where)
    _by_year(request, where)
    if (author_id := integer(request.query, "author", 1, 2**53)) is not None:
        where.add("books.author_id = :author", author=author_id)
    if (in_print := boolean(request.query, "in_print")) is not None:
        where.add("in_print = :in_print", in_print=in_print)
    if (favourited := boolean(request.query, "favourited")) is not None:
        reader(request)
        where.add("favourited = :favourited", favourited=favourited)
    return where


def _by_text(request: Request, where: Conditions) -> None:
    query = request.query
    if text := query.get("q", "").strip():
        where.add(CONTAINS, q=containing(text))
    if tag := query.get("tag"):
        where.add(TAGGED, tag=tag)
    if edition := query.get("format"):
        where.add("format = :format", format=edition)


def _by_year(request: Request, where: Conditions) -> None:
    if (first := integer(request.query, "year_from", 1, 9999)) is not None:
        where.add("published_on >= :first", first=f"{first:04}-01-01")
    if (last := integer(request.query, "year_to", 1, 9999)) is not None:
        where.add("published_on <= :last", last=f"{last:04}-12-31")


def summary(book: sqlite3.Row) -> dict[str, Json]:
    """A book as it stands in a list."""
    return {
        "id": book["id"],
        "slug": book["slug"],
        "title": book["title"],
        "isbn": book["isbn"],
        "author_id": book["author_id"],
        "author": {"id": book["author_id"], "name": book["author_name"]},
        "format": book["format"],
        "price": book["price_cents"] / 100,
        "pages": book["pages"],
        "published_on": book["published_on"],
        "in_print": bool(book["in_print"]),
        "cover_url": book["cover_url"],
        "tags": json.loads(book["tags"]),
        "average_rating": book["average_rating"],
        "reviews_count": book["reviews_count"],
        "favourited": bool(book["favourited"]),
        "favourites_count": book["favourites_count"],
        "created_at": book["created_at"],
        "updated_at": book["updated_at"],
    }


def detail(book: sqlite3.Row) -> dict[str, Json]:
    """A book alone, with its description."""
    return summary(book) | {"description": book["description"]}
