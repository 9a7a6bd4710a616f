"""Figures: numbers in documents that count rows, or sum up a column of them.

A number that is called as the rows of a table are counts them; one that is called as a value of a column
is, as open is a status, or as a flag, the rows with that value; a total of a column sums it up. Of all rows, of
those that are the caller's, or that belong to the row which the path names: what agrees with every recorded
answer at its time is meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from wirebase.blueprint.expressions import (
    Aggregate,
    Case,
    Choice,
    Compare,
    Comparison,
    Condition,
    Constant,
    Exists,
    Expression,
    Field,
    Negation,
    Plus,
    Source,
    Total,
)
from wirebase.exchange import Json
from wirebase.infer.belonging import Belonging, ways
from wirebase.infer.calls import Call, Route
from wirebase.infer.counters import COUNTS
from wirebase.infer.entities import Entity
from wirebase.infer.history import Record
from wirebase.infer.instances import Instance
from wirebase.infer.naming import singular, snake, words
from wirebase.infer.paths import PathRow, PathRows
from wirebase.infer.records import Pointer
from wirebase.infer.scope import Knowledge
from wirebase.infer.summaries import BEFORE
from wirebase.infer.values import text

COUNTING = COUNTS | BEFORE | frozenset("n of all overall sum".split())
"""Words of names that say no more than that something is counted or summed up."""
SUMS = frozenset("total sum".split())
AGGREGATES = {
    **dict.fromkeys(("average", "avg", "mean"), Aggregate.AVG),
    **dict.fromkeys(("min", "minimum", "lowest", "smallest"), Aggregate.MIN),
    **dict.fromkeys(("max", "maximum", "highest", "largest"), Aggregate.MAX),
}
IS = frozenset("is has was".split())
DONE = frozenset("done completed complete finished closed resolved".split())
OPEN = frozenset("open pending active remaining incomplete todo left outstanding".split())
"""What rows are called that are not done."""
NOT = ("un", "in", "not", "non")
MOMENTS = ("at", "on", "date", "time")
"""What stands after a word to say when it came to be so: completed_at."""
WORD = re.compile(r"[A-Za-z][\w -]{0,40}")
FEW = 3
"""Values that a column may have however few rows there are."""
DIGITS = (None, 2, 1, 0, 3)
"""Decimals that averages are rounded to."""
MOST = 40
"""Answers that are looked at."""


@dataclass(frozen=True, slots=True)
class Some:
    """Some rows of an entity: a condition, by the alias of the row, and the same on captured rows."""

    where: Callable[[str], tuple[Condition, ...]]
    keep: Callable[[Record], bool]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a number may tell of the rows of an entity."""

    entity: Entity
    named: int
    """How clearly the name says that it is about the entity: the more the better."""
    some: Some
    function: Aggregate = Aggregate.COUNT
    column: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose rows are meant: all, the caller's, or those of the row that the path names."""

    kind: str
    where: tuple[Condition, ...]
    keep: Callable[[Call, int], Callable[[Record], bool]]
    row: PathRow | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """A reading that agrees with every answer."""

    reading: Reading
    reach: Reach
    more: int = 0
    """How many rows were never seen."""
    digits: int | None = None
    zero: bool = False
    """Whether a sum of no rows is 0."""
    omitted: bool = False
    """Whether a count of no rows is left out."""

    @property
    def rank(self) -> tuple[int, int]:
        """What is preferred: what needs no unseen rows, then what is named most clearly."""
        return -(self.more > 0), self.reading.named


@dataclass(slots=True)
class Figures:
    """The numbers in the answers of one route."""

    known: Knowledge
    route: Route
    paths: PathRows
    instances: Sequence[Instance]
    _fits: dict[Pointer, list[Fit]] = field(init=False, default_factory=dict)
    _values: dict[tuple[str, str], frozenset[str]] = field(init=False, default_factory=dict)
    _kind: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Looks at all numbers, so that one tells whose rows the others are of."""
        if not self.route.read:
            return
        places: dict[Pointer, list[tuple[Instance, Json]]] = {}
        for instance in self.instances[:MOST]:
            for pointer, value in self._leaves(instance.value, ()):
                places.setdefault(pointer, []).append((instance, value))
        for pointer, told in places.items():
            numbers = [v for _, v in told if isinstance(v, int | float) or v is None]
            counted = [v for v in numbers if v is not None and not isinstance(v, bool)]
            if counted and len(numbers) == len(told):
                self._fits[pointer] = list(self._fitting(pointer, told))
        kinds = Counter(k for fits in self._fits.values() for k in {f.reach.kind for f in fits})
        private = self._is_private()
        self._kind = max(kinds, key=lambda k: (kinds[k], (k != "") == private), default="")

    def at(self, pointer: Pointer) -> Expression | None:
        """What the number at a place tells; None where nothing agrees with it."""
        fits = self._fits.get(pointer)
        if not fits:
            return None
        best = max(fits, key=lambda f: (*f.rank, f.reach.kind == self._kind))
        if best.reach.row is not None:
            self.paths.use(best.reach.row)
        return self._expression(best)

    def _leaves(self, value: Json, pointer: Pointer) -> Iterator[tuple[Pointer, Json]]:
        """The values that stand in no row and no list."""
        if (self.route.name, pointer) in self.known.past.places:
            return
        if isinstance(value, dict):
            for name, inner in value.items():
                yield from self._leaves(inner, (*pointer, name))
        elif pointer and not isinstance(value, list):
            yield pointer, value

    def _is_private(self) -> bool:
        """Whether rows that say whose they are all belong to those who asked."""
        account = self.known.who.entity
        callers = {self.known.caller(i.call) for i in self.instances}
        owners = {
            text(value)
            for reference in self.known.found.references.values()
            if reference.other == account and not reference.embedded
            for life in self.known.past.rows[reference.entity].values()
            for value in life.values(reference.field)
        }
        return bool(owners) and owners <= callers

    def _fitting(self, pointer: Pointer, told: list[tuple[Instance, Json]]) -> Iterator[Fit]:
        for reading in self._readings(pointer, told):
            for reach in self._reaches(reading.entity):
                fit = self._fit(reading, reach, told, self._absent(pointer))
                if fit is not None:
                    yield fit

    def _absent(self, pointer: Pointer) -> list[Instance]:
        """The answers that do not hold the member, though they hold what is around it."""
        return [
            i
            for i in self.instances[:MOST]
            if isinstance(inside := _inside(i.value, pointer[:-1]), dict)
            and pointer[-1] not in inside
        ]

    def _fit(
        self,
        reading: Reading,
        reach: Reach,
        told: list[tuple[Instance, Json]],
        absent: list[Instance],
    ) -> Fit | None:
        rows = [self._rows(reading, reach, i) for i, _ in told]
        values = [v for _, v in told]
        if reading.function is not Aggregate.COUNT:
            return None if absent else _summed(reading, reach, rows, values)
        gone = {v - len(r) if isinstance(v, int) else -1 for r, v in zip(rows, values, strict=True)}
        if len(gone) != 1 or min(gone) < 0:
            return None
        more = gone.pop()
        if more and (reach.kind or absent or len(set(map(repr, values))) < 2):
            return None  # nothing tells that rows were never seen
        missing = [self._rows(reading, reach, i) for i in absent]
        if any(missing) or (missing and not all(rows)):
            return None
        return Fit(reading, reach, more, omitted=bool(absent))

    def _rows(self, reading: Reading, reach: Reach, instance: Instance) -> list[Record]:
        there = self.known.state(reading.entity.name, instance.at).values()
        keep = reach.keep(instance.call, instance.at)
        return [row for row in there if reading.some.keep(row) and keep(row)]

    def _reaches(self, entity: Entity) -> Iterator[Reach]:
        """Whose rows may be meant; below a row that the path names its own alone."""
        alias = entity.name
        if self.paths.rows:
            for row in self.paths.rows:
                for reference in self.known.found.of(entity.name):
                    if reference.other == row.entity.name:
                        left = Field(row=alias, column=reference.field)
                        where = Compare(left=left, right=row.key)
                        keep = partial(self._is_below, row, reference.field)
                        yield Reach("below", (where,), keep, row)
            return
        yield Reach("", (), lambda _call, _at: lambda _row: True)
        if self.known.who.entity and all(self.known.caller(i.call) for i in self.instances):
            for way in ways(self.known, entity.name, alias):
                yield Reach("own", (way.condition,), partial(self._is_own, way))

    def _is_below(
        self, named: PathRow, column: str, call: Call, _at: int
    ) -> Callable[[Record], bool]:
        key = named.named.key(self.known.past, call)
        return lambda row: text(row.get(column)) == key

    def _is_own(self, way: Belonging, call: Call, at: int) -> Callable[[Record], bool]:
        account, caller = self.known.who.entity, self.known.caller(call) or ""
        asked = self.known.state(account, at).get(caller, {})
        return lambda row: way.told(row, asked, at)

    def _readings(self, pointer: Pointer, told: list[tuple[Instance, Json]]) -> Iterator[Reading]:
        """What the name of a number, and what is around it, may say."""
        own = words(pointer[-1])
        fixed = [s for s in self.route.segments if isinstance(s, str)]
        around = {singular(w) for name in (*pointer[:-1], *fixed) for w in words(name)}
        for entity in self.known.past.entities.values():
            rest, named = _without(own, entity)
            outer = not named and all(singular(w) in around for w in words(entity.name))
            clear = 2 if named else int(outer)
            plain = tuple(w for w in rest if w not in COUNTING)
            if not plain and clear:
                yield Reading(entity, clear, Some(lambda _alias: (), lambda _row: True))
            elif plain:
                for some in self._some(entity.name, plain, pointer, told):
                    yield Reading(entity, clear, some)
            yield from self._aggregates(entity, clear, rest)

    def _some(
        self,
        entity: str,
        named: tuple[str, ...],
        pointer: Pointer,
        told: list[tuple[Instance, Json]],
    ) -> Iterator[Some]:
        """The rows that a name means: those with a value, with a flag, or without it."""
        name = "_".join(named)
        for column in self.known.schema.columns(entity):
            parts = words(column)
            bare = parts[1:] if parts[0] in IS and len(parts) > 1 else parts
            values = self._values_of(entity, column)
            if name in (snake(v) for v in values):
                yield _with(column, next(v for v in values if snake(v) == name))
            elif values and not any(v for _, v in told) and self._beside(pointer, values):
                yield _with(column, pointer[-1])
            if self._is_flag(entity, column) and named in (parts, bare):
                yield _with(column, True)
            elif self._is_flag(entity, column) and _is_opposite(named, bare):
                yield _with(column, False)
            if bare[:-1] == named and bare[-1] in MOMENTS:
                yield Some(partial(_filled, column), partial(_is_filled, column))

    def _beside(self, pointer: Pointer, values: frozenset[str]) -> bool:
        """Whether other numbers beside one are called as values of a column are."""
        beside = _inside(self.instances[-1].value, pointer[:-1])
        names = {snake(v) for v in values}
        told = [n for n in beside if n != pointer[-1]] if isinstance(beside, dict) else []
        return len(told) >= 1 and all(snake(n) in names for n in told)

    def _values_of(self, entity: str, column: str) -> frozenset[str]:
        """The words that rows have in a column, where they are few; none of any other column."""
        found = self._values.get((entity, column))
        if found is None:
            rows = self.known.past.rows[entity].values()
            told = [v for life in rows for v in life.values(column) if v is not None]
            texts = {v for v in told if isinstance(v, str) and WORD.fullmatch(v)}
            few = len(texts) <= max(FEW, len(rows) // 2)
            plain = few and all(isinstance(v, str) and v in texts for v in told)
            plain = plain and column != self.known.key(entity)
            found = self._values[entity, column] = frozenset(texts) if plain else frozenset()
        return found

    def _is_flag(self, entity: str, column: str) -> bool:
        rows = self.known.past.rows[entity].values()
        told = [v for life in rows for v in life.values(column) if v is not None]
        return bool(told) and all(isinstance(v, bool) for v in told)

    def _aggregates(self, entity: Entity, clear: int, named: tuple[str, ...]) -> Iterator[Reading]:
        """Sums, means and bounds of a column that the name says."""
        functions = [AGGREGATES[w] for w in named if w in AGGREGATES]
        if not functions and SUMS & set(named):
            functions = [Aggregate.SUM]
        rest = tuple(w for w in named if w not in AGGREGATES and w not in SUMS)
        every = Some(lambda _alias: (), lambda _row: True)
        for column in self.known.schema.columns(entity.name) if functions and rest else ():
            if singular("_".join(rest)) == singular("_".join(words(column))):
                yield Reading(entity, clear, every, functions[0], column)

    def _expression(self, fit: Fit) -> Expression:
        reading, reach = fit.reading, fit.reach
        where = (*reading.some.where(reading.entity.name), *reach.where)
        source = Source(table=reading.entity.table, alias=reading.entity.name, where=where)
        total: Expression = Total(
            source=source, function=reading.function, column=reading.column, digits=fit.digits
        )
        if fit.more or fit.zero:
            total = Plus(left=total, right=Constant(value=fit.more))
        if fit.omitted:
            case = Case(when=Exists(source=source), then=total)
            return Choice(cases=(case,), otherwise=Constant())
        return total


def _without(named: tuple[str, ...], entity: Entity) -> tuple[tuple[str, ...], bool]:
    """A name without the words that name an entity, and whether it had any."""
    for noun in (words(entity.name), words(entity.table), words(entity.name)[-1:]):
        wanted = tuple(map(singular, noun))
        for start in range(len(named) - len(noun) + 1):
            if tuple(map(singular, named[start : start + len(noun)])) == wanted:
                return (*named[:start], *named[start + len(noun) :]), True
    return named, False


def _with(column: str, value: Json) -> Some:
    """The rows with a value in a column."""

    def where(alias: str) -> tuple[Condition, ...]:
        return (Compare(left=Field(row=alias, column=column), right=Constant(value=value)),)

    return Some(where, lambda row: row.get(column) == value)


def _is_filled(column: str, row: Record) -> bool:
    return row.get(column) is not None


def _filled(column: str, alias: str) -> tuple[Condition, ...]:
    """Something stands in the column."""
    left = Field(row=alias, column=column)
    null = Compare(left=left, op=Comparison.IS_NULL, right=Constant(value=True))
    return (Negation(condition=null),)


def _is_opposite(named: tuple[str, ...], flag: tuple[str, ...]) -> bool:
    """Whether a name means the rows that do not have a flag."""
    if {*flag} & DONE and {*named} & OPEN and len(named) == 1:
        return True
    if named[0] in NOT and named[1:] == flag:
        return True
    return any("_".join(named) == prefix + "_".join(flag) for prefix in NOT)


def _summed(
    reading: Reading, reach: Reach, rows: list[list[Record]], values: list[Json]
) -> Fit | None:
    """The fit of a sum, mean or bound of a column, where it tells more than one row does."""
    told = [list(_numbers(some, reading.column)) for some in rows]
    if not any(len(set(some)) > 1 for some in told):
        return None
    empty = {v for some, v in zip(told, values, strict=True) if not some and not isinstance(v, str)}
    if not empty <= {None, 0} or len(empty) > 1:
        return None
    pairs = [(some, v) for some, v in zip(told, values, strict=True) if some]
    for digits in DIGITS if reading.function is Aggregate.AVG else (None,):
        made = [_aggregated(reading.function, some, digits) for some, _ in pairs]
        if all(
            isinstance(v, int | float) and abs(m - v) < 1e-9 * max(1.0, abs(m))
            for m, (_, v) in zip(made, pairs, strict=True)
        ):
            zero = 0 in empty or (reading.function is Aggregate.SUM and not empty)
            return Fit(reading, reach, digits=digits, zero=zero)
    return None


def _numbers(rows: list[Record], column: str) -> Iterator[float]:
    for row in rows:
        value = row.get(column)
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield value


def _aggregated(function: Aggregate, values: list[float], digits: int | None) -> float:
    match function:
        case Aggregate.MIN:
            return min(values)
        case Aggregate.MAX:
            return max(values)
        case Aggregate.AVG:
            mean = sum(values) / len(values)
            return mean if digits is None else round(mean, digits)
        case _:
            return sum(values)


def _inside(value: Json, pointer: Pointer) -> Json:
    """What stands at a place; None where nothing does."""
    for name in pointer:
        value = value.get(name) if isinstance(value, dict) else None
    return value
