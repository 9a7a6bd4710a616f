"""A request as the operations see it: no secrets in it, its body one JSON document."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, override
from urllib.parse import parse_qsl, quote

import msgspec

from wirebase.capture.documents import has_secret_names
from wirebase.capture.redaction import Redactor, place_of_request
from wirebase.capture.sensitive import Kind
from wirebase.exchange import Headers, Json, Message
from wirebase.infer.calls import FORM, LINES, MULTIPART, document
from wirebase.infer.patches import merged
from wirebase.serve.origins import RawHeaders
from wirebase.serve.places import Places
from wirebase.serve.refusals import Refused, plain

LARGEST_BODY = 10 * 1024 * 1024
"""Bytes of the largest body that is read."""

_UNSAFE = re.compile(r"[^\w.:\[\]-]", re.ASCII)
"""What is in no host."""

type Scope = Mapping[str, Any]
type Receive = Callable[[], Awaitable[Mapping[str, Any]]]


class Unreadable(ValueError):
    """The body is not what its media type says."""


@dataclass
class Request:
    """Method, path, query, headers and body, secrets replaced by their placeholders."""

    method: str
    path: str
    """As sent, percent-encoded."""
    query_string: str
    content: bytes
    raw_headers: RawHeaders
    redactor: Redactor

    @cached_property
    def base(self) -> str:
        """Scheme and host by which the client reaches this server."""
        return base_of(self.raw_headers)

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """The query parameters, decoded; brackets are a part of the name."""
        found: dict[str, list[str]] = {}
        if self.query_string:
            for name, value in parse_qsl(self.query_string, keep_blank_values=True):
                found.setdefault(name, []).append(value)
        return found

    def header(self, name: str) -> str | None:
        """The first value of a header, by its lower-case name, without secrets."""
        value = raw_header(self.raw_headers, name.encode("latin-1", "replace"))
        return None if value is None else self.redactor.redact_headers(((name, value),))[0][1]

    @property
    def as_sent(self) -> Request:
        """The request with the secrets in its headers, for what only its sender is told."""
        return replace(self, redactor=_KEEPING)

    @cached_property
    def cookies(self) -> dict[str, str]:
        """The cookies without secrets, the first of each name."""
        found: dict[str, str] = {}
        for pair in (self.header("cookie") or "").split(";"):
            name, _, value = pair.strip().partition("=")
            found.setdefault(name, value)
        return found

    @cached_property
    def mime(self) -> str:
        """The media type of the body, without parameters; "" where none was said."""
        kind = raw_header(self.raw_headers, b"content-type") or ""
        return kind.partition(";")[0].strip().lower()

    @cached_property
    def document(self) -> Json:
        """The body as JSON, None where there is none; Unreadable where it is not what it says.

        It is as inference sees it: of GraphQL what each field is given in place of the variables, of a
        JSON Patch what it sets."""
        if not self.content:
            return self._asked_by_get()
        kind = raw_header(self.raw_headers, b"content-type") or ""
        message = Message((("content-type", kind),), self.content)
        try:
            found = message.json() if self._claims_json else document(message)
        except (ValueError, RecursionError) as problem:
            raise Unreadable(f"The body is not JSON: {problem}") from None
        return _with_arguments(merged(found))

    def _asked_by_get(self) -> Json:
        """The GraphQL that the query string carries, if any."""
        if self.method != "GET" or "query" not in self.query:
            return None
        asked: dict[str, Json] = {name: many[0] for name, many in self.query.items()}
        return found if (found := _with_arguments(asked)) is not asked else None

    @cached_property
    def body(self) -> str | None:
        """The document as JSON text, just as it was sent where it was sent so; None without one."""
        found = self.document
        if found is None and not (self.content and self._claims_json):
            return None
        if (
            self._is_graphql
            or self._is_patch
            or self.mime in (FORM, MULTIPART)
            or self.mime in LINES
        ):
            return msgspec.json.encode(found).decode()
        return self.content.decode()

    @property
    def _is_graphql(self) -> bool:
        found = self.document
        return isinstance(found, dict) and {"query", "arguments"} <= found.keys()

    @property
    def _is_patch(self) -> bool:
        return isinstance(self.document, dict) and self.content[:64].lstrip()[:1] == b"["

    @property
    def _claims_json(self) -> bool:
        return "json" in self.mime and self.mime not in LINES


class _Keeping(Redactor):
    """Leaves headers as they are."""

    @override
    def redact_headers(self, headers: Headers) -> Headers:
        return headers


_KEEPING = _Keeping("", remember=False)


def _with_arguments(body: Json) -> Json:
    """The request as inference sees it: see `selections.with_arguments`."""
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        return body
    from wirebase.infer.selections import with_arguments

    return with_arguments(body)


async def receive_request(
    scope: Scope, receive: Receive, redactor: Redactor, places: Places
) -> Request:
    """The request, its body read to the end; Refused where it is larger than is read."""
    raw_path: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    target = raw_path.decode("utf-8", "replace")
    if query := scope["query_string"]:
        target = f"{target}?{query.decode('utf-8', 'replace')}"
    headers: RawHeaders = scope["headers"]
    path, _, query_string = redactor.redact_url(target).partition("?")
    content = await _content(scope, receive, headers)
    if content:
        content = places.inward(content, base_of(headers))
        kind = raw_header(headers, b"content-type") or ""
        content = await _redacted(content, kind, path, redactor)
    return Request(scope["method"], path, query_string, content, headers, redactor)


def base_of(headers: RawHeaders) -> str:
    """Scheme and host by which a client reaches this server."""
    scheme = "https" if raw_header(headers, b"x-forwarded-proto") == "https" else "http"
    return f"{scheme}://{_UNSAFE.sub('', raw_header(headers, b'host') or 'localhost')}"


def raw_header(headers: RawHeaders, name: bytes) -> str | None:
    """The first value of a header as it was sent."""
    for key, value in headers:
        if key == name:
            return value.decode("utf-8", "replace")
    return None


async def _content(scope: Scope, receive: Receive, headers: RawHeaders) -> bytes:
    length = raw_header(headers, b"content-length") or ""
    if not length and raw_header(headers, b"transfer-encoding") is None:
        if scope["http_version"] == "1.1":
            return b""
    elif length.isdigit() and int(length) > LARGEST_BODY:
        if raw_header(headers, b"expect") is None:
            await _drain(receive)
        raise _too_large()
    parts = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(plain(400, "incomplete", "The body ended early."))
        parts += message.get("body", b"")
        if len(parts) > LARGEST_BODY:
            await _drain(receive)
            raise _too_large()
        if not message.get("more_body"):
            return bytes(parts)


async def _drain(receive: Receive) -> None:
    """Reads on for a while: a client that is still sending would not see the answer."""
    read = 0
    while read < 10 * LARGEST_BODY:
        message = await receive()
        read += len(message.get("body", b""))
        if not message.get("more_body"):
            return


def _too_large() -> Refused:
    most = LARGEST_BODY // 1024 // 1024
    return Refused(plain(413, "body_too_large", f"A body may have {most} MB."))


async def _redacted(content: bytes, kind: str, path: str, redactor: Redactor) -> bytes:
    """The content without secrets; the slow hash of a password must not hold up other requests."""
    place = place_of_request(path)
    if has_secret_names(content) or "form" in kind or place.kind is Kind.PASSWORD:
        return await asyncio.to_thread(redactor.redact_body, content, kind, place)
    return redactor.redact_body(content, kind, place)
