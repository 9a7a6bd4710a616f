"""An exchange as an entry of HAR 1.2, there and back."""

from __future__ import annotations

import base64
import binascii
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from wirebase.exchange import Exchange, Headers, Message

type Entry = Mapping[str, Any]
"""A decoded JSON object of a HAR: made by other programs, so nothing about it is certain."""


_PLAIN = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(:[1-9]\d{0,3})?(?=[/?]|$)")


class Unfit(ValueError):
    """An entry that is no HTTP exchange; the text says why, for counting."""


_encode = msgspec.json.Encoder().encode


def to_line(exchange: Exchange, salt: str) -> bytes:
    """The entry as one line of JSON, with the salt that its placeholders were made under."""
    return _encode(to_entry(exchange) | {"_salt": salt}) + b"\n"


def to_entry(exchange: Exchange) -> dict[str, object]:
    """The exchange as an entry of HAR 1.2; what HAR has no field for stands under names with an
    underscore.
    """
    entry: dict[str, object] = {
        "startedDateTime": datetime.fromtimestamp(exchange.started, UTC).isoformat(
            timespec="microseconds"
        ),
        "time": exchange.elapsed,
        "request": _request_entry(exchange),
        "response": _answer_entry(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": exchange.elapsed, "receive": 0},
    }
    if exchange.resource_type:
        entry["_resourceType"] = exchange.resource_type
    if exchange.page:
        entry["_page"] = exchange.page
    return entry


def _request_entry(exchange: Exchange) -> dict[str, object]:
    message = exchange.request
    entry: dict[str, object] = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _header_entries(message.headers),
        "queryString": [{"name": name, "value": value} for name, value in exchange.query],
        "headersSize": -1,
        "bodySize": len(message.content or b"") + message.dropped,
    }
    if message.content is not None or message.dropped:
        mime = message.header("content-type") or ""
        entry["postData"] = {"mimeType": mime, "params": [], **_body_entry(message)}
    return entry


def _answer_entry(exchange: Exchange) -> dict[str, object]:
    message = exchange.answer
    size = len(message.content or b"") + message.dropped
    mime = message.header("content-type") or ""
    entry: dict[str, object] = {
        "status": exchange.status,
        "statusText": _phrase(exchange.status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _header_entries(message.headers),
        "content": {"size": size, "mimeType": mime, **_body_entry(message)},
        "redirectURL": message.header("location") or "",
        "headersSize": -1,
        "bodySize": size,
    }
    if exchange.failure:
        entry["_failureText"] = exchange.failure
    return entry


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _header_entries(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _body_entry(message: Message) -> dict[str, object]:
    entry: dict[str, object] = {}
    if message.content is not None:
        try:
            entry["text"] = message.content.decode()
        except UnicodeDecodeError:
            entry["text"] = base64.b64encode(message.content).decode()
            entry["encoding"] = "base64"
    if message.dropped:
        entry["_dropped"] = message.dropped
    return entry


def from_entry(entry: Entry, pages: Mapping[str, str], *, previous: float = 0.0) -> Exchange:
    """The exchange that an entry describes, unredacted; Unfit where it describes none.

    `pages` gives the URL of each page by its id; `previous` is the time of an entry that says none.
    """
    request, answer = entry.get("request"), entry.get("response")
    if not isinstance(request, Mapping) or not isinstance(answer, Mapping):
        raise Unfit("no HAR entry")
    url = str(request.get("url") or "").partition("#")[0]
    socket = url.partition(":")[0].lower() in ("ws", "wss")
    url = f"http{url[2:]}" if socket else url
    check_scheme(url)
    status = max(_integer(answer.get("status")), 0)
    sent = _request_message(request)
    page = str(entry.get("_page") or "") or pages.get(str(entry.get("pageref") or ""), "")
    return Exchange(
        index=0,
        started=moment(entry.get("startedDateTime"), previous),
        method=str(request.get("method") or "GET").upper(),
        url=url,
        request=sent,
        status=status,
        answer=_spoken(entry, answer, status) if status else Message(),
        elapsed=max(_number(entry.get("time")), 0.0),
        failure=_failure(entry, answer, status),
        resource_type="websocket" if socket else str(entry.get("_resourceType") or "").lower(),
        page=page or sent.header("referer") or "",
    )


def check_scheme(url: str) -> None:
    """Raises Unfit where the URL is not one of HTTP."""
    if _PLAIN.match(url):
        return
    scheme = url.partition(":")[0].lower()
    if scheme not in ("http", "https") or not _has_host(url):
        raise Unfit("no HTTP address")


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _failure(entry: Entry, answer: Entry, status: int) -> str:
    said = answer.get("_failureText") or answer.get("_error") or entry.get("_error")
    if said:
        return str(said)
    return "" if status else "no answer"


def _request_message(request: Entry) -> Message:
    headers = _headers(request.get("headers"))
    post = request.get("postData")
    if not isinstance(post, Mapping):
        return Message(headers=headers)
    headers = _with_type(headers, post.get("mimeType"))
    content = _content(post)
    if not content and post.get("params"):
        headers, content = _from_params(post["params"], headers)
    return Message(headers=headers, content=content or None, dropped=_integer(post.get("_dropped")))


def _spoken(entry: Entry, answer: Entry, status: int) -> Message:
    """The answer; of a WebSocket the texts that came, a line each, as browsers keep them."""
    message = _answer_message(answer, status)
    told = entry.get("_webSocketMessages")
    if not isinstance(told, Sequence):
        return message
    texts = [
        str(one.get("data") or "").replace("\n", " ")
        for one in told
        if isinstance(one, Mapping) and one.get("type") == "receive" and one.get("opcode") == 1
    ]
    content = "\n".join(texts).encode("utf-8", "surrogatepass")
    return msgspec.structs.replace(message, content=content or message.content)


def _answer_message(answer: Entry, status: int) -> Message:
    body = answer.get("content")
    headers = _headers(answer.get("headers"))
    if not isinstance(body, Mapping):
        return Message(headers=headers)
    if body.get("mimeType") not in (None, "", "x-unknown"):
        headers = _with_type(headers, body["mimeType"]) if body.get("text") else headers
    content = _content(body)
    dropped = _integer(body.get("_dropped"))
    if content is None and not dropped and status not in (204, 304):
        dropped = max(_integer(body.get("size")), 0)
    return Message(headers=headers, content=content, dropped=dropped)


def _headers(entries: object) -> Headers:
    if not isinstance(entries, Sequence):
        return ()
    return tuple(
        (name, value)
        for entry in entries
        if isinstance(entry, Mapping)
        for name in [str(entry.get("name") or "").lower()]
        if name and not name.startswith(":")
        for value in values_of(str(entry.get("value") or ""))
    )


def values_of(value: str) -> list[str]:
    """Playwright and Chrome join the lines of one header with newlines."""
    return [line for line in value.split("\n") if line] if "\n" in value else [value]


def _with_type(headers: Headers, mime: object) -> Headers:
    if not isinstance(mime, str) or not mime or any(name == "content-type" for name, _ in headers):
        return headers
    return (*headers, ("content-type", mime))


def _content(body: Entry) -> bytes | None:
    text = body.get("text")
    if not isinstance(text, str):
        return None
    if (body.get("encoding") or body.get("_encoding")) == "base64":
        try:
            return base64.b64decode(text)
        except (binascii.Error, ValueError):
            pass
    return text.encode("utf-8", "surrogatepass")


def _from_params(params: object, headers: Headers) -> tuple[Headers, bytes | None]:
    """A form body put together again from its parameters, for recorders that keep no text of it."""
    if not isinstance(params, Sequence):
        return headers, None
    fields = [
        (str(p.get("name") or ""), str(p.get("value") or ""))
        for p in params
        if isinstance(p, Mapping)
    ]
    mime = next((value for name, value in headers if name == "content-type"), "")
    if not mime.lower().startswith("multipart/"):
        return headers, urlencode(fields).encode()
    boundary = secrets.token_hex(8)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'
        for n, v in fields
    ]
    kept = tuple(header for header in headers if header[0] != "content-type")
    typed = (*kept, ("content-type", f"multipart/form-data; boundary={boundary}"))
    return typed, f"{''.join(parts)}--{boundary}--\r\n".encode()


def moment(value: object, previous: float) -> float:
    """Unix time of an ISO date, `previous` where there is none."""
    if not isinstance(value, str):
        return previous
    try:
        told = datetime.fromisoformat(value)
    except ValueError:
        return previous
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _integer(value: object) -> int:
    if isinstance(value, str) and value.lstrip("-").isdigit():
        return int(value)
    return int(_number(value))


def loads(data: bytes | memoryview) -> object:
    """The decoded JSON; the standard library helps out with what is not strict, such as lone
    surrogates. ValueError where it is none.
    """
    try:
        return _decoded(data)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _decoded(data: bytes | memoryview) -> object:
    try:
        decoded: object = msgspec.json.decode(data)
    except msgspec.DecodeError:
        decoded = json.loads(bytes(data), strict=False)
    return decoded
