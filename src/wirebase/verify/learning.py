"""What an answer tells of the identifiers that the backend under test issued.

From the answer to a write any identifier that is not settled is taken over from the same place;
from the answer to a read only where a write went before and all else that its record says agrees,
for then the write made it and did not show it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeIs

from msgspec.json import encode

from wirebase.exchange import Json
from wirebase.verify.alignment import Content, content
from wirebase.verify.compare import Knowable, everything
from wirebase.verify.identity import entity_of, is_identifier, is_number
from wirebase.verify.leaves import ITEM, Path, leaves
from wirebase.verify.settled import Settled
from wirebase.verify.translate import Translation
from wirebase.verify.volatile import is_moment, is_secret, is_volatile

type Pair = tuple[Json, Json]
"""A recorded value and the actual one that stands for it."""

_LEAST_SECRET = 16
"""Characters of the shortest text that is taken for a token, whatever its name."""


class Learner:
    """Reads pairs of answers in the order of the session, and tells the translation."""

    def __init__(self, translation: Translation, settled: Settled, knowable: Knowable) -> None:
        self._translation = translation
        self._settled = settled
        self._knowable = knowable
        self._written = False

    def sent(self, path: str, query: Iterable[tuple[str, str]], body: Json) -> None:
        """Takes note of a recorded request, before its answer."""
        self._settled.sent(path, query, body)

    def answered(self, recorded: Json, actual: Json, root: str, *, write: bool) -> None:
        """Learns from a recorded answer and the actual one, both to the same request."""
        self._written = self._written or write
        _Lesson(self._translation, self._settled, self._knowable, root, write, self._written).visit(
            recorded, actual, ()
        )
        self._settled.answered(recorded, root)

    def deleted(self, path: str) -> None:
        """Takes note that what the path names is gone."""
        self._written = True
        self._translation.forget(*self._settled.deleted(path))


class _Lesson:
    """One pair of answers."""

    def __init__(
        self,
        translation: Translation,
        settled: Settled,
        knowable: Knowable,
        root: str,
        write: bool,
        written: bool,
    ) -> None:
        self._translation = translation
        self._settled = settled
        self._knowable = knowable
        self._root = root
        self._write = write
        self._written = written

    def visit(self, recorded: Json, actual: Json, path: Path, alike: bool = False) -> None:
        """Learns from every place that both have; `alike`: the rest of the record agrees."""
        if not path and recorded == actual:
            return self._keep(recorded)
        if isinstance(recorded, dict) and isinstance(actual, dict):
            alike = self._is_alike(recorded, actual, path)
            for name in recorded.keys() & actual.keys():
                self.visit(recorded[name], actual[name], (*path, name), alike)
        elif isinstance(recorded, list) and isinstance(actual, list):
            for one, other in self._items(recorded, actual, (*path, ITEM)):
                self.visit(one, other, (*path, ITEM))
        elif _is_scalar(recorded) and _is_scalar(actual):
            self._leaf(recorded, actual, path, alike)

    def _keep(self, document: Json) -> None:
        """Takes note of the identifiers in an answer that is as recorded."""
        for path, value in leaves(document):
            if is_number(value) and is_identifier(path):
                self._translation.keep(entity_of(path, self._root), value)

    def _leaf(self, recorded: str | int, actual: str | int, path: Path, alike: bool) -> None:
        entity, identifies = entity_of(path, self._root), is_identifier(path) or not path
        if recorded == actual:
            if identifies:
                self._translation.keep(entity, recorded)
        elif is_moment(recorded) and is_moment(actual):
            self._translation.moment(str(recorded), str(actual))
        elif _is_token(path, recorded) or (
            (identifies or (self._write and _is_opaque_text(recorded)))
            and self._is_new(recorded, actual, entity, alike)
        ):
            self._translation.issue(entity, recorded, actual)

    def _is_new(self, recorded: str | int, actual: str | int, entity: str, alike: bool) -> bool:
        if self._settled(recorded, entity):
            return False
        if self._write:
            return True
        new = not self._settled(actual, entity) and not self._translation.knows(entity, recorded)
        return self._written and alike and new

    def _is_alike(self, recorded: dict[str, Json], actual: dict[str, Json], path: Path) -> bool:
        """Whether some member that tells of the record agrees, and all that could be known do."""
        agree = 0
        for name, value in recorded.items():
            at = (*path, name)
            if isinstance(value, (dict, list)) or not self._is_telling(at, value):
                continue
            if (
                name not in actual
                or self._translation.answer(value, self._root, at) != actual[name]
            ):
                if self._knowable(at, value):
                    return False
            else:
                agree += 1
        return agree > 0

    def _is_telling(self, path: Path, value: Json) -> bool:
        return not is_identifier(path) and not is_volatile(path, value)

    def _items(self, recorded: list[Json], actual: list[Json], path: Path) -> Iterator[Pair]:
        """Items that stand for the same thing, whatever their identifiers are."""
        # Made by one request, so in one order.
        in_step = self._write and len(recorded) == len(actual)
        if not any(isinstance(item, (dict, list)) for item in recorded):
            if in_step:
                yield from zip(recorded, actual, strict=True)
            return
        wanted = [self._translation.answer(item, self._root, path) for item in recorded]
        left, right = set(range(len(recorded))), set(range(len(actual)))
        for group in (
            self._known_items(recorded, wanted, actual, path),
            self._like_items(wanted, actual, path, everything, left, right),
            self._like_items(wanted, actual, path, self._knowable, left, right),
            zip(range(len(recorded)), range(len(actual)), strict=True) if in_step else (),
        ):
            for i, j in group:
                if i in left and j in right:
                    left.remove(i)
                    right.remove(j)
                    yield recorded[i], actual[j]

    def _known_items(
        self, recorded: list[Json], wanted: list[Json], actual: list[Json], path: Path
    ) -> Iterator[tuple[int, int]]:
        """Items whose key stood in the session before."""
        index = {encode(_key(item)[1]): j for j, item in enumerate(actual) if _key(item)[1]}
        for i, item in enumerate(recorded):
            name, key = _key(item)
            if key is None or not self._settled(key, entity_of((*path, name), self._root)):
                continue
            j = index.get(encode(_key(wanted[i])[1]))
            if j is not None:
                yield i, j

    def _like_items(
        self,
        wanted: list[Json],
        actual: list[Json],
        path: Path,
        knowable: Knowable,
        left: set[int],
        right: set[int],
    ) -> Iterator[tuple[int, int]]:
        """Items that say the same, identifiers aside: one of each, or those of a write in order."""
        mine = {i: wanted[i] for i in sorted(left)}
        telling = self._telling_paths(mine.values(), path, knowable)
        theirs = _grouped({j: actual[j] for j in sorted(right)}, telling) if telling else {}
        for what, ours in _grouped(mine, telling).items():
            others = theirs.get(what, [])
            if what and len(ours) == len(others) and (len(ours) == 1 or self._write):
                yield from zip(ours, others, strict=True)

    def _telling_paths(self, items: Iterable[Json], path: Path, knowable: Knowable) -> set[Path]:
        told: set[Path] = set()
        silent: set[Path] = set()
        for item in items:
            for at, value in leaves(item):
                whole = (*path, *at)
                tells = not is_identifier(whole) and knowable(whole, value)
                (told if tells else silent).add(at)
        return told - silent


def _grouped(items: Mapping[int, Json], telling: set[Path]) -> dict[Content, list[int]]:
    groups: defaultdict[Content, list[int]] = defaultdict(list)
    for i, item in items.items():
        groups[content(item, telling)].append(i)
    return groups


def _key(item: Json) -> tuple[str, str | int | None]:
    """The name and value of the item's own key."""
    for name in ("id", "_id"):
        value = item.get(name) if isinstance(item, dict) else None
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            return name, value
    return "", None


def _is_scalar(value: Json) -> TypeIs[str | int]:
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def _is_token(path: Path, value: str | int) -> bool:
    return isinstance(value, str) and len(value) >= _LEAST_SECRET and is_secret(path, value)


def _is_opaque_text(value: str | int) -> bool:
    """Whether it looks made by a machine: long, in one piece, with a digit."""
    if not isinstance(value, str) or len(value) < _LEAST_SECRET or " " in value:
        return False
    return any(letter.isdigit() for letter in value)
