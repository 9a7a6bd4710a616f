"""Standing: what rows refer to, told by where they stand, in answers that do not show it.

A row that is shown below a path, or inside of other rows, refers to them where all rows that stand there
and show the reference do, or where rows are made there. What stands in the items of a list of linked
rows may belong to the link itself: it refers to both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from wirebase.infer.calls import Call
from wirebase.infer.history import History
from wirebase.infer.naming import snake
from wirebase.infer.paths import named
from wirebase.infer.records import ITEM, Occurrence, Place, occurrences
from wirebase.infer.ties import Reference, Relations, Shared

type Owner = tuple[str, str, str]
"""What says that a row stands below or in another one, the entity of that, and its key."""


class Where(NamedTuple):
    """A place of rows, and what it has to do with another entity."""

    place: Place
    above: str
    """The variable that names a row of it, or the pointer of the rows that enclose the place."""
    other: str


@dataclass(slots=True)
class _Stand:
    """The rows at a place, and the rows that they stand below or in."""

    owners: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    made: bool = False
    """Whether some were made there."""


def standing(calls: Iterable[Call], past: History, found: Relations) -> None:
    """Completes the references of rows by where they stand, and notes what belongs to links."""
    stands: dict[Where, _Stand] = {}
    inner: set[tuple[Occurrence, Occurrence, Occurrence]] = set()
    for call in calls:
        if call.has_answer and call.exchange.succeeded:
            below = list(_below(past, call))
            past.looked |= {(call.route.name, entity, key) for _, entity, key in below}
            for occurrence in occurrences(call, call.answer()):
                _note(past, stands, occurrence, below)
                _note_inner(past, inner, occurrence)
    for where, stand in stands.items():
        for reference in found.of(past.places[where.place].name):
            if reference.other == where.other and _holds(past, found, reference, stand):
                _complete(past, reference, stand)
                found.standing.add((reference.entity, reference.field))
    _share(past, found, inner)


def _note(
    past: History, stands: dict[Where, _Stand], occurrence: Occurrence, below: Iterable[Owner]
) -> None:
    shown = past.shown(occurrence)
    if shown is None:
        return
    entity, key = shown
    made = past.rows[entity.name][key].created == occurrence.call.exchange.index
    for above, other, owner in (*_around(past, occurrence), *below):
        if other != entity.name:
            stand = stands.setdefault(Where(occurrence.place, above, other), _Stand())
            stand.owners[key].add(owner)
            stand.made |= made


def _around(past: History, occurrence: Occurrence) -> Iterator[Owner]:
    """The rows in which a row stands."""
    outer = occurrence.parent
    while outer is not None:
        shown = past.shown(outer)
        if shown is not None:
            yield "/".join(outer.pointer), shown[0].name, shown[1]
        outer = outer.parent


def _below(past: History, call: Call) -> Iterator[Owner]:
    """The rows below which the rows of an answer stand: those that the path names."""
    for variable in call.route.variables:
        row = named(past, call.route, variable)
        key = row.key(past, call) if row else None
        if row is not None and key is not None:
            yield variable.name, row.entity.name, key


def _holds(past: History, found: Relations, reference: Reference, stand: _Stand) -> bool:
    """Whether the rows that show a reference refer to those below or in which they stand."""
    if any(len(owners) > 1 for owners in stand.owners.values()):
        return False
    rows = past.rows[reference.entity]
    told = [
        str(value) in owners
        for key, owners in stand.owners.items()
        for value in rows[key].values(reference.field)[:1]
    ]
    alone = [r for r in found.of(reference.entity) if r.other == reference.other] == [reference]
    return all(told) and (bool(told) or (stand.made and alone))


def _complete(past: History, reference: Reference, stand: _Stand) -> None:
    for key, owners in stand.owners.items():
        life = past.rows[reference.entity][key]
        owner = past.rows[reference.other].get(next(iter(owners)))
        if reference.field not in life.changes and owner is not None:
            life.changes[reference.field] = [(life.seen, owner.key)]


def _note_inner(
    past: History, inner: set[tuple[Occurrence, Occurrence, Occurrence]], occurrence: Occurrence
) -> None:
    """Notes a row listed in a field of the link of two others."""
    listed = occurrence.parent
    if occurrence.pointer[-1:] != (ITEM,) or listed is None:
        return
    linked, owner = past.places.get(listed.place), listed.parent
    if linked is None or occurrence.pointer[-2] not in linked.aside.get(listed.place, ()):
        return
    while owner is not None and past.shown(owner) is None:
        owner = owner.parent
    if owner is not None and past.shown(occurrence) and past.shown(listed):
        inner.add((owner, listed, occurrence))


def _share(
    past: History, found: Relations, inner: Iterable[tuple[Occurrence, Occurrence, Occurrence]]
) -> None:
    told: dict[tuple[str, str, str, Shared], list[bool]] = defaultdict(list)
    for owner, listed, occurrence in inner:
        one, two, row = past.shown(owner), past.shown(listed), past.shown(occurrence)
        if one is None or two is None or row is None:
            continue
        name = snake(listed.pointer[len(owner.pointer)])
        held = past.rows[row[0].name][row[1]].at(occurrence.call.exchange.index)
        refs = found.of(row[0].name)
        mine = [r for r in refs if r.other == one[0].name]
        theirs = [r for r in refs if r.other == two[0].name]
        for left, right in product(mine, theirs):
            shared = Shared(row[0].name, left.field, right.field)
            same = (str(held.get(left.field)), str(held.get(right.field))) == (one[1], two[1])
            told[one[0].name, name, snake(occurrence.pointer[-2]), shared].append(same)
    for (entity, name, field_name, shared), agree in told.items():
        if all(agree):
            found.shared[entity, name, field_name] = shared
