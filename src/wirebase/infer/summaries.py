"""Summaries: fields that sum up other data of the app, as far as names and sums tell.

How many rows there are of something, what the caller may do, what is told of a list that the row shows
beside it, and the sums and products of other numbers of the row follow from other data. No request ever
sets them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from wirebase.exchange import Json
from wirebase.infer.formats import lexical
from wirebase.infer.history import History
from wirebase.infer.naming import singular, words
from wirebase.infer.records import PEOPLE
from wirebase.infer.references import TELLING
from wirebase.infer.ties import Field, Relations

COUNTING = frozenset("count counts".split())
BEFORE = frozenset("num number nb total".split())
"""What stands before the things that are counted: num_tasks, total_pages."""
LIMITING = frozenset("max maximum min minimum limit allowed required default".split())
"""What stands before the name of things to say how many there may be."""
COMPANY = PEOPLE | frozenset("follower subscriber participant".split())
"""Those who have to do with a row, whether or not the app shows them."""
MAY = frozenset("can may".split())
SETTING = frozenset(
    "enabled disabled allowed closed open locked required visible visibility private public limit "
    "policy mode type kind id key status order default".split()
)
"""Last words of fields that decide about a list, rather than follow from it."""
VALUES = 3
"""Different values in as many rows, from which a sum that always holds is no chance."""
EQUAL = 4
"""Different values from which two numbers that are always equal are one."""
MOST = 300
"""Rows that sums are tried on."""


def summaries(past: History, found: Relations) -> Iterator[tuple[Field, str]]:
    """The fields that sum up other data, and what each is."""
    nouns = {name.rsplit("_", 1)[-1] for name in past.entities}
    for entity in past.entities:
        sums = dict(_sums(past, entity))
        listed = (*past.lists, *found.links, *found.children, *found.empty)
        lists = [name for e, name in listed if e == entity]
        for name in past.fields(entity):
            if not _may_follow(past, found, entity, name):
                continue
            values = [v for life in past.rows[entity].values() for v in life.values(name)]
            if what := _what(past, entity, name, values, nouns, lists) or sums.get(name, ""):
                yield (entity, name), what


def _may_follow(past: History, found: Relations, entity: str, name: str) -> bool:
    """Whether nothing says that the field is the row's own."""
    field = entity, name
    related = field in found.references or field in found.children or field in found.links
    switched = any(name == s.column for switches in past.switches.values() for s in switches)
    told = field in past.given or field in past.moved or switched
    return name != past.entities[entity].key and not told and not related


def _what(
    past: History,
    entity: str,
    name: str,
    values: list[Json],
    nouns: set[str],
    lists: list[str],
) -> str:
    """What the name says that the field sums up; "" where it says nothing."""
    told = [v for v in values if v is not None]
    parts = words(name)
    if not parts:
        return ""
    flag = bool(told) and all(isinstance(v, bool) for v in told)
    number = bool(told) and not flag and all(isinstance(v, int) and v >= 0 for v in told)
    if flag and parts[0] in MAY:
        return "what the caller may do"
    if number and _counts(past, entity, name, nouns):
        return "how many there are"
    if _lists_keys(told, parts, nouns):
        return "keys of rows that no answer shows"
    about = next((listed for listed in lists if _is_about(parts, listed)), "")
    return f"what {about} are like" if about else ""


def _counts(past: History, entity: str, name: str, nouns: set[str]) -> bool:
    """Whether a number is called after things that it counts."""
    parts = words(name)
    things = {singular(word) for word in parts} & (nouns | COMPANY)
    if parts[0] in LIMITING:
        return False
    if COUNTING & set(parts) or parts[0] in BEFORE or parts[:2] == ("number", "of"):
        return bool(things)
    if parts[-1] == "number":
        return bool(things) and not _numbers_rows(past, entity, name)
    return singular(parts[-1]) in nouns and singular(parts[-1]) != parts[-1]


def _numbers_rows(past: History, entity: str, name: str) -> bool:
    """Whether a number may be that of one thing, as an order has: it never moves, and no two rows share it."""
    series = [life.values(name) for life in past.rows[entity].values()]
    first = [values[0] for values in series if values]
    return all(len(v) <= 1 for v in series) and 0 not in first and len(set(first)) == len(first)


def _lists_keys(values: Sequence[Json], parts: tuple[str, ...], nouns: set[str]) -> bool:
    """Whether lists hold keys of rows that are called after an entity, but are not its keys."""
    lists = [value for value in values if isinstance(value, list)]
    items = [str(item) for value in lists for item in value if isinstance(item, str | int)]
    if not items or len(lists) < len(values) or singular(parts[-1]) not in nouns:
        return False
    return len(items) == sum(map(len, lists)) and {lexical(i) for i in items} <= TELLING | {
        "integer"
    }


def _is_about(parts: tuple[str, ...], listed: str) -> bool:
    """Whether a field is named after a list of the same row: annotations_ids beside annotations."""
    named = words(listed)
    first = parts[: len(named)]
    same = bool(named) and [singular(w) for w in first] == [singular(w) for w in named]
    return same and len(parts) > len(named) and parts[-1] not in SETTING


def _sums(past: History, entity: str) -> Iterator[tuple[str, str]]:
    """The numbers that are the sum or the product of two others, or equal one, in every row."""
    columns = _numbers(past, entity)
    for name, own in columns.items():
        if (entity, name) in past.given or len(set(own.values())) < VALUES:
            continue
        for one, other in permutations(columns, 2):
            if name in (one, other):
                continue
            rows = own.keys() & columns[one].keys() & columns[other].keys()
            series = [(own[k], columns[one][k], columns[other][k]) for k in rows]
            if one < other and _always(series, product=False):
                yield name, f"the sum of {one} and {other}"
                break
            if one < other and _always(series, product=True):
                yield name, f"the product of {one} and {other}"
                break
            if set(words(one)) < set(words(name)) and _always([(a, b, 0) for a, b, _ in series]):
                yield name, f"the same as {one}"
                break


def _numbers(past: History, entity: str) -> dict[str, dict[str, float]]:
    """Field -> key -> the number that was last seen there, of the fields that hold nothing but numbers."""
    out: dict[str, dict[str, float]] = {}
    rows = list(past.rows[entity].items())[:MOST]
    for name in past.fields(entity):
        if name == past.entities[entity].key:
            continue
        last = {key: v[-1] for key, life in rows if (v := life.values(name))}
        told = {k: v for k, v in last.items() if v is not None}
        if told and all(
            isinstance(v, int | float) and not isinstance(v, bool) for v in told.values()
        ):
            out[name] = {k: v for k, v in told.items() if isinstance(v, int | float)}
    return out


def _always(series: list[tuple[float, float, float]], *, product: bool | None = None) -> bool:
    """Whether the first number of each row follows from the others, and not by chance."""
    if len({a for a, _, _ in series}) < (EQUAL if product is None else VALUES):
        return False
    if product is None:
        return all(a == b for a, b, _ in series)
    dull = {0.0, 1.0} if product else {0.0}
    telling = sum(b not in dull and c not in dull for _, b, c in series)
    made = (b * c if product else b + c for _, b, c in series)
    return telling >= 2 and all(
        abs(a - m) < 1e-6 for (a, _, _), m in zip(series, made, strict=True)
    )
