"""Numbers that count the changes of a row."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects
from wirebase.blueprint.expressions import Condition, Exists

NOTES = """
    POST /notes 201 {"id":1,"text":"a","version":1} <- {"text":"a"}
    PATCH /notes/1 200 {"id":1,"text":"b","version":2} <- {"text":"b","version":1}
"""
STALE = """
    PATCH /notes/1 409 {"version":"another"} <- {"text":"c","version":7}
"""


def inner(when: Condition | None) -> list[str]:
    return [c.node for c in getattr(when, "conditions", ())]


def test_a_change_leaves_the_version_one_higher():
    found = app(NOTES)
    (update,) = [e for e in effects(found["PATCH /notes/{note_id}"]) if e.startswith("update")]
    assert "version = row.version + 1" in update


def test_a_change_of_another_version_is_refused():
    found = app(NOTES, STALE)
    (failure,) = found["PATCH /notes/{note_id}"].failures
    assert failure.status == 409
    assert inner(failure.when) == ["is_given", "exists"]
    assert any(isinstance(c, Exists) for c in getattr(failure.when, "conditions", ()))


def test_a_number_that_requests_set_is_no_version():
    found = app("""
        POST /notes 201 {"id":1,"text":"a","place":1} <- {"text":"a"}
        PATCH /notes/1 200 {"id":1,"text":"a","place":2} <- {"place":2}
        PATCH /notes/1 200 {"id":1,"text":"a","place":4} <- {"place":4}
    """)
    (update,) = [e for e in effects(found["PATCH /notes/{note_id}"]) if e.startswith("update")]
    assert "place =? :place" in update
