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
