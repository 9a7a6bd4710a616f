"""Answers: what a statement returned, as status, headers and body."""

from __future__ import annotations

import re
from dataclasses import dataclass

import asyncpg
import msgspec

from wirebase.serve.origins import RawHeaders
from wirebase.serve.places import Places, has_addresses
from wirebase.serve.refusals import JSON_TYPE
from wirebase.serve.request import Request

FIDELITY = (b"x-wirebase-fidelity", b"recorded")
"""Marks what was repeated from the capture, not worked out from the data."""

_OWN = frozenset(
    {"connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}
)
"""Headers that belong to the connection, which is the server's."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_ELSEWHERE = re.compile(r"\s*;\s*(domain=[^;]*|secure|samesite=none|partitioned)(?=;|\s*$)", re.I)
"""What a cookie says that holds for the app's own host, or over TLS alone."""
_BODILESS = frozenset({204, 205, 304})

type Row = asyncpg.Record | tuple[str | None, str | None, str | None]
"""Body, status and headers."""

_decode_headers = msgspec.json.Decoder(list[dict[str, str | None]]).decode


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and body of an answer."""

    status: int
    headers: RawHeaders
    content: bytes


def answer_of(row: Row, *, recorded: bool) -> Answer:
    """The answer in a row of body, status and headers; the body's text is passed through unread."""
    body, status, told = row
    code = int(status) if status else 200
    headers = _headers(told) if told else []
    if body is None or code in _BODILESS:
        content = b""
    else:
        content = body.encode()
        if not any(name == b"content-type" for name, _ in headers):
            headers.append(JSON_TYPE)
    if recorded:
        headers.append(FIDELITY)
    return Answer(code, headers, content)


def outward(answer: Answer, request: Request, places: Places) -> Answer:
    """The answer with the captured addresses in it made those of this server."""
    if not (has_addresses(answer.content) or any(has_addresses(v) for _, v in answer.headers)):
        return answer
    base = request.base
    headers = [(name, places.outward(value, base)) for name, value in answer.headers]
    return Answer(answer.status, headers, places.outward(answer.content, base))


def _headers(told: str) -> RawHeaders:
    return [
        (name.lower().encode("latin-1", "replace"), _line(name, value))
        for header in _decode_headers(told)
        for name, value in header.items()
        if value is not None and not _is_servers(name.lower())
    ]


def _is_servers(name: str) -> bool:
    return name in _OWN or name.startswith("access-control-")


def _line(name: str, value: str) -> bytes:
    """The value in one line: a line break in a row would begin a header of its own."""
    if name.lower() == "set-cookie":
        value = _ELSEWHERE.sub("", value)
    return _CONTROL.sub(" ", value).encode("utf-8")
