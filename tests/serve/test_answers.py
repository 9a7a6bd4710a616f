"""What a statement returned, as an answer."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirebase.serve.answers import answer_of


def told(*headers: tuple[str, str | None]) -> str:
    return json.dumps([{name: value} for name, value in headers])


def test_a_body_is_json_unless_it_says_otherwise() -> None:
    plain = answer_of(("[1]", None, None), recorded=False)
    assert (plain.status, plain.content) == (200, b"[1]")
    assert plain.headers == [(b"content-type", b"application/json")]
    text = answer_of(("é", "201", told(("Content-Type", "text/plain"))), recorded=False)
    assert (text.status, text.content) == (201, "é".encode())
    assert text.headers == [(b"content-type", b"text/plain")]


@pytest.mark.parametrize(("body", "status"), [(None, "200"), ("null", "204"), ("{}", "304")])
def test_nothing_is_sent_where_there_is_nothing_to_send(body: str | None, status: str) -> None:
    answer = answer_of((body, status, ""), recorded=False)
    assert (answer.content, answer.headers) == (b"", [])


def test_headers_of_the_connection_and_of_permissions_are_the_servers_own() -> None:
    headers = told(
        ("Connection", "close"),
        ("Content-Length", "7"),
        ("Access-Control-Allow-Origin", "*"),
        ("X-Total", "7"),
        ("X-None", None),
    )
    answer = answer_of((None, "200", headers), recorded=False)
    assert answer.headers == [(b"x-total", b"7")]


@pytest.mark.parametrize(
    ("recorded", "served"),
    [
        ("a=1; Domain=.app.test; Path=/; Secure; HttpOnly", "a=1; Path=/; HttpOnly"),
        ("a=1;path=/;secure;samesite=none", "a=1;path=/"),
        ("a=secure; SameSite=Lax", "a=secure; SameSite=Lax"),
        ("a=1; Secure; Max-Age=0", "a=1; Max-Age=0"),
    ],
)
def test_a_cookie_is_set_for_this_server(recorded: str, served: str) -> None:
    answer = answer_of((None, "200", told(("Set-Cookie", recorded))), recorded=False)
    assert answer.headers == [(b"set-cookie", served.encode())]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_value_can_begin_another_header(value: str) -> None:
    ((_, sent),) = answer_of((None, "200", told(("x", value))), recorded=False).headers
    assert not any(byte in sent for byte in b"\r\n\0")
