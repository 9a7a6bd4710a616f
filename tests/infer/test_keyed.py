"""Rows that a request names by a key in a header."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer, effects
from wirebase.blueprint.operations import FailureKind, Find

PURSES = """
    GET /purses 200 [{"id":"p1","name":"Travel","key":"<one>","cents":500},
        {"id":"p2","name":"Savings","key":"<two>","cents":7200}]
    @x-key:one GET /payments 200 [{"id":"a1","purse_id":"p1","amount":5}]
    @x-key:two GET /payments 200 [{"id":"a2","purse_id":"p2","amount":72}]
"""
FIND = "find purses {alias} where {alias}.key = :x_key"


def test_a_new_row_belongs_to_the_row_whose_key_was_sent():
    made = app(
        PURSES,
        '@x-key:one POST /payments 201 {"id":"a3","purse_id":"p1","amount":9} <- {"amount":9}',
    )
    assert effects(made["POST /payments"]) == [
        FIND.format(alias="purse_of_key"),
        "insert payments row: amount = :amount, purse_id = purse_of_key.id",
    ]


def test_a_change_is_of_the_row_whose_key_was_sent():
    made = app(
        PURSES,
        '@x-key:two PATCH /purse 200 {"id":"p2","name":"Old","key":"<two>","cents":7200}'
        ' <- {"name":"Old"}',
    )
    assert effects(made["PATCH /purse"]) == [
        FIND.format(alias="row"),
        "update row: name =? :name",
    ]


def test_what_a_path_gives_a_row_is_set_and_names_none():
    made = app(
        PURSES,
        '@x-key:two PUT /purse/Old 200 {"id":"p2","name":"Old","key":"<two>","cents":7200}',
        'GET /purses/p2 200 {"id":"p2","name":"Old","key":"<two>","cents":7200}',
    )
    told = next(o for o in made.blueprint.operations if o.method == "PUT")
    (variable,) = [p.name for p in told.parameters if p.place == "path"]
    assert effects(told) == [FIND.format(alias="row"), f"update row: name = :{variable}"]


def test_an_answer_without_a_key_shows_the_row_whose_key_was_sent():
    made = app(
        PURSES,
        '@x-key:one GET /purse 200 {"name":"Travel","balance":500}',
        '@x-key:two GET /purse 200 {"name":"Savings","balance":7200}',
    )
    told = made["GET /purse"]
    assert effects(told) == [FIND.format(alias="purse_of_key")]
    assert answer(told) == "{name: purse_of_key.name, balance: purse_of_key.cents}"


def test_a_key_of_no_row_is_that_of_nobody():
    made = app(
        PURSES,
        '@x-key:one GET /purse 200 {"name":"Travel","balance":500}',
        '@x-key:two GET /purse 200 {"name":"Savings","balance":7200}',
    )
    (find,) = made["GET /purse"].effects
    assert isinstance(find, Find)
    assert find.failure is FailureKind.UNAUTHORIZED
