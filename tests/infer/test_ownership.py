"""Whose business a row is, by way of other rows too, and what that hides from others."""

from __future__ import annotations

import pytest

from tests.infer.apps import App, app
from tests.infer.prose import said, where
from wirebase.blueprint.operations import FailureKind

PEOPLE = """
    POST /login 200 {"token":"<ann>","user":{"id":1,"name":"Ann","role":"member"}}
        <- {"email":"ann@x.org","password":"<pw a>"}
    POST /login 200 {"token":"<bob>","user":{"id":2,"name":"Bob","role":"member"}}
        <- {"email":"bob@x.org","password":"<pw b>"}
    POST /login 200 {"token":"<cy>","user":{"id":3,"name":"Cy","role":"admin"}}
        <- {"email":"cy@x.org","password":"<pw c>"}
    @ann GET /users/me 200 {"id":1,"name":"Ann","role":"member"}
    @bob GET /users/me 200 {"id":2,"name":"Bob","role":"member"}
    @cy GET /users/me 200 {"id":3,"name":"Cy","role":"admin"}
"""
PROJECTS = """
    @ann GET /projects 200 [{"id":11,"name":"Red","owner_id":1}]
    @bob GET /projects 200 [{"id":12,"name":"Blue","owner_id":2}]
"""
TASKS = """
    @ann GET /projects/11/tasks 200 [{"id":21,"project_id":11,"text":"dig"},
        {"id":22,"project_id":11,"text":"sow"}]
    @bob GET /projects/12/tasks 200 [{"id":23,"project_id":12,"text":"reap"}]
"""
CHANGED = """
    @ann PATCH /tasks/21 200 {"id":21,"project_id":11,"text":"dug"} <- {"text":"dug"}
    @bob PATCH /tasks/22 403 {"error":"not yours"} <- {"text":"mine"}
    @bob PATCH /tasks/23 200 {"id":23,"project_id":12,"text":"reaped"} <- {"text":"reaped"}
"""
LOOKED_AT = """
    @ann GET /tasks/21 200 {"id":21,"project_id":11,"text":"dig"}
    @bob GET /tasks/21 404 {"error":"no such task"}
    @bob GET /tasks/23 200 {"id":23,"project_id":12,"text":"reap"}
"""
OF_PROJECT = (
    "exists(projects project_of_{0} where project_of_{0}.id = {0}.project_id "
    "and project_of_{0}.owner_id = caller.id)"
)


def refused(found: App, named: str, kind: FailureKind = FailureKind.FORBIDDEN) -> list[str]:
    """What of its row makes an operation refuse a caller, in words."""
    told = (said(f.when) for f in found[named].failures if f.kind is kind and f.when)
    return [when.partition(" and ")[2].removesuffix(")") for when in told]


def test_a_row_is_changed_by_the_owner_of_the_row_that_it_belongs_to():
    found = app(PEOPLE, PROJECTS, TASKS, CHANGED)
    theirs = f"not {OF_PROJECT.format('row')}"
    assert refused(found, "PATCH /tasks/{task_id}") == [theirs]


def test_other_changes_that_only_owners_were_seen_to_make_are_theirs_too():
    found = app(PEOPLE, PROJECTS, TASKS, CHANGED, "@bob DELETE /tasks/23 204")
    one, other = (f"{method} /tasks/{{task_id}}" for method in ("PATCH", "DELETE"))
    assert refused(found, other) == refused(found, one) != []


def test_a_change_that_others_make_too_is_nobodys_own():
    found = app(PEOPLE, PROJECTS, TASKS, CHANGED, "@ann DELETE /tasks/23 204")
    assert refused(found, "DELETE /tasks/{task_id}") == []


def test_a_row_that_is_there_and_not_found_is_hidden_from_those_who_have_no_stake_in_it():
    found = app(PEOPLE, PROJECTS, TASKS, LOOKED_AT)
    theirs = f"not {OF_PROJECT.format('row')}"
    assert refused(found, "GET /tasks/{task_id}", FailureKind.MISSING) == [theirs]


def test_what_is_hidden_is_hidden_at_every_operation_whose_path_names_it():
    changed = '@ann PATCH /tasks/21 200 {"id":21,"project_id":11,"text":"dug"} <- {"text":"dug"}'
    found = app(PEOPLE, PROJECTS, TASKS, LOOKED_AT, changed)
    told = refused(found, "PATCH /tasks/{task_id}", FailureKind.MISSING)
    assert told == refused(found, "GET /tasks/{task_id}", FailureKind.MISSING) != []
    assert found["PATCH /tasks/{task_id}"].failures[0].status == 404


def test_a_row_that_somebody_without_a_stake_was_shown_is_not_hidden():
    shown = '@ann GET /tasks/23 200 {"id":23,"project_id":12,"text":"reap"}'
    found = app(PEOPLE, PROJECTS, TASKS, LOOKED_AT, shown)
    assert refused(found, "GET /tasks/{task_id}", FailureKind.MISSING) == []


def test_a_row_may_be_the_business_of_two_accounts():
    found = app(
        PEOPLE,
        PROJECTS,
        """
        @ann GET /projects/11/tasks 200 [{"id":21,"project_id":11,"assignee_id":2,"text":"dig"},
            {"id":22,"project_id":11,"assignee_id":1,"text":"sow"}]
        @bob GET /projects/12/tasks 200 [{"id":23,"project_id":12,"assignee_id":1,"text":"reap"},
            {"id":24,"project_id":12,"assignee_id":null,"text":"bind"}]
        @ann PATCH /tasks/21 200 {"id":21,"project_id":11,"assignee_id":2,"text":"dug"} <- {"text":"dug"}
        @bob PATCH /tasks/21 200 {"id":21,"project_id":11,"assignee_id":2,"text":"dig"} <- {"text":"dig"}
        @bob PATCH /tasks/22 403 {"error":"not yours"} <- {"text":"mine"}
        @ann PATCH /tasks/24 403 {"error":"not yours"} <- {"text":"mine"}
        """,
    )
    ways = f"(row.assignee_id = caller.id or {OF_PROJECT.format('row')})"
    assert refused(found, "PATCH /tasks/{task_id}") == [f"not {ways}"]


def test_all_rows_are_the_business_of_those_who_have_a_role():
    found = app(
        PEOPLE,
        """
        @ann GET /projects 200 [{"id":11,"name":"Red","owner_id":1},
            {"id":12,"name":"Blue","owner_id":2}]
        @ann PATCH /projects/11 200 {"id":11,"name":"Rot","owner_id":1} <- {"name":"Rot"}
        @bob PATCH /projects/11 403 {"error":"not yours"} <- {"name":"Mine"}
        @cy PATCH /projects/12 200 {"id":12,"name":"Blau","owner_id":2} <- {"name":"Blau"}
        """,
    )
    ways = '(row.owner_id = caller.id or caller.role = "admin")'
    assert refused(found, "PATCH /projects/{project_id}") == [f"not {ways}"]


def test_a_row_is_the_business_of_those_who_are_linked_with_it():
    found = app(
        PEOPLE,
        """
        @ann GET /boards 200 [{"id":11,"name":"Red","members":[1,2]},
            {"id":13,"name":"Grey","members":[1]}]
        @bob GET /boards 200 [{"id":11,"name":"Red","members":[1,2]},
            {"id":12,"name":"Blue","members":[2]}]
        @cy GET /boards/11 403 {"error":"not yours"}
        @ann GET /boards/12 403 {"error":"not yours"}
        @ann GET /boards/11 200 {"id":11,"name":"Red","members":[1,2]}
        """,
    )
    linked = (
        "exists(board_users board_users_of_{0} where board_users_of_{0}.board_id = {0}.id "
        "and board_users_of_{0}.user_id = caller.id)"
    )
    assert refused(found, "GET /boards/{board_id}") == [f"not {linked.format('row')}"]
    assert where(found["GET /boards"]) == [linked.format("board")]


NOTES = """
    @ann GET /notes 200 [{"id":31,"user_id":1,"SEEN":NO,"text":"a"},
        {"id":32,"user_id":1,"SEEN":YES,"text":"b"},{"id":33,"user_id":2,"SEEN":YES,"text":"c"}]
    @bob GET /notes 200 [{"id":32,"user_id":1,"SEEN":YES,"text":"b"},
        {"id":33,"user_id":2,"SEEN":YES,"text":"c"},{"id":34,"user_id":2,"SEEN":NO,"text":"d"}]
    @bob GET /notes/31 404 {"error":"no such note"}
    @bob GET /notes/32 200 {"id":32,"user_id":1,"SEEN":YES,"text":"b"}
    @bob GET /notes/34 200 {"id":34,"user_id":2,"SEEN":NO,"text":"d"}
"""


@pytest.mark.parametrize(
    ("column", "yes", "no"),
    [
        ("public", "true", "false"),
        ("private", "false", "true"),
        ("visibility", '"public"', '"mine"'),
    ],
)
def test_what_is_marked_public_is_everybodys(column: str, yes: str, no: str):
    notes = NOTES.replace("SEEN", column).replace("YES", yes).replace("NO", no)
    found = app(PEOPLE, notes)
    ways = "({0}.user_id = caller.id or {0}." + f"{column} = {yes})"
    told = refused(found, "GET /notes/{note_id}", FailureKind.MISSING)
    assert told == [f"not {ways.format('row')}"]
    assert where(found["GET /notes"]) == [ways.format("note")]


def test_a_flag_of_another_name_makes_nothing_everybodys():
    notes = NOTES.replace("SEEN", "done").replace("YES", "true").replace("NO", "false")
    assert where(app(PEOPLE, notes)["GET /notes"]) == []


def test_a_list_shows_each_caller_what_belongs_to_their_rows():
    found = app(
        PEOPLE,
        PROJECTS,
        """
        @ann GET /tasks 200 [{"id":21,"project_id":11,"text":"dig"},
            {"id":22,"project_id":11,"text":"sow"}]
        @bob GET /tasks 200 [{"id":23,"project_id":12,"text":"reap"}]
        """,
    )
    assert where(found["GET /tasks"]) == [OF_PROJECT.format("task")]


MEMBERS = """
    @ann GET /projects/11/members 200 [{"id":31,"project_id":11,"user_id":1},
        {"id":32,"project_id":11,"user_id":3}]
    @bob GET /projects/12/members 200 [{"id":33,"project_id":12,"user_id":2}]
"""
UNOWNED = """
    @ann GET /projects 200 [{"id":11,"name":"Red"},{"id":12,"name":"Blue"}]
    @bob GET /projects 200 [{"id":11,"name":"Red"},{"id":12,"name":"Blue"}]
"""


def test_a_row_is_the_business_of_those_whom_rows_of_members_tie_to_it():
    changed = """
        @ann PATCH /projects/11 200 {"id":11,"name":"Rot"} <- {"name":"Rot"}
        @cy PATCH /projects/11 200 {"id":11,"name":"Rosso"} <- {"name":"Rosso"}
        @bob PATCH /projects/11 403 {"error":"no member"} <- {"name":"Mine"}
        @bob PATCH /projects/12 200 {"id":12,"name":"Blau"} <- {"name":"Blau"}
    """
    found = app(PEOPLE, UNOWNED, MEMBERS, changed)
    assert refused(found, "PATCH /projects/{project_id}") == [
        (
            "not exists(project_members project_member_of_row "
            "where project_member_of_row.project_id = row.id "
            "and project_member_of_row.user_id = caller.id)"
        )
    ]


def test_a_row_that_others_see_may_be_missing_only_for_who_changes_it():
    changed = """
        @ann PATCH /tasks/21 200 {"id":21,"project_id":11,"text":"dug"} <- {"text":"dug"}
        @bob GET /tasks/21 200 {"id":21,"project_id":11,"text":"dug"}
        @bob PATCH /tasks/21 404 {"error":"no such task"} <- {"text":"mine"}
        @bob PATCH /tasks/23 200 {"id":23,"project_id":12,"text":"reaped"} <- {"text":"reaped"}
    """
    found = app(PEOPLE, PROJECTS, TASKS, changed)
    theirs = f"not {OF_PROJECT.format('row')}"
    assert refused(found, "PATCH /tasks/{task_id}", FailureKind.MISSING) == [theirs]
    assert refused(found, "GET /tasks/{task_id}", FailureKind.MISSING) == []


def test_who_is_known_may_be_told_that_a_row_is_not_theirs_as_strangers_are():
    looked = """
        GET /users/1 401 {"error":"no"}
        @ann GET /users/1 200 {"id":1,"name":"Ann","role":"member"}
        @ann GET /users/2 401 {"error":"no"}
        @bob GET /users/2 200 {"id":2,"name":"Bob","role":"member"}
        @bob GET /users/1 401 {"error":"no"}
        @ann GET /users/1 200 {"id":1,"name":"Ann","role":"member"}
        @bob GET /users/2 200 {"id":2,"name":"Bob","role":"member"}
    """
    found = app(PEOPLE, looked)
    assert refused(found, "GET /users/{user_id}") == ["not row.id = caller.id"]
    left = looked.rpartition("@ann")[0]
    assert refused(app(PEOPLE, left), "GET /users/{user_id}") == []
