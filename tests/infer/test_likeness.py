"""Which sites show rows of one table, by what they hold."""

from __future__ import annotations

from tests.infer.apps import app

JOBS = """
    GET /jobs 200 [{"id":101,"title":"Sow oats","done":false,"place":"Oslo"},
        {"id":102,"title":"Reap rye","done":false,"place":"Rome"}]
    PATCH /tasks/101 200 {"id":101,"title":"Sow rye","done":true,"place":"Bonn"} <- GIVEN
    PATCH /tasks/102 200 {"id":102,"title":"Reap oats","done":true,"place":"Lund"} <- GIVEN
    GET /jobs/101 200 {"id":101,"title":"Sow oats","done":false,"place":"Oslo"}
"""


def tables(given: str) -> list[str]:
    return [table.name for table in app(JOBS.replace("GIVEN", given)).blueprint.tables]


def test_what_a_change_gave_is_no_contradiction_between_two_sites():
    assert tables('{"title":"x","done":true,"place":"y"}') == ["jobs"]


def test_what_no_change_gave_contradicts():
    assert tables('{"note":"x"}') == ["jobs", "tasks"]


MADE_TWICE = """
    POST /shops/7/dish-kinds 201 {"id":1,"text":"Soup","color":"#73d8ff","ink":"#ffffff"} <- {"text":"Soup"}
    POST /shops/7/dish-kinds 201 {"id":2,"text":"Bread","color":"#ff6f61","ink":"#ffffff"} <- {"text":"Bread"}
    GET /shops/7/dish-kinds 200 [{"id":1,"text":"Soup","color":"#73d8ff","ink":"#ffffff"},
        {"id":2,"text":"Bread","color":"#ff6f61","ink":"#ffffff"}]
    POST /shops/7/tool-kinds 201 {"id":1,"text":"FIRST","color":"#73d8ff","ink":"#ffffff"} <- {"text":"Knife"}
    POST /shops/7/tool-kinds 201 {"id":2,"text":"SECOND","color":"#ff6f61","ink":"#ffffff"} <- {"text":"Spoon"}
    GET /shops/7/tool-kinds 200 [{"id":1,"text":"FIRST","color":"#73d8ff","ink":"#ffffff"},
        {"id":2,"text":"SECOND","color":"#ff6f61","ink":"#ffffff"}]
"""


def kinds(first: str, second: str) -> list[str]:
    text = MADE_TWICE.replace("FIRST", first).replace("SECOND", second)
    return [t.name for t in app(text).blueprint.tables if "kind" in t.name]


def test_what_is_made_twice_under_one_key_stands_in_two_tables():
    assert kinds("Knife", "Spoon") == ["dish_kinds", "tool_kinds"]


ONCE_MORE = """
    POST /shops/7/tool-kinds STATUS {"id":1,"text":"Knife","color":"#73d8ff","ink":"#ffffff"}
        <- {"text":"Knife"}
    GET /shops/7/tool-kinds 200 [{"id":1,"text":"Knife","color":"#73d8ff","ink":"#ffffff"}]
"""


def test_one_key_that_is_created_twice_tells_two_tables_apart():
    dishes = MADE_TWICE.split("POST /shops/7/tool-kinds", maxsplit=1)[0]
    found = app(dishes, ONCE_MORE.replace("STATUS", "201"))
    assert {t.name for t in found.blueprint.tables} >= {"dish_kinds", "tool_kinds"}


def test_one_key_that_is_only_shown_twice_does_not():
    dishes = MADE_TWICE.split("POST /shops/7/tool-kinds", maxsplit=1)[0]
    found = app(dishes, ONCE_MORE.replace("STATUS", "200"))
    assert len([t for t in found.blueprint.tables if "kind" in t.name]) == 1


def test_what_two_requests_show_of_the_same_rows_stands_in_one():
    assert len(kinds("Soup", "Bread")) == 1


def test_what_a_login_shows_is_what_a_registration_made():
    text = """
        POST /users 201 {"id":1,"email":"ann@x.org","bio":"none yet","token":"<a>"} <- {"email":"ann@x.org"}
        POST /users 201 {"id":2,"email":"bob@x.org","bio":"none yet","token":"<b>"} <- {"email":"bob@x.org"}
        POST /login 200 {"id":1,"email":"ann@x.org","bio":"none yet","token":"<c>"} <- {"email":"ann@x.org"}
        POST /login 200 {"id":2,"email":"bob@x.org","bio":"none yet","token":"<d>"} <- {"email":"bob@x.org"}
    """
    assert [t.name for t in app(text).blueprint.tables] == ["users"]
