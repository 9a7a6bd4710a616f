"""Streams that the app keeps open."""

from __future__ import annotations

from wirebase.exchange import Exchange, Message
from wirebase.infer.pipeline import infer
from wirebase.infer.realtime import streams

JSON = (("content-type", "application/json"),)


def asked(path: str, status: int = 200, kind: str = "application/json", content: bytes = b"[]"):
    answer = Message((("content-type", kind),), content)
    url = f"http://app.example{path}"
    resource = "websocket" if status == 101 else "fetch"
    return Exchange(0, 0.0, "GET", url, Message(), status, answer, resource_type=resource)


def test_websockets_and_event_streams_are_told_of_with_their_messages():
    sockets = [asked("/live", 101, "", b'{"id":1}\n{"id":2}\n'), asked("/live", 101, "", b"")]
    events = asked("/news", 200, "text/event-stream", b"data: 1\n\nevent: x\ndata: 2\n\n")
    found = [(s.kind, s.path, s.messages) for s in streams(sockets, [events, asked("/books")])]
    assert found == [("events", "/news", 2), ("websocket", "/live", 2)]


def test_a_blueprint_lists_them_and_counts_them_as_left_out():
    exchanges = [
        asked("/books", content=b'[{"id":1,"title":"A"}]'),
        asked("/live", 101, "", b"1\n"),
    ]
    blueprint, _ = infer(exchanges, salt="app.example")
    (stream,) = blueprint.streams
    assert (stream.path, stream.evidence.claim) == ("/live", "opened 1 times, 1 messages")
    assert blueprint.dropped == {"websocket": 1}
    assert [o.path for o in blueprint.operations] == ["/books"]
