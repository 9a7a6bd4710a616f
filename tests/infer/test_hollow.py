"""Lists that say nothing at one place."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer

TAGS = """
    GET /tags 200 [{"id":1,"name":"sea"},{"id":2,"name":"war"}]
    GET /books/1 200 {"id":1,"title":"Emma","tags":[{"id":1,"name":"sea"},{"id":2,"name":"war"}]}
    GET /books/2 200 {"id":2,"title":"Dune","tags":[{"id":1,"name":"sea"}]}
"""


def test_a_list_that_is_null_where_it_holds_nothing_is_null_there():
    found = app(TAGS, 'GET /books/3 200 {"id":3,"title":"Ubik","tags":null}')
    assert "null" in answer(found["GET /books/{book_id}"])


def test_a_list_that_is_shown_empty_is_empty():
    found = app(TAGS, 'GET /books/3 200 {"id":3,"title":"Ubik","tags":[]}')
    assert "null" not in answer(found["GET /books/{book_id}"])


def test_a_route_that_never_fills_a_list_shows_it_empty():
    found = app(
        TAGS,
        """GET /books 200 [{"id":1,"title":"Emma","tags":[]},{"id":2,"title":"Dune","tags":[]}]""",
    )
    assert "tags: []" in answer(found["GET /books"])
