"""Documents of which the app has one."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer, effects

SETTINGS = """
    GET /settings 200 {"theme":"dark","perPage":10,"name":"site"}
    PUT /settings 200 {"theme":"light","perPage":20,"name":"site"}
        <- {"theme":"light","perPage":20,"name":"site"}
    GET /settings 200 {"theme":"light","perPage":20,"name":"site"}
"""


def test_a_document_that_is_read_and_changed_at_one_path_is_a_row():
    found = app(SETTINGS, 'PATCH /settings 204 <- {"theme":"blue"}')
    (table,) = found.blueprint.tables
    assert [c.name for c in table.columns] == ["id", "theme", "per_page", "name"]
    shown = "{theme: setting.theme, perPage: setting.per_page, name: setting.name}"
    assert shown in answer(found["GET /settings"])
    put, patch = (effects(found[f"{m} /settings"]) for m in ("PUT", "PATCH"))
    assert put[0] == "find settings row"
    assert any("theme =? :theme" in e and "per_page =? :per_page" in e for e in put)
    assert any("theme =? :theme" in e for e in patch)
    assert found.start("settings") == [{"id": 1, "theme": "dark", "per_page": 10, "name": "site"}]
    assert found.end("settings") == [{"id": 1, "theme": "blue", "per_page": 20, "name": "site"}]


def test_what_changes_though_nobody_writes_it_is_no_row():
    found = app(SETTINGS, 'GET /settings 200 {"theme":"grey","perPage":10,"name":"other"}')
    assert found.blueprint.tables == ()


def test_what_nobody_changes_is_no_row():
    assert app('GET /settings 200 {"theme":"dark"}').blueprint.tables == ()


def test_what_only_commands_are_sent_to_is_no_row():
    found = app('GET /index 200 {"state":"idle"}', 'POST /index 202 {"job":7} <- {"state":"idle"}')
    assert found.blueprint.tables == ()


def test_the_account_of_who_asks_is_none_of_them():
    found = app(
        """
        POST /users 201 {"user":{"username":"ann","email":"ann@x.org","token":"<ann>"}}
            <- {"user":{"username":"ann","email":"ann@x.org","password":"<pw a>"}}
        @ann GET /user 200 {"user":{"username":"ann","email":"ann@x.org"}}
        @ann PUT /user 200 {"user":{"username":"ann","email":"a@y.org"}} <- {"user":{"email":"a@y.org"}}
        @ann GET /user 200 {"user":{"username":"ann","email":"a@y.org"}}
        """
    )
    assert [t.name for t in found.blueprint.tables] == ["users"]


def test_it_may_stand_in_an_envelope():
    wrapped = SETTINGS.replace('200 {"', '200 {"settings":{"').replace('"site"}', '"site"}}')
    wrapped = wrapped.replace('<- {"', '<- {"settings":{"')
    found = app(wrapped)
    (table,) = found.blueprint.tables
    assert [c.name for c in table.columns] == ["id", "theme", "per_page", "name"]
