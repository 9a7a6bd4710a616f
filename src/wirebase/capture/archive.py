"""Reads any capture and writes our own: HAR 1.2 entries, one a line, without secrets."""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import cast

import msgspec

from wirebase.capture.compression import inflated
from wirebase.capture.entries import loads
from wirebase.capture.gathering import Choose, Gathering, Rest
from wirebase.capture.har import CUT_OFF, exchanges_of, read_har
from wirebase.capture.typed import TypedReader
from wirebase.capture.writer import Writer
from wirebase.errors import ArchiveError
from wirebase.exchange import Exchange

__all__ = ["Capture", "Writer", "read", "read_all"]

KINDS = "a HAR file, a mitmproxy flow file, or lines of HAR entries, each also as gzip or zstd"


@dataclass(frozen=True, slots=True)
class Capture:
    """What was recorded, without secrets."""

    exchanges: list[Exchange]
    sources: tuple[str, ...] = ()
    read: int = 0
    """How many entries the files hold, including those that were dropped."""
    dropped: dict[str, int] = field(default_factory=dict)
    """What was not taken, by reason."""
    salt: str = ""
    """The app's host name, under which the placeholders of secrets were made."""
    rest: Rest | None = None
    """Of a long capture that was read as a working set: what is not in `exchanges`."""


def read(path: str | Path) -> Capture:
    """The capture in a file of any kind, or on standard input for `-`, redacted; ArchiveError where
    there is none.
    """
    return read_all([path])


def read_all(paths: Iterable[str | Path], choose: Choose | None = None) -> Capture:
    """Several captures as one, in the order of time; what two of them hold is there once.

    With `choose`, only the working set of a long capture is at hand, and `rest` has what is not.
    """
    sources = tuple(str(path) for path in paths)
    gathering = Gathering(bounded=choose is not None, merging=len(sources) > 1)
    dropped = Counter[str]()
    salt = ""
    for source in sources:
        gathering.begin()
        loaded = _load(source, gathering)
        dropped += loaded.dropped
        salt = salt or loaded.salt
    salt = salt or gathering.main_host()
    lost = sum(n for why, n in dropped.items() if not why.startswith("left out"))
    total = len(gathering) + lost
    exchanges, rest = gathering.settled(choose, salt)
    return Capture(exchanges, sources, total, dict(dropped), salt, rest)


@dataclass(slots=True)
class _Loaded:
    """What was read of a file, beside its exchanges."""

    dropped: Counter[str] = field(default_factory=Counter)
    salt: str = ""


def _load(source: str, gathering: Gathering) -> _Loaded:
    loaded = _Loaded()
    before = len(gathering)
    with _opened(source) as raw:
        packed = inflated(raw)
        stream = cast(io.BufferedReader, io.BufferedReader(packed, 1 << 16)) if packed else raw
        start = stream.peek(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
        exchanges = _of_kind(stream, start, loaded)
        for exchange in exchanges or ():
            gathering.add(exchange)
        if exchanges is not None and packed and packed.damaged:
            loaded.dropped[CUT_OFF] = 1
    empty = len(gathering) == before
    if exchanges is None or (empty and loaded.dropped.keys() & {CUT_OFF, "no HAR entry"}):
        raise _unreadable(source, start, cut=bool(packed and packed.damaged))
    return loaded


def _of_kind(stream: io.BufferedReader, start: bytes, loaded: _Loaded) -> Iterator[Exchange] | None:
    if start[:1] == b"{":
        return _of_json(stream, loaded)
    if start.partition(b":")[0].isdigit():
        # mitmproxy takes 0.4 s to import, which only those who read its files should wait for.
        from wirebase.capture.flows import read_flows

        return iter(read_flows(stream, loaded.dropped))
    return None


def _of_json(stream: io.BufferedReader, loaded: _Loaded) -> Iterator[Exchange] | None:
    first = stream.readline()
    if _is_entry_line(first):
        return _of_lines(first, stream, loaded)
    rest = stream.read()
    data = (first + rest if rest else first).removeprefix(b"\xef\xbb\xbf")
    # Two copies of a large file are one too many.
    del first, rest
    return read_har(data, loaded.dropped)


def _is_entry_line(line: bytes) -> bool:
    if b'"log"' in line[:200]:
        return False
    try:
        value = loads(line.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        return False
    return isinstance(value, dict) and "request" in value and "response" in value


def _of_lines(first: bytes, rest: Iterable[bytes], loaded: _Loaded) -> Iterator[Exchange]:
    reader = TypedReader({})
    lines = chain((first.removeprefix(b"\xef\xbb\xbf"),), rest)
    entries = (msgspec.Raw(line) for line in lines if not line.isspace())
    for exchange in exchanges_of(entries, {}, loaded.dropped, reader):
        loaded.salt = loaded.salt or reader.salt
        yield exchange


@contextmanager
def _opened(source: str) -> Iterator[io.BufferedReader]:
    try:
        raw = io.BytesIO(sys.stdin.buffer.read()) if source == "-" else io.FileIO(source)
    except IsADirectoryError:
        raise ArchiveError("A folder is no capture", where=source, next=f"Give {KINDS}.") from None
    except OSError as error:
        raise ArchiveError(
            f"The capture cannot be opened: {error.strerror}", where=source, next="Check the path."
        ) from None
    with raw:
        yield io.BufferedReader(cast(io.RawIOBase, raw))


_KNOWN_STARTS = (
    (b"<!doctype html", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"<?xml", "an XML document"),
    (b"\x89png", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"gif8", "a GIF image"),
    (b"%pdf", "a PDF document"),
    (b"pk\x03\x04", "a ZIP archive"),
    (b"sqlite format", "an SQLite database"),
    (b"\x0a\x0d\x0d\x0a", "a packet capture"),
    (b"\xd4\xc3\xb2\xa1", "a packet capture"),
    (b"\xff\xfe", "text in UTF-16, which a shell made of it"),
    (b"\xfe\xff", "text in UTF-16, which a shell made of it"),
    (b"[", "a JSON list"),
    (b"{", "JSON, and neither a HAR nor lines of HAR entries"),
)


def _is_document(text: bytes) -> bool:
    try:
        loads(text)
    except ValueError:
        return False
    return True


def _unreadable(source: str, start: bytes, *, cut: bool) -> ArchiveError:
    where = "standard input" if source == "-" else source
    if not start and not cut:
        return ArchiveError(
            "The capture is empty",
            where=where,
            next="Record it again: wirebase capture URL -o FILE.",
        )
    lowered = start[:16].lower()
    what = next(
        (name for begin, name in _KNOWN_STARTS if lowered.startswith(begin)),
        "of no kind that is known",
    )
    if cut or (start[:1] == b"{" and (b'"log"' in start or b'"request"' in start)):
        whole = not cut and _is_document(start)
        what = "a HAR without a readable entry" if whole else "cut off before its first entry"
    return ArchiveError(f"This is no capture: it is {what}", where=where, next=f"Give {KINDS}.")
