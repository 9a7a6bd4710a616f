"""Rows that come into being with the row that refers to them, and documents that name it."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects

ORDERS = """
    GET /parcels/p-000-0 200 {"id":"p-000-0","size":"small","note":{"order":"o-000-0","paid":false}}
    POST /orders 201 {"id":"o-000-1","name":"tea","parcel_id":"p-000-1",
        "parcel":{"id":"p-000-1","size":"small","note":{"order":"o-000-1","paid":false}}}
        <- {"name":"tea","parcel":{"size":"small"}}
    POST /orders 201 {"id":"o-000-2","name":"jam","parcel_id":"p-000-2",
        "parcel":{"id":"p-000-2","size":"large","note":{"order":"o-000-2","paid":false}}}
        <- {"name":"jam","parcel":{"size":"large"}}
    GET /orders/o-000-1 200 {"id":"o-000-1","name":"tea","parcel_id":"p-000-1",
        "parcel":{"id":"p-000-1","size":"small","note":{"order":"o-000-1","paid":false}}}
    GET /parcels/p-000-2 200 {"id":"p-000-2","size":"large","note":{"order":"o-000-2","paid":false}}
"""


def test_what_a_new_row_shows_for_the_first_time_is_made_with_it():
    made = effects(app(ORDERS)["POST /orders"])
    assert made[0] == "insert parcels parcel_beside: size = :size"
    assert made[1].startswith("insert orders row: ")
    assert "parcel_id = parcel_beside.id" in made[1]


def test_documents_name_the_row_that_is_made_after_them():
    made = effects(app(ORDERS)["POST /orders"])
    assert "update parcel_beside: note = {order: row.id, paid: false}" in made


def test_a_row_that_the_request_names_is_not_made():
    named = ORDERS.replace('"parcel":{"size":"small"}}', '"parcel_id":"p-000-1"}')
    named = named.replace('"parcel":{"size":"large"}}', '"parcel_id":"p-000-2"}')
    made = effects(app(named)["POST /orders"])
    assert not [e for e in made if e.startswith("insert parcels")]
