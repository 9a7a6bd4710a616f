"""Numbers in documents that count rows, or sum up a column of them."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer

TASKS = """
    GET /tasks 200 [{"id":1,"title":"Sow","state":"open","hours":2,"urgent":true},
        {"id":2,"title":"Reap","state":"done","hours":3,"urgent":false},
        {"id":3,"title":"Bake","state":"open","hours":5,"urgent":false}]
"""
MORE = """
    POST /tasks 201 {"id":4,"title":"Eat","state":"open","hours":1,"urgent":true} <-
        {"title":"Eat","state":"open","hours":1,"urgent":true}
"""
PLANS = """
    GET /users 200 [{"id":1,"name":"Ann"},{"id":2,"name":"Bob"}]
    @ann GET /users/me 200 {"id":1,"name":"Ann"}
    @bob GET /users/me 200 {"id":2,"name":"Bob"}
    @ann GET /plans 200 [{"id":11,"title":"Sow","owner_id":1},{"id":12,"title":"Reap","owner_id":1}]
    @bob GET /plans 200 [{"id":13,"title":"Bake","owner_id":2}]
    @ann GET /plans/11/steps 200 [{"id":21,"plan_id":11,"text":"dig"},
        {"id":22,"plan_id":11,"text":"wait"}]
    @ann GET /plans/12/steps 200 [{"id":23,"plan_id":12,"text":"cut"}]
    @bob GET /plans/13/steps 200 [{"id":24,"plan_id":13,"text":"heat"}]
"""


def shown(path: str, *lines: str) -> str:
    return answer(app(*lines)[f"GET {path}"])


def test_a_number_called_as_a_value_counts_the_rows_with_it():
    first = 'GET /stats 200 {"tasks":3,"open":2,"done_tasks":1}'
    then = 'GET /stats 200 {"tasks":4,"open":3,"done_tasks":1}'
    assert shown("/stats", TASKS, first, MORE, then) == (
        '{tasks: count(tasks task), open: count(tasks task where task.state = "open"), '
        'done_tasks: count(tasks task where task.state = "done")}'
    )


def test_a_number_called_as_a_flag_counts_the_rows_that_have_it():
    told = shown("/stats", TASKS, 'GET /stats 200 {"urgent":1,"not_urgent":2}')
    assert told == (
        "{urgent: count(tasks task where task.urgent = true), "
        "not_urgent: count(tasks task where task.urgent = false)}"
    )


def test_totals_may_be_named_after_what_is_around_them():
    told = shown("/report", TASKS, 'GET /report 200 {"tasks":{"total":3,"open_count":2}}')
    assert told == (
        '{tasks: {total: count(tasks task), open_count: count(tasks task where task.state = "open")}}'
    )


def test_a_value_that_no_row_has_is_one_beside_others():
    told = shown("/stats", TASKS, 'GET /stats 200 {"by_state":{"open":2,"done":1,"late":0}}')
    assert told.endswith('late: count(tasks task where task.state = "late")}}')


def test_a_value_is_left_out_where_it_has_no_rows_if_it_was():
    lines = """
        GET /tasks 200 [{"id":1,"title":"Sow","state":"open"}]
        GET /stats 200 {"open":1}
        POST /tasks 201 {"id":2,"title":"Eat","state":"done"} <- {"title":"Eat","state":"done"}
        GET /stats 200 {"open":1,"done":1}
    """
    told = shown("/stats", lines)
    assert "done?: " in told
    assert 'count(tasks task where task.state = "done")' in told


def test_sums_and_means_of_a_column():
    first = 'GET /stats 200 {"total_hours":10,"average_hours":3.33}'
    then = 'GET /stats 200 {"total_hours":11,"average_hours":2.75}'
    told = shown("/stats", TASKS, first, MORE, then)
    assert told == (
        "{total_hours: sum(hours of tasks task) + 0, "
        "average_hours: avg(hours of tasks task, 2 digits)}"
    )


def test_a_number_that_disagrees_once_counts_nothing():
    first = 'GET /stats 200 {"tasks":3,"open":2}'
    then = 'GET /stats 200 {"tasks":4,"open":7}'
    assert shown("/stats", TASKS, first, MORE, then).endswith("open: ~7}")


def test_only_the_rows_of_the_caller_are_counted_where_that_agrees():
    stats = """
        @ann GET /stats 200 {"plans":2,"steps":3}
        @bob GET /stats 200 {"plans":1,"steps":1}
    """
    assert shown("/stats", PLANS, stats) == (
        "{plans: count(plans plan where plan.owner_id = caller.id), "
        "steps: count(steps step where exists(plans plan_of_step where "
        "plan_of_step.id = step.plan_id and plan_of_step.owner_id = caller.id))}"
    )


def test_below_a_row_only_its_own_rows_are_counted():
    stats = """
        @ann GET /plans/11/stats 200 {"steps":2}
        @ann GET /plans/12/stats 200 {"steps":1}
    """
    told = shown("/plans/{plan_id}/stats", PLANS, stats)
    assert told == "{steps: count(steps step where step.plan_id = row.id)}"
