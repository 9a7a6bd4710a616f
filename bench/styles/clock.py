"""The time in an app, which passes by chance and without waiting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from bench.styles.style import Style

START = datetime(2026, 11, 1, 9, 0, 0, 123456, tzinfo=UTC)


class Clock:
    """Seconds pass between requests, milliseconds within one."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._now = START

    def wait(self) -> datetime:
        """When the next request is sent."""
        return self._later(self._chance.randint(1_000_000, 40_000_000))

    def tick(self) -> datetime:
        """A later moment of the same request."""
        return self._later(self._chance.randint(200, 2_000))

    def _later(self, microseconds: int) -> datetime:
        self._now += timedelta(microseconds=microseconds)
        return self._now


def shown(moment: datetime | None, style: Style) -> str | int | None:
    """A moment as the API writes it."""
    if moment is None:
        return None
    match style.times:
        case "iso":
            return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
        case "naive":
            return f"{moment:%Y-%m-%dT%H:%M:%S.%f}"
        case "milliseconds":
            return int(moment.timestamp() * 1000)
        case "seconds":
            return int(moment.timestamp())
