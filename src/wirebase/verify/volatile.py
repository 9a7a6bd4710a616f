"""Which values vary from one run of an app to the next, and so are compared by type alone."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from functools import lru_cache

from wirebase.capture import sensitive
from wirebase.capture.sensitive import PLACEHOLDER, Kind, kind_of_name
from wirebase.exchange import Json
from wirebase.infer.formats import epoch, timestamp
from wirebase.infer.naming import words
from wirebase.verify.leaves import ITEM, Path, last_name

_MOMENTS = frozenset(
    {"at", "on", "time", "timestamp", "ts", "date", "created", "updated", "modified", "expires"}
)
_SPANS = frozenset(
    {"duration", "elapsed", "latency", "uptime", "runtime", "took", "ms", "millis"}
    | {"second", "seconds", "sec", "secs"}
)
_ONCE = frozenset({"nonce", "etag", "hash"})
_MEASURE = re.compile(r"-?\d+(?:\.\d+)?m?s", re.ASCII)
"""A span of time as text, such as 12ms."""


def is_moment(value: Json) -> bool:
    """Whether the value is a point in time written as text."""
    return isinstance(value, str) and _is_moment(value)


def is_secret(path: Path, value: Json) -> bool:
    """Whether the value is a secret by its name, or the placeholder of one."""
    if not isinstance(value, str):
        return False
    kind = _kind(last_name(path))
    if kind in {Kind.PASSWORD, Kind.TOKEN}:
        return True
    return PLACEHOLDER.search(value) is not None or sensitive.is_secret(kind, value)


def is_volatile(path: Path, value: Json) -> bool:
    """Whether another run of the same app would show another value here."""
    if isinstance(value, str):
        return (
            _is_moment(value)
            or _last_word(last_name(path)) in _ONCE
            or is_secret(path, value)
            or (_MEASURE.fullmatch(value) is not None and _measures_time(path))
        )
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    fraction = isinstance(value, float) and not value.is_integer()
    return (fraction and _measures_time(path)) or (
        bool(epoch(value)) and _names_moment(last_name(path))
    )


@lru_cache(maxsize=65536)
def _is_moment(value: str) -> bool:
    if not value[:1].isdigit():
        return _is_http_date(value)
    return timestamp(value) is not None


def _is_http_date(value: str) -> bool:
    if not value.endswith("GMT"):
        return False
    try:
        parsedate_to_datetime(value)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def _kind(name: str) -> Kind:
    """What the name says of its value; many of something are of the kind of one."""
    one = kind_of_name(name)
    return one if one is not Kind.DOUBTFUL else kind_of_name(name.removesuffix("s"))


def _names_moment(name: str) -> bool:
    return _last_word(name) in _MOMENTS or words(name)[:1] == ("last",)


def _measures_time(path: Path) -> bool:
    """Whether the member, or the one around it, is named after a span of time."""
    names = [part for part in path if part != ITEM][-2:]
    return any(_last_word(name) in _SPANS for name in names)


def _last_word(name: str) -> str:
    return words(name)[-1] if words(name) else ""
