"""The time, as this app writes it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """This moment."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """A moment as ISO 8601 in UTC, to the millisecond: `2026-03-01T09:30:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
