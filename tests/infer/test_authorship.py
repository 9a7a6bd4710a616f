"""What names who asks cannot be done by nobody."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.test_viewers import FAVOURITES, LOGINS

ANONYMOUS = (
    LOGINS
    + """
    GET /notes 200 [{"id":11,"text":"One","author":{"id":1,"name":"Ann"}},
        {"id":12,"text":"Two","author":{"id":2,"name":"Bob"}}]
    @ann POST /notes 201 {"id":13,"text":"Three","author":{"id":1,"name":"Ann"}}
        <- {"text":"Three"}
    @bob POST /notes 201 {"id":14,"text":"Four","author":{"id":2,"name":"Bob"}}
        <- {"text":"Four"}
"""
)


def test_links_of_the_caller_are_made_and_removed_for_known_callers_alone():
    found = app(FAVOURITES)
    assert found["POST /books/{book_id}/favourite"].authenticated
    assert found["DELETE /books/{book_id}/favourite"].authenticated


def test_reading_stays_open_where_nobody_was_refused():
    assert not app(FAVOURITES)["GET /books"].authenticated


def test_a_row_that_names_its_author_is_made_for_known_callers_alone():
    assert app(ANONYMOUS)["POST /notes"].authenticated


def test_a_row_that_a_caller_without_a_name_was_seen_to_make_stays_open():
    found = app(
        ANONYMOUS
        + """
        POST /notes 201 {"id":15,"text":"Five","author":null} <- {"text":"Five"}
        """
    )
    assert not found["POST /notes"].authenticated
