"""Requests that make a row, or answer with the one that is there."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects, said

TAGS = """
    POST /tags 201 {"id":1,"name":"sea","color":"blue"} <- {"name":"sea","color":"blue"}
    POST /tags 201 {"id":2,"name":"war","color":"red"} <- {"name":"war","color":"red"}
    POST /tags 201 {"id":3,"name":"art","color":"red"} <- {"name":"art","color":"red"}
"""


def test_a_request_for_a_row_that_is_there_shows_that_row():
    made = app(
        TAGS, 'POST /tags 200 {"id":2,"name":"war","color":"red"} <- {"name":"war","color":"pink"}'
    )["POST /tags"]
    assert effects(made)[:2] == [
        "find? tags known where known.name = :name",
        "find? tags row where row.name = :name",
    ]
    (insert,) = [e for e in effects(made) if e.startswith("insert")]
    assert insert.startswith("insert tags row: name = :name")
    assert [a.status for a in made.answers] == [200, 201]
    assert made.answers[0].when is not None
    assert "known.id" in said(made.answers[0].when)
    assert not [e for e in effects(made) if e.startswith("update")]


def test_it_may_be_changed_by_what_is_given():
    made = app(
        TAGS, 'POST /tags 201 {"id":2,"name":"war","color":"pink"} <- {"name":"war","color":"pink"}'
    )["POST /tags"]
    (update,) = [e for e in effects(made) if e.startswith("update")]
    assert "color =? :color" in update
    assert "name" not in update.split(":", 1)[1]
    assert [a.status for a in made.answers] == [201]


def test_rows_of_one_name_are_made_where_no_request_showed_an_older_one():
    made = app(TAGS, 'POST /tags 201 {"id":4,"name":"war","color":"red"} <- {"name":"war"}')
    assert not [e for e in effects(made["POST /tags"]) if e.startswith("find")]
