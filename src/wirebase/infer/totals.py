"""Totals: rows that a list says there are beyond those which it shows.

A list of all rows that shows a page of them, and says how many there are, tells how many were never
seen. Where keys are running numbers, and just so many numbers are missing up to the last one, these are
the keys of those rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wirebase.evidence import Evidence
from wirebase.infer.calls import Call
from wirebase.infer.history import History, Life
from wirebase.infer.naming import snake
from wirebase.infer.ordering import is_sort
from wirebase.infer.paging import role, total_of
from wirebase.infer.records import ITEM, occurrences
from wirebase.infer.stand_ins import MOST, SURE, Block, Gap


@dataclass(frozen=True, slots=True)
class Look:
    """A page of a list of all rows."""

    index: int
    keys: tuple[int, ...]
    total: int


def totalled(past: History, calls: Sequence[Call]) -> Iterator[Gap]:
    """The rows that the totals of lists tell of."""
    looks: dict[str, list[Look]] = {}
    for call in calls:
        found = _look(past, call)
        if found is not None:
            looks.setdefault(found[0], []).append(found[1])
    for entity, some in looks.items():
        last = _last_key(past.rows[entity], some)
        if last is None:
            continue
        claim = f"lists tell of {some[0].total} rows, and the numbers up to {last} are just so many"
        evidence = Evidence(
            claim=claim, support=len(some), exchanges=tuple(s.index for s in some[:3])
        )
        yield Gap(entity, (Block("", 1, last),), evidence)


def _look(past: History, call: Call) -> tuple[str, Look] | None:
    """The page of all rows of an entity that a call shows, with their number."""
    if not call.route.read or not call.has_answer or not call.exchange.succeeded:
        return None
    if call.route.is_graphql or call.route.variables or not all(map(_only_pages, call.query)):
        return None
    total = total_of(call)
    shown: dict[str, list[str]] = {}
    for occurrence in occurrences(call, call.answer()):
        found = past.shown(occurrence)
        outer = occurrence.pointer[:-1]
        if found and occurrence.pointer[-1:] == (ITEM,) and ITEM not in outer:
            shown.setdefault(found[0].name, []).append(found[1])
    if total is None or len(shown) != 1:
        return None
    ((entity, keys),) = shown.items()
    if not all(key.isdecimal() for key in keys) or len(keys) > total:
        return None
    return entity, Look(call.exchange.index, tuple(map(int, keys)), total)


def _only_pages(name: str) -> bool:
    """Whether a parameter says which page is shown, and how."""
    return bool(role(name)) or is_sort(name) or snake(name) in SHAPES


SHAPES = frozenset("fields include expand select embed populate with".split())
"""Parameters that say what of the rows is shown."""


def _last_key(rows: dict[str, Life], looks: Sequence[Look]) -> int | None:
    """The number up to which all rows were there before the capture; None where that is not certain."""
    if len(rows) < SURE or not all(key.isdecimal() for key in rows):
        return None
    seen = {int(key): life for key, life in rows.items()}
    before = [key for key, life in seen.items() if life.created is None]
    made = [key for key, life in seen.items() if life.created is not None]
    missing = {_missing(seen, look) for look in looks}
    if len(missing) != 1 or not 0 < (more := missing.pop()) <= MOST or not before:
        return None
    last = max(before)
    gap = last - len([key for key in seen if key <= last])
    beyond = more - gap
    if beyond == 0:
        return last
    follows = min(made) == last + beyond + 1 if made else _rises(looks) and gap == 0
    return last + beyond if beyond > 0 and follows else None


def _missing(seen: dict[int, Life], look: Look) -> int:
    """How many rows more than those that were ever seen there were at that time."""
    return look.total - sum(life.lives(look.index) for life in seen.values())


def _rises(looks: Sequence[Look]) -> bool:
    """Whether every page shows rows in the order of their numbers, so that later ones are higher."""
    return all(list(look.keys) == sorted(look.keys) for look in looks)
