import socket

from tests.verify.traffic import server
from wirebase.verify.client import (
    Client,
    Cookies,
    Reply,
    Request,
    recorded_cookies,
    sendable,
    set_cookies,
)


def test_a_request_gets_its_reply() -> None:
    def answering(method, target, body, headers):
        return 201, {"method": method, "target": target, "body": body, "kind": headers["x-kind"]}

    with server(answering) as origin:
        client = Client(origin)
        reply = client.send(Request("PATCH", "/a?b=1", {"x-kind": "k"}, b'{"n":1}'))
        client.close()
    assert reply.status == 201
    assert reply.answer().body == {
        "method": "PATCH",
        "target": "/a?b=1",
        "body": {"n": 1},
        "kind": "k",
    }


def test_a_server_that_is_not_there_is_a_reply_that_says_so() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        reply = Client(f"http://127.0.0.1:{reserved.getsockname()[1]}").send(
            Request("GET", "/", {})
        )
    assert reply.status == 0
    assert "refused" in reply.failure


def test_a_connection_that_the_server_closed_is_opened_anew() -> None:
    with server(lambda *_: (200, {"n": 1}, {"connection": "close"})) as origin:
        client = Client(origin)
        statuses = [client.send(Request("GET", "/", {})).status for _ in range(3)]
        client.close()
    assert statuses == [200, 200, 200]


def test_what_takes_too_long_is_a_reply_that_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = Client(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.05)
        reply = client.send(Request("GET", "/", {}))
    assert (reply.status, "timed out" in reply.failure) == (0, True)


def test_a_reply_that_is_no_json_has_no_document() -> None:
    assert not Reply(200, content=b"<html>").answer().is_json
    assert Reply(200, content=b"null").answer().is_json


def test_cookies_are_held_until_they_are_deleted() -> None:
    cookies = Cookies()
    cookies.take((("set-cookie", "sid=abc; Path=/; HttpOnly"), ("set-cookie", "theme=dark")))
    assert cookies.header(None) == "sid=abc; theme=dark"
    cookies.take((("set-cookie", "theme=; Max-Age=0"),))
    assert cookies.header(None) == "sid=abc"


def test_of_recorded_cookies_those_that_were_sent_are_sent_again() -> None:
    cookies = Cookies()
    cookies.take((("set-cookie", "sid=new"), ("set-cookie", "other=1")))
    assert cookies.header({"sid": "old", "lang": "en"}) == "sid=new; lang=en"


def test_set_cookie_lines_may_come_in_one() -> None:
    lines = ["a=1; Path=/\nb=2; expires=Thu, 01 Jan 1970 00:00:00 GMT"]
    assert set_cookies(lines) == {"a": "1", "b": None}


def test_recorded_cookies_keep_their_equals_signs() -> None:
    assert recorded_cookies((("cookie", "a=b=c; d=1"),)) == {"a": "b=c", "d": "1"}


def test_headers_of_the_connection_are_not_sent_again() -> None:
    headers = (
        ("host", "app"),
        ("content-length", "3"),
        ("sec-fetch-mode", "cors"),
        ("if-none-match", "x"),
        ("accept", "*/*"),
    )
    assert sendable(headers) == {"accept": "*/*"}
