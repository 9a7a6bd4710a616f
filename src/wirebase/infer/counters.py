"""Counters: numbers of a row that follow from the rows which refer to it.

A count that always was the number of the referring rows is computed. One that was not, because some
of those rows were never seen, is kept and moved by one with each row that comes or goes. An average
is computed where all the rows that it is of are known, which the count tells.
"""

from __future__ import annotations

from collections import Counter as Votes
from collections.abc import Iterator
from dataclasses import dataclass, field

from wirebase.blueprint.amendments import amends
from wirebase.blueprint.expressions import (
    Aggregate,
    Case,
    Choice,
    Compare,
    Expression,
    Field,
    Source,
    Total,
)
from wirebase.exchange import Json
from wirebase.infer.history import History, Life
from wirebase.infer.naming import plural, words
from wirebase.infer.relations import Reference, Relations

COUNTS = frozenset("count counts num number total qty quantity".split())
SOME = frozenset("with without having".split())
"""What stands in names that count only some of the rows: num_tasks_with_answers."""
MEANS = frozenset("average avg mean rating score stars".split())


LATEST = 2**62
"""After every exchange."""


@dataclass(frozen=True, slots=True)
class Counter:
    """A number of a row that counts the rows which refer to it."""

    field: str
    reference: Reference
    exact: bool
    """Whether it always was the number of known rows."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A number of a row that is the average of a column of the rows which refer to it."""

    field: str
    counter: Counter
    column: str
    digits: int


@dataclass(slots=True)
class Counters:
    """The numbers that follow from other rows, by (entity, field)."""

    counts: dict[tuple[str, str], Counter] = field(default_factory=dict)
    means: dict[tuple[str, str], Mean] = field(default_factory=dict)

    def kept(self, child: str) -> list[Counter]:
        """The counts that a new or deleted row of the entity moves."""
        return [c for c in self.counts.values() if c.reference.entity == child and not c.exact]


def counters(past: History, found: Relations) -> Counters:
    """The counts and averages that names propose and values confirm."""
    out = Counters()
    for counter, confirmed in proposed(past, found):
        if confirmed:
            out.counts.setdefault((counter.reference.other, counter.field), counter)
    for (entity, _), counter in list(out.counts.items()):
        children = _children(past, counter.reference)
        for mean in _means(past, entity, counter, children):
            out.means.setdefault((entity, mean.field), mean)
    return out


def proposed(past: History, found: Relations) -> Iterator[tuple[Counter, bool]]:
    """The counts that names propose and no value contradicts, and whether a value confirms each."""
    for reference in found.references.values():
        children = _children(past, reference)
        for name in _counting(past, reference):
            if any(map(amends, past.given.get((reference.other, name), ()))):
                continue  # requests count by themselves
            counter = _counter(past, reference, name, children)
            if counter is not None:
                yield counter


def count_new(past: History, found: Counters) -> None:
    """Gives rows that the capture made the counts that they began with, where answers showed them later."""
    for (entity, name), counter in found.counts.items():
        children = _children(past, counter.reference)
        for key, life in past.rows[entity].items():
            series = life.changes.setdefault(name, []) if life.created is not None else None
            if series is not None and (not series or series[0][0] > (life.created or 0)):
                at = LATEST if not series else life.created or 0
                mine = _alive(children.get(key, []), counter.reference, key, at)
                series.insert(0, (life.created or 0, len(mine)))


def _children(past: History, reference: Reference) -> dict[str, list[Life]]:
    """Parent's key -> the rows that ever referred to it."""
    out: dict[str, list[Life]] = {}
    for life in past.rows[reference.entity].values():
        for key in {str(v) for v in life.values(reference.field) if v is not None}:
            out.setdefault(key, []).append(life)
    return out


def _alive(children: list[Life], reference: Reference, parent: str, index: int) -> list[Life]:
    return [
        c for c in children if c.lives(index) and str(c.at(index).get(reference.field)) == parent
    ]


def _counting(past: History, reference: Reference) -> Iterator[str]:
    """Fields whose names say that they count the referring rows: reviews_count, num_reviews."""
    name = reference.entity
    called = {name, plural(name), *words(name)[-1:], *words(plural(name))[-1:]}
    for candidate in past.fields(reference.other):
        told = set(words(candidate))
        if told & COUNTS and told & called and not told & SOME:
            yield candidate


def _counter(
    past: History, reference: Reference, name: str, children: dict[str, list[Life]]
) -> tuple[Counter, bool] | None:
    """The counter, where no observed value is less than what is known; whether one was right."""
    right = wrong = 0
    for key, life in past.rows[reference.other].items():
        for index, value in life.changes.get(name, ()):
            if not isinstance(value, int) or isinstance(value, bool):
                return None
            known = len(_alive(children.get(key, []), reference, key, index))
            right += known == value
            wrong += known != value
            if known > value + 1:
                return None
    told = right > 0 or (wrong > 0 and (reference.other, name) in past.tallies)
    return Counter(name, reference, exact=not wrong), told


def _means(
    past: History, entity: str, counter: Counter, children: dict[str, list[Life]]
) -> Iterator[Mean]:
    child = counter.reference.entity
    for name in past.fields(entity):
        if not set(words(name)) & MEANS:
            continue
        for column in past.fields(child):
            digits = _agrees(past, entity, name, counter, column, children)
            if digits is not None:
                yield Mean(name, counter, column, digits)
                break


def _agrees(
    past: History,
    entity: str,
    name: str,
    counter: Counter,
    column: str,
    children: dict[str, list[Life]],
) -> int | None:
    """The decimals of the average, where it is the column's wherever all children are known."""
    digits = max(
        (_decimals(v) for life in past.rows[entity].values() for v in life.values(name)), default=0
    )
    told = Votes[bool]()
    for key, life in past.rows[entity].items():
        for index, value in life.changes.get(name, ()):
            there = _alive(children.get(key, []), counter.reference, key, index)
            numbers = [n for c in there if isinstance(n := c.at(index).get(column), (int, float))]
            known = life.at(index).get(counter.field) == len(there) == len(numbers)
            if known and numbers and isinstance(value, (int, float)):
                mean = round(sum(numbers) / len(numbers), digits)
                told[abs(mean - value) < 10 ** -(digits + 1) * 6] += 1
    return digits if told[True] >= 2 and told[False] <= 0.1 * told[True] else None


def _decimals(value: Json) -> int:
    return len(repr(value).partition(".")[2]) if isinstance(value, float) else 0


def computed(table: str, key: str, counter: Counter, alias: str) -> Expression:
    """The number of rows that refer to the row under an alias."""
    return Total(source=_source(table, key, counter, alias))


def averaged(
    table: str, key: str, mean: Mean, alias: str, count: Expression, held: Expression
) -> Expression:
    """The average where all rows that it is of are known by their count, else the value that is held."""
    source = _source(table, key, mean.counter, alias)
    known = Compare(left=Total(source=source), right=count)
    now = Total(source=source, function=Aggregate.AVG, column=mean.column, digits=mean.digits)
    return Choice(cases=(Case(when=known, then=now),), otherwise=held)


def _source(table: str, key: str, counter: Counter, alias: str) -> Source:
    inner = f"{counter.reference.entity}_of_{alias}"
    where = Compare(
        left=Field(row=inner, column=counter.reference.field), right=Field(row=alias, column=key)
    )
    return Source(table=table, alias=inner, where=(where,))
