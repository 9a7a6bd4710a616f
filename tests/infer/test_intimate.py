"""Members of accounts that only the account itself is shown, or who has a role."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import said
from wirebase.blueprint.expressions import Member, Object, Rows

PEOPLE = """
    POST /login 200 {"token":"<ann>"} <- {"email":"ann@x.org","password":"<pw a>"}
    POST /login 200 {"token":"<bob>"} <- {"email":"bob@x.org","password":"<pw b>"}
    @ann GET /me 200 {"id":1,"name":"Ann","role":"member","email":"ann@x.org","note":null}
    @bob GET /me 200 {"id":2,"name":"Bob","role":"admin","email":"bob@x.org","note":null}
"""
FOR_MEMBERS = """
    @ann GET /users 200 [{"id":1,"name":"Ann","role":"member","email":"ann@x.org","note":null},
        {"id":2,"name":"Bob","role":"admin"},{"id":3,"name":"Cy","role":"member"}]
"""
FOR_ADMINS = """
    @bob GET /users 200 [{"id":1,"name":"Ann","role":"member","email":"ann@x.org"},
        {"id":2,"name":"Bob","role":"admin","email":"bob@x.org","note":null},
        {"id":3,"name":"Cy","role":"member","email":"cy@x.org"}]
"""


def member(name: str, *captured: str) -> Member:
    """What the list of accounts shows under a name."""
    body = app(PEOPLE, *captured)["GET /users"].answers[0].body
    assert isinstance(body, Rows)
    assert isinstance(body.item, Object)
    return next(m for m in body.item.members if m.name == name)


def test_what_accounts_are_shown_of_themselves_alone():
    assert said(member("email", FOR_MEMBERS).when) == "user.id = caller.id"


def test_who_has_a_role_may_be_shown_it_of_everybody():
    told = said(member("email", FOR_MEMBERS, FOR_ADMINS).when)
    assert told == '(user.id = caller.id or caller.role = "admin")'
    assert said(member("note", FOR_MEMBERS, FOR_ADMINS).when) == "user.id = caller.id"


def test_what_was_null_is_shown_as_null():
    assert member("note", FOR_MEMBERS).when_null
