"""Formats: what the text of a value is, told from the text alone.

`FORMATS` is the registry. A path segment has one lexical class, the first in `LEXICAL` that
accepts it; the values of a column have all formats that accept every one of them.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from wirebase.exchange import parse_json


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of text: a pattern for the whole of it, and a check where that is not enough."""

    name: str
    pattern: re.Pattern[str]
    check: Callable[[str], bool] | None = None

    def accepts(self, value: str) -> bool:
        """Whether the value is of this format."""
        if not self.pattern.fullmatch(value):
            return False
        return self.check is None or self.check(value)


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A point in time, and how it was written."""

    moment: datetime
    """In UTC; a text without a zone is taken for UTC."""
    digits: int
    """Decimals of the seconds."""
    zone: str
    """"Z", an offset such as "+00:00", or ""."""
    separator: str
    """Between date and time: "T" or " "."""


_TIMESTAMP = re.compile(
    r"\d{4}-\d\d-\d\d(?P<separator>[T ])\d\d:\d\d(:\d\d)?([.,](?P<digits>\d{1,9}))?"
    r" ?(?P<zone>Z|[+-]\d\d(:?\d\d)?)?",
    re.ASCII,
)


def timestamp(value: str) -> Timestamp | None:
    """The point in time that ISO 8601 text names; None where it is none, or only a date.

    >>> timestamp("2026-11-22 10:27:52.104+00:00").digits
    3
    """
    match = _TIMESTAMP.fullmatch(value)
    if not match:
        return None
    try:
        moment = datetime.fromisoformat(
            value.replace(",", ".").replace(" +", "+").replace(" Z", "Z")
        )
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        utc = aware.astimezone(UTC)
    except OverflowError:
        return None
    return Timestamp(utc, len(match["digits"] or ""), match["zone"] or "", match["separator"])


_EPOCHS = {"epoch_s": 1, "epoch_ms": 1_000}
_SINCE, _UNTIL = 946_684_800, 4_102_444_800
"""The years 2000 to 2100."""


def epoch(value: float) -> str:
    """Whether a number could be a time: "epoch_s", "epoch_ms" or "".

    >>> epoch(1_700_000_000), epoch(1_700_000_000_000), epoch(17)
    ('epoch_s', 'epoch_ms', '')
    """
    return next((name for name, n in _EPOCHS.items() if _SINCE <= value / n < _UNTIL), "")


def _parses(parse: Callable[[str], object]) -> Callable[[str], bool]:
    """A check that the text can be parsed."""

    def check(value: str) -> bool:
        try:
            return bool(parse(value)) or True
        except (ValueError, binascii.Error):
            return False

    return check


def _has_digit(value: str) -> bool:
    return any(c.isdigit() for c in value)


def _mixed(value: str) -> bool:
    """Whether there are letters, and enough digits among them that they are no word."""
    digits = sum(c.isdigit() for c in value)
    return digits >= max(2, len(value) // 10) and digits < len(value)


def _pieces(value: str) -> list[str]:
    return _PIECE.findall(value)


_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_WORD = re.compile(r"(?i)[a-z]*[bcdfghj-np-tv-xz]?[aeiouy]+[a-z]*")


def _by_chance(value: str) -> bool:
    """Whether letters and digits alternate as only chance makes them, so that no word is left.

    >>> _by_chance("N7Xrndcr"), _by_chance("V1StGXR8_Z5jdHi6B-myT"), _by_chance("getV2Users")
    (True, True, False)
    """
    pieces = _pieces(value)
    letters = sum(map(len, pieces))
    if len(pieces) < 3 or letters < 6 or not re.search("[A-Za-z]", value):
        return False
    if not _has_digit(value):
        return letters >= 12 and letters / len(pieces) < 2.2
    if any(len(piece) > 3 and _WORD.fullmatch(piece) for piece in pieces):
        return letters >= 16 and letters / len(pieces) < 2.4
    return letters / len(pieces) < 3.1


def _global_id(value: str) -> bool:
    """Base64 of plain text that names something, such as "Product:12" or "cursor|2026"."""
    try:
        text = base64.b64decode(
            value + "=" * (-len(value) % 4), altchars=b"-_", validate=True
        ).decode("ascii")
    except (ValueError, binascii.Error):
        return False
    return len(text) > 2 and text.isprintable() and bool(re.search(r"\w[:|/,=.\" -]+\w", text))


def _base64(value: str) -> bool:
    """Base64 of anything: padded or long, of all kinds of characters."""
    if len(value) % 4 or not (value.endswith("=") or len(value) >= 32):
        return False
    kinds = (any(map(kind, value)) for kind in (str.islower, str.isupper, str.isdigit))
    return all(kinds) or value.endswith("=")


def _container(value: str) -> bool:
    try:
        return isinstance(parse_json(value), (dict, list))
    except ValueError:
        return False


def _address(version: int) -> Callable[[str], bool]:
    return _parses(lambda value: _require(ipaddress.ip_interface(value).version == version))


def _require(holds: bool) -> bool:
    if not holds:
        raise ValueError
    return holds


_HEX_ID = re.compile(r"[0-9a-f]{12,}|[0-9A-F]{12,}", re.ASCII)
_ALL = re.compile(r"(?s).*")

FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format("placeholder", re.compile(r"wb_(password|token)_[0-9a-f]{32}")),
        Format("integer", re.compile(r"-?(0|[1-9]\d*)", re.ASCII)),
        Format("digits", re.compile(r"\d+", re.ASCII)),
        Format("decimal", re.compile(r"-?\d+\.\d+", re.ASCII)),
        Format("boolean", re.compile(r"true|false", re.IGNORECASE)),
        Format("uuid", re.compile(r"(?i)[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")),
        Format("ulid", re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}"), _mixed),
        Format("cuid", re.compile(r"c[a-z0-9]{24}|[a-z][a-z0-9]{23}"), _mixed),
        Format("hex", _HEX_ID, _mixed),
        Format("date", re.compile(r"\d{4}-\d\d-\d\d", re.ASCII), _parses(date.fromisoformat)),
        Format("timestamp", _TIMESTAMP, lambda value: timestamp(value) is not None),
        Format(
            "time", re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?", re.ASCII), _parses(time.fromisoformat)
        ),
        Format(
            "duration",
            re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?([\d.]+S)?)?"),
        ),
        Format("email", re.compile(r"[^@\s/]+@[^@\s./]+(\.[^@\s./]+)*")),
        Format("url", re.compile(r"[a-z][a-z0-9+.-]*://[^\s]+")),
        Format("ipv4", re.compile(r"[\d.]+(/\d+)?", re.ASCII), _address(4)),
        Format("ipv6", re.compile(r"(?i)(?=.*:)[0-9a-f:.]+(/\d+)?"), _address(6)),
        Format("jwt", re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*")),
        Format("color", re.compile(r"#([0-9a-fA-F]{3,4}){1,2}|(rgb|hsl)a?\([\d.,%/ a-z]+\)")),
        Format("json", re.compile(r"(?s)\s*[\[{].*[\]}]\s*"), _container),
        Format("global_id", re.compile(r"[A-Za-z0-9+/_-]{6,}={0,2}"), _global_id),
        Format("base64", re.compile(r"[A-Za-z0-9+/]{4,}={0,2}"), _base64),
        Format("prefixed", re.compile(r"[A-Za-z]{1,12}[_-](?=[A-Za-z]*\d)[A-Za-z0-9]+"), None),
        Format("random", re.compile(r"[A-Za-z0-9_-]{6,}"), _by_chance),
        Format("version", re.compile(r"v\d+([._]\d+)*(-?(alpha|beta|rc)\d*)?", re.IGNORECASE)),
        Format("code", re.compile(r"[A-Z][A-Z0-9]*([_-][A-Z0-9]+)*")),
        Format("slug", re.compile(r"[a-z0-9]+([_-]+[a-z0-9]+)*")),
        Format("text", _ALL),
    )
}

LEXICAL: tuple[Format, ...] = tuple(
    FORMATS[name]
    for name in (
        *("placeholder", "integer", "digits", "uuid", "ulid", "cuid", "hex", "date", "timestamp"),
        *("decimal", "email", "jwt", "version", "prefixed", "global_id", "base64", "random"),
        *("code", "slug", "text"),
    )
)
"""In this order a path segment is classed."""

_LEXICAL_NAMES = {"digits": "integer", "global_id": "base64"}


@lru_cache(maxsize=65536)
def lexical(value: str) -> str:
    """The lexical class of a path segment or key.

    >>> [lexical(text) for text in ("17", "my-first-post", "usr_4f2a", "Jane Doe", "USD")]
    ['integer', 'slug', 'prefixed', 'text', 'code']
    """
    name = next(each.name for each in LEXICAL if each.accepts(value))
    return _LEXICAL_NAMES.get(name, name)


@lru_cache(maxsize=65536)
def formats(value: str) -> frozenset[str]:
    """The names of all formats that the value is of.

    >>> sorted(formats("2026-11-22"))
    ['date', 'slug', 'text']
    """
    return frozenset(name for name, each in FORMATS.items() if each.accepts(value))


def common_formats(values: Iterable[str]) -> frozenset[str]:
    """The formats that all the values are of; all there are for no values.

    >>> "timestamp" in common_formats(["2026-11-22T10:00:00Z", "2026-11-22 10:00"])
    True
    """
    left = frozenset(FORMATS)
    for value in values:
        left = frozenset(name for name in left if FORMATS[name].accepts(value))
        if left == {"text"}:
            break
    return left


def seconds(value: str) -> float | None:
    """The length of an ISO 8601 duration without years and months; None where it is none.

    >>> seconds("PT1H30M")
    5400.0
    """
    match = _DURATION.fullmatch(value)
    if not match or not any(match.groups()):
        return None
    weeks, days, hours, minutes, rest = (float(part or 0) for part in match.groups())
    return timedelta(
        weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=rest
    ).total_seconds()


_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?")
