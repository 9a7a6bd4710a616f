"""What requests say to do with a value, and what answers to them leave out."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer, effects

TASKS = """
    GET /tasks 200 [{"id":"tk-1","title":"a","likes":1,"tags":["x"]},
        {"id":"tk-2","title":"b","likes":0,"tags":["y"]}]
    PUT /tasks/tk-1 200 {"id":"tk-1","likes":3} <- {"likes":{"__op":"Increment","amount":2}}
    PUT /tasks/tk-1 200 {"id":"tk-1","tags":["x","z"]} <- {"tags":{"__op":"AddUnique","objects":["z","x"]}}
    PUT /tasks/tk-2 200 {"id":"tk-2"} <- {"title":"c"}
    PUT /tasks/tk-2 200 {"id":"tk-2"} <- {"likes":7}
    GET /tasks 200 [{"id":"tk-1","title":"a","likes":3,"tags":["x","z"]},
        {"id":"tk-2","title":"c","likes":7,"tags":["y"]}]
"""


def test_a_change_may_stand_in_place_of_a_value():
    made = app(TASKS)["PUT /tasks/{task_id}"]
    assert "likes =? row.likes after :likes" in effects(made)[-1]
    assert "title =? :title" in effects(made)[-1]


def test_answers_show_what_was_worked_out_and_not_what_was_given():
    told = answer(app(TASKS)["PUT /tasks/{task_id}"])
    assert "likes?: " in told
    assert "title" not in told


def test_members_under_a_rows_own_key_are_no_constants():
    made = app("""
        POST /boxes 201 {"id":"bx-1","name":"a","may":{"bx-1":{"open":true}}} <- {"name":"a"}
        POST /boxes 201 {"id":"bx-2","name":"b","may":{"bx-2":{"open":true},"all":{"open":true}}}
            <- {"name":"b","may":{"all":{"open":true}}}
        GET /boxes 200 [{"id":"bx-1","name":"a","may":{"bx-1":{"open":true}}},
            {"id":"bx-2","name":"b","may":{"bx-2":{"open":true},"all":{"open":true}}}]
    """)
    told = effects(made["POST /boxes"])
    assert 'update row: may = {[row.id]: {"open": true}} with row.may' in told


def test_a_login_may_stand_in_the_query():
    made = app("""
        GET /login?name=Ann&password=<pw a> 200 {"token":"<ann>","user":{"id":1,"name":"Ann"}}
        @x-auth:ann GET /notes 200 [{"id":7,"text":"one"},{"id":8,"text":"two"}]
        GET /login?name=Bob&password=<pw b> 200 {"token":"<bob>","user":{"id":2,"name":"Bob"}}
        @x-auth:bob GET /notes 200 [{"id":7,"text":"one"},{"id":8,"text":"two"}]
        GET /login?name=Ann&password=<pw c> 404 {"error":"wrong"}
    """)["GET /login"]
    assert made.verb == "login"
    assert [(p.place, p.key) for p in made.parameters] == [("query", "name"), ("query", "password")]


def test_a_value_of_another_type_is_refused_as_such():
    made = app("""
        POST /pots 201 {"id":"pt-1","size":2,"lid":true} <- {"size":2,"lid":true}
        POST /pots 201 {"id":"pt-2","size":3,"lid":false} <- {"size":3,"lid":false}
        POST /pots 400 {"error":"size must be a number"} <- {"size":"big","lid":true}
        GET /pots 200 [{"id":"pt-1","size":2,"lid":true},{"id":"pt-2","size":3,"lid":false}]
    """)["POST /pots"]
    assert made.failures[0].evidence.claim == "answered 400 where size is no number"


def test_requests_that_say_nothing_are_refused_for_who_asks():
    made = app("""
        POST /login 200 {"token":"<ann>","user":{"id":"ac-ann","name":"Ann"}}
            <- {"name":"Ann","password":"<pw a>"}
        @x-auth:ann GET /users/me 200 {"id":"ac-ann","name":"Ann"}
        GET /users/me 400 {"error":"bad token"}
    """)["GET /users/me"]
    assert [(f.kind, f.status) for f in made.failures] == [("unauthorized", 400)]
    assert made.authenticated
