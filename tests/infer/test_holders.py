"""Items of a list that hold one row each, and say something of the link beside."""

from __future__ import annotations

from tests.infer.apps import App, app
from tests.infer.prose import answer
from wirebase.blueprint.tables import Kind

USERS = 'GET /users 200 [{"id":1,"name":"Ann"},{"id":2,"name":"Bob"},{"id":3,"name":"Cy"}]'
BOARDS = """
    GET /boards/11 200 {"id":11,"name":"Red","members":[
        {"user":{"id":1,"name":"Ann"},"role":"owner"},{"user":{"id":2,"name":"Bob"},"role":"editor"}]}
    GET /boards/12 200 {"id":12,"name":"Blue","members":[
        {"user":{"id":2,"name":"Bob"},"role":"owner"}]}
"""


def kinds(found: App) -> dict[str, Kind]:
    return {table.name: table.kind for table in found.blueprint.tables}


def test_items_that_hold_a_row_each_are_links_which_tell_the_rest():
    found = app(USERS, BOARDS)
    assert kinds(found)["board_users"] is Kind.LINK
    assert found.end("board_users") == [
        {"board_id": 11, "user_id": 1, "role": "owner"},
        {"board_id": 11, "user_id": 2, "role": "editor"},
        {"board_id": 12, "user_id": 2, "role": "owner"},
    ]


def test_answers_show_the_rows_and_what_is_told_of_the_links():
    assert answer(app(USERS, BOARDS)["GET /boards/{board_id}"]) == (
        "{id: row.id, name: row.name, members: [{user: {id: user.id, name: user.name}, "
        "role: user_link.role} for users user join board_users user_link on "
        "user_link.user_id = user.id where user_link.board_id = row.id by user.id]}"
    )


def test_an_item_with_a_key_of_its_own_is_a_row():
    items = BOARDS.split('{"user":')
    keyed = "".join(f'{{"id":{key},"user":{item}' for key, item in enumerate(items[1:], 7))
    found = app(USERS, items[0] + keyed)
    assert kinds(found)["board_members"] is Kind.ENTITY
    assert [row["id"] for row in found.end("board_members")] == [7, 8, 9]


def test_a_list_that_holds_one_row_twice_is_no_list_of_links():
    twice = BOARDS.replace(
        '"role":"editor"}', '"role":"editor"},{"user":{"id":2,"name":"Bob"},"role":"guest"}'
    )
    found = app(USERS, twice)
    assert "board_users" not in kinds(found)
    assert found.blueprint.table("boards").has("members")
