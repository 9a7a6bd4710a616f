"""Callers: how a row that stands alone is told to be the one of who asks.

It is the account itself, refers to it or is referred to by it, or refers to a row that refers to the
account: the cart of the customer who is the caller. Of several rows it may be the one that is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from wirebase.blueprint.expressions import (
    Caller,
    Compare,
    Condition,
    Constant,
    Exists,
    Field,
    Source,
)
from wirebase.infer.history import Record
from wirebase.infer.naming import words
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which rows of an entity are the caller's."""

    where: Callable[[str], Condition]
    """Alias of the row -> the condition."""
    holds: Callable[[Record, str, int], bool]
    """(row, the caller's key, exchange) -> whether it is the caller's at that time."""


@dataclass(frozen=True, slots=True)
class Look:
    """A row that an answer showed to a caller, or that it showed none."""

    caller: str | None
    key: str | None
    at: int
    """The exchange whose state is looked at."""


def own_row(
    known: Knowledge, entity: str, looks: Sequence[Look], named: Iterable[str]
) -> Callable[[str], tuple[Condition, ...]] | None:
    """What tells the row that was shown from all others, as the caller's; None where nothing does.

    `named` are the names of what shows it: a mark that they speak of comes first."""
    shown = [look for look in looks if look.key is not None]
    if not shown or any(look.caller is None for look in shown):
        return None
    for way in ways(known, entity):
        told = [_own(known, entity, way, look) for look in looks]
        if not all(look.key in rows for look, rows in zip(looks, told, strict=True) if look.key):
            continue
        if all(rows.keys() <= {look.key} for look, rows in zip(looks, told, strict=True)):
            mark = _usual_mark(known, entity, looks, told)
        else:
            mark = _mark(known, entity, looks, told, named)
            known.marks |= {entity: mark} if mark else {}
        return _marked(way, *mark) if mark else _alone(way)
    return None


def ways(known: Knowledge, entity: str) -> Iterator[Way]:
    """Every way in which rows of an entity may be the caller's, the plainest first."""
    account = known.who.entity
    yield from _near(known, entity)
    for reference in known.found.of(entity):
        if reference.other not in (entity, account):
            for way in _near(known, reference.other):
                yield _through(known, reference.field, reference.other, way)


def _near(known: Knowledge, entity: str) -> Iterator[Way]:
    account = known.who.entity
    own = known.key(account)
    if entity == account:
        yield _same(known, own, own)
    for reference in known.found.of(entity):
        if reference.other == account:
            yield _same(known, reference.field, own)
    for theirs in known.found.of(account):
        if theirs.other == entity != account:
            yield _same(known, known.key(entity), theirs.field)


def _same(known: Knowledge, column: str, theirs: str) -> Way:
    account = known.who.entity

    def where(alias: str) -> Condition:
        return Compare(left=Field(row=alias, column=column), right=Caller(column=theirs))

    def holds(row: Record, caller: str, at: int) -> bool:
        asked = known.state(account, at).get(caller, {})
        value = row.get(column)
        return value is not None and text(value) == text(asked.get(theirs))

    return Way(where, holds)


def _through(known: Knowledge, column: str, other: str, way: Way) -> Way:
    entity = known.past.entities[other]

    def where(alias: str) -> Condition:
        inner = f"{other}_of_{alias}"
        key = Field(row=inner, column=entity.key)
        named = Compare(left=key, right=Field(row=alias, column=column))
        return Exists(
            source=Source(table=entity.table, alias=inner, where=(named, way.where(inner)))
        )

    def holds(row: Record, caller: str, at: int) -> bool:
        found = known.state(other, at).get(text(row.get(column)))
        return found is not None and way.holds(found, caller, at)

    return Way(where, holds)


def _own(known: Knowledge, entity: str, way: Way, look: Look) -> dict[str, Record]:
    """The caller's rows at the time of a look."""
    if look.caller is None:
        return {}
    state, caller = known.state(entity, look.at), look.caller
    return {key: row for key, row in state.items() if way.holds(row, caller, look.at)}


def _usual_mark(
    known: Knowledge, entity: str, looks: Sequence[Look], told: Sequence[dict[str, Record]]
) -> tuple[str, bool] | None:
    """The mark by which another operation told the row, where each row that was shown bore it."""
    mark = known.marks.get(entity)
    shown = [rows[look.key] for look, rows in zip(looks, told, strict=True) if look.key]
    return mark if mark and all(row.get(mark[0]) is mark[1] for row in shown) else None


def _mark(
    known: Knowledge,
    entity: str,
    looks: Sequence[Look],
    told: Sequence[dict[str, Record]],
    named: Iterable[str],
) -> tuple[str, bool] | None:
    """The column, and its value, that tells the row shown from the caller's other ones."""
    said = {word for name in named for word in words(name)}
    for column in sorted(known.schema.columns(entity), key=lambda c: said.isdisjoint(words(c))):
        for value in (True, False):
            if all(
                {key for key, row in rows.items() if row.get(column) is value}
                == ({look.key} if look.key else set())
                for look, rows in zip(looks, told, strict=True)
            ):
                return column, value
    return None


def _alone(way: Way) -> Callable[[str], tuple[Condition, ...]]:
    return lambda alias: (way.where(alias),)


def _marked(way: Way, column: str, value: bool) -> Callable[[str], tuple[Condition, ...]]:
    def where(alias: str) -> tuple[Condition, ...]:
        mark = Compare(left=Field(row=alias, column=column), right=Constant(value=value))
        return way.where(alias), mark

    return where


__all__ = ["Look", "Way", "own_row", "ways"]
