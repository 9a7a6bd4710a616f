"""Numbers of other rows that new rows move by a number of theirs."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects

ITEMS = """
    GET /items 200 [{"id":11,"name":"tea","stock":50},{"id":12,"name":"jam","stock":80}]
    POST /sales 201 {"id":1,"item_id":11,"amount":3} <- {"item_id":11,"amount":3}
    GET /items 200 [{"id":11,"name":"tea","stock":47},{"id":12,"name":"jam","stock":80}]
    POST /sales 201 {"id":2,"item_id":12,"amount":5} <- {"item_id":12,"amount":5}
    POST /sales 201 {"id":3,"item_id":11,"amount":2} <- {"item_id":11,"amount":2}
    GET /items 200 [{"id":11,"name":"tea","stock":45},{"id":12,"name":"jam","stock":75}]
"""


def test_a_new_row_takes_its_number_from_that_of_the_row_it_refers_to():
    assert effects(app(ITEMS)["POST /sales"])[1:] == [
        "find? items item_of_item_id where item_of_item_id.id = row.item_id",
        "update item_of_item_id: stock = item_of_item_id.stock + row.amount times -1",
    ]


def test_a_number_that_moves_otherwise_is_left_alone():
    made = effects(app(ITEMS.replace('"stock":75', '"stock":76'))["POST /sales"])
    assert len(made) == 1
