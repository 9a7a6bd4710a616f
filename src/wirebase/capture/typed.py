"""Entries whose fields have just the types of HAR 1.2, decoded straight into exchanges.

Nearly all entries are so, and reading them is most of the work of a long capture; what is not so is
left to `entries`, which forgives everything.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from wirebase.capture.entries import check_scheme, moment, values_of
from wirebase.exchange import Exchange, Headers, Message

MOST_HEADERS = 20_000
"""Lists of headers that are remembered: most requests of an app send the same."""


class _Header(msgspec.Struct):
    name: str
    value: str


class _Body(msgspec.Struct):
    text: str | None = None
    mime: str | None = msgspec.field(default=None, name="mimeType")
    size: int = 0
    dropped: int = msgspec.field(default=0, name="_dropped")
    encoding: msgspec.UnsetType = msgspec.UNSET
    other_encoding: msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="_encoding")
    params: list[msgspec.Raw] = []


class _Request(msgspec.Struct):
    method: str
    url: str
    headers: msgspec.Raw
    body: _Body | None = msgspec.field(default=None, name="postData")


class _Answer(msgspec.Struct):
    status: int
    headers: msgspec.Raw
    content: _Body
    failure: msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="_failureText")
    error: msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="_error")


class _Entry(msgspec.Struct):
    request: _Request
    response: _Answer
    started: str = msgspec.field(name="startedDateTime")
    time: float = 0.0
    resource_type: str = msgspec.field(default="", name="_resourceType")
    page: str = msgspec.field(default="", name="_page")
    pageref: str = ""
    error: msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="_error")
    messages: msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="_webSocketMessages")
    salt: str | None = msgspec.field(default=None, name="_salt")


class TypedReader:
    """Decodes entries of one file."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self.salt = ""
        """Under which the placeholders of the file were made, if it says so."""
        self._pages = pages
        self._decode = msgspec.json.Decoder(_Entry).decode
        self._decode_headers = msgspec.json.Decoder(list[_Header]).decode
        self._headers: dict[bytes, Headers] = {}

    def exchange(self, data: bytes | msgspec.Raw, previous: float) -> Exchange | None:
        """The exchange that an entry describes, as `from_entry` gives it; None where it is not typed."""
        try:
            entry = self._decode(data)
            asked = self._all_headers(entry.request.headers)
            told = self._all_headers(entry.response.headers)
        except (msgspec.DecodeError, UnicodeError):
            return None
        sent, answer = entry.request.body, entry.response
        if answer.status <= 0 or (sent is not None and not sent.text):
            return None
        if not entry.request.url.startswith("http"):
            return None
        self.salt = self.salt or entry.salt or ""
        url = entry.request.url.partition("#")[0]
        check_scheme(url)
        page = entry.page or self._pages.get(entry.pageref, "")
        request = _sent(asked, sent)
        return Exchange(
            index=0,
            started=moment(entry.started, previous),
            method=entry.request.method.upper() or "GET",
            url=url,
            request=request,
            status=answer.status,
            answer=_answered(told, answer),
            elapsed=max(entry.time, 0.0),
            resource_type=entry.resource_type.lower(),
            page=page or request.header("referer") or "",
        )

    def _all_headers(self, raw: msgspec.Raw) -> Headers:
        key = bytes(raw)
        known = self._headers.get(key)
        if known is None:
            if len(self._headers) >= MOST_HEADERS:
                self._headers.clear()
            known = self._headers[key] = tuple(
                (name, value)
                for header in self._decode_headers(key)
                for name in [header.name.lower()]
                if name and not name.startswith(":")
                for value in values_of(header.value)
            )
        return known


def _sent(headers: Headers, body: _Body | None) -> Message:
    if body is None:
        return Message(headers=headers)
    return Message(_with_type(headers, body.mime), _bytes(body.text) or None, body.dropped)


def _answered(headers: Headers, answer: _Answer) -> Message:
    body = answer.content
    if body.text and body.mime != "x-unknown":
        headers = _with_type(headers, body.mime)
    dropped = body.dropped
    if body.text is None and not dropped and answer.status not in (204, 304):
        dropped = max(body.size, 0)
    return Message(headers, _bytes(body.text), dropped)


def _with_type(headers: Headers, mime: str | None) -> Headers:
    if not mime or any(name == "content-type" for name, _ in headers):
        return headers
    return (*headers, ("content-type", mime))


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8", "surrogatepass")
