"""Requests that link two rows, or part them, and change neither."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects
from tests.infer.test_holders import BOARDS, USERS
from wirebase.blueprint.operations import Verb

JOINED = """
    GET /boards/11 200 {"id":11,"name":"Red","members":[{"user":{"id":1,"name":"Ann"},"role":"owner"},
        {"user":{"id":2,"name":"Bob"},"role":"editor"},{"user":{"id":3,"name":"Cy"},"role":"viewer"}]}
"""
PARTED = """
    GET /boards/11 200 {"id":11,"name":"Red","members":[{"user":{"id":1,"name":"Ann"},"role":"owner"},
        {"user":{"id":3,"name":"Cy"},"role":"viewer"}]}
"""
JOIN = '@ann POST /boards/11/members 201 {"ok":true} <- {"user_id":3,"role":"viewer"}'
PART = "@ann DELETE /boards/11/members/2 204"
ME = '@ann GET /users/me 200 {"id":1,"name":"Ann"}'
APP = (ME, USERS, BOARDS, JOIN, JOINED, PART, PARTED)


def test_a_row_that_a_list_has_after_a_request_was_linked_by_it():
    made = app(*APP)["POST /boards/{board_id}/members"]
    assert made.verb is Verb.LINK
    assert effects(made) == [
        "find boards row where row.id = :board_id",
        "find users joined where joined.id = :user_id",
        (
            "insert board_users linked: board_id = row.id, user_id = joined.id, "
            "role = :role if given :role else null unless there"
        ),
    ]


def test_a_row_that_a_list_lacks_after_a_request_was_parted_by_it():
    made = app(*APP)["DELETE /boards/{board_id}/members/{user_id}"]
    assert made.verb is Verb.UNLINK
    assert effects(made) == [
        "find boards board_of_path where board_of_path.id = :board_id",
        "find users row where row.id = :user_id",
        (
            "delete board_users linked where linked.board_id = board_of_path.id "
            "and linked.user_id = row.id"
        ),
    ]


def test_who_is_parted_lives_on():
    found = app(*APP)
    assert [row["id"] for row in found.end("users")] == [1, 2, 3]
    assert [(row["board_id"], row["user_id"]) for row in found.end("board_users")] == [
        (11, 1),
        (12, 2),
        (11, 3),
    ]


def test_a_list_that_stays_as_it_was_tells_of_no_link():
    unmoved = BOARDS.split("GET /boards/12")[0]
    found = app(ME, USERS, BOARDS, JOIN, unmoved)
    assert found["POST /boards/{board_id}/members"].verb is not Verb.LINK


NOTES = """
    GET /tags 200 [{"id":7,"name":"red"},{"id":8,"name":"blue"},{"id":9,"name":"green"}]
    GET /notes/1 200 {"id":1,"text":"a","tags":[{"id":7,"name":"red"}]}
    GET /notes/2 200 {"id":2,"text":"b","tags":[{"id":8,"name":"blue"},{"id":9,"name":"green"}]}
    POST /notes/1/tags 200 {"ok":true} <- {"tag_id":8}
    GET /notes/1 200 {"id":1,"text":"a","tags":[{"id":7,"name":"red"},{"id":8,"name":"blue"}]}
    DELETE /tags/9 204
    DELETE /notes/1/tags/7 204
    GET /notes/1 200 {"id":1,"text":"a","tags":[{"id":8,"name":"blue"}]}
"""


def test_rows_that_are_deleted_elsewhere_are_only_parted_below_another():
    found = app(NOTES)
    assert found["DELETE /notes/{note_id}/tags/{tag_id}"].verb is Verb.UNLINK
    assert found["DELETE /tags/{tag_id}"].verb is Verb.DELETE
    assert [row["id"] for row in found.end("tags")] == [7, 8]
