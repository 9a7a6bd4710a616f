"""Columns of new rows that the query of the request tells."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects

NOTES = """
    GET /folders 200 [{"id":3,"name":"home"},{"id":4,"name":"work"}]
    POST /notes?folder=3 201 {"id":1,"text":"tea","folder":3} <- {"text":"tea"}
    POST /notes?folder=4 201 {"id":2,"text":"jam","folder":4} <- {"text":"jam"}
    GET /notes/2 200 {"id":2,"text":"jam","folder":4}
"""


def test_a_column_holds_what_the_query_gives_under_its_name():
    assert "folder = :folder" in effects(app(NOTES)["POST /notes"])[0]


def test_not_where_a_row_holds_something_else():
    other = NOTES.replace('"jam","folder":4', '"jam","folder":3')
    assert ":folder" not in effects(app(other)["POST /notes"])[0]
