"""What a value may be, told by what was refused."""

from __future__ import annotations

import pytest

from tests.infer.apps import App, app
from tests.infer.prose import said
from wirebase.blueprint.operations import Failure

GOODS = """
    POST /goods 201 {"id":1,"name":"kettle","price":9,"mail":"a@x.org","kind":"tool"}
        <- {"name":"kettle","price":9,"mail":"a@x.org","kind":"tool"}
    POST /goods 201 {"id":2,"name":"lamp","price":0,"mail":"b@x.org","kind":"light"}
        <- {"name":"lamp","price":0,"mail":"b@x.org","kind":"light"}
    GET /goods 200 [{"id":1,"name":"kettle","price":9,"mail":"a@x.org","kind":"tool"},
        {"id":2,"name":"lamp","price":0,"mail":"b@x.org","kind":"light"}]
"""


def refusal(line: str) -> Failure:
    """How the app refuses as it does in this line."""
    found = app(GOODS, line)["POST /goods"].failures
    return next(f for f in found if f.status == 422)


@pytest.mark.parametrize(
    ("error", "asked", "claim"),
    [
        (
            '{"price":["must not be negative"]}',
            '{"name":"cup","price":-4,"mail":"c@x.org","kind":"tool"}',
            "price is below 0",
        ),
        (
            '{"price":["must be less than or equal to 100"]}',
            '{"name":"cup","price":400,"mail":"c@x.org","kind":"tool"}',
            "price is above 100",
        ),
        (
            '{"errors":[{"field":"name","message":"at least 3 characters"}]}',
            '{"name":"c","price":4,"mail":"c@x.org","kind":"tool"}',
            "name is shorter than 3 characters",
        ),
        (
            '{"errors":[{"field":"name","message":"at most 8 characters"}]}',
            '{"name":"a very long name","price":4,"mail":"c@x.org","kind":"tool"}',
            "name is longer than 8 characters",
        ),
        (
            '{"mail":["is invalid"]}',
            '{"name":"cup","price":4,"mail":"nobody","kind":"tool"}',
            "mail is no e-mail address",
        ),
        (
            """{"kind":["must be one of 'tool', 'light' or 'other'"]}""",
            '{"name":"cup","price":4,"mail":"c@x.org","kind":"pet"}',
            "kind is none of those listed",
        ),
    ],
)
def test_a_refused_value_breaks_a_rule_that_no_other_breaks(error: str, asked: str, claim: str):
    found = refusal(f"POST /goods 422 {error} <- {asked}")
    assert found.evidence.claim == f"answered 422 where {claim}"
    assert found.when is not None


def test_the_field_that_an_error_names_is_the_one_that_is_missing():
    found = refusal('POST /goods 422 {"mail":["can\'t be blank"]} <- {"name":"cup"}')
    assert found.evidence.claim == (
        "answered 422 without mail; supposed without name, which always came"
    )


def test_what_a_taken_value_breaks_too_is_no_rule():
    found = refusal(
        'POST /goods 422 {"price":["is odd for 0"]} '
        '<- {"name":"cup","price":-4,"mail":"c@x.org","kind":"tool"}'
    )
    assert found.evidence.claim == "answered 422 where price is below 0"
    assert found.when is not None
    assert said(found.when) == "given :price and 0 > :price"


TASKS = """
    GET /tasks 200 [{"id":101,"text":"a","priority":"low"},{"id":102,"text":"b","priority":"high"},
        {"id":103,"text":"c","priority":"low"},{"id":104,"text":"d","priority":"normal"},
        {"id":105,"text":"e","priority":"normal"}]
    POST /tasks 201 {"id":106,"text":"f","priority":"high"} <- {"text":"f","priority":"high"}
    POST /tasks 201 {"id":107,"text":"g","priority":"low"} <- {"text":"g","priority":"low"}
    POST /tasks 422 {"error":"invalid"} <- {"text":"h","priority":"urgent"}
"""


def allowed(found: App) -> list[str]:
    return [said(f.when) for f in found["POST /tasks"].failures if f.when]


def test_a_word_that_no_row_has_is_refused_where_rows_have_few():
    assert allowed(app(TASKS)) == ['given :priority and not :priority in ["high", "low", "normal"]']


def test_words_that_hardly_any_two_rows_share_are_no_closed_set():
    many = TASKS
    for word in ("one", "two", "three"):
        many = many.replace('"low"}', f'"{word}"}}', 1)
    assert allowed(app(many)) == []
