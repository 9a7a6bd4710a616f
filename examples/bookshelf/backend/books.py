"""Books: listed, shown, added, changed and removed."""

from __future__ import annotations

from typing import Any

from . import checks
from .accounts import reader
from .catalogue import FORMATS, SELECT, SORTS, detail, filters, find, summary
from .clock import now
from .form import Form
from .listing import Listing
from .messages import Answer, Request, conflict
from .routing import Routes
from .rows import insert, update
from .slugs import unused_slug
from .tags import set_tags

routes = Routes()


@routes.on("GET", "/api/books")
def index(request: Request) -> Answer:
    """A page of books, without their descriptions."""
    listing = Listing.asked_by(request.query, SORTS, "title")
    return Answer.json(listing.answer(request.database, SELECT, filters(request), summary))


@routes.on("POST", "/api/books")
def create(request: Request) -> Answer:
    """A new book."""
    reader(request)
    values = _checked(request, Form(request.json()))
    tags = values.pop("tags", [])
    moment = now()
    row = {
        **values,
        "slug": unused_slug(request.database, values["title"]),
        "created_at": moment,
        "updated_at": moment,
    }
    book_id = insert(request.database, "books", row)
    set_tags(request.database, book_id, tags)
    return Answer.created(detail(find(request, str(book_id))))


@routes.on("GET", "/api/books/{key}")
def show(request: Request, key: str) -> Answer:
    """One book, by slug or id."""
    return Answer.json(detail(find(request, key)))


@routes.on("PATCH", "/api/books/{key}")
def change(request: Request, key: str) -> Answer:
    """The book with some fields changed; its slug stays, so that links to it do."""
    reader(request)
    book_id = find(request, key)["id"]
    values = _checked(request, Form(request.json(), partial=True), book_id)
    if "tags" in values:
        set_tags(request.database, book_id, values.pop("tags"))
    update(request.database, "books", book_id, {**values, "updated_at": now()})
    return Answer.json(detail(find(request, key)))


@routes.on("DELETE", "/api/books/{key}")
def delete(request: Request, key: str) -> Answer:
    """Nothing: the book is gone, with its reviews."""
    reader(request)
    request.database.execute("DELETE FROM books WHERE id = ?", [find(request, key)["id"]])
    return Answer.empty()


def _checked(request: Request, form: Form, book_id: int | None = None) -> dict[str, Any]:
    form.required("title", checks.text(200))
    form.required("author_id", checks.integer(1, 2**53))
    form.nullable("isbn", checks.ISBN)
    form.required("format", checks.choice(*FORMATS))
    form.required("price", checks.cents)
    form.required("pages", checks.integer(1, 20_000))
    form.required("published_on", checks.day)
    form.optional("in_print", checks.boolean)
    form.nullable("description", checks.text(4000))
    form.nullable("cover_url", checks.LINK)
    form.optional("tags", checks.tags)
    _check_author(request, form)
    values = form.finish()
    if "price" in values:
        values["price_cents"] = values.pop("price")
    _check_isbn(request, values.get("isbn"), book_id)
    return values


def _check_author(request: Request, form: Form) -> None:
    author_id = form.values.get("author_id")
    statement = "SELECT 1 FROM authors WHERE id = ?"
    if author_id and not request.database.execute(statement, [author_id]).fetchone():
        form.reject("author_id", "does not exist")


def _check_isbn(request: Request, isbn: str | None, book_id: int | None) -> None:
    statement = "SELECT title FROM books WHERE isbn = ? AND id IS NOT ?"
    other = request.database.execute(statement, [isbn, book_id]).fetchone()
    if other:
        message = f"The ISBN {isbn} belongs to “{other['title']}” already."
        raise conflict("isbn_taken", message, {"isbn": "is taken"})
