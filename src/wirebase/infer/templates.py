"""Path templates: which segments of the paths are parameters.

The paths of a capture form a tree, which is grown from the root down. At each fork the segments
are sorted into literals and the values of one variable, below which the tree goes on as one.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wirebase.exchange import Exchange
from wirebase.infer.forks import Fork
from wirebase.infer.hints import Hints
from wirebase.infer.outlines import answered
from wirebase.infer.provenance import Sightings, sightings
from wirebase.infer.segments import Hole, Slot, hole_of, is_strict, value_in
from wirebase.infer.siblings import Siblings


def templates(
    exchanges: Sequence[Exchange],
    paths: Sequence[tuple[str, ...]],
    groups: Sequence[str],
    seen: Sightings,
    hints: Hints,
) -> list[tuple[Slot, ...]]:
    """The template of each path; `groups` are those of the exchanges."""
    common = _common(exchanges, groups)
    first = _Tree(exchanges, paths, groups, seen, common, hints)
    grown = first.grown()
    if not first.is_doubtful:
        return grown
    known = frozenset(
        text
        for path, slots in zip(paths, grown, strict=True)
        for text, slot in zip(path, slots, strict=True)
        if isinstance(slot, Hole) and not is_strict(text)
    )
    return _Tree(exchanges, paths, groups, seen, common, hints, known).grown() if known else grown


def _common(exchanges: Sequence[Exchange], groups: Sequence[str]) -> frozenset[str]:
    """The names that stand in the answers of more than half of the endpoints."""
    gathered: dict[str, list[Exchange]] = defaultdict(list)
    for exchange, group in zip(exchanges, groups, strict=True):
        if exchange.method == "GET":
            gathered[group].append(exchange)
    outlines = [fields for group in gathered.values() if (fields := answered(group))]
    counted = Counter(
        name for fields in outlines for name in {pointer[-1] for pointer in fields if pointer}
    )
    return frozenset(
        name for name, count in counted.items() if len(outlines) >= 4 and 2 * count > len(outlines)
    )


@dataclass(slots=True)
class _Tree:
    """The paths, branching."""

    exchanges: Sequence[Exchange]
    paths: Sequence[tuple[str, ...]]
    groups: Sequence[str]
    seen: Sightings
    common: frozenset[str]
    hints: Hints
    known: frozenset[str] = frozenset()
    """Words that were found to be values somewhere."""
    slots: list[list[Slot]] = field(default_factory=list)
    is_doubtful: bool = False
    """Whether knowing more words could change something."""

    def grown(self) -> list[tuple[Slot, ...]]:
        """The template of each path."""
        self.slots = [[] for _ in self.paths]
        self._grow(range(len(self.paths)), (), frozenset())
        return [tuple(slots) for slots in self.slots]

    def _grow(
        self, positions: Iterable[int], prefix: tuple[Slot, ...], above: frozenset[str]
    ) -> None:
        depth = len(prefix)
        branches: dict[str, list[int]] = defaultdict(list)
        ending: set[str] = set()
        for position in positions:
            path = self.paths[position]
            if len(path) > depth:
                branches[path[depth]].append(position)
            else:
                ending.add(self.groups[position])
        parents = frozenset(ending)
        if prefix and isinstance(prefix[-1], Hole):
            parents |= above
        for slot, below in self._sorted(branches, prefix, parents).items():
            for position in below:
                self.slots[position].append(slot)
            self._grow(sorted(below), (*prefix, slot), parents)

    def _sorted(
        self, branches: dict[str, list[int]], prefix: tuple[Slot, ...], parents: frozenset[str]
    ) -> dict[Slot, list[int]]:
        """The positions below each literal and below the values of each variable."""
        siblings = Siblings(
            self.exchanges, self.paths, self.groups, branches, len(prefix), self.common
        )
        fork = Fork(siblings, prefix, parents, self.seen, self.known)
        values = self.hints.values(prefix, fork.values(), branches)
        self.is_doubtful = self.is_doubtful or fork.is_doubtful
        merged: dict[Slot, list[int]] = defaultdict(list)
        for text, below in branches.items():
            merged[hole_of(text) if text in values else text] += below
        return merged


MOST_VALUES = 2_000
"""Values of one variable that are looked for in documents: enough to know where they are from."""


def sighted(
    exchanges: Sequence[Exchange], paths: Sequence[tuple[str, ...]], groups: Sequence[str]
) -> Sightings:
    """Where the values of the paths' segments stand."""
    cores = [tuple(value_in(text) for text in path) for path in paths]
    texts: dict[tuple[str, int], set[str]] = defaultdict(set)
    for group, core in zip(groups, cores, strict=True):
        for depth, text in enumerate(core):
            texts[group, depth].add(text)
    wanted = frozenset(text for found in texts.values() for text in _sample(found) if text)
    return sightings(exchanges, groups, cores, wanted)


def _sample(texts: set[str]) -> Iterable[str]:
    """All of them, or as many of a great number, always the same ones."""
    if len(texts) <= MOST_VALUES:
        return texts
    return sorted(texts, key=lambda text: (zlib.crc32(text.encode()), text))[:MOST_VALUES]
