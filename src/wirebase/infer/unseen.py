"""Unseen rows: those that answers count and that no answer shows.

Where keys are running numbers, rows that a counter tells of have keys of their own: the numbers that
are missing between those which were seen. Where each parent's rows were made at one go, as example data
is, the counts of the parents, laid end to end, say whose they are; every row that was seen tests that.
Such a row holds what its key and its parent tell, and what nearly all rows hold.
"""

from __future__ import annotations

from collections import Counter as Votes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wirebase.evidence import Evidence
from wirebase.exchange import Json
from wirebase.infer.counters import Counter, proposed
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
    """The keys of one parent's rows: so many, from a first one on."""

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
    reference: Reference
    blocks: tuple[Block, ...]
    evidence: Evidence


def unseen(past: History, found: Relations) -> list[Gap]:
    """Adds the rows that counters tell of, and says why."""
    gaps: dict[str, Gap] = {}
    for counter, _ in proposed(past, found):
        gap = _gap(past, counter)
        if gap is not None and counter.reference.entity not in gaps:
            gaps[counter.reference.entity] = gap
    for gap in gaps.values():
        _Filler(past, found, gap).fill()
    return list(gaps.values())


def _gap(past: History, counter: Counter) -> Gap | None:
    """The rows that a counter tells of; None where their keys cannot be told."""
    reference = counter.reference
    before = {
        key: life
        for key, life in past.rows[reference.entity].items()
        if life.created is None and life.at(START).get(reference.field) is not None
    }
    counts = dict(_counts(past, counter))
    if not before or not counts or not all(map(str.isdecimal, (*before, *counts))):
        return None
    owners = {int(key): str(life.at(START)[reference.field]) for key, life in before.items()}
    blocks = _layout(counts)
    tested = _test(blocks, owners, _next(past, counter))
    missing = sum(counts.values()) - len(owners)
    if not tested or not 0 < missing <= MOST:
        return None
    claim = f"{counter.field} counts {missing} rows more than were shown; {tested}"
    return Gap(reference.entity, reference, blocks, Evidence(claim=claim, support=len(owners)))


def _counts(past: History, counter: Counter) -> Iterator[tuple[str, int]]:
    """How many rows each parent had before the capture."""
    reference = counter.reference
    for key, life in past.rows[reference.other].items():
        series = life.changes.get(counter.field, [])
        told = next(((at, v) for at, v in series if isinstance(v, int)), None)
        if life.created is None and told is not None:
            at, number = told
            yield key, number - _moved(past, reference, key, at)


def _moved(past: History, reference: Reference, parent: str, until: int) -> int:
    """How many more rows a parent had after an exchange than before the capture."""
    rows = past.rows[reference.entity].values()
    mine = [life for life in rows if str(life.at(until).get(reference.field)) == parent]
    made = sum(life.created is not None and life.created <= until for life in mine)
    gone = sum(life.deleted is not None and life.deleted <= until for life in mine)
    return made - gone


def _layout(counts: Mapping[str, int]) -> tuple[Block, ...]:
    """The counts laid end to end, from 1 on."""
    blocks, at = [], 1
    for parent in sorted(counts, key=int):
        blocks.append(Block(parent, at, counts[parent]))
        at += counts[parent]
    return tuple(blocks)


def _next(past: History, counter: Counter) -> range | None:
    """Between which numbers the last one given before the capture lies, as the next one tells."""
    reference = counter.reference
    rows = past.rows[reference.entity].items()
    made = [int(key) for key, life in rows if life.created is not None and key.isdecimal()]
    parents = past.rows[reference.other].values()
    series = [[v for v in p.values(counter.field) if isinstance(v, int)] for p in parents]
    grown = sum(
        max(told) - (told[0] if p.created is None else 0)
        for p, told in zip(parents, series, strict=True)
        if told
    )
    return range(min(made) - 1 - grown, min(made)) if made else None


def _test(blocks: tuple[Block, ...], owners: Mapping[int, str], last: range | None) -> str:
    """What confirms a layout; "" where a row contradicts it, or too few say anything."""
    of = {block.parent: block for block in blocks}
    right = all(owner in of and of[owner].holds(key) for key, owner in owners.items())
    end = max(block.first + block.count - 1 for block in blocks)
    parents = len(set(owners.values()))
    told = parents > 1 or last is not None
    if not right or len(owners) < SURE or not told or (last is not None and end not in last):
        return ""
    return f"the {len(owners)} rows shown stand where {parents} of the counts put them"


@dataclass(slots=True)
class _Filler:
    """Makes the unseen rows of one entity, from what the seen ones have in common."""

    past: History
    found: Relations
    gap: Gap
    seen: dict[str, Life] = field(init=False)

    def __post_init__(self) -> None:
        self.seen = dict(self.past.rows[self.gap.entity])

    def fill(self) -> None:
        """Adds the rows."""
        usual = dict(self._usual())
        of_parent = dict(self._of_parent())
        running = dict(self._running())
        text = isinstance(next(iter(self.seen.values())).key, str)
        for block in self.gap.blocks:
            parent = self.past.rows[self.gap.reference.other][block.parent]
            theirs = parent.at(START)
            for number in range(block.first, block.first + block.count):
                if str(number) in self.seen:
                    continue
                key: Json = str(number) if text else number
                values = usual | {own: theirs.get(name) for own, name in of_parent.items()}
                values |= {name: number - block.first + first for name, first in running.items()}
                values |= {
                    self.past.entities[self.gap.entity].key: key,
                    self.gap.reference.field: parent.key,
                }
                life = Life(key, START, unseen=True)
                life.observe(START, values)
                self.past.rows[self.gap.entity][str(number)] = life

    def _fields(self) -> Iterator[tuple[str, list[tuple[Life, Json]]]]:
        """The plain fields of the rows, and the value of each row that shows one."""
        entity, found = self.gap.entity, self.found
        key = self.past.entities[entity].key
        apart = (*found.children, *found.links, *found.empty)
        for name in self.past.fields(entity):
            if name not in (key, self.gap.reference.field) and (entity, name) not in apart:
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
        parents = self.past.rows[self.gap.reference.other]
        for name, shown in self._fields():
            pairs = [
                (v, parents.get(str(life.at(START).get(self.gap.reference.field))))
                for life, v in shown
            ]
            told = [(v, parent.at(START)) for v, parent in pairs if parent is not None]
            if len(told) < SURE or len({repr(v) for v, _ in told}) < 2:
                continue
            key = self.past.entities[self.gap.reference.other].key
            for theirs in self.past.fields(self.gap.reference.other):
                if theirs != key and all(repr(row.get(theirs)) == repr(v) for v, row in told):
                    yield name, theirs
                    break

    def _running(self) -> Iterator[tuple[str, int]]:
        """Fields that count the rows of a parent from a first number on."""
        first = {block.parent: block.first for block in self.gap.blocks}
        for name, shown in self._fields():
            offsets: set[int | None] = set()
            for life, value in shown:
                parent = str(life.at(START).get(self.gap.reference.field))
                if not isinstance(value, int) or isinstance(value, bool):
                    offsets.add(None)
                elif life.created is None and parent in first:
                    offsets.add(value - (int(str(life.key)) - first[parent]))
            if len(offsets) == 1 and len(shown) >= SURE and (only := offsets.pop()) is not None:
                yield name, only
