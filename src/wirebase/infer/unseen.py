"""Unseen rows: those that answers count and that no answer shows.

Where keys are running numbers, rows that a counter tells of have keys of their own: the numbers that
are missing between those which were seen. Where each parent's rows were made at one go, as example data
is, the counts of the parents, laid end to end, say whose they are; every row that was seen tests that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wirebase.evidence import Evidence
from wirebase.infer.calls import Call
from wirebase.infer.counters import Counter, proposed
from wirebase.infer.history import History
from wirebase.infer.relations import Reference, Relations
from wirebase.infer.stand_ins import MOST, START, SURE, Block, Gap, stand_in
from wirebase.infer.totals import totalled


def unseen(past: History, found: Relations, calls: Sequence[Call]) -> list[Gap]:
    """Adds the rows that counters and totals tell of, and says why."""
    gaps: dict[str, Gap] = {}
    for counter, _ in proposed(past, found):
        gap = _gap(past, counter)
        if gap is not None:
            gaps.setdefault(gap.entity, gap)
    for gap in totalled(past, calls):
        gaps.setdefault(gap.entity, gap)
    for gap in _referred_first(gaps, found):
        stand_in(past, found, gap)
    return list(gaps.values())


def _referred_first(gaps: Mapping[str, Gap], found: Relations) -> Iterator[Gap]:
    """The gaps, those of entities that others refer to before these; circles as they come."""
    done: set[str] = set()

    def before(entity: str) -> Iterator[Gap]:
        if entity in done or entity not in gaps:
            return
        done.add(entity)
        for reference in found.of(entity):
            yield from before(reference.other)
        yield gaps[entity]

    for entity in gaps:
        yield from before(entity)


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
    return Gap(reference.entity, blocks, Evidence(claim=claim, support=len(owners)), reference)


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
