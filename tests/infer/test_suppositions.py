"""Deletions that the capture does not show and that the app most likely has."""

from __future__ import annotations

from tests.infer.apps import App, app
from tests.infer.prose import effects

BOOKS = """
    POST /books 201 {"id":1,"title":"Emma"} <- {"title":"Emma"}
    GET /books/1 200 {"id":1,"title":"Emma"}
    POST /books 201 {"id":2,"title":"Dune"} <- {"title":"Dune"}
    GET /books/2 200 {"id":2,"title":"Dune"}
"""
TAGS = """
    GET /tags 200 [{"id":7,"name":"red"},{"id":8,"name":"blue"}]
    GET /tags/7 200 {"id":7,"name":"red"}
    GET /tags/8 200 {"id":8,"name":"blue"}
    DELETE /tags/7 204
"""


def deletions(found: App) -> list[str]:
    return [o.path for o in found.blueprint.operations if o.method == "DELETE"]


def test_rows_that_can_be_made_can_be_deleted_where_others_can():
    found = app(BOOKS, TAGS)
    assert deletions(found) == ["/tags/{tag_id}", "/books/{book_id}"]
    made = found["DELETE /books/{book_id}"]
    assert effects(made) == [
        "find books row where row.id = :book_id",
        "delete books gone where gone.id = row.id",
    ]
    assert (made.answers[0].status, made.answers[0].body) == (204, None)
    assert made.evidence.claim.startswith("not recorded")


def test_an_app_that_deletes_nothing_is_not_supposed_to():
    assert deletions(app(BOOKS)) == []


def test_rows_that_nobody_makes_are_not_supposed_to_be_deleted():
    books = 'GET /books/1 200 {"id":1,"title":"Emma"}'
    assert deletions(app(books, TAGS)) == ["/tags/{tag_id}"]


def test_a_deletion_that_found_nothing_deletes_what_is_there():
    found = app(BOOKS, TAGS, 'DELETE /books/99 404 {"error":"no such book"}')
    assert "delete books gone where gone.id = row.id" in effects(found["DELETE /books/{book_id}"])


def test_the_answer_is_that_of_most_deletions():
    told = TAGS.replace("DELETE /tags/7 204", 'DELETE /tags/7 200 {"deleted":true}')
    (answer,) = app(BOOKS, told)["DELETE /books/{book_id}"].answers
    assert (answer.status, getattr(answer.body, "value", None)) == (200, {"deleted": True})
