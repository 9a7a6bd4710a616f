"""Searches: which columns, of the row and of the rows it refers to, a text is looked for in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from wirebase.blueprint.expressions import (
    Compare,
    Contains,
    Expression,
    Field,
    Given,
    Row,
    Source,
)
from wirebase.blueprint.tables import Type
from wirebase.infer.history import Record
from wirebase.infer.naming import snake
from wirebase.infer.readings import SEARCH, Reading
from wirebase.infer.relations import stem
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text

TEXT_IN = "text in "


@dataclass(frozen=True, slots=True)
class Searched:
    """One search: the text, the rows that were shown, the rows that may have been left out."""

    text: str
    shown: list[Record]
    left: list[Record]
    at: int


@dataclass(frozen=True, slots=True)
class Haystack:
    """A text that may be searched, of the row itself or of a row it refers to."""

    name: str
    expression: Expression
    value: Callable[[Record, int], str]
    column: str = ""
    """Of a text of the row itself: its column."""

    def has(self, row: Record, needle: str, at: int) -> bool:
        """Whether the text contains the needle, whatever the case."""
        return needle.lower() in self.value(row, at).lower()

    def may_have(self, row: Record, needle: str, at: int) -> bool:
        """Whether the text contains the needle, or was never seen in a row."""
        return (bool(self.column) and self.column not in row) or self.has(row, needle, at)


def cover(
    known: Knowledge, entity: str, alias: str, parameter: str, name: str, searches: list[Searched]
) -> Reading | None:
    """The texts that together explain every shown row and show no others; None if none do."""
    if not any(s.shown for s in searches):
        return None
    kept = [h for h in haystacks(known, entity, alias) if _is_clean(h, searches)]
    if not all(any(h.may_have(r, s.text, s.at) for h in kept) for s in searches for r in s.shown):
        return None
    needed = _needed(kept, searches)
    if not needed:
        return None
    word = snake(name)
    return _reading(needed, parameter, 0.8 if word in SEARCH or "search" in word else 0.0)


def search_in(known: Knowledge, entity: str, alias: str, parameter: str, meaning: str) -> Reading:
    """The reading that says the same of another list."""
    names = meaning.removeprefix(TEXT_IN).split(", ")
    chosen = [h for h in haystacks(known, entity, alias) if h.name in names]
    return replace(_reading(chosen, parameter, 1.0), explicit=True)


def _reading(chosen: list[Haystack], parameter: str, named: float) -> Reading:
    return Reading(
        f"{TEXT_IN}{', '.join(h.name for h in chosen)}",
        Contains(columns=tuple(h.expression for h in chosen), text=Given(parameter=parameter)),
        lambda _k, row, v, at, _c: any(h.may_have(row, v, at) for h in chosen),
        named,
        0.75,
    )


def _needed(kept: list[Haystack], searches: list[Searched]) -> list[Haystack]:
    """The texts of the row that were searched with success, and others only for rows without."""
    every = [(r, s) for s in searches for r in s.shown]
    own = [h for h in kept if h.column and any(h.has(r, s.text, s.at) for r, s in every)]
    left = [(r, s) for r, s in every if not any(h.may_have(r, s.text, s.at) for h in own)]
    far = [h for h in kept if not h.column and any(h.has(r, s.text, s.at) for r, s in left)]
    return [*own, *far]


def _is_clean(haystack: Haystack, searches: list[Searched]) -> bool:
    """Whether the text would show mostly rows that were shown."""
    wrong = sum(haystack.has(r, s.text, s.at) for s in searches for r in s.left)
    right = sum(haystack.has(r, s.text, s.at) for s in searches for r in s.shown)
    return wrong <= 0.1 * right


def haystacks(known: Knowledge, entity: str, alias: str) -> list[Haystack]:
    """The texts of a row and of the rows that it refers to."""
    own = [_own(known, entity, alias, column) for column in _texts(known, entity)]
    for reference in known.found.of(entity):
        if reference.other != entity:
            own += [
                _referred(known, alias, reference.field, reference.other, column)
                for column in _texts(known, reference.other)
            ]
    return own


def _texts(known: Knowledge, entity: str) -> list[str]:
    return [c for c in known.readable(entity) if known.type_of(entity, c) is Type.TEXT]


def _own(known: Knowledge, entity: str, alias: str, column: str) -> Haystack:
    value = known.value(entity, alias, column)
    return Haystack(column, value, lambda row, _at: text(row.get(column)), column)


def _referred(known: Knowledge, alias: str, column: str, other: str, there: str) -> Haystack:
    inner = f"{alias}_{stem(column)}"
    key = known.key(other)
    where = Compare(left=Field(row=inner, column=key), right=Field(row=alias, column=column))
    source = Source(table=known.schema.table_name(other), alias=inner, where=(where,))

    def value(row: Record, at: int) -> str:
        parent = known.state(other, at).get(text(row.get(column)), {})
        return text(parent.get(there))

    held = Row(source=source, value=known.value(other, inner, there))
    return Haystack(f"{stem(column)}.{there}", held, value)
