"""Nullability: whether a column may be empty, and what stands in it where a row was seen only in part.

A null that was seen says that it may. Where none was, three things tell: whether every new row was given
a value, the app's habit (where a good part of its texts were seen empty, others may be, too; where next to
none were, it stores empty values instead; so with references), and what columns of this kind and name mostly
are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.history import History
from wirebase.infer.naming import singular
from wirebase.infer.stamps import CREATED, TOUCHED
from wirebase.infer.titles import stem

OPTIONAL = frozenset(
    "description note notes memo comment comments remark bio about icon image avatar logo".split()
)
"""Last words of the names of texts that are often left out."""
TELLING = frozenset(
    "name title slug code key type kind status state action email label role method identifier".split()
)
"""Last words of the names of texts without which a row says little."""
APART = frozenset("email mail username login slug uuid guid handle phone".split())
"""Last words of the names of texts that tell rows apart: what one row holds, another one does not."""
WHEN = CREATED | TOUCHED | frozenset("time timestamp".split())
"""Names of times that are known as soon as there is a row; others come later, if ever."""
OWNERS = frozenset("owner author user account".split())
"""What refers to whom a row belongs to, who is always known; who made or changed it may not be."""
LOOSE = frozenset({Type.NUMERIC, Type.DOUBLE, Type.DATE, Type.UUID, Type.INTERVAL, Type.TIME})
"""Types of columns that are seldom required, where others are not either."""
GLIMPSED = 0.1
"""The share of rows that must show a column for it to be required."""
SURE = 5
"""Values of which most must agree, for a row that shows none to have that one too."""
MOST = 0.8
"""The share of them."""
NEVER_EMPTY = 0.08
"""The share of an app's references that were seen empty up to which none may be."""
LENIENT, STRICT = 0.25, 0.12
"""Shares of an app's texts that were seen empty: from the first on, texts whose name does not say otherwise
may be empty; up to the second, documents are required as other values are."""
LOOSE_FROM = 0.2
"""The share of an app's texts that were seen empty, from which columns of loose types may be empty."""
ENOUGH = 3
"""New rows that all were given a value, from which it is required."""
NEUTRAL: dict[Type, Json] = {
    Type.TEXT: "",
    Type.INTEGER: 0,
    Type.BIGINT: 0,
    Type.BOOLEAN: False,
    Type.JSONB: [],
}
"""What stands for a value that nobody saw."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen of a column."""

    name: str
    type: Type
    series: Sequence[Sequence[Json]]
    """The values of each row, none where it was not shown."""
    refers: bool
    unique: bool
    given: int
    """How many new rows were given a value; 0 where one was not."""
    filled: int = 0
    """How many new rows the app gave a value by itself; 0 where a request gave one."""

    @property
    def values(self) -> list[Json]:
        """Every value."""
        return [value for row in self.series for value in row]


@dataclass(frozen=True, slots=True)
class Habit:
    """What share of an app's columns was seen empty in some row."""

    texts: float
    references: float


def habit(past: History, references: Iterable[tuple[str, str]]) -> Habit:
    """What the app leaves empty, as if six more columns of each kind had been seen: a few make no habit."""
    told = [
        [v for life in past.rows[entity].values() for v in life.values(name)]
        for entity, name in references
    ]
    told = [values for values in told if values]
    empty = sum(None in values for values in told)
    return Habit(blank_share(past), (empty + 1) / (len(told) + 6))


def blank_share(past: History) -> float:
    """The share of the app's texts, keys left out, of which some row holds none."""
    told = empty = 0
    for entity, rows in past.rows.items():
        for name in past.fields(entity):
            values = [v for life in rows.values() for v in life.values(name)]
            if name != past.entities[entity].key and all(v is None or _is_text(v) for v in values):
                told += 1
                empty += None in values
    return (empty + 1) / (told + 6)  # as if six more had been seen: a few columns make no habit


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def given_to_all(past: History, entity: str, name: str) -> int:
    """How many new rows were given the field, where all were."""
    made = past.made[entity]
    return made if past.made_with[entity, name] == made else 0


def filled_by_app(past: History, entity: str, name: str) -> int:
    """How many new rows have the field that no request gave one."""
    return past.made[entity] if not past.made_with[entity, name] else 0


def may_be_null(seen: Observed, seldom: Habit) -> bool:
    """Whether a column may be empty, in an app of that habit."""
    values = seen.values
    if not values or None in values:
        return True
    if seen.refers:
        needed = seen.given or singular(stem(seen.name)) in OWNERS
        needed = needed or seen.filled >= ENOUGH or seldom.references <= NEVER_EMPTY
        return not (needed and all(seen.series))
    shown = sum(bool(row) for row in seen.series)
    if shown < len(seen.series):
        if tells_apart(seen.name):
            return True
        filled = usual(seen.type, values) is not None
        if not filled or seen.unique or shown < GLIMPSED * len(seen.series):
            return True
    return _is_mostly_optional(seen, seldom.texts)


def tells_apart(name: str) -> bool:
    """Whether a column is named as one in which no two rows hold the same."""
    return name.rsplit("_", 1)[-1] in APART


def _is_mostly_optional(seen: Observed, blank: float) -> bool:
    """Whether columns of the type and name are mostly optional in such an app."""
    last = seen.name.rsplit("_", 1)[-1]
    if last in OPTIONAL:
        return True
    if seen.given >= ENOUGH:
        return False
    if seen.type in LOOSE:
        names = seen.type is Type.UUID and seen.unique and all(seen.series)
        return blank >= LOOSE_FROM and not names
    match seen.type:
        case Type.JSONB:
            return blank >= STRICT
        case Type.TIMESTAMPTZ:
            return not {seen.name, last} & WHEN
        case Type.TEXT:
            return blank >= LENIENT and last not in TELLING
    return False


def usual(kind: Type, values: Iterable[Json]) -> Json:
    """What a row most likely holds that did not show the column: the value of most rows, else a neutral one."""
    told = [v for v in values if v is not None]
    plain = [v for v in told if not isinstance(v, (list, dict))]
    if not plain:
        return _empty(told) if told else NEUTRAL.get(kind)
    most = prevailing(plain)
    if most is not None:
        return most
    return min(plain, key=str) if kind is Type.TIMESTAMPTZ else NEUTRAL.get(kind)


def prevailing(values: Sequence[Json]) -> Json:
    """The value that most rows hold; None where there is none, or some hold nothing."""
    if not values or any(v is None or isinstance(v, (list, dict)) for v in values):
        return None
    value, count = Counter(map(repr, values)).most_common(1)[0]
    return next(v for v in values if repr(v) == value) if 2 * count > len(values) else None


def _empty(documents: Sequence[Json]) -> Json:
    """The empty document of the kind that all are."""
    return [] if all(isinstance(d, list) for d in documents) else {}


def common(values: Sequence[Json]) -> Json:
    """What a field holds that was the same wherever it was shown, or the list that most rows hold.

    >>> common(["a", "a"]), common([[], [], ["x"]]), common(["a", "b"])
    ('a', [], None)
    """
    counted = Counter(map(repr, values)).most_common(1)
    if not counted:
        return None
    first = next(v for v in values if repr(v) == counted[0][0])
    most = isinstance(first, list) and 2 * counted[0][1] > len(values) and None not in values
    return first if len(values) == counted[0][1] or most else None


def likely(values: Sequence[Json]) -> list[Json]:
    """The value that all rows hold, or nearly all of many; of objects, member by member. Else nothing.

    >>> likely([3, 3]), likely([3, 4]), likely([{"a": 1, "b": 2}, {"a": 1, "b": 5}])
    ([3], [], [{'a': 1, 'b': None}])
    """
    value, count = Counter(map(repr, values)).most_common(1)[0]
    if count == len(values) or (len(values) >= SURE and count >= MOST * len(values)):
        return [next(v for v in values if repr(v) == value)]
    objects = [v for v in values if isinstance(v, dict)]
    if len(objects) < len(values) or len({frozenset(o) for o in objects}) > 1:
        return []
    told = {name: likely([o[name] for o in objects]) for name in objects[0]}
    return [{name: held[0] if held else None for name, held in told.items()}]
