"""Requests that go through a list."""

from __future__ import annotations

from tests.infer.apps import App, app
from tests.infer.prose import answer, effects
from wirebase.blueprint.operations import Operation, Verb

CUPS = """
    GET /cups 200 [{"id":1,"name":"jug","color":"red","state":"new"},
        {"id":2,"name":"pot","color":"blue","state":"old"}]
"""
SHOWN = "[{id: cup.id, name: cup.name, color: cup.color, state: cup.state} for "
GONE_THROUGH = "cups cup where turn of cup is_null false by turn of cup]"


def last(found: App) -> Operation:
    name = found.calls[-1].route.name
    return next(o for o in found.blueprint.operations if o.name == name)


def test_rows_that_a_list_makes_are_answered_in_its_order():
    made = last(
        app(
            CUPS,
            """
            POST /cups 201 {"id":3,"name":"can","color":"red","state":"new"}
                <- {"name":"can","color":"red"}
            POST /cups 201 [{"id":4,"name":"mug","color":"red","state":"new"},
                {"id":5,"name":"vat","color":null,"state":"new"}]
                <- [{"name":"mug","color":"red"},{"name":"vat","color":null}]
            """,
        )
    )
    assert made.verb is Verb.CREATE
    assert effects(made) == [
        ('for each of :cups: insert cups row: name = item/name, color = item/color, state = "new"')
    ]
    assert answer(made) == SHOWN + GONE_THROUGH


def test_each_item_changes_the_row_that_it_names():
    made = last(
        app(
            CUPS,
            """
            PATCH /cups 200 [{"id":2,"name":"vat","color":"blue","state":"old"},
                {"id":1,"name":"jug","color":"pink","state":"new"}]
                <- [{"id":2,"name":"vat"},{"id":1,"color":"pink"}]
            """,
        )
    )
    assert effects(made) == [
        (
            "for each of :cups: find cups row where row.id = item/id; "
            "update row: name =? item/name, color =? item/color"
        )
    ]
    assert answer(made) == SHOWN + GONE_THROUGH


def test_a_list_of_keys_beside_fields_changes_all_the_rows_alike():
    made = last(
        app(
            CUPS,
            """
            PATCH /cups 200 {"data":[{"id":2,"name":"pot","color":"gold","state":"old"},
                {"id":1,"name":"jug","color":"gold","state":"new"}]}
                <- {"keys":[2,1],"data":{"color":"gold"}}
            """,
        )
    )
    assert effects(made) == [
        "for each of :keys: find cups row where row.id = item; update row: color =? :color"
    ]
    assert answer(made) == "{data: " + SHOWN + GONE_THROUGH + "}"
