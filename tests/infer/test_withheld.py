"""GraphQL mutations of rows that are somebody's."""

from __future__ import annotations

from tests.infer.apps import App, app, compact
from tests.infer.prose import said
from wirebase.blueprint.operations import Failure
from wirebase.exchange import Json

PEOPLE = """
    POST /login 200 {"token":"<ann>","user":{"id":1,"name":"Ann"}}
        <- {"email":"ann@x.org","password":"<pw a>"}
    POST /login 200 {"token":"<bob>","user":{"id":2,"name":"Bob"}}
        <- {"email":"bob@x.org","password":"<pw b>"}
    @ann GET /users/me 200 {"id":1,"name":"Ann"}
    @bob GET /users/me 200 {"id":2,"name":"Bob"}
"""
OWNERS = {21: 1, 22: 1, 23: 2}
EDIT = "mutation Edit($id: I, $t: S) { editNote(id: $id, text: $t) { __typename id text ownerId } }"
DROP = "mutation Drop($id: I) { deleteNote(id: $id) { id } }"
GONE: Json = {"errors": [{"message": "No such note was found", "path": ["editNote"]}]}


def asked(who: str, query: str, answer: Json, variables: Json = None) -> str:
    """A document that an account sends, and the answer."""
    sent = compact({"query": query, "variables": variables or {}})
    return f"@{who} POST /graphql 200 {compact(answer)} <- {sent}"


def notes(who: str) -> str:
    rows: list[Json] = [
        {"__typename": "Note", "id": key, "text": f"n{key}", "ownerId": owner}
        for key, owner in OWNERS.items()
    ]
    return asked(
        who, "query Notes { notes { __typename id text ownerId } }", {"data": {"notes": rows}}
    )


def edited(who: str, key: int, text: str) -> str:
    done: Json = {
        "data": {
            "editNote": {"__typename": "Note", "id": key, "text": text, "ownerId": OWNERS[key]}
        }
    }
    return asked(who, EDIT, done, {"id": key, "t": text})


def denied(who: str, key: int) -> str:
    assert isinstance(GONE, dict)
    return asked(who, EDIT, {**GONE, "data": {"editNote": None}}, {"id": key, "t": "mine"})


def dropped(who: str, key: int) -> str:
    return asked(who, DROP, {"data": {"deleteNote": {"id": key}}}, {"id": key})


def conditional(found: App, name: str) -> list[Failure]:
    """The failures of an operation that depend on rows."""
    made = next(o for o in found.blueprint.operations if o.name.endswith(name))
    return [f for f in made.failures if f.when is not None]


def test_a_row_that_others_are_told_is_not_there_is_its_owners_to_change():
    found = app(
        PEOPLE,
        notes("ann"),
        notes("bob"),
        edited("ann", 21, "a"),
        edited("bob", 23, "b"),
        denied("bob", 22),
    )
    (failure,) = conditional(found, "edit_note")
    assert "not row.owner_id = caller.id" in said(failure.when)
    assert failure.status == 200


def test_other_mutations_that_only_owners_were_seen_to_make_are_theirs_too():
    found = app(
        PEOPLE,
        notes("ann"),
        notes("bob"),
        edited("ann", 21, "a"),
        edited("bob", 23, "b"),
        denied("bob", 22),
        dropped("bob", 23),
    )
    (failure,) = conditional(found, "delete_note")
    assert failure.body is not None
    told = failure.body.model_dump()["value"]
    assert told["data"] == {"deleteNote": None}
    assert told["errors"][0]["path"] == ["deleteNote"]


def test_a_row_that_others_change_too_is_nobodys_own():
    found = app(
        PEOPLE,
        notes("ann"),
        notes("bob"),
        edited("ann", 21, "a"),
        edited("bob", 21, "b"),
        denied("bob", 22),
    )
    assert not conditional(found, "edit_note")


def test_a_row_that_is_not_there_tells_nothing_of_owners():
    found = app(
        PEOPLE,
        notes("ann"),
        notes("bob"),
        edited("ann", 21, "a"),
        edited("bob", 23, "b"),
        denied("bob", 99),
    )
    assert not conditional(found, "edit_note")
