"""Reviews of a book; each reader changes only their own."""

from __future__ import annotations

import sqlite3
from http import HTTPStatus
from typing import Any

from . import checks
from .accounts import reader
from .catalogue import find
from .clock import now
from .form import Form
from .listing import Conditions, Listing
from .messages import Answer, Json, Problem, Request, not_found
from .routing import Routes
from .rows import insert, update

routes = Routes()
SELECT = """
    SELECT reviews.*, users.name AS user_name
    FROM reviews JOIN users ON users.id = reviews.user_id
"""
SORTS = {"created_at": "created_at", "rating": "rating"}


@routes.on("GET", "/api/books/{key}/reviews")
def index(request: Request, key: str) -> Answer:
    """A page of the book's reviews, the newest first."""
    listing = Listing.asked_by(request.query, SORTS, "-created_at", per_page=5)
    where = Conditions()
    where.add("reviews.book_id = :book_id", book_id=find(request, key)["id"])
    return Answer.json(listing.answer(request.database, SELECT, where, render))


@routes.on("POST", "/api/books/{key}/reviews")
def create(request: Request, key: str) -> Answer:
    """A new review by the caller."""
    user = reader(request)
    book = find(request, key)
    moment = now()
    row = {
        "book_id": book["id"],
        "user_id": user["id"],
        **_checked(Form(request.json())),
        "created_at": moment,
        "updated_at": moment,
    }
    review_id = insert(request.database, "reviews", row)
    return Answer.created(render(_review(request, book, str(review_id))))


@routes.on("PATCH", "/api/books/{key}/reviews/{review_key}")
def change(request: Request, key: str, review_key: str) -> Answer:
    """The caller's review with some fields changed."""
    user = reader(request)
    book = find(request, key)
    review = _own(_review(request, book, review_key), user)
    values = _checked(Form(request.json(), partial=True))
    update(request.database, "reviews", review["id"], {**values, "updated_at": now()})
    return Answer.json(render(_review(request, book, review_key)))


@routes.on("DELETE", "/api/books/{key}/reviews/{review_key}")
def delete(request: Request, key: str, review_key: str) -> Answer:
    """Nothing: the caller's review is gone."""
    user = reader(request)
    review = _own(_review(request, find(request, key), review_key), user)
    request.database.execute("DELETE FROM reviews WHERE id = ?", [review["id"]])
    return Answer.empty()


def render(review: sqlite3.Row) -> dict[str, Json]:
    """A review as the API shows one."""
    return {
        "id": review["id"],
        "book_id": review["book_id"],
        "user": {"id": review["user_id"], "name": review["user_name"]},
        "rating": review["rating"],
        "body": review["body"],
        "created_at": review["created_at"],
        "updated_at": review["updated_at"],
    }


def _review(request: Request, book: sqlite3.Row, key: str) -> sqlite3.Row:
    statement = f"{SELECT} WHERE reviews.book_id = ? AND CAST(reviews.id AS TEXT) = ?"
    review: sqlite3.Row | None = request.database.execute(statement, [book["id"], key]).fetchone()
    if review is None:
        raise not_found("review")
    return review


def _own(review: sqlite3.Row, user: sqlite3.Row) -> sqlite3.Row:
    if review["user_id"] != user["id"]:
        message = "Only its writer can do this to a review."
        raise Problem(HTTPStatus.FORBIDDEN, "forbidden", message)
    return review


def _checked(form: Form) -> dict[str, Any]:
    form.required("rating", checks.integer(1, 5))
    form.required("body", checks.text(2000))
    return form.finish()
