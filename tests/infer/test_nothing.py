"""Lists that are narrowed to rows without a value."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer

BOOKS = """
    GET /books 200 [{"id":1,"title":"Emma","shelf":3},{"id":2,"title":"Dune","shelf":null},
        {"id":3,"title":"Ubik","shelf":4},{"id":4,"title":"Ilium","shelf":null}]
    GET /books?shelf=null 200 [{"id":2,"title":"Dune","shelf":null},{"id":4,"title":"Ilium","shelf":null}]
"""


def test_a_word_for_nothing_asks_for_rows_without_a_value():
    found = app(BOOKS)
    assert found["GET /books"].parameters[0].meaning == "equals shelf, or null"
    assert "shelf is null" in answer(found["GET /books"]).replace("is_null true", "is null")
