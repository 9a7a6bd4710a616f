"""Requests that differ in a flag, or in which fields they give."""

from __future__ import annotations

from tests.infer.test_fills import fills

MADE = 'POST /bills 201 {"id":%d,"memo":"m%d","out":%s,"state":"%s"} <- {"memo":"m%d","out":%s}'


def made(key: int, out: str, state: str) -> str:
    return MADE % (key, key, out, state, key, out)


def test_each_kind_of_request_may_fill_in_a_value_of_its_own():
    found = fills(made(1, "false", "open"), made(2, "true", "paid"), made(3, "false", "open"))
    assert found["state"] == '"open" if :out = false else "paid" if :out = true else null'


def test_a_flag_that_does_not_tell_the_values_apart_says_nothing():
    found = fills(made(1, "false", "open"), made(2, "false", "paid"), made(3, "true", "open"))
    assert "if :out" not in found["state"]


def test_what_a_request_gives_tells_kinds_apart_too():
    found = fills(
        'POST /bills 201 {"id":1,"memo":"a","state":"open","due":null} <- {"memo":"a"}',
        'POST /bills 201 {"id":2,"memo":"b","state":"late","due":"soon"} <- {"memo":"b","due":"soon"}',
        'POST /bills 201 {"id":3,"memo":"c","state":"open","due":null} <- {"memo":"c"}',
    )
    assert found["state"] == '"late" if given :due else "open"'


def test_what_a_server_makes_by_chance_is_made_anew():
    rows = [
        (1, "k7aaaaaaaaaaaaaaaaaa1"),
        (2, "q9bbbbbbbbbbbbbbbbbb2"),
        (3, "z3cccccccccccccccccc3"),
    ]
    line = 'POST /bills 201 {"id":%d,"memo":"m","proof":"%s"} <- {"memo":"m"}'
    assert fills(*(line % row for row in rows))["proof"] == "fresh token"
