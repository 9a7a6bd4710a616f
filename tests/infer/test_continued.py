"""Sessions whose token stays the same over logins."""

from __future__ import annotations

from tests.infer.apps import app, capture, secret
from wirebase.blueprint.operations import Login, Verb
from wirebase.infer.continued import continued
from wirebase.infer.logins import presented

SAME = """
    @sid=one POST /session 201 {} +set-cookie: sid=<one>; Path=/ <- {"username":"ann","password":"<pw ann>"}
    @sid=one GET /users/me 200 {"id":1,"username":"ann","email":"ann@x.org"}
    @sid=one DELETE /session 204 +set-cookie: sid=<one>; Path=/
    @sid=one GET /users/me 403 {"error":"nobody"}
    @sid=one POST /session 422 {"error":"wrong"} <- {"username":"bob","password":"<pw bad>"}
    @sid=one POST /session 422 {"error":"wrong"} <- {"username":"bob","password":"<pw worse>"}
    @sid=one POST /session 201 {} +set-cookie: sid=<one>; Path=/ <- {"username":"bob","password":"<pw bob>"}
    @sid=one GET /users/me 200 {"id":2,"username":"bob","email":"bob@x.org"}
"""


def tokens(text: str) -> list[str]:
    return [token for one in continued(capture(text)) for _, token in presented(one)]


def test_a_token_is_another_one_after_each_login_and_logout():
    first, ann, leaving, nobody, *refused, bob = tokens(SAME)
    assert first == secret("one")
    assert ann == leaving
    assert nobody == refused[0] == refused[1] == refused[2]
    assert len({first, ann, nobody, bob}) == 4


def test_a_token_that_no_login_hands_out_again_stays():
    text = '@sid=one POST /books 201 {"id":1} +set-cookie: sid=<one> <- {"title":"Dune"}\n' * 3
    assert set(tokens(text)) == {secret("one")}


def test_a_login_that_hands_out_what_its_caller_holds_is_one():
    found = app(SAME)
    operation = found["POST /session"]
    assert operation.verb is Verb.LOGIN
    assert isinstance(operation.effects[0], Login)
    assert found.blueprint.authentication
    assert found.blueprint.authentication.logins == ("username",)
    assert {c.account for c in found.dataset.credentials} == {"1", "2"}
