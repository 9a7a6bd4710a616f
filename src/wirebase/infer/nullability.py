"""Nullability: whether a column may be empty, and what stands in it where a row was seen only in part.

A null that was seen says that it may. Where none was, what columns of this kind are tells: references,
documents and descriptions may be empty, most else is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from wirebase.blueprint.tables import Type
from wirebase.exchange import Json

OPTIONAL = frozenset(
    "description note notes memo comment comments remark bio about icon image avatar logo".split()
)
"""Last words of the names of texts that are often left out."""
LOOSE = frozenset(
    {Type.JSONB, Type.NUMERIC, Type.DOUBLE, Type.DATE, Type.UUID, Type.INTERVAL, Type.TIME}
)
"""Types of columns that are seldom required."""
HALF = 0.5
"""The share of rows that must show a column for it to be required."""
SURE = 5
"""Values of which most must agree, for a row that shows none to have that one too."""
MOST = 0.8
"""The share of them."""
NEUTRAL: dict[Type, Json] = {
    Type.TEXT: "",
    Type.INTEGER: 0,
    Type.BIGINT: 0,
    Type.BOOLEAN: False,
}
"""What stands for a value that nobody saw."""


def may_be_null(
    name: str, kind: Type, series: Sequence[Sequence[Json]], *, refers: bool, unique: bool
) -> bool:
    """Whether a column may be empty; `series` holds the values of each row, none where it was not shown."""
    values = [v for row in series for v in row]
    if not values or any(v is None for v in values):
        return True
    if refers or kind in LOOSE or name.rsplit("_", 1)[-1] in OPTIONAL:
        return True
    shown = sum(bool(row) for row in series)
    whole = shown == len(series)
    return not whole and (unique or shown < HALF * len(series) or usual(kind, values) is None)


def usual(kind: Type, values: Iterable[Json]) -> Json:
    """What a row most likely holds that did not show the column: the value of most rows, else a neutral one."""
    told = [v for v in values if v is not None and not isinstance(v, (list, dict))]
    if not told:
        return NEUTRAL.get(kind)
    value, count = Counter(map(repr, told)).most_common(1)[0]
    if 2 * count > len(told):
        return next(v for v in told if repr(v) == value)
    if kind is Type.TIMESTAMPTZ:
        return min(told, key=str)
    return NEUTRAL.get(kind)


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
