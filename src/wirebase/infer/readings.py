"""Readings: what a request's parameter may do to a list, each as a condition that can be tried.

A reading carries the condition for the blueprint and the same test on captured rows, so that it can
be judged against the recorded answers before anything is compiled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from wirebase.blueprint.expressions import (
    AnyOf,
    Caller,
    Compare,
    Comparison,
    Condition,
    Contains,
    Exists,
    Expression,
    Field,
    Given,
    IsGiven,
    Join,
    Negation,
    Source,
)
from wirebase.blueprint.tables import Type
from wirebase.blueprint.words import NEGATED, OPERATORS
from wirebase.exchange import Json
from wirebase.infer.history import Record
from wirebase.infer.naming import singular, snake
from wirebase.infer.relations import Link, stem
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import TRUE, compare, same, text
from wirebase.infer.viewers import Viewer

type Test = Callable[[str, Record, str, int, str], bool]
"""(key, row, parameter's value, exchange, caller) -> whether the row is shown."""

NESTED: dict[str, Comparison] = {
    "any": Comparison.IN, "any_of": Comparison.IN, "anyof": Comparison.IN, "one_of": Comparison.IN,
    "oneof": Comparison.IN, "all": Comparison.HAS_ALL, "all_of": Comparison.HAS_ALL,
    "allof": Comparison.HAS_ALL,
}  # fmt: skip
"""Words that say how values compare where they stand below the name of a field alone."""

CONDITIONED = frozenset("filter filters where query q search criteria conditions".split())
"""What stands before the names of fields, and names none."""

WORDED = frozenset({Type.TEXT, Type.JSONB})
"""Types of which a part can be asked for."""

RANGES = frozenset("between range".split())
BOUNDS = {"start": "from", "end": "to", "lower": "from", "upper": "to"}

SEARCH = frozenset(
    "q query search term search_term keyword keywords text filter s find needle".split()
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a parameter may mean."""

    meaning: str
    condition: Condition
    test: Test
    named: float
    """How well the parameter's name says so, 0..1."""
    simple: float = 1.0
    """Simpler readings win ties."""
    explicit: bool = False
    """Whether requests say it in so many words, so that it holds where nothing speaks against it."""


def readings(
    known: Knowledge, entity: str, alias: str, parameter: str, name: str
) -> Iterator[Reading]:
    """Every reading of a parameter on the rows of an entity that its values allow.

    `name` is the parameter's own name in the request, `parameter` its name in the operation."""
    if name in known.key_headers():
        yield from _keyed(known, entity, alias, name, Given(parameter=parameter))
        return
    path, op = _bound(*split_name(name), known.schema.columns(entity))
    comparison = _comparison(op)
    given = Given(parameter=parameter)
    called = _called(known, entity, path)
    column_name = called[0] if called else ""
    named = known.vocabularies.named(entity, path[-1]) if op and path else None
    # What a comparison says of a list in the rows, it says of no column.
    columns = [] if named is not None and named.many else known.readable(entity)
    if column_name in columns and len(path) > 1:
        columns = [column_name]  # it says of which column it speaks
    for column in columns:
        fits = max((_fit(column, c) * 0.9**i for i, c in enumerate(called)), default=0.0)
        field = known.value(entity, alias, column)
        kind = known.type_of(entity, column)
        yield from _column_readings(column, field, given, op, fits, kind)
        if kind is Type.JSONB and op not in NEGATED:
            yield from _elements(column, field, given, fits, comparison)
    if comparison not in (None, Comparison.EQ, Comparison.IN):
        return
    for reference in known.found.of(entity):
        yield from _through(
            known, entity, alias, reference.field, reference.other, given, called, comparison
        )
    for link in known.found.distinct_links():
        if entity in (link.left, link.right):
            yield from _linked(known, entity, alias, link, given, column_name)
    for (owner, _), viewer in known.viewers.items():
        if owner == entity:
            yield _viewed(known, alias, viewer, given, column_name)
    texts = [c for c in known.schema.columns(entity) if known.type_of(entity, c) is Type.TEXT]
    if texts and op is None:
        yield from _searches(alias, texts, given, column_name)


def _bound(
    path: list[str], op: str | None, columns: Collection[str]
) -> tuple[list[str], str | None]:
    """The words of a name and the comparison that it says: start_date is the first date to be shown, where
    rows have a date and no start_date."""
    first, _, rest = path[0].partition("_") if len(path) == 1 and op is None else ("", "", "")
    if first in BOUNDS and path[0] not in columns and any(_fit(c, rest) >= 1 for c in columns):
        return [rest], BOUNDS[first]
    return path, op


def _comparison(op: str | None) -> Comparison | None:
    """The comparison that a word stands for; None of no word and of contraries."""
    return None if op is None else OPERATORS.get(op) or NESTED.get(op)


def _called(known: Knowledge, entity: str, path: list[str]) -> list[str]:
    """What the words before a comparison may call a column of the entity, the likeliest first.

    With all words, as `books.id` is the book_id of a loan; without those that name the entity itself;
    and by the last word, which is the likeliest where no other entity is named before it."""
    words = [w for i, w in enumerate(path) if w not in CONDITIONED or i == len(path) - 1]
    if len(words) > 1 and singular(words[0]) == entity:
        words = words[1:]
    if not words:
        return []
    whole = "_".join([*map(singular, words[:-1]), words[-1]])
    last = words[-1]
    elsewhere = any(singular(w) in known.past.entities for w in words[:-1])
    told = (whole, last) if elsewhere else (last, whole)
    return list(dict.fromkeys(told))


def split_name(name: str) -> tuple[list[str], str | None]:
    """The words of a parameter's name and the comparison at its end, if it says one.

    >>> split_name("filter[created_at][_gte]"), split_name("price__lt"), split_name("owner")
    ((['filter', 'created_at'], 'gte'), (['price'], 'lt'), (['owner'], None))
    >>> split_name("where.state.notIn"), split_name("price.between.start")
    ((['where', 'state'], 'not_in'), (['price'], 'from'))
    >>> split_name("runs.id.any_"), split_name("any")
    ((['runs', 'id'], 'any'), (['any'], None))
    """
    parts = [p for p in re.split(r"[\[\].]+|__", name) if p]
    words = [snake(p) for p in parts]
    last = words[-1].strip("_") if words else ""
    if len(words) > 2 and words[-2] in RANGES:
        words, last = words[:-1], BOUNDS.get(last, last)
    if len(words) > 1 and (last in OPERATORS or last in NEGATED or last in NESTED):
        return words[:-1], last
    if len(words) == 1:
        for op in sorted(OPERATORS, key=len, reverse=True):
            if words[0].endswith(f"_{op}") and len(op) > 1:
                return [words[0].removesuffix(f"_{op}")], op
            if words[0].startswith(f"{op}_") and op in ("min", "max", "from", "to"):
                return [words[0].removeprefix(f"{op}_")], op
        if words[0] in ("from", "to", "since", "until", "before", "after"):
            return [], words[0]
    return words, None


def _fit(column: str, name: str) -> float:
    if column == name:
        return 1.0
    if singular(stem(column)) == singular(stem(name)):
        return 0.9
    if name and (column.endswith(f"_{name}") or name.endswith(f"_{column}")):
        return 0.5
    return 0.0


def _column_readings(
    column: str, field: Expression, given: Given, op: str | None, fits: float, kind: Type
) -> Iterator[Reading]:
    if op in NEGATED:
        yield _negated(column, field, given, op, fits)
        return
    comparison = _comparison(op)
    if comparison is Comparison.HAS_ALL:
        return  # of lists alone
    if comparison in (None, Comparison.EQ):
        yield Reading(
            f"equals {column}",
            Compare(left=field, right=given, optional=True),
            lambda _k, row, v, _t, _c: same(row.get(column), v),
            fits,
        )
        yield Reading(
            f"is one of the {column}s listed",
            Compare(left=field, op=Comparison.IN, right=given, optional=True),
            lambda _k, row, v, _t, _c: any(same(row.get(column), x.strip()) for x in v.split(",")),
            fits,
            0.9,
        )
        if kind in WORDED:
            yield Reading(
                f"part of {column}",
                Compare(left=field, op=Comparison.LIKE, right=given, optional=True),
                lambda _k, row, v, _t, _c: v.lower() in text(row.get(column)).lower(),
                max(fits, 0.3),
                0.8,
            )
        return
    assert comparison is not None
    listed = comparison is Comparison.IN
    yield Reading(
        f"is one of the {column}s listed" if listed else f"{op} on {column}",
        Compare(left=field, op=comparison, right=given, optional=True),
        lambda _k, row, v, _t, _c: compare(comparison, row.get(column), v),
        max(fits, 0.1),
    )


def _negated(column: str, field: Expression, given: Given, op: str, fits: float) -> Reading:
    """The contrary of a comparison, where the parameter was given."""
    comparison = OPERATORS[NEGATED[op]]
    said = Compare(left=field, op=comparison, right=given)
    absent = Negation(condition=IsGiven(parameter=given.parameter))
    return Reading(
        f"{op} on {column}",
        AnyOf(conditions=(absent, Negation(condition=said))),
        lambda _k, row, v, _t, _c: (
            row.get(column) is not None and not compare(comparison, row.get(column), v)
        ),
        max(fits, 0.1),
    )


def _elements(
    column: str, field: Expression, given: Given, fits: float, comparison: Comparison | None
) -> Iterator[Reading]:
    """Being listed in a column: ?tag=sea where books hold ["sea", "war"]."""
    if comparison is None:
        yield Reading(
            f"is in {column}",
            Compare(left=field, op=Comparison.HAS, right=given, optional=True),
            lambda _k, row, v, _t, _c: _lists(row.get(column), v),
            fits,
        )
    every = (
        ("any of them is", any, Comparison.HAS_ANY, Comparison.IN, 0.9),
        ("all of them are", all, Comparison.HAS_ALL, Comparison.HAS_ALL, 0.8),
    )
    for claim, holds, op, said, weight in every:
        if comparison in (None, said):
            yield Reading(
                f"{claim} in {column}",
                Compare(left=field, op=op, right=given, optional=True),
                _listed(column, holds),
                fits,
                weight,
            )


def _listed(column: str, holds: Callable[[Iterable[object]], bool]) -> Test:
    """Whether the items of a list are among those that a row holds: any of them, or all of them."""
    return lambda _k, row, v, _t, _c: holds(_lists(row.get(column), x) for x in _items(v))


def _items(given: str) -> list[str]:
    """The parts of a list as `Arguments.of` writes it."""
    return [part.strip() for part in given.split(",")]


def _lists(value: Json, given: str) -> bool:
    return isinstance(value, list) and any(same(item, given) for item in value)


def _through(
    known: Knowledge,
    entity: str,
    alias: str,
    column: str,
    other: str,
    given: Given,
    called: list[str],
    comparison: Comparison | None,
) -> Iterator[Reading]:
    """A column of the row referred to has the value: ?author=ada where books hold an id."""
    inner, op = f"{alias}_{stem(column)}", comparison or Comparison.EQ
    for there in known.schema.columns(other):
        if there == known.key(other):
            continue
        source = Source(
            table=known.schema.table_name(other),
            alias=inner,
            where=(
                Compare(
                    left=Field(row=inner, column=known.key(other)),
                    right=Field(row=alias, column=column),
                ),
                Compare(left=Field(row=inner, column=there), op=op, right=given),
            ),
        )

        def test(_k: str, row: Record, v: str, t: int, _c: str, there: str = there) -> bool:
            parent = known.state(other, t).get(text(row.get(column)))
            return parent is not None and compare(op, parent.get(there), v)

        fits = max(
            (
                max(_fit(column, name) * 0.9, _fit(f"{stem(column)}_{there}", name))
                for name in called
            ),
            default=0.0,
        )
        said = "equals" if op is Comparison.EQ else "is one of"
        meaning = f"{said} {other}.{there} of {column}"
        yield Reading(meaning, optional(source, given), test, fits, 0.8)


def _keyed(
    known: Knowledge, entity: str, alias: str, header: str, given: Given
) -> Iterator[Reading]:
    """Belonging to the row whose key a header carries, or being that row."""
    for owner, columns in known.key_headers()[header].items():
        if owner == entity:
            yield Reading(
                f"the {owner} whose key it is",
                _any_of(alias, columns, given),
                _holds(tuple(columns)),
                1.0,
            )
        for reference in known.found.of(entity):
            if reference.other == owner:
                yield _of_keyed(known, alias, reference.field, owner, columns, given)


def _holds(columns: tuple[str, ...]) -> Test:
    return lambda _k, row, value, _t, _c: any(row.get(c) == value for c in columns)


def _any_of(alias: str, columns: list[str], given: Given) -> Condition:
    return AnyOf(
        conditions=tuple(Compare(left=Field(row=alias, column=c), right=given) for c in columns)
    )


def _of_keyed(
    known: Knowledge, alias: str, column: str, owner: str, columns: list[str], given: Given
) -> Reading:
    inner = f"{alias}_{stem(column)}"
    key = known.key(owner)
    held = Compare(left=Field(row=inner, column=key), right=Field(row=alias, column=column))
    source = Source(
        table=known.schema.table_name(owner),
        alias=inner,
        where=(held, _any_of(inner, columns, given)),
    )

    def test(_k: str, row: Record, value: str, at: int, _c: str) -> bool:
        parent = known.state(owner, at).get(text(row.get(column)), {})
        return any(parent.get(c) == value for c in columns)

    return Reading(f"of the {owner} whose key it is", optional(source, given), test, 1.0)


def with_caller(known: Knowledge, viewer: Viewer, key: Expression) -> Source:
    """The link between the caller and the row of that key."""
    link, alias = viewer.link, f"{viewer.link.name}_of_caller"
    mine = Caller(column=known.key(link.left))
    return Source(
        table=link.name,
        alias=alias,
        where=(
            Compare(left=Field(row=alias, column=link.left_column), right=mine),
            Compare(left=Field(row=alias, column=link.right_column), right=key),
        ),
    )


def _viewed(known: Knowledge, alias: str, viewer: Viewer, given: Given, name: str) -> Reading:
    """Being linked with the caller: ?favourited=true."""
    key = Field(row=alias, column=known.key(viewer.entity))
    there = Exists(source=with_caller(known, viewer, key))

    def test(k: str, _row: Record, value: str, at: int, caller: str) -> bool:
        return viewer.link.there((caller, k), at) == (value.lower() in TRUE)

    fits = _fit(viewer.field, name)
    condition = Compare(left=there, right=given, optional=True)
    return Reading(f"whether the caller's {viewer.link.name}", condition, test, fits, 0.9)


def optional(source: Source, given: Expression) -> Condition:
    """The source has a row, or the parameter was not given."""
    if not isinstance(given, Given):
        return Exists(source=source)
    return AnyOf(
        conditions=(Negation(condition=IsGiven(parameter=given.parameter)), Exists(source=source))
    )


def linked_with(
    known: Knowledge, entity: str, alias: str, other: str, given: Expression
) -> Iterator[Reading]:
    """Being linked with the row of another entity whose key is given."""
    for link in known.found.distinct_links():
        if {entity, other} == {link.left, link.right}:
            for reading in _linked(known, entity, alias, link, given, other):
                if reading.meaning.endswith(f"whose {known.key(other)} it is"):
                    yield reading


def _linked(
    known: Knowledge, entity: str, alias: str, link: Link, given: Expression, name: str
) -> Iterator[Reading]:
    """Being linked with a row that has this value: ?tag=python."""
    forward = link.left == entity
    mine, theirs = link.left_column, link.right_column
    other = link.right
    if not forward:
        mine, theirs, other = theirs, mine, link.left
    a, b = f"{alias}_link", f"{alias}_{other}"
    here = Compare(left=Field(row=a, column=mine), right=Field(row=alias, column=known.key(entity)))
    there = Compare(left=Field(row=a, column=theirs), right=Field(row=b, column=known.key(other)))
    join = Join(table=known.schema.table_name(other), alias=b, on=(there,))
    fits = 0.9 if singular(stem(name)) == other else 0.2
    for column in known.schema.columns(other):
        if known.schema.type_of(other, column).type.value in ("jsonb", "boolean", "timestamptz"):
            continue
        asked = Compare(left=Field(row=b, column=column), right=given)
        source = Source(table=link.name, alias=a, joins=(join,), where=(here, asked))
        meaning = f"linked with a {other} whose {column} it is"
        test = _linked_test(known, link, other, column, forward=forward)
        yield Reading(meaning, optional(source, given), test, fits, 0.6)


def _linked_test(known: Knowledge, link: Link, other: str, column: str, *, forward: bool) -> Test:
    own, far = (0, 1) if forward else (1, 0)

    def test(key: str, _row: Record, value: str, at: int, _caller: str) -> bool:
        rows = known.state(other, at)
        linked = [pair[far] for pair in known.pairs(link, at) if pair[own] == key]
        return any(k in rows and same(rows[k].get(column), value) for k in linked)

    return test


def _searches(alias: str, texts: list[str], given: Given, name: str) -> Iterator[Reading]:
    """Text search in one or several columns."""
    named = 0.8 if name in SEARCH or "search" in name else 0.0
    titles = [c for c in texts if c in ("title", "name", "label", "subject")]
    bodies = [c for c in texts if c in ("description", "summary", "body", "text", "content")]
    for columns in ([c] for c in texts):
        yield _search(alias, columns, given, named, 0.8)
    for several in (titles + bodies, texts):
        if len(several) > 1:
            yield _search(alias, several, given, named, 0.7)


def _search(alias: str, columns: list[str], given: Given, named: float, simple: float) -> Reading:
    fields: tuple[Expression, ...] = tuple(Field(row=alias, column=c) for c in columns)
    return Reading(
        f"text in {', '.join(columns)}",
        Contains(columns=fields, text=given),
        lambda _k, row, v, _t, _c: any(v.lower() in text(row.get(c)).lower() for c in columns),
        named,
        simple,
    )
