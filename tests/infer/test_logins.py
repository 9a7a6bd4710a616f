"""Credentials and tokens in requests and answers."""

from __future__ import annotations

import pytest

from tests.infer.apps import capture, secret
from wirebase.exchange import Exchange, Message
from wirebase.infer.calls import Call
from wirebase.infer.logins import (
    Credentials,
    cookies_set,
    credentials,
    is_login,
    named_logins,
    new_password,
    passwords,
    presented,
    tokens_issued,
)
from wirebase.infer.routes import routes

PASSWORD = secret("ann", "password")
NEW = secret("new", "password")
TOKEN = secret("ann")


def only(line: str) -> Exchange:
    (exchange,) = capture(line)
    return exchange


def call(line: str) -> Call:
    return routes(capture(line))[0]


def carried(*headers: tuple[str, str]) -> list[str]:
    """How a request with these headers says who asks."""
    asked = Exchange(0, 0.0, "GET", "http://a.example/x", Message(headers), 200, Message())
    return [f"{c.place} {c.name} {c.scheme}".strip() for c, _ in presented(asked)]


def test_credentials_are_the_password_and_the_name_beside_it():
    body = {"user": {"email": "ann@x.org", "password": PASSWORD}, "remember": "yes"}
    assert credentials(body) == Credentials(
        "ann@x.org", ("user", "email"), PASSWORD, ("user", "password")
    )


@pytest.mark.parametrize("field", ["email", "username", "login", "userName", "phone_number"])
def test_a_login_has_many_names(field: str):
    found = credentials({"grant_type": "password", field: "ann", "password": PASSWORD})
    assert found is not None
    assert found.login_pointer == (field,)


@pytest.mark.parametrize(
    "body",
    [
        {"email": "ann@x.org"},
        {"password": PASSWORD},
        {"email": "", "password": PASSWORD},
        {"user": {"email": "ann@x.org"}, "password": PASSWORD},
        {"email": "ann@x.org", "password": "not yet redacted"},
        [{"email": "ann@x.org", "password": PASSWORD}],
        None,
    ],
)
def test_half_a_login_is_none(body):
    assert credentials(body) is None


def test_an_email_says_more_than_a_name():
    found = credentials({"name": "Ann", "email": "ann@x.org", "password": PASSWORD})
    assert found is not None
    assert found.login == "ann@x.org"


def test_all_passwords_of_a_request_are_found():
    assert passwords({"old": PASSWORD, "new": {"value": NEW}, "note": "x"}) == [
        ("old",),
        ("new", "value"),
    ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"old": PASSWORD, "newOne": NEW}, ("newOne",)),
        ({"user": {"new_password": NEW, "password": PASSWORD}}, ("user", "new_password")),
        ({"current": PASSWORD, "wanted": NEW}, ("wanted",)),
        ({"password": NEW}, ("password",)),
    ],
)
def test_a_request_that_gives_only_passwords_sets_the_new_one(body, pointer: tuple[str, ...]):
    found = new_password(body)
    assert found is not None
    assert (found.password, found.pointer) == (NEW, pointer)


@pytest.mark.parametrize(
    "body",
    [
        {"email": "ann@x.org", "password": NEW},
        {"password": NEW, "remember": True},
        {"password": "plain"},
        {},
        [NEW],
        None,
    ],
)
def test_a_request_that_gives_something_else_changes_no_password(body):
    assert new_password(body) is None


@pytest.mark.parametrize(
    ("line", "login"),
    [
        ('POST /login 200 {} <- {"email":"a@x.org","password":"<pw a>"}', True),
        ('POST /api/sessions 200 {} <- {"email":"a@x.org","password":"<pw a>"}', True),
        ('POST /api/sessions 201 {} <- {"email":"a@x.org","password":"<pw a>"}', True),
        ('POST /api/people 201 {} <- {"email":"a@x.org","password":"<pw a>"}', False),
        ('POST /api/users 200 {} <- {"email":"a@x.org","password":"<pw a>"}', False),
        ('POST /auth/sign-up 200 {} <- {"email":"a@x.org","password":"<pw a>"}', False),
        ('PUT /login 200 {} <- {"email":"a@x.org","password":"<pw a>"}', False),
        ('POST /login 200 {} <- {"email":"a@x.org"}', False),
        ("POST /login 200 {}", False),
    ],
)
def test_a_login_gives_credentials_and_makes_no_account(line: str, login: bool):
    assert is_login(call(line)) is login


def test_a_token_is_carried_in_a_header_or_a_cookie():
    assert carried(("authorization", f"Bearer {TOKEN}")) == ["header authorization Bearer"]
    assert carried(("x-api-key", TOKEN)) == ["header x-api-key"]
    assert carried(("cookie", f"theme=dark; sid={TOKEN}")) == ["cookie sid"]


def test_a_name_and_a_password_in_a_header_say_who_asks():
    (exchange,) = capture("@basic:ann GET /x 200 {}")
    both = f"ann:{PASSWORD}"
    assert list(named_logins(exchange)) == [("ann", PASSWORD, both)]
    assert [(c.scheme, token) for c, token in presented(exchange)] == [("Basic", both)]
    assert list(named_logins(only("@ann GET /x 200 {}"))) == []


def test_a_key_alone_in_place_of_a_name_and_a_password_is_a_token():
    assert carried(("authorization", f"Basic {TOKEN}")) == ["header authorization Basic"]


def test_what_guards_against_forgery_tells_nobody():
    assert carried(("x-csrf-token", TOKEN), ("cookie", f"XSRF-TOKEN={TOKEN}")) == []


def test_addresses_and_tags_tell_nobody():
    assert carried(("referer", f"http://a/?t={TOKEN}"), ("if-none-match", TOKEN)) == []


def test_cookies_that_are_set_are_told_by_name():
    exchange = only(
        f"GET /x 200 {{}} +set-cookie: sid={TOKEN}; Path=/; HttpOnly +set-cookie: theme=dark"
    )
    assert list(cookies_set(exchange)) == [("sid", TOKEN)]


def test_several_cookies_may_stand_in_one_header():
    exchange = Exchange(
        0,
        0.0,
        "GET",
        "http://a.example/x",
        Message(),
        200,
        Message((("set-cookie", f"a={TOKEN}; Path=/\nb={secret('b')}"),)),
    )
    assert [name for name, _ in cookies_set(exchange)] == ["a", "b"]


def test_tokens_are_issued_in_bodies_cookies_and_headers():
    exchange = only(
        'POST /login 200 {"user":{"token":"<a>"}} +set-cookie: sid=<b>; Path=/ +x-auth-token: <c>'
        " +x-trace: <d>"
    )
    assert tokens_issued(exchange) == {secret("a"), secret("b"), secret("c")}


def test_an_answer_without_tokens_issues_none():
    assert tokens_issued(only('GET /x 200 {"token":"short"}')) == set()
