"""Answers: what a statement returned, as status, headers and body."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import dataclass

import asyncpg
import msgspec

from wirebase.blueprint.document import Blueprint
from wirebase.serve.origins import RawHeaders
from wirebase.serve.places import Places, has_addresses
from wirebase.serve.refusals import JSON_TYPE
from wirebase.serve.request import Request, raw_header

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


def answer_of(row: Row, *, recorded: bool, json_type: bytes = JSON_TYPE[1]) -> Answer:
    """The answer in a row of body, status and headers; the body's text is passed through unread."""
    body, status, told = row
    code = int(status) if status else 200
    headers = _headers(told) if told else []
    if body is None or code in _BODILESS:
        content = b""
    else:
        content = body.encode()
        if not any(name == b"content-type" for name, _ in headers):
            headers.append((b"content-type", json_type))
    if recorded:
        headers.append(FIDELITY)
    return Answer(code, headers, content)


def json_type(blueprint: Blueprint) -> bytes:
    """How the app says that an answer is JSON, mostly: with a character set or without."""
    said = Counter(a.mime for o in blueprint.operations for a in o.answers if "json" in a.mime)
    usual = said.most_common(1)[0][0] if said else "application/json"
    plain = usual.partition(";")[0].strip().lower() == "application/json"
    return _CONTROL.sub(" ", usual).encode("latin-1", "replace") if plain else JSON_TYPE[1]


def tagged(answer: Answer, request: Request) -> Answer:
    """The answer with a tag of its content; without the content where the client has it."""
    if answer.status != 200 or request.method not in ("GET", "HEAD"):
        return answer
    digest = hashlib.sha1(answer.content, usedforsecurity=False).digest()
    told = base64.b64encode(digest)[:27]
    tag = b'W/"%x-%s"' % (len(answer.content), told)
    headers = [*answer.headers, (b"etag", tag)]
    has = raw_header(request.raw_headers, b"if-none-match") or ""
    if has.strip() == "*" or _bare(tag.decode()) in map(_bare, has.split(",")):
        kept = [(n, v) for n, v in headers if not n.startswith(b"content-")]
        return Answer(304, kept, b"")
    return Answer(200, headers, answer.content)


def _bare(tag: str) -> str:
    """A tag as weak comparison sees it."""
    return tag.strip().removeprefix("W/")


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
