"""Segments of a path that say by which field they name a row: `/cards/7/card-labels/labelId:3`."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import effects
from wirebase.infer.segments import Hole, hole_of, is_strict

CARDS = """
    GET /cards 200 [{"id":1001,"text":"dig"},{"id":1002,"text":"sow"}]
    GET /labels 200 [{"id":2001,"name":"hot"},{"id":2002,"name":"new"}]
    POST /cards/1001/card-labels 200 {"id":3001,"cardId":1001,"labelId":2001} <- {"labelId":2001}
    POST /cards/1002/card-labels 200 {"id":3002,"cardId":1002,"labelId":2001} <- {"labelId":2001}
    POST /cards/1002/card-labels 200 {"id":3003,"cardId":1002,"labelId":2002} <- {"labelId":2002}
    DELETE /cards/1002/card-labels/labelId:2001 200 {"id":3002,"cardId":1002,"labelId":2001}
    DELETE /cards/1002/card-labels/labelId:2002 200 {"id":3003,"cardId":1002,"labelId":2002}
"""


def test_a_value_stands_behind_the_name_of_its_field():
    assert hole_of("labelId:2001") == Hole("labelId:")
    assert is_strict("labelId:2001")
    assert hole_of("books:batchGet") == Hole()
    assert not is_strict("books:batchGet")


def test_the_row_is_the_one_that_the_whole_path_names():
    found = app(CARDS)
    made = effects(found["DELETE /cards/{card_id}/card-labels/labelId:{label_id}"])
    assert made[-2:] == [
        "find card_labels row where row.label_id = :label_id and row.card_id = card_of_path.id",
        "delete card_labels gone where gone.id = row.id",
    ]
    lives = found.known.past.rows["card_label"]
    assert [key for key, life in lives.items() if life.deleted is not None] == ["3002", "3003"]
