"""Rows that come with the row that they belong to."""

from __future__ import annotations

from tests.infer.apps import App, app
from tests.infer.prose import effects

OLD = """
    GET /boards 200 [{"id":1,"name":"Old"}]
    GET /boards/1/columns 200 [{"id":4,"board_id":1,"title":"To do","position":0}]
"""
RED = """
    POST /boards 201 {"id":2,"name":"Red"} <- {"name":"Red"}
    GET /boards/2/columns 200 [{"id":6,"board_id":2,"title":"To do","position":0},
        {"id":8,"board_id":2,"title":"Doing","position":1},{"id":7,"board_id":2,"title":"Done","position":2}]
"""
BLUE = """
    POST /boards 201 {"id":3,"name":"Blue"} <- {"name":"Blue"}
    GET /boards/3/columns 200 [{"id":9,"board_id":3,"title":"To do","position":0},
        {"id":10,"board_id":3,"title":"Doing","position":1},{"id":11,"board_id":3,"title":"Done","position":2}]
"""


def made_with(found: App) -> dict[str, int | None]:
    """Column -> the exchange that made it."""
    return {key: life.created for key, life in found.known.past.rows["column"].items()}


def test_what_belongs_to_a_new_row_and_nobody_made_came_with_it():
    found = app(OLD, RED)
    assert made_with(found) == {"4": None, "6": 2, "7": 2, "8": 2}
    assert [row["id"] for row in found.start("columns")] == [4]


def test_a_new_row_brings_as_many_rows_as_the_others_did_each_in_its_place():
    assert effects(app(OLD, RED, BLUE)["POST /boards"])[1:] == [
        f'insert columns column_beside_{n}: board_id = row.id, title = "{title}", position = {n - 1}'
        for n, title in enumerate(("To do", "Doing", "Done"), 1)
    ]


def test_rows_that_come_with_some_new_rows_alone_are_brought_by_none():
    bare = 'POST /boards 201 {"id":3,"name":"Blue"} <- {"name":"Blue"}'
    found = app(OLD, RED, bare, "GET /boards/3/columns 200 []")
    assert len(effects(found["POST /boards"])) == 1


def test_what_a_request_made_came_with_nothing_else():
    more = 'POST /boards/2/columns 201 {"id":12,"board_id":2,"title":"Odd"} <- {"title":"Odd"}'
    assert made_with(app(OLD, RED, more))["12"] == 4


def test_a_new_row_below_which_nobody_looked_says_nothing_of_what_comes_with_it():
    bare = 'POST /boards 201 {"id":4,"name":"Green"} <- {"name":"Green"}'
    assert len(effects(app(OLD, RED, BLUE, bare)["POST /boards"])) == 4
