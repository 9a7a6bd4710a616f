"""Moments: when calls and rows say that something happened."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from wirebase.exchange import Exchange, Json
from wirebase.infer.formats import epoch, timestamp
from wirebase.infer.history import Life
from wirebase.infer.stamps import CREATED, MADE

BEFORE, AFTER = 2.0, 5.0
"""Seconds around a call: clocks differ a little, and some of the work is done after the answer."""
CLOCKS = 2.0
"""Seconds from which the server's clock is taken to differ from the recorder's."""


def seconds(value: Json) -> float | None:
    """The Unix time that a value names, as ISO 8601 text or a number; None where it names none.

    >>> seconds("2026-11-22T10:38:45.5Z"), seconds(1_795_343_925_500), seconds("soon")
    (1795343925.5, 1795343925.5, None)
    """
    if isinstance(value, str):
        told = timestamp(value)
        return told.moment.timestamp() if told else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        scale = {"epoch_s": 1, "epoch_ms": 1000}.get(epoch(value))
        return value / scale if scale else None
    return None


def written(moment: float) -> str:
    """A Unix time in ISO 8601."""
    return datetime.fromtimestamp(moment, UTC).isoformat()


def stamp(exchange: Exchange) -> str:
    """When a call was made, as most servers write it."""
    moment = datetime.fromtimestamp(exchange.started, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def is_during(value: Json, exchange: Exchange) -> bool:
    """Whether a value names a time at which the server was at work on a call."""
    moment = seconds(value)
    since, until = span(exchange)
    return moment is not None and since <= moment <= until


def created(life: Life) -> float | None:
    """When a row says that it was created."""
    names = sorted(CREATED & life.changes.keys()) or sorted(MADE & life.changes.keys())
    shown = (life.changes[name][0][1] for name in names if life.changes[name])
    return next((moment for value in shown if (moment := seconds(value)) is not None), None)


def span(exchange: Exchange, following: Exchange | None = None) -> tuple[float, float]:
    """From when to when the server may have been at work on a call, by its own clock.

    What comes after the start of a `following` exchange may be the work of that one."""
    end = exchange.started + exchange.elapsed / 1000
    said = exchange.answer.header("date")
    ahead = 0.0
    with suppress(ValueError):
        ahead = parsedate_to_datetime(said).timestamp() - end if said else 0.0
    ahead = ahead if abs(ahead) > CLOCKS else 0.0
    last = end + AFTER if following is None else max(end, min(end + AFTER, following.started))
    return exchange.started + ahead - BEFORE, last + ahead
