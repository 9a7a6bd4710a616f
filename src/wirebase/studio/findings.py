"""What inference found, as lines of the feed: each with what was seen for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wirebase.blueprint.document import Blueprint
from wirebase.events import Event

MOST = 200
"""Lines that a feed takes of them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One decision that has evidence."""

    about: str
    """What was decided on: the same when it is decided again, on more evidence."""
    text: str


def findings(blueprint: Blueprint) -> list[Finding]:
    """The decisions of a blueprint that have evidence, tables first."""
    return [*_tables(blueprint), *_relations(blueprint)]


class Told:
    """Makes lines of findings, and remembers them: a feed is told nothing twice."""

    def __init__(self) -> None:
        self._abouts: set[str] = set()
        self._texts: set[str] = set()
        self._count = 0

    def fresh(self, found: list[Finding]) -> Iterator[Event]:
        """Lines of what is decided on for the first time; what is still to grow is not counted up."""
        yield from self._lines([one for one in found if one.about not in self._abouts], "capture")

    def final(self, found: list[Finding]) -> Iterator[Event]:
        """Lines of all that is not told in just these words yet."""
        self._count = 0
        yield from self._lines([one for one in found if one.text not in self._texts], "infer")

    def _lines(self, found: list[Finding], stage: str) -> Iterator[Event]:
        room = max(0, MOST - self._count)
        self._count += len(found)
        for one in found[:room]:
            self._abouts.add(one.about)
            self._texts.add(one.text)
            yield Event(stage, "finding", one.text)
        if len(found) > room > 0:
            yield Event(stage, "finding", f"and {len(found) - room} more: see the evidence of each")


def _tables(blueprint: Blueprint) -> Iterator[Finding]:
    for table in blueprint.tables:
        seen = f": {table.evidence}" if str(table.evidence) else ""
        yield Finding(table.name, f"Table {table.name} with {len(table.columns)} columns{seen}")


def _relations(blueprint: Blueprint) -> Iterator[Finding]:
    for table in blueprint.tables:
        for key in table.foreign_keys:
            seen = f": {key.evidence}" if str(key.evidence) else ""
            about = f"{table.name}.{', '.join(key.columns)} refers to {key.table}"
            yield Finding(about, f"{about}{seen}")
