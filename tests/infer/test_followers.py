"""What the row that a path names says of the row that a request makes."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects

RUNS = """
    GET /runs/7 200 {"id":7,"title":"boil","phase_id":"p-aaa-1","phase":"waiting"}
    GET /runs/8 200 {"id":8,"title":"bake","phase_id":"p-aaa-2","phase":"waiting"}
    GET /phases 200 [{"id":"p-aaa-1","word":"waiting"},{"id":"p-aaa-2","word":"waiting"}]
    POST /runs/7/phases 201 {"id":"p-aaa-3","word":"running"} <- {"word":"running"}
    GET /runs/7 200 {"id":7,"title":"boil","phase_id":"p-aaa-3","phase":"running"}
    POST /runs/8/phases 201 {"id":"p-aaa-4","word":"failed"} <- {"word":"failed"}
    GET /runs/8 200 {"id":8,"title":"bake","phase_id":"p-aaa-4","phase":"failed"}
"""


def test_the_named_row_refers_to_the_new_one_and_holds_what_it_holds():
    made = app(RUNS)["POST /runs/{run_id}/phases"]
    (update,) = [e for e in effects(made) if e.startswith("update run_of_path")]
    assert "phase_id = row.id" in update
    assert "phase = row.word" in update
    assert "title" not in update


def test_what_stays_as_it_was_follows_nothing():
    still = RUNS.replace('"phase_id":"p-aaa-3","phase":"running"', '"phase_id":"p-aaa-1"')
    still = still.replace('"phase_id":"p-aaa-4","phase":"failed"', '"phase_id":"p-aaa-2"')
    made = app(still)["POST /runs/{run_id}/phases"]
    assert not [e for e in effects(made) if e.startswith("update run_of_path")]
