"""Numbers that are kept in another unit."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects

MADE = 'POST /bills 201 {"id":%d,"price":%d} <- {"price":%d}'


def test_what_rows_hold_may_be_so_many_times_what_was_given():
    made = app(MADE % (1, 2200, 22), MADE % (2, 1300, 13))
    assert effects(made["POST /bills"]) == ["insert bills row: price = :price times 100"]


def test_one_number_tells_no_scale():
    made = app(MADE % (1, 2200, 22), MADE % (2, 2200, 22))
    assert effects(made["POST /bills"]) == ["insert bills row: price = :price"]


def test_numbers_without_a_common_factor_have_no_scale():
    made = app(MADE % (1, 2200, 22), MADE % (2, 1313, 13))
    assert effects(made["POST /bills"]) == ["insert bills row: price = :price"]


def test_numbers_may_be_given_as_text():
    given = MADE.replace('"price":%d} <- {"price":%d}', '"price":%d} <- {"price":"%d"}')
    made = app(given % (1, 2200, 22), given % (2, 1300, 13))
    assert effects(made["POST /bills"]) == ["insert bills row: price = :price times 100"]
