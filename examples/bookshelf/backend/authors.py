"""Authors."""

from __future__ import annotations

import sqlite3
from typing import Any

from . import checks
from .accounts import reader
from .clock import now
from .form import Form
from .listing import Conditions, Listing, containing
from .messages import Answer, Json, Request, conflict, not_found
from .routing import Routes
from .rows import insert, update

routes = Routes()
SELECT = """
    SELECT authors.*,
        (SELECT count(*) FROM books WHERE books.author_id = authors.id) AS books_count
    FROM authors
"""
SORTS = {
    "name": "name COLLATE NOCASE",
    "born_on": "born_on",
    "books_count": "books_count",
    "created_at": "created_at",
}
PUBLIC = (
    "id",
    "name",
    "country",
    "born_on",
    "biography",
    "books_count",
    "created_at",
    "updated_at",
)


@routes.on("GET", "/api/authors")
def index(request: Request) -> Answer:
    """A page of authors."""
    listing = Listing.asked_by(request.query, SORTS, "name")
    where = Conditions()
    if query := request.query.get("q"):
        where.add("name LIKE :q ESCAPE '\\'", q=containing(query))
    return Answer.json(listing.answer(request.database, SELECT, where, render))


@routes.on("POST", "/api/authors")
def create(request: Request) -> Answer:
    """A new author."""
    reader(request)
    values = _checked(Form(request.json()))
    moment = now()
    row = {**values, "created_at": moment, "updated_at": moment}
    author_id = insert(request.database, "authors", row)
    return Answer.created(render(_author(request, str(author_id))))


@routes.on("GET", "/api/authors/{key}")
def show(request: Request, key: str) -> Answer:
    """One author."""
    return Answer.json(render(_author(request, key)))


@routes.on("PATCH", "/api/authors/{key}")
def change(request: Request, key: str) -> Answer:
    """The author with some fields changed."""
    reader(request)
    author = _author(request, key)
    values = _checked(Form(request.json(), partial=True))
    update(request.database, "authors", author["id"], {**values, "updated_at": now()})
    return Answer.json(render(_author(request, key)))


@routes.on("DELETE", "/api/authors/{key}")
def delete(request: Request, key: str) -> Answer:
    """Nothing: the author is gone, who had no books."""
    reader(request)
    author = _author(request, key)
    if author["books_count"]:
        message = f"{author['name']} still has books here. Delete those first."
        raise conflict("author_has_books", message)
    request.database.execute("DELETE FROM authors WHERE id = ?", [author["id"]])
    return Answer.empty()


def render(author: sqlite3.Row) -> dict[str, Json]:
    """An author as the API shows one."""
    return {key: author[key] for key in PUBLIC}


def _author(request: Request, key: str) -> sqlite3.Row:
    statement = f"{SELECT} WHERE CAST(authors.id AS TEXT) = ?"
    author: sqlite3.Row | None = request.database.execute(statement, [key]).fetchone()
    if author is None:
        raise not_found("author")
    return author


def _checked(form: Form) -> dict[str, Any]:
    form.required("name", checks.text(120))
    form.nullable("country", checks.text(80))
    form.nullable("born_on", checks.day)
    form.nullable("biography", checks.text(4000))
    return form.finish()
