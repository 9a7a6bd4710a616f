"""Rows that answers count and that no answer shows."""

from __future__ import annotations

import json

from tests.infer.apps import App, app

LISTS = """
    GET /lists 200 [{"id":1,"task_count":6,"share":2},{"id":2,"task_count":3,"share":1},
        {"id":3,"task_count":2,"share":4}]
"""


def tasks(*shown: tuple[int, int], share: tuple[int, ...] = (2, 1, 4)) -> str:
    rows = [
        {"id": key, "list_id": owner, "done": False, "share": share[owner - 1]}
        for key, owner in shown
    ]
    return f"GET /tasks?limit=5 200 {json.dumps(rows)}"


TASKS = tasks((1, 1), (2, 1), (5, 1), (7, 2), (8, 2))


def added(found: App) -> dict[str, object]:
    """The list of each task that no answer shows, by key."""
    rows = found.known.past.rows["task"]
    return {key: life.at(-1)["list_id"] for key, life in rows.items() if life.unseen}


def test_counts_laid_end_to_end_say_whose_the_missing_rows_are():
    found = app(LISTS, TASKS)
    assert added(found) == {"3": 1, "4": 1, "6": 1, "9": 2, "10": 3, "11": 3}
    claim = next(t.evidence.claim for t in found.blueprint.tables if t.name == "tasks")
    assert claim.endswith(
        "task_count counts 6 rows more than were shown;"
        " the 5 rows shown stand where 2 of the counts put them"
    )


def test_an_unseen_row_holds_what_its_parent_and_all_others_say():
    life = app(LISTS, TASKS).known.past.rows["task"]["11"]
    assert life.at(-1) == {"id": 11, "list_id": 3, "done": False, "share": 4}


def test_numbers_that_count_the_rows_of_a_parent_go_on():
    rows = [(1, 1, 1), (2, 1, 2), (5, 1, 5), (7, 2, 1), (8, 2, 2)]
    shown = json.dumps([{"id": k, "list_id": o, "place": p} for k, o, p in rows])
    found = app(LISTS, f"GET /tasks?limit=5 200 {shown}")
    assert found.known.past.rows["task"]["11"].at(-1)["place"] == 2


def test_unseen_rows_are_in_the_captured_data_and_say_nothing_of_the_columns():
    found = app(LISTS, TASKS)
    assert len(found.dataset.rows["tasks"]) == 11
    columns = {c.name: c for t in found.blueprint.tables if t.name == "tasks" for c in t.columns}
    assert not columns["done"].nullable


def test_a_row_that_stands_elsewhere_contradicts_the_counts():
    assert added(app(LISTS, tasks((1, 1), (2, 1), (5, 2), (7, 2), (8, 2)))) == {}


def test_the_next_number_must_follow_the_last_counted_one():
    made = 'POST /tasks 201 {"id":%d,"list_id":1,"done":false,"share":2} <- {"list_id":1}'
    assert len(added(app(LISTS, TASKS, made % 12))) == 6
    assert added(app(LISTS, TASKS, made % 40)) == {}


def test_few_rows_tell_nothing():
    assert added(app(LISTS, tasks((1, 1), (7, 2)))) == {}


def test_where_all_rows_were_shown_none_is_missing():
    every = [*((k, 1) for k in range(1, 7)), *((k, 2) for k in range(7, 10)), (10, 3), (11, 3)]
    assert added(app(LISTS, tasks(*every))) == {}


def test_an_unseen_row_refers_to_a_row_of_the_same_parent_where_all_refer_to_one():
    boards = [{"id": 31, "list_id": 1}, {"id": 32, "list_id": 2}, {"id": 33, "list_id": 3}]
    rows = [
        {"id": key, "list_id": owner, "board_id": 30 + owner}
        for key, owner in ((1, 1), (2, 1), (5, 1), (7, 2), (8, 2))
    ]
    found = app(
        LISTS,
        f"GET /boards 200 {json.dumps(boards)}",
        f"GET /tasks?limit=5 200 {json.dumps(rows)}",
    )
    lives = found.known.past.rows["task"]
    told = {key: lives[key].at(-1)["board_id"] for key in ("3", "9", "10", "11")}
    assert told == {"3": 31, "9": 32, "10": 33, "11": 33}
