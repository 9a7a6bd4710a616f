"""Stand-ins: rows that answers count and never show, made of what is known of them.

Such a row holds what its key and its parent tell, and what nearly all rows hold; where all rows refer
to another entity, it refers to one of the rows there that belong to its parent.
"""

from __future__ import annotations

from collections import Counter as Votes
from collections.abc import Iterator
from dataclasses import dataclass, field

from wirebase.evidence import Evidence
from wirebase.exchange import Json
from wirebase.infer.history import History, Life
from wirebase.infer.relations import Reference, Relations

START = -1
"""The moment before the capture."""
SURE = 5
"""Rows that must have been seen where they belong, for the numbers to be no chance."""
MOST = 20_000
"""Rows that are added at most for one entity."""
SHARE = 0.9
"""The share of rows that must hold a value for an unseen one to hold it too."""


@dataclass(frozen=True, slots=True)
class Block:
    """The keys of one parent's rows, or of all rows: so many, from a first one on."""

    parent: str
    first: int
    count: int

    def holds(self, key: int) -> bool:
        """Whether a key is one of them."""
        return self.first <= key < self.first + self.count


@dataclass(frozen=True, slots=True)
class Gap:
    """Rows of one entity that were counted and not shown."""

    entity: str
    blocks: tuple[Block, ...]
    evidence: Evidence
    reference: Reference | None = None
    """The reference to the parents that the blocks are of."""


def stand_in(past: History, found: Relations, gap: Gap) -> None:
    """Adds the rows of a gap."""
    _StandIns(past, found, gap).add()


@dataclass(slots=True)
class _StandIns:
    """Makes the unseen rows of one entity, from what the seen ones have in common."""

    past: History
    found: Relations
    gap: Gap
    seen: dict[str, Life] = field(init=False)

    def __post_init__(self) -> None:
        self.seen = dict(self.past.rows[self.gap.entity])

    def add(self) -> None:
        """Adds the rows."""
        usual = dict(self._usual())
        of_parent = dict(self._of_parent())
        running = dict(self._running())
        needed = [r for r in self.found.of(self.gap.entity) if self._is_needed(r)]
        text = isinstance(next(iter(self.seen.values())).key, str)
        for block in self.gap.blocks:
            parent = self._parent(block.parent)
            theirs = parent.at(START) if parent else {}
            others = {r.field: list(self._beside(r, block.parent)) for r in needed}
            for number in range(block.first, block.first + block.count):
                if str(number) in self.seen:
                    continue
                key: Json = str(number) if text else number
                values = usual | {own: theirs.get(name) for own, name in of_parent.items()}
                values |= {name: number - block.first + first for name, first in running.items()}
                for name, keys in others.items():
                    if keys and values.get(name) is None:
                        values[name] = keys[(number - block.first) % len(keys)]
                values |= {self.past.entities[self.gap.entity].key: key}
                if parent is not None and self.gap.reference is not None:
                    values |= {self.gap.reference.field: parent.key}
                life = Life(key, START, unseen=True)
                life.observe(START, values)
                self.past.rows[self.gap.entity][str(number)] = life

    def _parent(self, key: str) -> Life | None:
        reference = self.gap.reference
        return self.past.rows[reference.other].get(key) if reference else None

    def _is_needed(self, reference: Reference) -> bool:
        """Whether every row that was seen refers to a row of another entity."""
        own = self.gap.reference
        if own is None or reference.field == own.field or reference.other == self.gap.entity:
            return False
        shown = [life.at(START).get(reference.field) for life in self.seen.values()]
        return len(shown) >= SURE and None not in shown

    def _beside(self, reference: Reference, parent: str) -> Iterator[Json]:
        """The keys of the rows of another entity that belong to the same parent."""
        own = self.gap.reference
        theirs = [
            r.field
            for r in self.found.of(reference.other)
            if own is not None and r.other == own.other
        ]
        for life in self.past.rows[reference.other].values():
            row = life.at(START)
            if life.created is None and any(str(row.get(name)) == parent for name in theirs):
                yield life.key

    def _parent_of(self, life: Life) -> str:
        """The key of the parent of a row that was seen."""
        reference = self.gap.reference
        return str(life.at(START).get(reference.field)) if reference else ""

    def _fields(self) -> Iterator[tuple[str, list[tuple[Life, Json]]]]:
        """The plain fields of the rows, and the value of each row that shows one."""
        entity, found = self.gap.entity, self.found
        key = self.past.entities[entity].key
        apart = (*found.children, *found.links, *found.empty)
        for name in self.past.fields(entity):
            own = self.gap.reference.field if self.gap.reference else ""
            if name not in (key, own) and (entity, name) not in apart:
                lives = [life for life in self.seen.values() if name in life.changes]
                yield name, [(life, life.at(START)[name]) for life in lives]

    def _usual(self) -> Iterator[tuple[str, Json]]:
        """What nearly all rows hold."""
        for name, shown in self._fields():
            value, count = Votes(repr(v) for _, v in shown).most_common(1)[0]
            if len(shown) >= SURE and count >= SHARE * len(shown):
                yield name, next(v for _, v in shown if repr(v) == value)

    def _of_parent(self) -> Iterator[tuple[str, str]]:
        """Fields in which every row holds what its parent holds in a field: own name, parent's name."""
        reference = self.gap.reference
        for name, shown in self._fields() if reference else ():
            pairs = [(v, self._parent(self._parent_of(life))) for life, v in shown]
            told = [(v, parent.at(START)) for v, parent in pairs if parent is not None]
            if len(told) < SURE or len({repr(v) for v, _ in told}) < 2:
                continue
            other = reference.other if reference else ""
            for theirs in self.past.fields(other):
                key = self.past.entities[other].key
                if theirs != key and all(repr(row.get(theirs)) == repr(v) for v, row in told):
                    yield name, theirs
                    break

    def _running(self) -> Iterator[tuple[str, int]]:
        """Fields that count the rows of a parent from a first number on."""
        first = {block.parent: block.first for block in self.gap.blocks}
        for name, shown in self._fields():
            offsets: set[int | None] = set()
            for life, value in shown:
                parent = self._parent_of(life)
                if not isinstance(value, int) or isinstance(value, bool):
                    offsets.add(None)
                elif life.created is None and parent in first:
                    offsets.add(value - (int(str(life.key)) - first[parent]))
            if len(offsets) == 1 and len(shown) >= SURE and (only := offsets.pop()) is not None:
                yield name, only
