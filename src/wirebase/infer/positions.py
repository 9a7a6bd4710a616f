"""Positions: numbers of new rows that go on from those of the rows which are there.

A new row comes after the last row of its group, or before the first one: the group is what it
refers to, such as the list of a card or the repository of a numbered issue. Of the groups that
explain the numbers the one counts in which no two rows had the same number, and the numbers go
on by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from wirebase.blueprint.expressions import (
    Aggregate,
    Case,
    Choice,
    Compare,
    Constant,
    Exists,
    Expression,
    Field,
    Plus,
    Source,
    Total,
)
from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.entities import Entity
from wirebase.infer.history import Record
from wirebase.infer.records import PEOPLE
from wirebase.infer.scope import Knowledge

ENDS = {Aggregate.MAX: max, Aggregate.MIN: min}

STEPS = frozenset({float(base**n) for base in (2, 10) for n in range(24)} | {5.0, 50.0, 500.0})
"""How far apart numbers are left that say where rows stand: by one, or with room between them."""

type Group = tuple[str, ...]


def position(
    known: Knowledge,
    entity: Entity,
    column: str,
    rows: Sequence[tuple[Call, Record]],
    given: Mapping[str, Expression],
) -> Expression | None:
    """The number that goes on from those of a group; None where the rows do not show such a law.

    `given` says what sets the other columns."""
    values = [row.get(column) for _, row in rows]
    if len(set(map(repr, values))) < 2 or not all(_is_number(v) for v in values):
        return None
    fitting: list[tuple[bool, bool, Expression]] = []
    for group in _groups(known, entity, given):
        before = [_before(known, entity, column, group, call, row) for call, row in rows]
        found = _law([v for v in values if isinstance(v, (int, float))], before)
        if found is not None:
            repeated = any(len(set(numbers)) < len(numbers) for numbers in before)
            made = _next(entity, column, group, given, found)
            fitting.append((repeated, abs(found.step) != 1, made))
    return min(fitting, key=lambda fit: fit[:2])[2] if fitting else None


@dataclass(frozen=True, slots=True)
class _Law:
    """How far from which end of the group the new number is, and what it is in an empty group."""

    end: Aggregate
    step: float
    start: float


def _law(values: list[float], before: list[list[float]]) -> _Law | None:
    """The law that explains every number by those that were there before; None where none does."""
    starts = {value for value, there in zip(values, before, strict=True) if not there}
    for end, of in ENDS.items():
        steps = {value - of(there) for value, there in zip(values, before, strict=True) if there}
        step = next(iter(steps), 0.0)
        away = step > 0 if end is Aggregate.MAX else step < 0
        once = sum(bool(there) for there in before) == 1
        if once and abs(step) not in STEPS:
            continue  # any two numbers are so far apart
        if len(steps) == 1 and away and len(starts) < 2:
            return _Law(end, step, next(iter(starts), step))
    return None


def _is_number(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _groups(known: Knowledge, entity: Entity, given: Mapping[str, Expression]) -> Iterator[Group]:
    """The groups of columns that rows may be numbered within, the likeliest first."""
    held = [r for r in known.found.of(entity.name) if r.field in given]
    people = [r.field for r in held if PEOPLE & set(r.other.split("_"))]
    things = [r.field for r in held if r.field not in people]
    shared = any(entity.name in tenant.rows for tenant in known.tenants.values())
    plain = [tuple(things)] if things else [(name,) for name in people if shared]
    others = [*people, *_kinds(known, entity, given)]
    wider = [(*things, *more) for n in (1, 2) for more in combinations(others, n)]
    single = [(name,) for name in things]
    yield from dict.fromkeys([*plain, *single, *wider, (), *((name,) for name in others)])


def _kinds(known: Knowledge, entity: Entity, given: Mapping[str, Expression]) -> list[str]:
    """Columns whose few values sort the rows, such as a status."""
    rows = known.past.rows[entity.name].values()
    found = []
    for name in given:
        values = [v for life in rows for v in life.values(name)[-1:] if v is not None]
        few = len(set(map(str, values))) <= len(values) / 2
        if few and (entity.name, name) not in known.found.references:
            found.append(name)
    return found


def _before(
    known: Knowledge, entity: Entity, column: str, group: Group, call: Call, row: Record
) -> list[float]:
    """The numbers that the rows of the new row's group had before it came."""
    there = known.state(entity.name, call.exchange.index - 1).values()
    return [
        value
        for other in there
        if isinstance(value := other.get(column), (int, float))
        and all(other.get(name) == row.get(name) for name in group)
    ]


def _next(
    entity: Entity, column: str, group: Group, given: Mapping[str, Expression], law: _Law
) -> Expression:
    alias = f"{entity.name}_beside"
    where = tuple(Compare(left=Field(row=alias, column=name), right=given[name]) for name in group)
    source = Source(table=entity.table, alias=alias, where=where)
    last = Total(source=source, function=law.end, column=column)
    number = Plus(left=last, right=Constant(value=law.step))
    if law.start == law.step:  # the sum of nothing and the step
        return number
    cases = (Case(when=Exists(source=source), then=number),)
    return Choice(cases=cases, otherwise=Constant(value=law.start))
