"""What was never shown of rows."""

from __future__ import annotations

from tests.infer.apps import app

SHOPS = """
    GET /shops 200 [{"id":1,"name":"north"},{"id":2,"name":"south"}]
    GET /pics 200 [{"id":5,"url":"a.png"},{"id":6,"url":"b.png"},{"id":7,"url":"c.png"}]
    GET /cups 200 [{"id":1,"pic":{"id":5}},{"id":2,"pic":{"id":6}},{"id":3,"pic":{"id":7}}]
    GET /cups/1 200 {"id":1,"pic":{"id":5},"shops":[{"id":1}],"pics":[{"id":5}]}
    GET /cups/2 200 {"id":2,"pic":{"id":6},"shops":[{"id":1}],"pics":[{"id":6}]}
"""


def test_a_list_that_is_the_same_wherever_it_is_shown_is_so_elsewhere():
    links = app(SHOPS).end("cup_shops")
    assert {(row["cup_id"], row["shop_id"]) for row in links} == {(1, 1), (2, 1), (3, 1)}


def test_a_list_of_what_another_field_refers_to_holds_that():
    links = app(SHOPS).end("cup_pics")
    assert {(row["cup_id"], row["pic_id"]) for row in links} == {(1, 5), (2, 6), (3, 7)}


LINES = """
    GET /cups 200 [{"id":1,"price":500},{"id":2,"price":700},{"id":3,"price":900}]
    GET /lines/11 200 {"id":11,"cup_id":1,"unit_price":500}
    GET /lines/12 200 {"id":12,"cup_id":2,"unit_price":700}
    GET /lines/13 200 {"id":13,"cup_id":3,"unit_price":%s}
    GET /lines 200 [{"id":11,"cup_id":1},{"id":12,"cup_id":2},{"id":14,"cup_id":3}]
"""


def prices(of: int) -> object:
    rows = app(LINES % of).end("lines")
    return next(row.get("unit_price") for row in rows if row["id"] == 14)


def test_a_value_of_the_row_that_is_referred_to_is_taken_where_all_rows_have_it():
    assert prices(900) == 900
    assert prices(1) != 900
