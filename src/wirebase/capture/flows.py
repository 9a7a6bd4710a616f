"""An exchange out of a flow of mitmproxy, and the reading of its flow files."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from io import IOBase
from typing import BinaryIO, cast

import brotli
import zstandard
from mitmproxy import exceptions, http, io

from wirebase.capture.har import CUT_OFF
from wirebase.exchange import Exchange, Headers, Message


def read_flows(stream: IOBase, dropped: Counter[str]) -> Iterator[Exchange]:
    """The exchanges of a flow file, unredacted; counts what is no HTTP, and what was cut off."""
    try:
        for flow in io.FlowReader(cast(BinaryIO, stream)).stream():
            if isinstance(flow, http.HTTPFlow) and flow.request.method != "CONNECT":
                yield exchange_of(flow)
            else:
                dropped[f"no HTTP exchange: {flow.type}"] += 1
    except exceptions.FlowReadException:
        dropped[CUT_OFF] += 1


def exchange_of(
    flow: http.HTTPFlow,
    sent: Message | None = None,
    answered: Message | None = None,
    *,
    resource_type: str = "",
    page: str = "",
) -> Exchange:
    """The exchange that a flow is; `sent` and `answered` are given where the bodies were not kept
    in the flow.
    """
    request, response = flow.request, flow.response
    started = request.timestamp_start
    ended = (response.timestamp_end or response.timestamp_start) if response else None
    sent = sent or message_of(request, request.raw_content)
    if response and answered is None:
        answered = message_of(response, response.raw_content)
    return Exchange(
        index=0,
        started=round(started, 6),
        method=request.method.upper(),
        url=request.url,
        request=sent,
        status=response.status_code if response else 0,
        answer=answered or Message(),
        elapsed=round(max((ended or started) - started, 0.0) * 1000, 3),
        failure=flow.error.msg if flow.error else ("" if response else "no answer"),
        # The browser's tools call other what it asks for by itself, such as the icon of a page.
        resource_type=resource_type
        if resource_type not in ("", "other")
        else _destination(request),
        page=page or request.headers.get("referer", ""),
    )


def message_of(message: http.Message, raw: bytes | None, *, dropped: int = 0) -> Message:
    """Headers and decoded body; `dropped` counts bytes of the wire that are not in `raw`."""
    headers = headers_of(message.headers)
    content = decoded(raw, message.headers.get("content-encoding", "")) if raw else None
    return Message(headers=headers, content=content, dropped=dropped)


def headers_of(headers: http.Headers) -> Headers:
    """Names in lower case and values, without those that speak to the proxy only."""
    return tuple(
        (name.decode("utf-8", "surrogateescape").lower(), value.decode("utf-8", "surrogateescape"))
        for name, value in headers.fields
        if not name.startswith(b":") and name.lower() != b"proxy-connection"
    )


_DESTINATIONS = {"empty": "fetch", "iframe": "document", "frame": "document", "style": "stylesheet"}
_MEDIA = frozenset({"audio", "video", "track"})


def _destination(request: http.Request) -> str:
    """What browsers say themselves about the use of an answer, in the words of their developer
    tools.
    """
    said = request.headers.get("sec-fetch-dest", "").lower()
    return "media" if said in _MEDIA else _DESTINATIONS.get(said, said)


def decoded(raw: bytes, encoding: str) -> bytes:
    """The body without its content encoding, as far as it goes where it was cut off.

    >>> decoded(zlib.compress(b"hello" * 9)[:-3], "deflate")[:10]
    b'hellohello'
    """
    for name in reversed([part.strip().lower() for part in encoding.split(",")]):
        try:
            raw = _decompressed(raw, name)
        except (zlib.error, brotli.error, zstandard.ZstdError):
            return raw
    return raw


def _decompressed(raw: bytes, encoding: str) -> bytes:
    if encoding in ("gzip", "x-gzip"):
        return zlib.decompressobj(31).decompress(raw)
    if encoding == "deflate":
        # Some servers send the bare stream, without the header of zlib.
        return zlib.decompressobj(15 if raw[:1] == b"\x78" else -15).decompress(raw)
    if encoding == "br":
        return bytes(brotli.Decompressor().process(raw))
    if encoding == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(raw)
    return raw
