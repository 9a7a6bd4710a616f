"""Which values vary from one run of an app to the next, and so are compared by type alone."""

from __future__ import annotations

import re
from functools import lru_cache

from wirebase.exchange import Json
from wirebase.verify.leaves import ITEM, Path, last_name

PLACEHOLDER = re.compile(r"\bwb_[a-z]+_\w+")
"""What stands in a capture in place of a secret."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_HTTP_DATE = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4}")
_SPAN = re.compile(r"-?\d+(\.\d+)?(ms|s)")
_TIME_NAME = re.compile(
    r"(_at|At|_on|_ts|_time|Time|timestamp|[dD]ate|created|updated|modified|expires|lastSeen|last_.*)$"
)
_SPAN_NAME = re.compile(
    r"(duration|elapsed|latency|lateness|uptime|took|delta|run_?time|_ms|_secs?|seconds?)$",
    re.IGNORECASE,
)
_SECRET_NAME = re.compile(
    r"token|jwt|secret|password|nonce|csrf|session|etag|hash"
    r"|api_?key|access_?key|admin_?key|in_?key$",
    re.IGNORECASE,
)
_EARLIEST_EPOCH = 1e8
"""Seconds: numbers from 1973 on may count time."""


def is_moment(value: Json) -> bool:
    """Whether the value is a point in time written as text."""
    return isinstance(value, str) and bool(_MOMENT.match(value) or _HTTP_DATE.match(value))


def is_secret(path: Path, value: Json) -> bool:
    """Whether the value is a secret by its name, or the placeholder of one."""
    if not isinstance(value, str):
        return False
    return _names_secret(last_name(path)) or PLACEHOLDER.search(value) is not None


@lru_cache(maxsize=4096)
def _names_secret(name: str) -> bool:
    return _SECRET_NAME.search(name) is not None


def is_volatile(path: Path, value: Json) -> bool:
    """Whether another run of the same app would show another value here."""
    return (
        is_moment(value)
        or _is_epoch(path, value)
        or _is_span(path, value)
        or is_secret(path, value)
    )


def _is_epoch(path: Path, value: Json) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return abs(value) > _EARLIEST_EPOCH and bool(_TIME_NAME.search(last_name(path)))


def _is_span(path: Path, value: Json) -> bool:
    measured = isinstance(value, float) and not value.is_integer()
    written = isinstance(value, str) and bool(_SPAN.fullmatch(value))
    names = [part for part in path if part != ITEM][-2:]
    return (measured or written) and any(_SPAN_NAME.search(name) for name in names)
