"""Which item of one list stands for which item of another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from wirebase.exchange import Json
from wirebase.verify.identity import identities
from wirebase.verify.leaves import Path, leaves
from wirebase.verify.volatile import is_volatile

type Content = frozenset[tuple[Path, str]]
"""The leaves of an item that do not vary from run to run."""

type Counterparts = list[int | None]
"""For each item of one list the index of its counterpart in the other, or None."""

_MOST_COMPARISONS = 200_000
"""Beyond so many pairs, items that are not equal are paired by position."""


def align(recorded: Sequence[Json], actual: Sequence[Json]) -> Counterparts:
    """Pairs items by an identity that is unique in the recorded list, else by likeness."""
    if not all(_is_recognisable(item) for item in recorded):
        return [i if i < len(actual) else None for i in range(len(recorded))]
    mine, theirs = [identities(item) for item in recorded], [identities(item) for item in actual]
    name = _unique_name(mine)
    if name is not None:
        return _by_identity(name, mine, theirs)
    return _by_content(recorded, actual, mine, theirs)


def content(item: Json, only: Collection[Path] | None = None) -> Content:
    """What an item says; with `only`, no more than the leaves at these paths."""
    return frozenset(
        (path, repr(value))
        for path, value in leaves(item)
        if (only is None or path in only) and (not path or not is_volatile(path, value))
    )


def _is_recognisable(item: Json) -> bool:
    return isinstance(item, (dict, str, int)) and not isinstance(item, bool)


def _unique_name(items: Sequence[dict[str, str | int]]) -> str | None:
    for name in items[0] if items else ():
        values = {repr(item[name]) for item in items if name in item}
        if len(values) == len(items):
            return name
    return None


def _by_identity(
    name: str,
    recorded: Sequence[dict[str, str | int]],
    actual: Sequence[dict[str, str | int]],
) -> Counterparts:
    index: dict[str, int] = {}
    for i, item in enumerate(actual):
        if name in item:
            index.setdefault(repr(item[name]), i)
    found: Counterparts = [index.get(repr(item[name])) for item in recorded]
    taken = set(found)
    for i in range(min(len(recorded), len(actual))):
        if found[i] is None and not actual[i] and i not in taken:
            found[i] = i
    return found


def _by_content(
    recorded: Sequence[Json],
    actual: Sequence[Json],
    mine: Sequence[dict[str, str | int]],
    theirs: Sequence[dict[str, str | int]],
) -> Counterparts:
    left, right = [content(item) for item in recorded], [content(item) for item in actual]
    found = _equal_items(left, right)
    open_left = [i for i, j in enumerate(found) if j is None]
    open_right = sorted(set(range(len(right))) - {j for j in found if j is not None})
    if len(open_left) * len(open_right) > _MOST_COMPARISONS:
        ranked = [(0.0, 0, i, j) for i, j in zip(open_left, open_right, strict=False)]
    else:
        ranked = sorted(
            (-_likeness(left[i], right[j]), abs(i - j), i, j)
            for i in open_left
            for j in open_right
            if _may_be_same(mine[i], theirs[j])
        )
    return _greedy(found, ranked)


def _equal_items(left: Sequence[Content], right: Sequence[Content]) -> Counterparts:
    """Counterparts of equal content, first come first served."""
    free: defaultdict[Content, list[int]] = defaultdict(list)
    for j in reversed(range(len(right))):
        free[right[j]].append(j)
    return [free[item].pop() if free[item] else None for item in left]


def _likeness(one: Content, other: Content) -> float:
    return len(one & other) / max(1, len(one | other))


def _may_be_same(recorded: dict[str, str | int], actual: dict[str, str | int]) -> bool:
    """False where both have the first recognisable member and it differs."""
    name = next(iter(recorded), None)
    return name is None or name not in actual or actual[name] == recorded[name]


def _greedy(found: Counterparts, ranked: Sequence[tuple[float, int, int, int]]) -> Counterparts:
    taken = {j for j in found if j is not None}
    for _, _, i, j in ranked:
        if found[i] is None and j not in taken:
            found[i] = j
            taken.add(j)
    return found
