"""Numbers that are the product of two others, or the sum of what the parts of a row hold."""

from __future__ import annotations

import pytest

from tests.infer.apps import app
from tests.infer.prose import answer, effects
from wirebase.exchange import Json
from wirebase.infer.arithmetic import factors

SALES = """
    POST /sales 201 {"id":101,"price":3.5,"quantity":2,"total":"7.00"} <- {"price":3.5,"quantity":2}
    POST /sales 201 {"id":102,"price":12,"quantity":3,"total":"36.00"} <- {"price":12,"quantity":3}
    POST /sales 201 {"id":103,"price":20,"quantity":2,"total":"40.00"} <- {"price":20,"quantity":2}
    GET /sales 200 [{"id":101,"price":3.5,"quantity":2,"total":"7.00"},
        {"id":102,"price":12,"quantity":3,"total":"36.00"},
        {"id":103,"price":20,"quantity":2,"total":"40.00"}]
"""
MORE = 'PATCH /sales/101 200 {"id":101,"price":3.5,"quantity":4,"total":"14.00"} <- {"quantity":4}'
ORDERS = """
    GET /products 200 [{"id":51,"name":"cup","price":3.5},{"id":52,"name":"pot","price":12},
        {"id":53,"name":"pan","price":20}]
    GET /orders 200 [{"id":101,"total":19,"by":"x"},{"id":102,"total":40,"by":"y"}]
    GET /orders/101 200 {"id":101,"total":19,"by":"x","lines":[
        {"id":71,"product_id":51,"price":3.5,"quantity":2,"total":7},
        {"id":72,"product_id":52,"price":12,"quantity":1,"total":12}]}
    GET /orders/102 200 {"id":102,"total":40,"by":"y","lines":[
        {"id":73,"product_id":53,"price":20,"quantity":2,"total":40}]}
    POST /orders 201 {"id":103,"total":46.5,"by":"z","lines":[
        {"id":74,"product_id":51,"price":3.5,"quantity":3,"total":10.5},
        {"id":75,"product_id":52,"price":12,"quantity":3,"total":36}]}
        <- {"by":"z","lines":[{"product_id":51,"quantity":3},{"product_id":52,"quantity":3}]}
    POST /orders 201 {"id":104,"total":64,"by":"q","lines":[
        {"id":76,"product_id":53,"price":20,"quantity":2,"total":40},
        {"id":77,"product_id":52,"price":12,"quantity":2,"total":24}]}
        <- {"by":"q","lines":[{"product_id":53,"quantity":2},{"product_id":52,"quantity":2}]}
"""
LINES = """
    PATCH /lines/71 200 {"id":71,"product_id":51,"price":3.5,"quantity":4,"total":14} <- {"quantity":4}
    GET /orders/101 200 {"id":101,"total":26,"by":"x","lines":[
        {"id":71,"product_id":51,"price":3.5,"quantity":4,"total":14},
        {"id":72,"product_id":52,"price":12,"quantity":1,"total":12}]}
    POST /orders/102/lines 201 {"id":78,"product_id":52,"price":12,"quantity":3,"total":36}
        <- {"product_id":52,"quantity":3}
    GET /orders/102 200 {"id":102,"total":76,"by":"y","lines":[
        {"id":73,"product_id":53,"price":20,"quantity":2,"total":40},
        {"id":78,"product_id":52,"price":12,"quantity":3,"total":36}]}
    DELETE /lines/78 204
    GET /orders/102 200 {"id":102,"total":40,"by":"y","lines":[
        {"id":73,"product_id":53,"price":20,"quantity":2,"total":40}]}
"""


def summed(alias: str) -> str:
    """The sum of the lines of the order under an alias, set anew."""
    inner = f"line_of_{alias}"
    return (
        f"update {alias}: total = sum({inner}.price times {inner}.quantity of lines {inner} "
        f"where {inner}.order_id = {alias}.id) + 0"
    )


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([{"a": 2, "b": 3, "c": 6}, {"a": 4, "b": 5, "c": 20}], ("a", "b")),
        ([{"a": 2, "b": 3, "c": 6}, {"a": 4, "b": 5, "c": 21}], None),
        ([{"a": "2.50", "b": 3, "c": "7.50"}, {"a": "4.00", "b": 5, "c": "20.00"}], ("a", "b")),
        ([{"a": 1, "b": 6, "c": 6}, {"a": 1, "b": 20, "c": 20}], None),
        ([{"a": 2, "b": 3, "c": 6}], None),
        ([{"a": 2, "b": 3, "c": 6}, {"a": 4, "b": 5, "c": None}], None),
    ],
)
def test_a_product_holds_in_every_row(rows: list[dict[str, Json]], found: tuple[str, str] | None):
    assert factors("c", rows) == found


def test_the_product_of_what_is_given_fills_a_column():
    [made] = effects(app(SALES)["POST /sales"])
    assert made.endswith("total = :price times :quantity")


def test_a_product_is_set_anew_where_a_factor_changes():
    assert effects(app(SALES, MORE)["PATCH /sales/{sale_id}"])[-1] == (
        "update row: total = row.price times row.quantity"
    )


def test_a_number_that_follows_from_two_others_is_no_column():
    found = app(SALES.replace('.00"', '"').replace('"total":"', '"total":').replace('"}', "}"))
    assert not found.blueprint.table("sales").has("total")
    assert "total: sale.price times sale.quantity" in answer(found["GET /sales"])


def test_the_sum_of_new_parts_is_set_once_they_are_there():
    made = effects(app(ORDERS)["POST /orders"])
    assert made[1].startswith("for each of :lines: insert lines")
    assert made[-1] == summed("row")


@pytest.mark.parametrize(
    "named", ["PATCH /lines/{line_id}", "POST /orders/{order_id}/lines", "DELETE /lines/{line_id}"]
)
def test_whatever_is_done_to_a_part_the_sum_of_its_whole_is_set_anew(named: str):
    assert effects(app(ORDERS, LINES)[named])[-2:] == [
        "find? orders order_above where order_above.id = row.order_id",
        summed("order_above"),
    ]


def test_a_number_that_was_once_no_sum_is_none():
    other = ORDERS.replace('"total":40,"by"', '"total":41,"by"')
    assert not any("sum(" in effect for effect in effects(app(other)["POST /orders"]))
