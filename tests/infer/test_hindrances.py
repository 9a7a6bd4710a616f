"""What of a row, or of the parties to it, stands in the way of a request."""

from __future__ import annotations

from tests.infer.apps import App, app
from tests.infer.prose import said
from wirebase.blueprint.operations import FailureKind

ORDERS = """
    GET /orders 200 [{"id":101,"status":"open","name":"tea","place":"Oslo"},
        {"id":102,"status":"paid","name":"rice","place":"Rome"},
        {"id":103,"status":"open","name":"salt","place":"Bonn"}]
    POST /orders/101/pay 200 {"id":101,"status":"paid","name":"tea","place":"Oslo"}
    POST /orders/103/pay 200 {"id":103,"status":"paid","name":"salt","place":"Bonn"}
"""
TWICE = """
    POST /orders/102/pay 409 {"error":"is paid"}
    POST /orders/101/pay 409 {"error":"is paid"}
"""
POSTS = """
    GET /posts 200 [{"id":21,"locked":false,"text":"aa","locked_at":null},
        {"id":22,"locked":true,"text":"bb","locked_at":"2026-01-05T10:00:00Z"}]
    PATCH /posts/21 200 {"id":21,"locked":false,"text":"cc","locked_at":null} <- {"text":"cc"}
    PATCH /posts/22 409 {"error":"locked"} <- {"text":"dd"}
"""


def conflicts(found: App, named: str) -> list[str]:
    """When an operation is refused for how things are, in words."""
    failures = (f for f in found[named].failures if f.kind is FailureKind.CONFLICT)
    return [said(f.when) if f.when else "" for f in failures]


def test_what_a_row_is_already_it_cannot_become_again():
    assert conflicts(app(ORDERS, TWICE), "POST /orders/{order_id}/pay") == [
        'exists(orders row where row.id = :order_id and row.status = "paid")'
    ]


def test_a_row_that_was_served_in_that_state_too_is_refused_for_another_reason():
    served = 'POST /orders/102/pay 200 {"id":102,"status":"paid","name":"rice","place":"Rome"}'
    told = conflicts(app(ORDERS, TWICE, served), "POST /orders/{order_id}/pay")
    assert not any("paid" in when for when in told)


def test_a_flag_stands_in_the_way():
    flag = POSTS.replace(',"locked_at":null', "").replace(',"locked_at":"2026-01-05T10:00:00Z"', "")
    assert conflicts(app(flag), "PATCH /posts/{post_id}") == [
        "exists(posts row where row.id = :post_id and row.locked = true)"
    ]


def test_a_time_stands_in_the_way_where_there_is_one():
    timed = POSTS.replace('"locked":true,', "").replace('"locked":false,', "")
    assert conflicts(app(timed), "PATCH /posts/{post_id}") == [
        "exists(posts row where row.id = :post_id and row.locked_at is_null false)"
    ]


def test_a_state_stands_in_the_way_of_some_values_alone():
    lines = """
        PATCH /orders/102 200 {"id":102,"status":"sent","name":"rice","place":"Rome"} <- {"status":"sent"}
        PATCH /orders/101 200 {"id":101,"status":"paid","name":"tea","place":"Lund"} <- {"place":"Lund"}
        PATCH /orders/101 409 {"error":"is paid"} <- {"status":"open"}
        PATCH /orders/103 409 {"error":"is paid"} <- {"status":"open"}
    """
    assert conflicts(app(ORDERS, lines), "PATCH /orders/{order_id}") == [
        ':status = "open" and exists(orders row where row.id = :order_id and row.status = "paid")'
    ]


REVIEWS = """
    POST /login 200 {"token":"<ann>","user":{"id":1,"name":"Ann"}} <- {"email":"a@x.org","password":"<pw a>"}
    POST /login 200 {"token":"<bob>","user":{"id":2,"name":"Bob"}} <- {"email":"b@x.org","password":"<pw b>"}
    GET /products 200 [{"id":51,"name":"cup"},{"id":52,"name":"pot"}]
    GET /products/51/reviews 200 [{"id":71,"product_id":51,"user_id":2,"text":"good"}]
    @ann POST /products/51/reviews 201 {"id":72,"product_id":51,"user_id":1,"text":"fine"} <- {"text":"fine"}
    @bob POST /products/52/reviews 201 {"id":73,"product_id":52,"user_id":2,"text":"bad"} <- {"text":"bad"}
    @bob POST /products/51/reviews 409 {"error":"once"} <- {"text":"again"}
"""


def test_a_row_of_the_same_parties_stands_in_the_way_of_another():
    assert conflicts(app(REVIEWS), "POST /products/{product_id}/reviews") == [
        "exists(reviews party where party.product_id = :product_id and party.user_id = caller.id)"
    ]


def test_parties_that_may_have_two_rows_hinder_nothing():
    second = (
        '@ann POST /products/51/reviews 201 {"id":74,"product_id":51,"user_id":1,"text":"well"} '
        '<- {"text":"well"}'
    )
    told = conflicts(app(REVIEWS, second), "POST /products/{product_id}/reviews")
    assert not any("party" in when for when in told)
