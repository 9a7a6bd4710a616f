"""Reads HAR files of any maker, whole or cut off."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from wirebase.capture.entries import Unfit, from_entry, loads
from wirebase.capture.typed import TypedReader
from wirebase.exchange import Exchange

CUT_OFF = "cut off at the end of the file"


class _Log(msgspec.Struct):
    entries: list[msgspec.Raw]
    pages: list[msgspec.Raw] = []
    dropped: msgspec.Raw = msgspec.field(default=msgspec.Raw(b"{}"), name="_dropped")


class _File(msgspec.Struct):
    log: _Log


def read_har(data: bytes, dropped: Counter[str]) -> Iterator[Exchange] | None:
    """The exchanges of a HAR, unredacted, one by one; None where the data is no HAR. Counts what is
    left out, and why.
    """
    try:
        log = msgspec.json.decode(data, type=_File).log
    except (ValueError, RecursionError):
        return _read_damaged(data, dropped)
    _count_filtered(loads(log.dropped), dropped)
    pages = dict(_page_urls(map(loads, log.pages)))
    return exchanges_of(_consumed(log.entries), pages, dropped)


def _count_filtered(filtered: object, dropped: Counter[str]) -> None:
    """Some recorders say what they left out."""
    if isinstance(filtered, Mapping):
        for reason, count in filtered.items():
            dropped[f"left out by its maker: {reason}"] += count if isinstance(count, int) else 1


def _consumed(entries: list[msgspec.Raw]) -> Iterator[msgspec.Raw]:
    entries.reverse()
    while entries:
        yield entries.pop()


def exchanges_of(
    entries: Iterable[object],
    pages: Mapping[str, str],
    dropped: Counter[str],
    reader: TypedReader | None = None,
) -> Iterator[Exchange]:
    """The exchanges that entries describe, decoded or as text; counts those that describe none."""
    reader = reader or TypedReader(pages)
    previous = 0.0
    for entry in entries:
        try:
            exchange = _exchange(entry, pages, reader, previous)
        except Unfit as why:
            dropped[str(why)] += 1
            continue
        previous = exchange.started
        yield exchange


def _exchange(
    entry: object, pages: Mapping[str, str], reader: TypedReader, previous: float
) -> Exchange:
    if isinstance(entry, msgspec.Raw):
        exchange = reader.exchange(entry, previous)
        if exchange is not None:
            return exchange
        entry = _decoded(bytes(entry))
    return from_entry(entry if isinstance(entry, Mapping) else {}, pages, previous=previous)


def _decoded(data: bytes) -> object:
    try:
        return loads(data)
    except ValueError:
        raise Unfit("no HAR entry" if data.endswith(b"\n") else CUT_OFF) from None


_ENTRIES = re.compile(r'"entries"\s*:\s*\[')
_GAP = re.compile(r"[\s,]*")


def _read_damaged(data: bytes, dropped: Counter[str]) -> Iterator[Exchange] | None:
    """What can be read of a HAR that is cut off, or None."""
    text = data.decode("utf-8", "replace")
    start = _ENTRIES.search(text)
    if start is None or '"log"' not in text[: start.start()]:
        return None
    return exchanges_of(
        _whole_entries(text, start.end(), dropped), _damaged_pages(text, start.start()), dropped
    )


def _whole_entries(text: str, at: int, dropped: Counter[str]) -> Iterator[object]:
    decode = json.JSONDecoder(strict=False).raw_decode
    while True:
        gap = _GAP.match(text, at)
        at = gap.end() if gap else at
        if text.startswith("]", at):
            return
        try:
            entry, at = decode(text, at)
        except (ValueError, RecursionError):
            dropped[CUT_OFF] += 1
            return
        yield entry


def _damaged_pages(text: str, end: int) -> dict[str, str]:
    start = text.rfind('"pages"', 0, end)
    opening = text.find("[", start, end) if start >= 0 else -1
    if opening < 0:
        return {}
    try:
        pages, _ = json.JSONDecoder(strict=False).raw_decode(text, opening)
    except (ValueError, RecursionError):
        return {}
    return dict(_page_urls(pages))


def _page_urls(pages: Iterable[object]) -> Iterator[tuple[str, str]]:
    """Chrome writes a page's URL as its title; others write a real title, which is of no use."""
    for page in pages:
        if isinstance(page, Mapping):
            url = next((str(page.get(k)) for k in ("_url", "title") if _is_url(page.get(k))), "")
            yield str(page.get("id") or ""), url


def _is_url(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))
