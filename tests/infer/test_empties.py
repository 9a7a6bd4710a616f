"""Lists that were always empty, told by the writes at their path."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer, where

BOOKS = """
    GET /books 200 [{"id":11,"title":"Emma"},{"id":12,"title":"Dune"}]
    GET /books/11 200 {"id":11,"title":"Emma"}
"""
NOTES = """
    GET /books/11/notes 200 {"notes":[]}
    POST /books/11/notes 201 {"note":{"id":7,"text":"good"}} <- {"text":"good"}
    DELETE /books/11/notes/7 204
    GET /books/11/notes 200 {"notes":[]}
"""


def test_the_list_shows_what_is_made_at_its_path():
    shown = app(BOOKS, NOTES)["GET /books/{book_id}/notes"]
    assert where(shown) == ["note.book_id = row.id"]
    assert "notes: [{id: note.id, text: note.text}" in answer(shown)


def test_a_list_at_a_path_where_nothing_is_made_stays_empty():
    found = app(BOOKS, NOTES, 'GET /books/11/marks 200 {"marks":[]}')
    assert answer(found["GET /books/{book_id}/marks"]) == '{"marks": []}'


def test_a_list_that_showed_rows_is_told_by_them():
    shown = NOTES + 'GET /books/12/notes 200 {"notes":[{"id":9,"text":"dry"}]}'
    assert "notes: [{id: note.id, text: note.text}" in answer(
        app(BOOKS, shown)["GET /books/{book_id}/notes"]
    )
