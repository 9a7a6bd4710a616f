"""Refusals that name each missing field."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer
from wirebase.blueprint.expressions import Object
from wirebase.blueprint.operations import Failure, Operation

MADE = """
    POST /events 201 {"id":1,"name":"a","start":"x","end":"y"} <- {"name":"a","start":"x","end":"y"}
    POST /events 201 {"id":2,"name":"b","start":"p","end":"q"} <- {"name":"b","start":"p","end":"q"}
"""
REFUSED = (
    MADE
    + """
    POST /events 400 {"start":["This field is required."]} <- {"name":"c","end":"z"}
"""
)


def composed(operation: Operation) -> list[Failure]:
    return [f for f in operation.failures if f.body and '"choice"' in f.body.model_dump_json()]


def fields(failure: Failure) -> set[str]:
    assert isinstance(failure.body, Object)
    return {m.name for m in failure.body.members}


def test_what_is_said_of_one_missing_field_is_said_of_each_that_always_came():
    (failure,) = composed(app(REFUSED)["POST /events"])
    assert (failure.status, fields(failure)) == (400, {"name", "start", "end"})


def test_a_field_that_was_missing_and_not_named_may_be_missing():
    text = REFUSED + 'POST /events 400 {"end":["This field is required."]} <- {"start":"z"}\n'
    (failure,) = composed(app(text)["POST /events"])
    assert fields(failure) == {"start", "end"}


def test_where_nothing_was_refused_nothing_is_required():
    assert composed(app(MADE)["POST /events"]) == []


def test_an_object_around_it_and_the_name_in_the_text_are_kept():
    said = '{"message":"Invalid","errors":{"start":["start is missing"]}}'
    text = MADE + f'POST /events 422 {said} <- {{"name":"c","end":"z"}}\n'
    (failure,) = composed(app(text)["POST /events"])
    assert isinstance(failure.body, Object)
    assert [m.name for m in failure.body.members] == ["message", "errors"]
    assert "end is missing" in failure.model_dump_json()
    assert answer(app(text)["POST /events"])


LISTED = """
    @ann POST /events 422 {"detail":[{"type":"missing","loc":["body","start"],"msg":"Field required",
        "input":{"name":"c","end":"z"}}]} <- {"name":"c","end":"z"}
"""


def test_a_list_has_an_item_for_each_missing_field_and_repeats_what_was_sent():
    (failure,) = composed(app(MADE.replace("POST", "@ann POST") + LISTED)["POST /events"])
    said = failure.model_dump_json()
    assert failure.status == 422
    assert all(f'["body","{name}"]' in said for name in ("name", "start", "end"))
    assert '"parameter":"sent"' in said
    assert '"input":' not in said


def test_a_list_that_tells_of_something_else_is_no_list_of_missing_fields():
    other = LISTED.replace('["body","start"]', '["body","colour"]')
    assert composed(app(MADE.replace("POST", "@ann POST") + other)["POST /events"]) == []
