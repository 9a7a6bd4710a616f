"""What documents show to accounts with a role alone."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import said
from wirebase.blueprint.expressions import Object

PEOPLE = """
    POST /login 200 {"token":"<ann>"} <- {"email":"ann@x.org","password":"<pw a>"}
    POST /login 200 {"token":"<bob>"} <- {"email":"bob@x.org","password":"<pw b>"}
    POST /login 200 {"token":"<cy>"} <- {"email":"cy@x.org","password":"<pw c>"}
    @ann GET /me 200 {"id":1,"role":"member","email":"ann@x.org"}
    @bob GET /me 200 {"id":2,"role":"admin","email":"bob@x.org"}
    @cy GET /me 200 {"id":3,"role":"member","email":"cy@x.org"}
    GET /config 200 {"version":"2.1"}
    @ann GET /config 200 {"version":"2.1"}
    @bob GET /config 200 {"version":"2.1","limit":null}
"""


def when(name: str, *captured: str) -> str:
    """Where the document shows what is called so."""
    body = app(PEOPLE, *captured)["GET /config"].answers[0].body
    assert isinstance(body, Object)
    found = next(m.when for m in body.members if m.name == name)
    return said(found) if found else ""


def test_a_document_may_show_more_to_who_has_a_role():
    others = '@cy GET /config 200 {"version":"2.1"}'
    assert when("limit", others) == 'caller.role = "admin"'
    assert when("version", others) == ""


def test_one_other_account_tells_no_role():
    assert when("limit") == ""


def test_what_others_are_shown_too_needs_no_role():
    assert when("limit", '@cy GET /config 200 {"version":"2.1","limit":null}') == ""
