"""Bodies, answers and queries of calls."""

from __future__ import annotations

from wirebase.exchange import Exchange, Json, Message
from wirebase.infer.calls import Call, Route, Variable, document, resolve_not_modified

ROUTE = Route("get_books", "GET", ("books",))
JSON = ("content-type", "application/json")


def message(mime: str, content: bytes) -> Message:
    return Message((("content-type", mime),), content)


def got(
    status: int, content: bytes = b"", *, etag: str = "", held: str = "", url: str = "u"
) -> Call:
    request = Message((("if-none-match", held),) if held else ())
    answer = Message((JSON, ("etag", etag)) if etag else (JSON,), content or None)
    return Call(Exchange(0, 0.0, "GET", url, request, status, answer), ROUTE)


def answers(*calls: Call) -> list[Json]:
    return [call.answer() for call in resolve_not_modified(calls)]


def test_a_form_is_an_object_and_repeated_names_are_lists():
    form = message("application/x-www-form-urlencoded; charset=utf-8", b"a=1&b=x+y&a=2&c=")
    assert document(form) == {"a": ["1", "2"], "b": "x y", "c": ""}


def test_a_multipart_form_shows_its_files_by_name_type_and_size():
    parts = (
        b'--X\r\nContent-Disposition: form-data; name="title"\r\n\r\nCaf\xc3\xa9\r\n'
        b'--X\r\nContent-Disposition: form-data; name="cover"; filename="c.png"\r\n'
        b"Content-Type: image/png\r\n\r\nabc\r\n--X--\r\n"
    )
    assert document(message("multipart/form-data; boundary=X", parts)) == {
        "title": "Café",
        "cover": {"filename": "c.png", "content_type": "image/png", "size": 3},
    }


def test_a_broken_multipart_form_shows_nothing():
    assert document(message("multipart/form-data; boundary=X", b"nonsense")) is None
    assert document(message("multipart/form-data", b"--X")) is None


def test_lines_and_events_are_lists():
    assert document(message("application/x-ndjson", b'{"a":1}\n{"a":2}\n')) == [{"a": 1}, {"a": 2}]
    events = b'event: add\ndata: {"a":1}\n\n: hm\ndata: [DONE]\n\n'
    assert document(message("text/event-stream", events)) == [{"a": 1}]


def test_a_body_that_was_cut_off_shows_nothing():
    assert document(Message((JSON,), b'{"a":', dropped=10)) is None
    assert not Call(got(200).exchange, ROUTE).has_answer


def test_null_is_an_answer():
    assert got(200, b"null").has_answer
    assert got(200, b"null").answer() is None


def test_not_modified_stands_for_the_answer_with_its_tag():
    old, new = got(200, b"1", etag='W/"a"'), got(200, b"2", etag='"b"')
    assert answers(old, new, got(304, held='"a"'), got(304, held='W/"b"')) == [1, 2, 1, 2]


def test_not_modified_without_a_tag_stands_for_the_last_answer_of_its_url():
    assert answers(got(200, b"1"), got(200, b"2"), got(304), got(304, url="v")) == [1, 2, 2, None]


def test_not_modified_of_an_answer_that_was_never_seen_has_none():
    calls = resolve_not_modified([got(200, b"1", etag='"a"'), got(304, held='"z"')])
    assert [call.has_answer for call in calls] == [True, False]


def test_the_path_of_a_route_is_quoted_and_keeps_its_slash():
    route = Route("r", "GET", ("a b", Variable("id", "integer", suffix=".json"), "{x}", ""))
    assert route.path == "/a%20b/{id}.json/%7Bx%7D/"
    assert [v.name for v in route.variables] == ["id"]
