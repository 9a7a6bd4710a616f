"""Belonging: how a row is told to be of the tenant of the caller.

Where each login makes a tenant of its own, a list shows the rows of the caller's tenant, although
no other tenant's rows were captured that it could have left out. Rows are of the tenant by what
they and the account both refer to, by the account itself, or through a row that they refer to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wirebase.blueprint.expressions import Caller, Compare, Condition, Exists, Field, Source
from wirebase.infer.history import Record
from wirebase.infer.scope import Knowledge
from wirebase.infer.shown import Shown
from wirebase.infer.values import text

type Told = Callable[[Record, Record, int], bool]
"""(row, the caller's row, exchange) -> whether the row is of the caller's tenant."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """A condition that holds for the rows of the caller's tenant, and the same on captured rows."""

    condition: Condition
    told: Told


def belonging(known: Knowledge, entity: str, alias: str, shown: list[Shown]) -> Belonging | None:
    """What all shown rows have in common with the caller's tenant; None where that is nothing."""
    made = known.tenants.values()
    accounts = {key for tenant in made for key in tenant.rows.get(known.who.entity, ())}
    callers = [known.caller(s.call) for s in shown]
    if not any(entity in tenant.rows for tenant in made) or not accounts.issuperset(callers):
        return None
    listed = [
        (row, known.state(known.who.entity, s.at).get(caller or "", {}), s.at)
        for s, caller in zip(shown, callers, strict=True)
        for key in s.keys
        if (row := known.state(entity, s.at).get(key)) is not None
    ]
    for way in ways(known, entity, alias) if listed else ():
        if all(way.told(row, asked, at) for row, asked, at in listed):
            return way
    return None


def ways(known: Knowledge, entity: str, alias: str) -> Iterator[Belonging]:
    """Every way in which rows may be told to be of the caller's tenant, the plainest first."""
    near = list(_near(known, entity, alias))
    own = list(_own(known, entity, alias))
    far: list[Belonging] = []
    for reference in known.found.of(entity):
        if reference.other not in (entity, known.who.entity):
            inner = f"{reference.other}_of_{alias}"
            there = [*_near(known, reference.other, inner), *_own(known, reference.other, inner)]
            far += [_through(known, alias, reference.field, reference.other, w) for w in there]
    yield from (*near, *far, *own)


def _near(known: Knowledge, entity: str, alias: str) -> Iterator[Belonging]:
    """By what both the rows and the account refer to, or by being what the account refers to."""
    account = known.who.entity
    for theirs in known.found.of(account):
        if theirs.other == account:
            continue
        if theirs.other == entity:
            yield _same(alias, known.key(entity), theirs.field)
        for reference in known.found.of(entity):
            if reference.other == theirs.other:
                yield _same(alias, reference.field, theirs.field)


def _own(known: Knowledge, entity: str, alias: str) -> Iterator[Belonging]:
    """By the account itself."""
    account = known.who.entity
    if entity == account:
        yield _same(alias, known.key(account), known.key(account))
    for reference in known.found.of(entity):
        if reference.other == account:
            yield _same(alias, reference.field, known.key(account))


def _same(alias: str, column: str, theirs: str) -> Belonging:
    def told(row: Record, asked: Record, at: int) -> bool:
        value = row.get(column)
        return value is not None and text(value) == text(asked.get(theirs))

    left = Field(row=alias, column=column)
    return Belonging(Compare(left=left, right=Caller(column=theirs)), told)


def _through(known: Knowledge, alias: str, column: str, other: str, way: Belonging) -> Belonging:
    def told(row: Record, asked: Record, at: int) -> bool:
        found = known.state(other, at).get(text(row.get(column)))
        return found is not None and way.told(found, asked, at)

    entity = known.past.entities[other]
    inner = f"{other}_of_{alias}"
    key = Compare(left=Field(row=inner, column=entity.key), right=Field(row=alias, column=column))
    source = Source(table=entity.table, alias=inner, where=(key, way.condition))
    return Belonging(Exists(source=source), told)
