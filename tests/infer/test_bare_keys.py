"""Creations that answer with nothing but the name of the row they made."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer
from wirebase.blueprint.expressions import Field
from wirebase.blueprint.operations import Verb

RECIPES = """
    GET /recipes 200 [{"id":"r1","slug":"apple-pie","name":"Apple pie","servings":2}]
    GET /recipes/apple-pie 200 {"id":"r1","slug":"apple-pie","name":"Apple pie","servings":2}
    POST /recipes 201 "carrot-soup" <- {"name":"Carrot soup"}
    GET /recipes/carrot-soup 200 {"id":"r2","slug":"carrot-soup","name":"Carrot soup","servings":1}
    POST /recipes 201 "onion-tart" <- {"name":"Onion tart"}
    GET /recipes/onion-tart 200 {"id":"r3","slug":"onion-tart","name":"Onion tart","servings":1}
"""


def test_a_creation_that_only_tells_the_name_of_its_row_makes_it_as_it_is_shown_next():
    made = app(RECIPES)["POST /recipes"]
    assert made.verb is Verb.CREATE
    assert made.table == "recipes"
    assert [p.key for p in made.parameters] == ["/name"]
    body = made.answers[0].body
    assert isinstance(body, Field)
    assert body.column == "slug"


def test_a_number_alone_is_the_key_of_the_row_that_was_made():
    made = app("""
        GET /boats/1 200 {"id":1,"title":"Ann","sails":3}
        POST /boats 200 7 <- {"title":"Bob"}
        GET /boats/7 200 {"id":7,"title":"Bob","sails":2}
    """)["POST /boats"]
    assert made.verb is Verb.CREATE
    assert answer(made) == "row.id"


def test_a_text_that_no_address_ends_with_names_no_row():
    made = app("""
        GET /boats/1 200 {"id":1,"title":"Ann","sails":3}
        POST /boats 200 "fine" <- {"title":"Bob"}
        GET /boats/7 200 {"id":7,"title":"Bob","sails":2}
    """)["POST /boats"]
    assert made.verb is not Verb.CREATE


def test_a_text_that_was_sent_names_no_row_that_was_made():
    found = app("""
        GET /boats/1 200 {"id":1,"title":"Ann","sails":3}
        POST /checks 200 "1" <- {"boat":"1"}
        GET /boats/1 200 {"id":1,"title":"Ann","sails":3}
    """)
    assert all(not call.route.bare for call in found.calls)
