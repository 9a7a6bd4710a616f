"""Order: the columns by which recorded lists are sorted, for each value of a sort parameter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from wirebase.blueprint.expressions import (
    AllOf,
    Compare,
    Condition,
    Constant,
    Exists,
    Field,
    Given,
    IsGiven,
    Negation,
    Order,
)
from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.formats import lexical
from wirebase.infer.history import Record
from wirebase.infer.naming import snake
from wirebase.infer.paging import narrows
from wirebase.infer.readings import with_caller
from wirebase.infer.scope import Knowledge
from wirebase.infer.shown import Shown
from wirebase.infer.viewers import Viewer

SORTS = frozenset(
    "sort order ordering sort_by order_by orderby sortby sort_order direction dir order_direction "
    "sort_direction desc".split()
)
DESCENDING = frozenset("desc descending -1 false dsc".split())
ASCENDING = frozenset("asc ascending 1 true".split())
PAIRS = (("asc", "desc"), ("ascending", "descending"))
MANY = 6
"""Neighbours from which an order that leaves most of them undecided is none."""

LIKELY = frozenset("created_at position sort order sort_order rank".split())
"""Columns that exist to be sorted by."""

TITLES = frozenset("name title label username".split())
"""Columns that say what a row is called."""

type Direction = tuple[str, bool]
"""A column, and whether it descends."""

type Group = tuple[tuple[str, str | None], ...]
"""What lists were given for each sort parameter."""

type Pair = tuple[Record, Record]
"""Two neighbours of a list."""


def is_sort(name: str) -> bool:
    """Whether a parameter's name says that it gives an order.

    >>> is_sort("order_by"), is_sort("options.sort.createdAt"), is_sort("filter.order.eq")
    (True, True, False)
    """
    parts = name.split(".")
    return not narrows(parts[:-1]) and any(_says_sort(snake(part)) for part in {name, *parts})


def _says_sort(words: str) -> bool:
    return words in SORTS or words.startswith(("sort", "order_by", "ordering"))


def is_direction(value: str) -> bool:
    """Whether the value of a parameter names nothing but a direction: {"createdAt": "DESC"}."""
    return value.lower().partition("_nulls")[0] in ASCENDING | DESCENDING


def orders(
    known: Knowledge, entity: str, alias: str, shown: list[Shown], names: dict[str, str]
) -> list[Order]:
    """The order of the lists: for each value of the sort parameters, and without one."""
    sorts = [p for p in names if is_sort(names[p])]
    groups: dict[Group, list[Shown]] = {}
    for s in shown:
        groups.setdefault(tuple((p, s.arguments.get(p)) for p in sorts), []).append(s)
    out: list[Order] = []
    told = {
        group: order_of(known, entity, alias, groups[group], _named(known, entity, group, names))
        for group in groups
    }
    for group in sorted(groups, key=lambda g: (all(v is None for _, v in g), str(g))):
        when = AllOf(conditions=tuple(_given(p, v) for p, v in group)) if sorts else None
        terms = told[group] or _by_name(known, entity, alias, _named(known, entity, group, names))
        if len(groups) == 1 and all(v is None for _, v in group):
            when = None
        out.extend(term.model_copy(update={"when": when}) for term in terms)
    out.extend(_unasked(sorts, groups, told))
    if len(sorts) == 1:
        out.extend(_unseen(known, entity, alias, sorts[0], groups))
    if len(sorts) == 2:
        out.extend(_unseen_pairs(known, entity, alias, sorts, groups))
    return [_unknown_last(known, entity, term) for term in out]


def _unasked(
    sorts: list[str],
    groups: dict[Group, list[Shown]],
    told: dict[Group, list[Order]],
) -> Iterator[Order]:
    """The order of lists for which none is asked, where one always was: the one asked for most."""
    if not sorts or any(all(v is None for _, v in group) for group in groups):
        return
    usual = max(groups, key=lambda group: len(groups[group]))
    when = AllOf(conditions=tuple(_given(p, None) for p in sorts))
    yield from (term.model_copy(update={"when": when}) for term in told[usual])


def _unknown_last(known: Knowledge, entity: str, term: Order) -> Order:
    """The order with rows at its end whose value was never shown, where none is ever null."""
    if term.nulls_first is not None or not term.descending or not isinstance(term.by, Field):
        return term
    column = term.by.column
    lives = known.past.rows[entity].values()
    is_null = any(value is None for life in lives for value in life.values(column))
    unknown = any(column not in life.changes for life in lives)
    return term.model_copy(update={"nulls_first": False}) if unknown and not is_null else term


def _given(parameter: str, value: str | None) -> Condition:
    if value is None:
        return Negation(condition=IsGiven(parameter=parameter))
    return Compare(left=Given(parameter=parameter), right=Constant(value=value))


def _named(
    known: Knowledge,
    entity: str,
    group: Group,
    names: dict[str, str],
) -> Direction | None:
    """The column and direction that the values of the sort parameters name, or their own names."""
    values = [v for _, v in group if v]
    descending = any(_descends(v) for v in values)
    said = [names[p].rsplit(".", 1)[-1] for p, v in group if v and is_direction(v)]
    columns = (named_column(known, entity, value) for value in (*said, *values))
    return next(((column, descending) for column in columns if column), None)


def _descends(value: str) -> bool:
    return value.startswith("-") or bool(DESCENDING & {value.lower(), snake(value).split("_")[-1]})


def _by_name(known: Knowledge, entity: str, alias: str, named: Direction | None) -> list[Order]:
    """The order that is named, where the lists are too short to show it."""
    if named is None:
        return []
    return [Order(by=known.value(entity, alias, named[0]), descending=named[1])]


def named_column(known: Knowledge, entity: str, value: str) -> str | None:
    """The column that a sort value such as "-createdAt", "title:asc" or "TITLE_ASC" names."""
    bare = snake(value.lstrip("-+").split(":")[0].split(",")[0])
    columns = known.readable(entity)
    plain = re.sub("_(asc|desc)(ending)?$", "", bare)
    return next((name for name in (bare, plain) if name in columns), None)


def _unseen(
    known: Knowledge,
    entity: str,
    alias: str,
    sort: str,
    groups: dict[Group, list[Shown]],
) -> Iterator[Order]:
    """Orders by the columns that no recorded request sorted by, said in the same way."""
    values = {v for ((_, v),) in groups if v}
    if not values or not all(named_column(known, entity, v) for v in values):
        return
    names = _json_names(known, entity)
    for spelled in (str, _shouted):
        ways = _ways({spelled(name) for name in names}, values)
        for name in names if ways else ():
            for before, after, descending in ways:
                said, column = f"{before}{spelled(name)}{after}", snake(name)
                if said not in values and column in known.schema.columns(entity):
                    by = known.value(entity, alias, column)
                    yield Order(by=by, descending=descending, when=_given(sort, said))
        if ways:
            return


def _unseen_pairs(
    known: Knowledge,
    entity: str,
    alias: str,
    sorts: list[str],
    groups: dict[Group, list[Shown]],
) -> Iterator[Order]:
    """The same where one parameter names the column and another one the direction."""
    told = {p: {v for g in groups if (v := dict(g)[p]) is not None} for p in sorts}
    ways = [p for p in sorts if told[p] and all(is_direction(v) for v in told[p])]
    by = next((p for p in sorts if p not in ways), None)
    names = _json_names(known, entity)
    if len(ways) != 1 or by is None or not told[by] or not told[by] <= set(names):
        return
    words = sorted({w for v in told[ways[0]] for w in _both(v)})
    for name in names:
        if (column := snake(name)) not in known.schema.columns(entity):
            continue
        for word in (*words, None):
            if any(dict(g) == {by: name, ways[0]: word} for g in groups):
                continue
            when = AllOf(conditions=(_given(by, name), _given(ways[0], word)))
            descending = word is not None and word.lower() in DESCENDING
            yield Order(by=known.value(entity, alias, column), descending=descending, when=when)


def _shouted(name: str) -> str:
    return snake(name).upper()


def _ways(names: set[str], values: set[str]) -> list[tuple[str, str, bool]]:
    """How requests say a column and its direction: what stands before and after its name.

    Where some say the direction, both can be said: -title and title, title:asc and title:desc.

    >>> _ways({"title"}, {"-title"}), _ways({"title"}, {"title:desc"})
    ([('', '', False), ('-', '', True)], [('', ':asc', False), ('', ':desc', True)])
    """
    found: set[tuple[str, str, bool]] = set()
    for value in values:
        name = max((n for n in names if n in value), key=len, default="")
        before, _, after = value.partition(name) if name else ("", "", "")
        said = re.fullmatch(r"([ :_.,]?)([A-Za-z]*)", after)
        if not name or before not in ("", "-", "+") or said is None:
            return []
        mark, word = said.groups()
        if word and word.lower() not in ASCENDING | DESCENDING:
            return []
        found.add((before, after, before == "-" or word.lower() in DESCENDING))
        found |= {(before, f"{mark}{w}", w.lower() in DESCENDING) for w in _both(word)}
    if any(before == "-" for before, _, _ in found):
        found.add(("", "", False))
    return sorted(found)


def _both(word: str) -> list[str]:
    """The words for both directions, written as one of them is."""
    pair = next((p for p in PAIRS if word.lower() in p), ())
    return [w.upper() if word.isupper() else w for w in pair]


def _json_names(known: Knowledge, entity: str) -> list[str]:
    return [f for c in known.schema.tables[entity].columns for f in c.fields]


def order_of(
    known: Knowledge,
    entity: str,
    alias: str,
    shown: list[Shown],
    named: Direction | None = None,
) -> list[Order]:
    """The columns that the lists are sorted by, at most two; none where no column explains them.

    A column that the request names is the first of them where the lists do not speak against it."""
    flags = _flags(known, entity)
    lists = [
        [_flagged(known, flags, s, k, r) for k in s.keys if (r := known.state(entity, s.at).get(k))]
        for s in shown
    ]
    pairs = [pair for rows in lists for pair in pairwise(rows)]
    every = len(pairs)
    terms: list[Order] = []
    for _ in range(2):
        best = _best_term(known, entity, pairs, "" if terms or named is None else named[0])
        if best is None:
            break
        column, descending, nulls_first = best
        by = known.value(entity, alias, column)
        if column in flags:
            own = Field(row=alias, column=known.key(entity))
            by = Exists(source=with_caller(known, flags[column], own))
        terms.append(Order(by=by, descending=descending, nulls_first=nulls_first))
        pairs = [p for p in pairs if p[0].get(column) == p[1].get(column)]
    by_chance = named is None and every >= MANY and len(pairs) > every / 2
    return [] if by_chance else terms


def is_by_chance(known: Knowledge, entity: str, order: list[Order], shown: list[Shown]) -> bool:
    """Whether linked rows are few and only seem to be sorted, rather than to come as they were linked.

    Nobody sorts them backwards by a name, or by keys that say nothing."""
    first = order[0] if order else None
    if first is None or not isinstance(first.by, Field) or first.by.column in LIKELY:
        return False
    neighbours = {pair for s in shown for pair in pairwise(s.keys)}
    numbered = all(key.isdecimal() for s in shown for key in s.keys)
    by_key = first.by.column == known.key(entity)
    few = len(neighbours) <= 2 and not numbered
    return len(neighbours) < MANY and (first.descending or few or (by_key and not numbered))


def _flags(known: Knowledge, entity: str) -> dict[str, Viewer]:
    """What callers see of their own links with rows: favourites may come first."""
    return {v.field: v for v in known.viewers.values() if v.entity == entity}


def _flagged(
    known: Knowledge, flags: Mapping[str, Viewer], shown: Shown, key: str, row: Record
) -> Record:
    """The row with what the caller saw of it."""
    asks = known.caller(shown.call) or ""
    return row | {name: v.link.there((asks, key), shown.at) for name, v in flags.items()}


def _best_term(
    known: Knowledge, entity: str, pairs: list[Pair], named: str
) -> tuple[str, bool, bool | None] | None:
    scored: list[tuple[bool, float, str, bool, bool | None]] = []
    flags = _flags(known, entity)
    titles = TITLES if _is_random(known.past.rows[entity]) else frozenset()
    for column in (*known.readable(entity), *flags):
        stored = _as_stored(known, entity, column) if column not in flags else _as_it_is
        values = [
            (stored(a[column]), stored(b[column])) for a, b in pairs if column in a and column in b
        ]
        told = [v for pair in values for v in pair if v is not None]
        if not told or len({type(v) for v in told}) > 1 or isinstance(told[0], (dict, list)):
            continue
        has_null = any(v is None for pair in values for v in pair)
        for descending in (False, True):
            for nulls_first in (False, True) if has_null else (None,):
                strict = _strictly(values, descending=descending, nulls_first=bool(nulls_first))
                if strict:
                    worth = strict + (column in LIKELY) / 2 + (column in titles) / 4
                    scored.append((column == named, worth, column, descending, nulls_first))
    return max(scored, key=lambda s: s[:2])[2:] if scored else None


def _is_random(keys: Iterable[str]) -> bool:
    """Whether keys are made by chance, so that rows are rather sorted by what they are called."""
    return all(lexical(key) in ("uuid", "hex") for key in keys)


def _as_stored(known: Knowledge, entity: str, column: str) -> Callable[[Json], Json]:
    """How the database compares values: numbers that answers write as text are numbers there."""
    if known.type_of(entity, column) not in (Type.INTEGER, Type.BIGINT, Type.NUMERIC):
        return lambda value: value
    return lambda value: _number(value) if isinstance(value, str) else value


def _as_it_is(value: Json) -> Json:
    return value


def _number(text: str) -> Json:
    try:
        return float(text)
    except ValueError:
        return None


def _strictly(
    values: list[tuple[Json, Json]], *, descending: bool, nulls_first: bool
) -> int | None:
    """How many neighbours are strictly in order; None where some are out of order."""
    strict = 0
    for a, b in values:
        if a == b:
            continue
        if a is None or b is None:
            if (a is None) != nulls_first:
                return None
        elif less(a, b) == descending:
            return None
        strict += 1
    return strict


def less(a: Json, b: Json) -> bool:
    """Whether one value comes before another of its kind, as the C collation has it."""
    if isinstance(a, str) and isinstance(b, str):
        return a < b
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return a < b
    return False
