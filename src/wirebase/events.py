"""One stream of events for each job; the terminal, the page and the log are its consumers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a stage of a job."""

    stage: str
    """capture, infer, build, database, serve, verify."""
    what: str
    """started, progress, exchange, finding, warning, finished."""
    text: str = ""
    """One line for a person to read."""
    counts: dict[str, int] = field(default_factory=dict)
    """Running totals, such as {"pages": 3, "exchanges": 41}."""


Emit = Callable[[Event], None]
"""A consumer of events."""


def ignore(event: Event) -> None:
    """The consumer of events that nobody watches."""


def broadcast(*consumers: Emit) -> Emit:
    """A consumer that hands each event on to all the given ones."""

    def emit(event: Event) -> None:
        for consumer in consumers:
            consumer(event)

    return emit
