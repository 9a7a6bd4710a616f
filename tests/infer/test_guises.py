"""Objects without a key that show a row which the request names."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer

BILLS = """
    GET /bills 200 [
        {"id":1,"code":"lnbc00000001","memo":"Rent","cents":40000,"state":"open","proof":"aaa111"},
        {"id":2,"code":"lnbc00000002","memo":"Food","cents":2500,"state":"paid","proof":"bbb222"},
        {"id":3,"code":"lnbc00000003","memo":"Fuel","cents":9100,"state":"open","proof":"ccc333"}]
"""


def test_a_value_of_the_request_finds_the_row_that_is_shown():
    made = app(
        BILLS,
        'POST /decode 200 {"text":"Rent","amount_cents":40000} <- {"data":"lnbc00000001"}',
        'POST /decode 200 {"text":"Food","amount_cents":2500} <- {"data":"lnbc00000002"}',
    )
    assert answer(made["POST /decode"]) == (
        "({text: bill_shown.memo, amount_cents: bill_shown.cents}"
        " of bills bill_shown where bill_shown.code = :data)"
    )


def test_members_may_depend_on_a_column_of_few_values():
    made = app(
        BILLS,
        'GET /status/lnbc00000001 200 {"paid":false,"proof":null}',
        'GET /status/lnbc00000002 200 {"paid":true,"proof":"bbb222"}',
        'GET /status/lnbc00000003 200 {"paid":false,"proof":null}',
    )
    told = next(o for o in made.blueprint.operations if o.path.startswith("/status"))
    shown = answer(told)
    assert (
        'paid: false if bill_shown.state = "open" else true if bill_shown.state = "paid"' in shown
    )
    assert 'bill_shown.proof if bill_shown.state = "paid"' in shown


def test_values_that_agree_with_no_row_are_no_row():
    made = app(
        BILLS,
        'POST /decode 200 {"text":"no","rate":40001} <- {"data":"lnbc00000001"}',
        'POST /decode 200 {"text":"yes","rate":2501} <- {"data":"lnbc00000002"}',
    )
    assert answer(made["POST /decode"]) == "recorded"


def test_what_stands_beside_a_list_is_of_the_list():
    made = app(
        BILLS,
        'POST /find 200 {"total":40000,"rows":["a"]} <- {"data":"lnbc00000001"}',
        'POST /find 200 {"total":2500,"rows":["b"]} <- {"data":"lnbc00000002"}',
    )
    assert answer(made["POST /find"]) == "recorded"
