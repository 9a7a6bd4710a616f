"""Recorded lists: what a call showed, and what it had been given."""

from __future__ import annotations

from dataclasses import dataclass

from wirebase.infer.calls import Call


@dataclass(frozen=True, slots=True)
class Shown:
    """One recorded list: the keys in order, and the call that showed it."""

    call: Call
    keys: list[str]
    arguments: dict[str, str]
    """Parameter name -> value as text, of everything that the request gave."""
    at: int
    """The exchange whose state the list shows."""
    total: int | None = None
    """How many rows the answer says there are on all pages."""
    size: int | None = None
    """How many rows the answer says a page has."""
    more: bool | None = None
    """Whether the answer says that another page follows; None where it does not say."""
    skipped: int | None = None
    """How many rows stand before the page, where that is told by the pages before it."""
