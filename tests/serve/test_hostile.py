"""Requests that no client means well with: refused in the app's own words, and nothing is changed."""

from __future__ import annotations

import contextlib
import json
import socket
from urllib.parse import quote, urlsplit

import pytest

from tests.serve.conftest import Client, Reply

SQL = [
    "' or '1'='1",
    "1; drop table books; --",
    "1' union select password from wirebase.credentials --",
    '"; delete from books where "1"="1',
    "$$; select pg_sleep(5); $$",
    "\\'; drop schema public cascade; --",
    "%' or 1=1 --",
    "{{7*7}}${7*7}<%= 7*7 %>",
]
PATHS = [
    "/api/books/..%2f..%2fetc%2fpasswd",
    "/api/books/%2e%2e/%2e%2e/etc/passwd",
    "/api/books/../../../etc/passwd",
    "/api/books/%00",
    "/api/books/1%00",
    "/api/books/%ff%fe",
    "/api/books/%ed%a0%80",
    "/api/books/%C0%AE%C0%AE",
    "/api/books/1%0d%0aset-cookie:%20a=b",
    "/api/books/99999999999999999999999",
    "/api/books/-9223372036854775809",
    "/api/books/1e9",
    "/api/books/0x1",
    "/api/books/NaN",
    "/api/books/" + "9" * 5000,
    "/api/books/%F0%9F%92%A9",
    "/_wirebase/../api/nothing",
    "/%",
    "/api/books/%zz",
    "/;/..;/",
]


def titles(client: Client) -> list[str]:
    return [book["title"] for book in client.get("/api/books").json()]


def refused(reply: Reply) -> bool:
    """Whether the answer is a refusal in the app's own form, which is {"detail": "…"}."""
    return 400 <= reply.status < 500 and (not reply.content or [*reply.json()] == ["detail"])


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_means_nothing_is_refused(reader: Client, path: str) -> None:
    for method in ("GET", "DELETE"):
        assert refused(reader(method, path))


@pytest.mark.parametrize("text", SQL)
def test_sql_is_a_text_like_any_other_wherever_it_stands(reader: Client, text: str) -> None:
    before = titles(reader)
    assert refused(reader.get(f"/api/books/{quote(text, safe='')}"))
    assert reader.get(f"/api/books?q={quote(text)}").json() == []
    assert reader.get(f"/api/books?title={quote(text)}&title={quote(text)}").json() == []
    assert reader.get(f"/api/books?{quote(text)}=1").status == 200
    assert reader.get(f"/echo/{quote(text, safe='')}").json()["what"] == text
    login = reader.post("/login", {"email": text, "password": text})
    assert (login.status, login.json()) == (401, {"detail": "Wrong password"})
    assert reader.get("/me", authorization=f"Bearer {text}").status == 401
    assert reader.get("/me", cookie=f"who={quote(text)}").status == 401
    assert titles(reader) == before == ["Dune", "Emma", "Ilias"]


@pytest.mark.parametrize(
    "title",
    [None, "a\x00b", "\ud800", "\udfff\ud800", {}, [], [[["x"]]], {"$ne": None}],
)
def test_a_value_that_cannot_be_stored_is_refused(reader: Client, title: object) -> None:
    assert refused(reader.post("/api/books/", {"title": title}))
    assert titles(reader) == ["Dune", "Emma", "Ilias"]


BODIES = [
    b"",
    b"null",
    b"[]",
    b"0",
    b'"title"',
    b"{",
    b'{"title"',
    b'{"title": "a"',
    b'{"title": NaN}',
    b"{'title': 'a'}",
    b'{"title": "\xff\xfe"}',
    b"\xef\xbb\xbf{}",
    b'{"title": "a"} trailing',
    b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    b"[" * 200_000,
    b'{"title": ' + b"9" * 100_000,
    b"\x00" * 1000,
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:20]))
def test_a_body_that_is_no_document_is_refused(reader: Client, body: bytes) -> None:
    for kind in ("application/json", "application/vnd.api+json; charset=utf-16", "text/json"):
        assert refused(reader("POST", "/api/books/", body, {"content-type": kind}))
    assert titles(reader) == ["Dune", "Emma", "Ilias"]


def test_of_a_name_that_stands_twice_the_last_one_counts(client: Client) -> None:
    body = b'{"title": "First", "title": "Second"}'
    answer = client("POST", "/api/books/", body, {"content-type": "application/json"})
    assert (answer.status, answer.json()["title"]) == (201, "Second")


def test_a_field_that_is_not_the_requests_to_set_is_left_alone(client: Client) -> None:
    sent = {"title": "Faust", "id": 1, "owner": 7, "__proto__": {"admin": True}, "constructor": 1}
    answer = client.post("/api/books/", sent)
    assert answer.status == 201
    assert answer.json()["id"] not in (1, 2, 3)
    assert titles(client) == ["Dune", "Emma", "Ilias", "Faust"]


@pytest.mark.parametrize(
    "token",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer null",
        "Bearer undefined",
        "Basic Og==",
        "Bearer " + "a" * 8000,
        "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
        "Bearer wb_token_" + "0" * 32,
        "Bearer \xff\xfe",
        "bearer bearer bearer",
    ],
)
def test_a_token_that_nobody_was_given_proves_nothing(reader: Client, token: str) -> None:
    answer = reader("GET", "/me", headers={"authorization": token})
    assert (answer.status, answer.json()) == (401, {"detail": "Who are you?"})


RAW = [
    b"\x00\x01\x02\x03\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /api/books HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n",
    b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
    b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{}",
    b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n{}",
    b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
    b"GET /api/books HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 2_000_000 + b"\r\n\r\n",
    b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /api/books HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
    b"GET /api/books?q=\xff\xfe HTTP/1.1\r\nHost: \xff\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
]


@pytest.mark.parametrize("sent", RAW, ids=lambda sent: repr(sent[:40]))
def test_bytes_that_are_no_request_harm_nobody(reader: Client, sent: bytes) -> None:
    with socket.create_connection(
        (urlsplit(reader.url).hostname or "", urlsplit(reader.url).port or 0), timeout=5
    ) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        told = b""
        with contextlib.suppress(OSError):
            while part := connection.recv(65536):
                told += part
    assert not told or told.split(b" ", 2)[1][:1] in (b"2", b"4"), told[:80]
    assert titles(reader) == ["Dune", "Emma", "Ilias"]


def test_whatever_goes_wrong_is_told_in_the_form_of_the_apps_errors(reader: Client) -> None:
    answers = {
        404: reader.get("/nowhere"),
        405: reader.post("/api/books/new", {}),
        413: reader("POST", "/echo", b" " * (11 << 20), {"content-type": "application/json"}),
        400: reader("POST", "/echo", b"{", {"content-type": "application/json"}),
        500: reader.get("/crash"),
    }
    assert {status: reply.status for status, reply in answers.items()} == {s: s for s in answers}
    assert all([*json.loads(reply.content)] == ["detail"] for reply in answers.values())
