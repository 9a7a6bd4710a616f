"""Realtime: the streams that the app keeps open, which are told of and not reproduced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wirebase.blueprint.document import Stream
from wirebase.evidence import Evidence
from wirebase.exchange import Exchange
from wirebase.infer.calls import EVENTS


def streams(sockets: Iterable[Exchange], calls: Iterable[Exchange]) -> Iterator[Stream]:
    """The WebSockets and streams of events, one for each address."""
    found: dict[tuple[str, str], list[Exchange]] = {}
    for socket in sockets:
        found.setdefault(("websocket", socket.path), []).append(socket)
    for call in calls:
        if call.answer.mime == EVENTS:
            found.setdefault(("events", call.path), []).append(call)
    for (kind, path), seen in sorted(found.items()):
        messages = sum(map(_messages, seen))
        yield Stream(
            kind="events" if kind == "events" else "websocket",
            path=path,
            messages=messages,
            evidence=Evidence(
                claim=f"opened {len(seen)} times, {messages} messages",
                support=len(seen),
                exchanges=tuple(x.index for x in seen[:5]),
            ),
        )


def _messages(exchange: Exchange) -> int:
    """How many messages came, as far as they were kept."""
    content = exchange.answer.content or b""
    if exchange.answer.mime == EVENTS:
        return content.count(b"\ndata:") + content.startswith(b"data:")
    return sum(bool(line.strip()) for line in content.split(b"\n"))
