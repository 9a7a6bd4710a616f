"""How far an answer equals the recorded one, and where it does not.

    status   the status is the recorded one (200 stands for 304: no conditional request is sent)
    shape    the JSON has the recorded paths with the recorded types, and no others
    value    the recorded leaves come back; volatile ones by type
    exact    status, shape and value are all 1

The order of lists is told apart, and counts for none of these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from msgspec.json import encode

from wirebase.exchange import Json
from wirebase.verify.alignment import align
from wirebase.verify.leaves import ITEM, JsonType, Path, json_type, leaves, places
from wirebase.verify.volatile import is_volatile

type Knowable = Callable[[Path, Json], bool]
"""Whether a backend could know the recorded value that stands at the path."""

_SAME = 0.9999
_CLOSE = 1e-9
"""Relative difference below which two fractions are equal."""


class Kind(StrEnum):
    """In what way a value differs."""

    MISSING = "missing"
    EXTRA = "extra"
    TYPE = "type"
    VALUE = "value"
    ORDER = "order"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the answer is not as recorded."""

    path: Path
    kind: Kind
    recorded: Json = None
    actual: Json = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is compared of an answer; `body` is None where it is not JSON."""

    status: int
    body: Json = None
    is_json: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scores from 0 to 1, and the differences that they come from."""

    status: float
    shape: float
    value: float
    order: float | None = None
    """The share of lists in recorded order; None where no list came back."""
    differences: tuple[Difference, ...] = ()

    @property
    def exact(self) -> float:
        """1 where status, shape and value are."""
        return float(min(self.status, self.shape, self.value) > _SAME)


def everything(_path: Path, _value: Json) -> bool:
    """Every recorded value could be known."""
    return True


def compare(
    recorded: Answer, actual: Answer, expected: Json = None, knowable: Knowable = everything
) -> Comparison:
    """How far `actual` is as recorded; `expected`: the body in this backend's identifiers."""
    same = actual.status == recorded.status or (recorded.status, actual.status) == (304, 200)
    status = float(same)
    differences: list[Difference] = []
    if not same:
        differences.append(Difference((), Kind.STATUS, recorded.status, actual.status))
    if recorded.status == 304 or not recorded.is_json:
        return Comparison(status, status, status, None, tuple(differences))
    if not actual.is_json:
        differences.append(Difference((), Kind.MISSING, recorded.body))
        return Comparison(status, 0.0, 0.0, None, tuple(differences))
    wanted = recorded.body if expected is None else expected
    if _is_same_text(actual.body, recorded.body, wanted):
        order = 1.0 if _has_order(actual.body) else None
        return Comparison(status, 1.0, 1.0, order, tuple(differences))
    # What differs in an error from a success says nothing.
    walk = _Walk(knowable, differences if recorded.status // 100 == actual.status // 100 else [])
    walk.visit((), recorded.body, wanted, actual.body)
    return Comparison(
        status, shape_score(wanted, actual.body), walk.value, walk.order, tuple(differences)
    )


def _is_same_text(actual: Json, *wanted: Json) -> bool:
    """Whether it is one of those, members in any order: most are, and that is cheap to see."""
    text = encode(actual, order="deterministic")
    return any(encode(document, order="deterministic") == text for document in wanted)


def _has_order(document: Json) -> bool:
    """Whether some list holds records that could stand in another order."""
    if isinstance(document, dict):
        return any(map(_has_order, document.values()))
    if not isinstance(document, list):
        return False
    return sum(isinstance(item, dict) for item in document) > 1 or any(map(_has_order, document))


def shape_score(recorded: Json, actual: Json) -> float:
    """The share of paths that both have with types that agree; null agrees with any type."""
    wanted, got = _types(recorded), _types(actual)
    unseen = _empty_lists(wanted)
    got = {path: types for path, types in got.items() if not _is_below(path, unseen)}
    absent = _empty_lists(got)
    score = 0.0
    for path, types in wanted.items():
        if path not in got:
            score += 0.5 if _is_below(path, absent) else 0.0
        elif types & got[path] or JsonType.NULL in types | got[path]:
            score += 1.0
    return score / len(wanted.keys() | got.keys())


def _types(document: Json) -> dict[Path, set[JsonType]]:
    found: defaultdict[Path, set[JsonType]] = defaultdict(set)
    for path, kind in places(document):
        found[path].add(kind)
    return dict(found)


def _empty_lists(types: dict[Path, set[JsonType]]) -> set[Path]:
    """The paths of lists that never had an item, and so say nothing of what is in them."""
    filled = {path[:-1] for path in types if path and path[-1] == ITEM}
    return {
        path for path, kinds in types.items() if kinds == {JsonType.ARRAY} and path not in filled
    }


def _is_below(path: Path, roots: set[Path]) -> bool:
    return any(path[:depth] in roots for depth in range(len(path)))


class _Walk:
    """One pass over a recorded document and the actual one: counts leaves, collects differences."""

    def __init__(self, knowable: Knowable, differences: list[Difference]) -> None:
        self._knowable = knowable
        self._differences = differences
        self._matched = 0
        self._counted = 0
        self._lists = 0
        self._ordered = 0

    @property
    def value(self) -> float:
        return self._matched / self._counted if self._counted else 1.0

    @property
    def order(self) -> float | None:
        return self._ordered / self._lists if self._lists else None

    def visit(self, path: Path, recorded: Json, expected: Json, actual: Json) -> None:
        if isinstance(recorded, dict) and recorded and isinstance(expected, dict):
            self._object(path, recorded, expected, actual)
        elif isinstance(recorded, list) and recorded and isinstance(expected, list):
            self._list(path, recorded, expected, actual)
        else:
            self._leaf(path, recorded, expected, actual)

    def _object(
        self, path: Path, recorded: dict[str, Json], expected: dict[str, Json], actual: Json
    ) -> None:
        if not isinstance(actual, dict):
            return self._lost(path, recorded, Kind.TYPE, actual)
        for member, (name, wanted) in zip(recorded, expected.items(), strict=True):
            key = member if member in actual else name
            if key in actual:
                self.visit((*path, member), recorded[member], wanted, actual[key])
            else:
                self._lost((*path, member), recorded[member], Kind.MISSING)
        for name in actual:
            if name not in recorded and name not in expected:
                self._differ((*path, name), Kind.EXTRA, None, actual[name])

    def _list(self, path: Path, recorded: list[Json], expected: list[Json], actual: Json) -> None:
        if not isinstance(actual, list):
            return self._lost(path, recorded, Kind.TYPE, actual)
        counterparts = align(expected, actual)
        item = (*path, ITEM)
        for i, j in enumerate(counterparts):
            if j is None:
                self._lost(item, recorded[i], Kind.MISSING)
            else:
                self.visit(item, recorded[i], expected[i], actual[j])
        self._surplus(item, len(recorded), counterparts, actual)
        self._in_order(path, counterparts, recorded)

    def _surplus(
        self, item: Path, wanted: int, counterparts: list[int | None], actual: list[Json]
    ) -> None:
        """Rows too many, such as of a filter not obeyed, count as leaves that do not match."""
        self._counted += max(0, len(actual) - wanted)
        for j in sorted(set(range(len(actual))) - set(counterparts)):
            self._differ(item, Kind.EXTRA, None, actual[j])

    def _in_order(self, path: Path, counterparts: list[int | None], recorded: list[Json]) -> None:
        found = [
            j for i, j in enumerate(counterparts) if j is not None and isinstance(recorded[i], dict)
        ]
        if len(found) < 2:
            return
        self._lists += 1
        if found == sorted(found):
            self._ordered += 1
        else:
            self._differ(path, Kind.ORDER, None, None)

    def _leaf(self, path: Path, recorded: Json, expected: Json, actual: Json) -> None:
        if not self._knowable(path, recorded):
            return
        self._counted += 1
        if _agrees(path, recorded, expected, actual):
            self._matched += 1
            return
        types = {json_type(recorded), json_type(actual)}
        kind = Kind.TYPE if len(types) == 2 and JsonType.NULL not in types else Kind.VALUE
        self._differ(path, kind, recorded, actual)

    def _lost(self, path: Path, recorded: Json, kind: Kind, actual: Json = None) -> None:
        """Counts every leaf of a value that did not come back."""
        lost = sum(self._knowable(at, value) for at, value in leaves(recorded, path))
        self._counted += lost
        self._differ(path, kind, recorded, actual)

    def _differ(self, path: Path, kind: Kind, recorded: Json, actual: Json) -> None:
        self._differences.append(Difference(path, kind, recorded, actual))


def _agrees(path: Path, recorded: Json, expected: Json, actual: Json) -> bool:
    if is_volatile(path, recorded):
        return actual is None or json_type(recorded) == json_type(actual)
    return any(_equal(wanted, actual) for wanted in (recorded, expected))


def _equal(wanted: Json, actual: Json) -> bool:
    if json_type(wanted) != json_type(actual):
        return False
    if isinstance(wanted, float) and isinstance(actual, (int, float)):
        return abs(wanted - actual) <= _CLOSE * max(1.0, abs(wanted))
    return wanted == actual
