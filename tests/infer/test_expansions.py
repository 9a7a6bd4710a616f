"""Rows that stand in other rows without their keys."""

from __future__ import annotations

from tests.infer.apps import App, app
from tests.infer.prose import answer

USERS = """
    GET /users 200 [{"id":71,"name":"Ann Lee","city":"Oslo"},{"id":72,"name":"Bob Ray","city":"Rome"}]
"""
SHOWN = """
    GET /posts 200 [{"id":1,"title":"aa","user":{"name":"Ann Lee","city":"Oslo"}},
        {"id":2,"title":"bb","user":{"name":"Bob Ray","city":"Rome"}}]
"""


def references(found: App) -> set[tuple[str, str]]:
    keys = found.blueprint.table("posts").foreign_keys
    return {(key.columns[0], key.table) for key in keys}


def test_an_object_that_holds_what_one_row_of_its_name_holds_is_that_row():
    found = app(USERS, SHOWN)
    assert references(found) == {("user_id", "users")}
    assert {row["id"]: row["user_id"] for row in found.end("posts")} == {1: 71, 2: 72}
    assert "user: ({name: user.name, city: user.city} of users user" in answer(found["GET /posts"])


def test_where_another_answer_shows_the_key_one_look_is_enough():
    found = app(
        USERS,
        """GET /posts 200 [{"id":1,"title":"aa","user":71},{"id":2,"title":"bb","user":72}]
        GET /posts/1 200 {"id":1,"title":"aa","user":{"name":"Somebody","city":"Else"}}""",
    )
    assert references(found) == {("user", "users")}
    assert {row["id"]: row["user"] for row in found.end("posts")} == {1: 71, 2: 72}


def test_an_object_that_no_row_is_like_is_a_value_of_its_own():
    found = app(USERS, SHOWN.replace("Ann Lee", "Al Fox").replace("Bob Ray", "Di Poe"))
    assert not references(found)


def test_an_object_with_fields_of_its_own_is_no_row():
    found = app(USERS, SHOWN.replace('"city"', '"seat"'))
    assert not references(found)
