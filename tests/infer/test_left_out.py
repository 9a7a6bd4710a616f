"""Members that rows show only where they hold something."""

from __future__ import annotations

from tests.infer.apps import app

LISTED = """
    POST /tasks 201 {"id":"tk-1"} <- {"title":"a","note":"x"}
    POST /tasks 201 {"id":"tk-2"} <- {"title":"b"}
    GET /tasks 200 [{"id":"tk-1","title":"a","note":"x"},{"id":"tk-2","title":"b"}]
"""


def note(found: str, key: str = "tk-2") -> object:
    rows = {row["id"]: row for row in app(found).end("tasks")}
    return rows[key].get("note")


def test_what_a_row_lacks_in_a_list_that_shows_it_elsewhere_is_null():
    made = app(
        LISTED,
        'PUT /tasks/tk-2 200 {"ok":true} <- {"note":"late"}',
        'GET /tasks/tk-2 200 {"id":"tk-2","title":"b","note":"late"}',
    )
    assert made.known.past.rows["task"]["tk-2"].at(2)["note"] is None
    assert made.known.past.rows["task"]["tk-2"].at(4)["note"] == "late"


def test_what_comes_and_goes_while_nobody_writes_is_not_null():
    made = app(LISTED, 'GET /tasks/tk-2 200 {"id":"tk-2","title":"b","note":"hidden"}')
    assert made.known.past.rows["task"]["tk-2"].at(2)["note"] == "hidden"


def test_what_a_query_says_is_not_to_be_shown_is_not_null():
    made = app(
        LISTED, 'GET /tasks?without=note 200 [{"id":"tk-1","title":"a"},{"id":"tk-2","title":"b"}]'
    )
    assert made.known.past.rows["task"]["tk-1"].at(3)["note"] == "x"
    assert made.known.past.rows["task"]["tk-2"].at(2)["note"] is None


def test_what_a_row_shows_once_it_was_given_was_empty_before():
    made = app("""
        GET /me/tasks/tk-1 200 {"id":"tk-1","title":"a"}
        PUT /me/tasks/tk-1 200 {"ok":true} <- {"note":"late"}
        GET /me/tasks/tk-1 200 {"id":"tk-1","title":"a","note":"late"}
        GET /me/tasks/tk-2 200 {"id":"tk-2","title":"b"}
    """)
    assert made.known.past.rows["task"]["tk-1"].at(0)["note"] is None
