"""What only accounts of a certain kind may do."""

from __future__ import annotations

import pytest

from tests.infer.apps import App, app
from tests.infer.prose import said, where
from wirebase.blueprint.operations import FailureKind

PEOPLE = """
    POST /login 200 {"token":"<ada>","user":{"id":1,"name":"Ada","roles":["member","keeper"]}}
        <- {"email":"ada@x.org","password":"<pw a>"}
    POST /login 200 {"token":"<bob>","user":{"id":2,"name":"Bob","roles":["member"]}}
        <- {"email":"bob@x.org","password":"<pw b>"}
    @ada GET /users/me 200 {"id":1,"name":"Ada","roles":["member","keeper"]}
    @bob GET /users/me 200 {"id":2,"name":"Bob","roles":["member"]}
    @bob GET /books 200 [{"id":11,"title":"Emma"},{"id":12,"title":"Dune"}]
"""
REFUSED = '{"error":"Not for you"}'
CHANGES = f"""
    @bob PATCH /books/11 403 {REFUSED} <- {{"title":"Mine"}}
    @ada PATCH /books/11 200 {{"id":11,"title":"Emma W."}} <- {{"title":"Emma W."}}
    @ada POST /books 201 {{"id":13,"title":"Ada"}} <- {{"title":"Ada"}}
"""


def refusals(found: App, method: str, path: str) -> list[str]:
    """When an operation refuses a caller, in words."""
    operation = next(o for o in found.blueprint.operations if (o.method, o.path) == (method, path))
    forbidden = (f for f in operation.failures if f.kind is FailureKind.FORBIDDEN)
    return [said(f.when) if f.when else "" for f in forbidden]


def test_a_change_is_for_those_who_have_the_role():
    found = app(PEOPLE, CHANGES)
    lacks = refusals(found, "PATCH", "/books/{book_id}")
    assert len(lacks) == 1
    assert "keeper" in lacks[0]
    assert "roles" in lacks[0]


def test_other_changes_of_such_rows_are_for_them_likewise():
    found = app(PEOPLE, CHANGES)
    assert refusals(found, "POST", "/books") == refusals(found, "PATCH", "/books/{book_id}")
    assert refusals(found, "GET", "/books") == []


def test_a_change_that_others_make_too_is_for_all():
    others = '@bob POST /books 201 {"id":14,"title":"Bob"} <- {"title":"Bob"}'
    assert refusals(app(PEOPLE, CHANGES, others), "POST", "/books") == []


@pytest.mark.parametrize("column", ["roles", "colour"])
def test_a_column_that_is_named_otherwise_tells_no_role(column: str):
    found = app(PEOPLE.replace('"roles"', f'"{column}"'), CHANGES)
    told = refusals(found, "PATCH", "/books/{book_id}")
    assert (told != [""]) == (column == "roles")


def test_an_account_is_changed_by_itself_and_by_who_has_the_role():
    found = app(
        PEOPLE,
        f"""
        @bob PATCH /users/1 403 {REFUSED} <- {{"name":"Eve"}}
        @bob PATCH /users/2 200 {{"id":2,"name":"Rob","roles":["member"]}} <- {{"name":"Rob"}}
        @ada PATCH /users/2 200 {{"id":2,"name":"Bob","roles":["member"]}} <- {{"name":"Bob"}}
        """,
    )
    [told] = refusals(found, "PATCH", "/users/{user_id}")
    assert "keeper" in told
    assert "caller" in told.replace("keeper", "")


def test_an_account_is_changed_by_itself_alone():
    found = app(
        PEOPLE,
        f"""
        @bob PATCH /users/1 403 {REFUSED} <- {{"name":"Eve"}}
        @bob PATCH /users/2 200 {{"id":2,"name":"Rob","roles":["member"]}} <- {{"name":"Rob"}}
        """,
    )
    [told] = refusals(found, "PATCH", "/users/{user_id}")
    assert told
    assert "keeper" not in told


NOTES = """
    @ada GET /notes 200 [{"id":21,"user_id":1,"text":"a"},{"id":22,"user_id":2,"text":"b"},
        {"id":23,"user_id":2,"text":"c"}]
    @bob GET /notes 200 [{"id":22,"user_id":2,"text":"b"},{"id":23,"user_id":2,"text":"c"}]
"""


def test_who_has_the_role_sees_what_is_not_theirs():
    found = app(PEOPLE, NOTES)
    told = where(found["GET /notes"])
    assert len(told) == 1
    assert "keeper" in told[0]
    assert "user_id" in told[0]


def test_an_account_sees_itself_alone_where_it_has_no_role():
    found = app(
        PEOPLE,
        """
        @ada GET /users 200 [{"id":1,"name":"Ada","roles":["member","keeper"]},
            {"id":2,"name":"Bob","roles":["member"]}]
        @bob GET /users 200 [{"id":2,"name":"Bob","roles":["member"]}]
        """,
    )
    [told] = where(found["GET /users"])
    assert "keeper" in told
    assert "id" in told
