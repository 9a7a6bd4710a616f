"""Rows that a list says there are beyond those which it shows."""

from __future__ import annotations

import json

from tests.infer.apps import app

MADE = 'POST /books 201 {"id":%d,"title":"New","sold":false} <- {"title":"New"}'


def page(*keys: int, total: int = 12, query: str = "page=1&size=5") -> str:
    rows = [{"id": key, "title": f"Book {key}", "sold": False} for key in keys]
    return f"GET /books?{query} 200 {json.dumps({'items': rows, 'total': total})}"


def added(*lines: str) -> list[int]:
    """The keys of the books that no answer shows."""
    return [int(key) for key, life in app(*lines).known.past.rows["book"].items() if life.unseen]


def test_the_numbers_below_the_last_one_are_those_that_are_missing():
    assert added(page(12, 11, 10, 9, 8)) == [1, 2, 3, 4, 5, 6, 7]


def test_the_next_new_row_tells_how_far_the_numbers_go():
    assert added(page(1, 2, 3, 4, 5), MADE % 13) == [6, 7, 8, 9, 10, 11, 12]


def test_rows_that_come_in_order_go_on():
    assert added(page(1, 2, 3, 4, 5, total=7)) == [6, 7]


def test_numbers_that_do_not_fit_the_total_say_nothing():
    assert added(page(22, 11, 10, 9, 8)) == []
    assert added(page(1, 2, 3, 4, 5), MADE % 40) == []


def test_the_total_of_some_rows_is_not_that_of_all():
    assert added(page(12, 11, 10, 9, 8, query="author=3&page=1")) == []


def test_totals_must_agree():
    assert added(page(12, 11, 10, 9, 8), page(12, 11, 10, 9, 8, total=9)) == []


def test_an_unseen_row_is_found_by_its_key_and_in_lists():
    found = app(page(12, 11, 10, 9, 8))
    assert {"id": 3, "title": "", "sold": False} in found.start("books")
