"""Reads any capture and writes our own: HAR 1.2 entries, one a line, without secrets."""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from wirebase.capture.compression import inflated
from wirebase.capture.entries import loads
from wirebase.capture.har import CUT_OFF, exchanges_of, read_har
from wirebase.capture.redaction import Redactor
from wirebase.capture.writer import Writer
from wirebase.errors import ArchiveError
from wirebase.exchange import Exchange, renumbered

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


@dataclass(frozen=True, slots=True)
class _Loaded:
    """The content of one file as it is."""

    exchanges: list[Exchange]
    dropped: Counter[str]
    salt: str = ""


def read(path: str | Path) -> Capture:
    """The capture in a file of any kind, or on standard input for `-`, redacted; ArchiveError where
    there is none.
    """
    return read_all([path])


def read_all(paths: Iterable[str | Path]) -> Capture:
    """Several captures as one, in the order of time."""
    sources = tuple(str(path) for path in paths)
    loaded = [_load(source) for source in sources]
    dropped = sum((one.dropped for one in loaded), Counter[str]())
    exchanges = [exchange for one in loaded for exchange in one.exchanges]
    salt = next((one.salt for one in loaded if one.salt), "") or _main_host(exchanges)
    loaded.clear()
    redacted = Redactor(salt).redact_all(renumbered(exchanges))
    lost = sum(n for why, n in dropped.items() if not why.startswith("left out"))
    return Capture(redacted, sources, len(redacted) + lost, dict(dropped), salt)


def _main_host(exchanges: Iterable[Exchange]) -> str:
    """The host that most answers in JSON come from, or most answers where there is no JSON."""
    hosts = Counter[str]()
    for exchange in exchanges:
        hosts[exchange.parts.hostname or ""] += 1000 if "json" in exchange.answer.mime else 1
    return min(hosts, key=lambda host: (-hosts[host], host), default="")


def _load(source: str) -> _Loaded:
    with _opened(source) as raw:
        packed = inflated(raw)
        stream = cast(io.BufferedReader, io.BufferedReader(packed, 1 << 16)) if packed else raw
        start = stream.peek(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
        loaded = _load_kind(stream, start)
        if loaded and packed and packed.damaged:
            loaded.dropped[CUT_OFF] = 1
    if loaded is None or (
        not loaded.exchanges and loaded.dropped.keys() & {CUT_OFF, "no HAR entry"}
    ):
        raise _unreadable(source, start, cut=bool(packed and packed.damaged))
    return loaded


def _load_kind(stream: io.BufferedReader, start: bytes) -> _Loaded | None:
    if start[:1] == b"{":
        return _load_json(stream)
    if start.partition(b":")[0].isdigit():
        return _load_flows(stream)
    return None


def _load_flows(stream: io.BufferedReader) -> _Loaded:
    # mitmproxy takes 0.4 s to import, which only those who read its files should wait for.
    from wirebase.capture.flows import read_flows

    dropped = Counter[str]()
    return _Loaded(list(read_flows(stream, dropped)), dropped)


def _load_json(stream: io.BufferedReader) -> _Loaded | None:
    dropped = Counter[str]()
    first = stream.readline()
    if _is_entry_line(first):
        return _load_lines(first, stream, dropped)
    rest = stream.read()
    data = (first + rest if rest else first).removeprefix(b"\xef\xbb\xbf")
    # Two copies of a large file are one too many.
    del first, rest
    exchanges = read_har(data, dropped)
    return None if exchanges is None else _Loaded(exchanges, dropped)


def _is_entry_line(line: bytes) -> bool:
    if b'"log"' in line[:200]:
        return False
    try:
        value = loads(line.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        return False
    return isinstance(value, dict) and "request" in value and "response" in value


def _load_lines(first: bytes, rest: Iterable[bytes], dropped: Counter[str]) -> _Loaded:
    salts: list[str] = []

    def entries() -> Iterator[object]:
        yield _line(first, dropped, salts)
        for line in rest:
            if line.strip():
                yield _line(line, dropped, salts)

    exchanges = exchanges_of(filter(None, entries()), {}, dropped)
    return _Loaded(exchanges, dropped, salts[0] if salts else "")


def _line(line: bytes, dropped: Counter[str], salts: list[str]) -> object:
    try:
        entry = loads(line.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        dropped["no HAR entry" if line.endswith(b"\n") else CUT_OFF] += 1
        return None
    if isinstance(entry, dict) and not salts and isinstance(entry.get("_salt"), str):
        salts.append(entry["_salt"])
    return entry or {"": ""}


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
