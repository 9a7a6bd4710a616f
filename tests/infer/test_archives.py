"""Deletions after which the row is still there."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects
from wirebase.blueprint.operations import Verb

NOTES = """
    GET /notes 200 [{"id":1,"text":"aa","archived_at":null},{"id":2,"text":"bb","archived_at":null}]
"""
TIMED = """
    DELETE /notes/1 204
    GET /notes?state=all 200 [{"id":1,"text":"aa","archived_at":"2023-11-14T22:13:21Z"},
        {"id":2,"text":"bb","archived_at":null}]
"""


def test_a_deletion_after_which_the_row_is_shown_with_a_time_only_archives_it():
    found = app(NOTES, TIMED)
    made = found["DELETE /notes/{note_id}"]
    assert (made.verb, made.table) == (Verb.ACTION, "notes")
    assert effects(made) == [
        "find notes row where row.id = :note_id",
        "update row: archived_at = now",
    ]
    assert {row["id"] for row in found.end("notes")} == {1, 2}


def test_a_flag_tells_an_archived_row_too():
    found = app(
        'GET /notes 200 [{"id":1,"text":"aa","hidden":false},{"id":2,"text":"bb","hidden":false}]',
        "DELETE /notes/2 204",
        'GET /notes/2 200 {"id":2,"text":"bb","hidden":true}',
    )
    assert effects(found["DELETE /notes/{note_id}"])[-1] == "update row: hidden = true"


def test_what_restores_a_row_clears_its_mark_even_where_no_look_follows():
    found = app(NOTES, TIMED, "POST /notes/1/restore 200", "DELETE /notes/2 204")
    assert effects(found["POST /notes/{note_id}/restore"])[-1] == "update row: archived_at = null"
    marks = {row["id"]: row["archived_at"] for row in found.end("notes")}
    assert marks[1] is None
    assert marks[2] is not None


def test_a_row_that_is_shown_unchanged_after_its_deletion_was_not_archived():
    found = app(
        NOTES, "DELETE /notes/1 204", 'GET /notes/1 200 {"id":1,"text":"aa","archived_at":null}'
    )
    assert effects(found["DELETE /notes/{note_id}"])[-1].startswith("delete")


def test_a_flag_that_is_named_as_the_time_goes_with_it():
    found = app(
        NOTES.replace('"text"', '"is_archived":false,"text"'),
        TIMED,
        "POST /notes/1/restore 200",
    )
    assert effects(found["DELETE /notes/{note_id}"])[-1] == (
        "update row: is_archived = true, archived_at = now"
    )
    assert effects(found["POST /notes/{note_id}/restore"])[-1] == (
        "update row: archived_at = null, is_archived = false"
    )
