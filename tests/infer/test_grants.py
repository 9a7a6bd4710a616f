"""Rows that say by account who may read and change them, and what accounts are shown of themselves."""

from __future__ import annotations

from tests.infer.apps import App, app
from tests.infer.prose import answer

ENTRY = """
    POST /login 200 {"token":"<ann>","user":{"id":"ac-ann","name":"Ann"}}
        <- {"name":"Ann","password":"<pw a>"}
    @ann GET /users/me 200 {"id":"ac-ann","name":"Ann","mail":"ann@x.org"}
    POST /login 200 {"token":"<bob>","user":{"id":"ac-bob","name":"Bob"}}
        <- {"name":"Bob","password":"<pw b>"}
    @bob GET /users/me 200 {"id":"ac-bob","name":"Bob","mail":"bob@x.org"}
"""
OPEN = '{"*":{"see":true},"ac-ann":{"see":true,"edit":true}}'
OWN = '{"ac-ann":{"see":true,"edit":true}}'
NOTES = f"""
    @ann GET /notes 200 [{{"id":"nt-1","text":"sea","may":{OPEN}}},{{"id":"nt-2","text":"war","may":{OWN}}}]
    @bob GET /notes 200 [{{"id":"nt-1","text":"sea","may":{OPEN}}}]
    @ann GET /notes/nt-2 200 {{"id":"nt-2","text":"war","may":{OWN}}}
    @bob GET /notes/nt-1 200 {{"id":"nt-1","text":"sea","may":{OPEN}}}
    @bob GET /notes/nt-2 404 {{"error":"no such note"}}
    @ann PUT /notes/nt-1 200 {{"id":"nt-1","text":"sky","may":{OPEN}}} <- {{"text":"sky"}}
    @bob PUT /notes/nt-1 404 {{"error":"no such note"}} <- {{"text":"fog"}}
"""


def refused(made: App, named: str) -> list[str]:
    return [f.model_dump_json() for f in made[named].failures if "granted" in f.model_dump_json()]


def test_lists_show_the_rows_that_give_the_right_to_read():
    assert "note.may gives see" in answer(app(ENTRY, NOTES)["GET /notes"])


def test_a_row_is_refused_to_whom_it_does_not_give_the_right():
    made = app(ENTRY, NOTES)
    assert '"right":"see"' in refused(made, "GET /notes/{note_id}")[0]
    assert '"right":"edit"' in refused(made, "PUT /notes/{note_id}")[0]


def test_documents_that_name_no_accounts_give_no_rights():
    other = NOTES.replace("ac-ann", "someone")
    assert "gives" not in answer(app(ENTRY, other)["GET /notes"])


def test_accounts_are_shown_what_is_theirs_alone():
    made = app(
        ENTRY,
        '@ann GET /users/ac-ann 200 {"id":"ac-ann","name":"Ann","mail":"ann@x.org"}',
        '@bob GET /users/ac-ann 200 {"id":"ac-ann","name":"Ann"}',
        '@ann GET /users/ac-bob 200 {"id":"ac-bob","name":"Bob"}',
    )
    told = answer(made["GET /users/{user_id}"])
    assert "mail?: " in told
    assert "caller.id" in told.partition("mail?: ")[2]
