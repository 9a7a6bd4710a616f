"""The working set of a long capture: the exchanges that tell most, whatever the order they came in.

Of each kind of request there are the first and the last, some that show what others do not, and those
whose objects drew the lowest lots: lots go by identity, so that requests of different kinds which
show one object come together. All writes are there, up to a bound, and what was read right before
and after them. The choice depends on what the exchanges are and when they were, so a shuffled capture
gives the same.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest

from wirebase.capture.index import LOTS, Index, times
from wirebase.infer.routes import READING_METHODS
from wirebase.infer.segments import grouped, segments

MOST = 2_000
"""Exchanges of a working set."""
LARGEST = 8_000_000
"""Bytes of its bodies."""
EACH = 120
"""Exchanges of one kind."""
WRITES = 200
"""Exchanges of one kind that change something."""
NOVEL = 40
"""Exchanges of one kind that were the first to show something."""

NUMBER = re.compile(r"/\d+(?=/|$)")

type Kind = tuple[int, str]
"""The number of a sort of exchanges, and the form of their paths."""


def working_set(index: Index) -> set[int]:
    """The positions of the exchanges to work with."""
    ordered = times(index)
    kinds = _kinds(index, ordered)
    novel = {position for _, position in index.novel.values()}
    low = _low(index)
    ranked: list[tuple[int, int, int]] = []
    for positions in kinds.values():
        most = EACH if _is_read(index, positions[0]) else WRITES
        for rank, position in enumerate(_by_worth(index, positions, novel, low)[:most]):
            ranked.append((rank, index.digests[position], position))
    chosen = set(_within(index, (position for _, _, position in sorted(ranked))))
    return chosen | set(_beside_writes(index, ordered, kinds, chosen))


def _kinds(index: Index, ordered: Iterable[int]) -> dict[Kind, list[int]]:
    """The positions of each kind of exchange, in the order of time."""
    # Numbers are values anyway; with one in place of all, few paths are left to be compared.
    plain = [NUMBER.sub("/0", path) for path in index.all_paths]
    different = list(dict.fromkeys(plain))
    form_of = dict(zip(different, grouped([segments(path) for path in different]), strict=True))
    forms = [form_of[path] for path in plain]
    kinds: dict[Kind, list[int]] = defaultdict(list)
    for position in ordered:
        kinds[index.sorts[position], forms[index.paths[position]]].append(position)
    return kinds


def _is_read(index: Index, position: int) -> bool:
    return index.all_sorts[index.sorts[position]].method in READING_METHODS


def _low(index: Index) -> dict[int, int]:
    """The positions whose objects drew low lots, and how low in their order."""
    ranks: dict[int, int] = {}
    for drawn in index.lots.values():
        for rank, lot in enumerate(sorted(drawn)):
            position = drawn[lot][1]
            ranks[position] = min(rank, ranks.get(position, rank))
    return ranks


def _by_worth(
    index: Index, positions: list[int], novel: set[int], low: dict[int, int]
) -> list[int]:
    """The positions of one kind, those that tell most first."""
    by_lot = sorted(positions, key=lambda p: (low.get(p, LOTS), index.digests[p]))
    new = [position for position in positions if position in novel][:NOVEL]
    turns = zip_longest(new, by_lot[::2], by_lot[1::2], positions, reversed(positions))
    return list(dict.fromkeys(p for turn in turns for p in turn if p is not None))


def _within(index: Index, positions: Iterable[int]) -> Iterator[int]:
    """As many of the positions as the bounds allow."""
    size = 0
    for count, position in enumerate(positions):
        size += index.sizes[position]
        if count and (count >= MOST or size > LARGEST):
            return
        yield position


def _beside_writes(
    index: Index, ordered: list[int], kinds: dict[Kind, list[int]], chosen: set[int]
) -> Iterator[int]:
    """The reads right before and after the chosen writes, of the same path or the one above it."""
    ranks = {position: rank for rank, position in enumerate(ordered)}
    reads: dict[str, list[int]] = defaultdict(list)
    writes = [p for positions in kinds.values() for p in positions if not _is_read(index, p)]
    about = {path for p in writes if p in chosen for path in _paths(index, p)}
    for position in chain.from_iterable(kinds.values()):
        path = index.all_paths[index.paths[position]].rstrip("/")
        if path in about and _is_read(index, position):
            reads[path].append(ranks[position])
    for ranked in reads.values():
        ranked.sort()
    beside: set[int] = set()
    for position in sorted(chosen.intersection(writes), key=ranks.__getitem__):
        for path in _paths(index, position):
            found = reads.get(path, [])
            at = bisect_left(found, ranks[position])
            beside.update(ordered[rank] for rank in found[max(0, at - 1) : at + 1])
    return _within(index, sorted(beside - chosen, key=ranks.__getitem__))


def _paths(index: Index, position: int) -> tuple[str, str]:
    """The path of an exchange, and the one above it."""
    path = index.all_paths[index.paths[position]].rstrip("/")
    return path, path.rpartition("/")[0]
