"""Sideloads: lists that stand beside a row, or beside a list, and show what these rows are tied to.

`{"item": {…}, "included": {"users": […], "labels": […]}}` shows with a row those that refer to it, and with
these the users whom any of them names. Whether a list does so is told by the answers alone: it shows just
the rows that refer to the rows beside it, or just those that the rows beside it refer to, each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wirebase.blueprint.expressions import (
    AnyOf,
    Compare,
    Condition,
    Exists,
    Expression,
    Field,
    Object,
    Rows,
    Source,
)
from wirebase.exchange import Json
from wirebase.infer.calls import Route
from wirebase.infer.entities import Entity
from wirebase.infer.instances import Instance
from wirebase.infer.records import ITEM, Pointer
from wirebase.infer.relations import Reference
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text

MOST = 60
MOST_ROWS = 200_000
"""Answers, and rows in all of them, that are looked at."""
LEAST = 0.8
"""The share of answers in which a list must show just the rows that are tied to those beside it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Rows that stand in the envelope of an answer: a list, or one row that is in scope."""

    pointer: Pointer
    entity: Entity
    field: str
    """Where each row has its key."""
    alias: str
    source: Source | None
    """What a list shows."""

    def keys(self, instance: Instance) -> frozenset[str]:
        """The keys of the rows that an answer shows there."""
        value = instance.value
        for name in self.pointer:
            value = value.get(name) if isinstance(value, dict) else None
        held: Iterable[Json] = value if isinstance(value, list) else [value]
        return frozenset(text(row.get(self.field)) for row in held if isinstance(row, dict))


@dataclass(frozen=True, slots=True)
class Tie:
    """How rows of a list are tied to those of another place."""

    beside: Place
    reference: Reference
    refers: bool
    """Whether the list's rows refer to those beside it, rather than being referred to."""
    shown: tuple[frozenset[str], ...]
    """For each answer the keys of the rows that are tied so."""

    def condition(self, alias: str, key: str) -> Condition:
        """What holds for a row under the alias, whose key is in the column."""
        place = self.beside
        theirs = place.entity.key if self.refers else self.reference.field
        own = Field(row=alias, column=self.reference.field if self.refers else key)
        if place.source is None:
            return Compare(left=own, right=Field(row=place.alias, column=theirs))
        inner = f"{place.alias}_of_{alias}"
        source = _under(place.source, inner)
        tied = Compare(left=Field(row=inner, column=theirs), right=own)
        where = (*source.where, tied)
        return Exists(source=source.model_copy(update={"where": where, "order": ()}))


def with_sideloads(
    known: Knowledge,
    route: Route,
    instances: Sequence[Instance],
    body: Expression,
    explained: Mapping[Pointer, float],
) -> Expression:
    """The body, its lists by what they are tied to where that explains more of them.

    `explained` says of each list in how many of the answers it was understood."""
    places = list(_places(known, route, body, ()))
    if len(places) < 2 or not any(explained.get(p.pointer, 1.0) < 1.0 for p in places):
        return body
    most = max((len(known.past.rows[p.entity.name]) for p in places), default=1)
    told = instances[: max(4, min(MOST, MOST_ROWS // max(most, 1)))]
    first = next((p.pointer for p in places if p.source is not None), ())
    alone = any(p.source is None for p in places)
    done = [
        p
        for p in places
        if p.source is None
        or explained.get(p.pointer, 1.0) == 1.0
        or (p.pointer == first and not alone)
    ]
    left = [p for p in places if p not in done]
    made: dict[Pointer, Source] = {}
    while left:
        found = ((p, _tied(known, p, done, told, explained[p.pointer])) for p in left)
        place, ties = next(((p, t) for p, t in found if t), (left[0], []))
        left.remove(place)
        assert place.source is not None
        source = place.source
        if ties:
            source = _by(source, ties, place)
            made[place.pointer] = source
        done.append(Place(place.pointer, place.entity, place.field, place.alias, source))
    return _with(body, (), made)


def _by(source: Source, ties: Sequence[Tie], place: Place) -> Source:
    """The rows that have one of the ties."""
    told = tuple(tie.condition(place.alias, place.entity.key) for tie in ties)
    where = told[0] if len(told) == 1 else AnyOf(conditions=told)
    return source.model_copy(update={"where": (where,), "joins": ()})


def _places(known: Knowledge, route: Route, node: Expression, pointer: Pointer) -> Iterator[Place]:
    """The places of an envelope that show rows, in their order."""
    if isinstance(node, Rows):
        place = (route.name, (*pointer, ITEM))
        entity = known.past.places.get(place)
        plain = node.source.page is None and not node.source.joins
        if entity is not None and place not in entity.scalar and plain:
            field = entity.keys[place].field
            yield Place(pointer, entity, field, node.source.alias, node.source)
    elif isinstance(node, Object):
        entity = known.past.places.get((route.name, pointer))
        if entity is None:
            for member in node.members:
                yield from _places(known, route, member.value, (*pointer, member.name))
            return
        own = [m.value for m in node.members if isinstance(m.value, Field)]
        keys = [value.row for value in own if value.column == entity.key]
        if keys:
            yield Place(pointer, entity, entity.keys[route.name, pointer].field, keys[0], None)


def _tied(
    known: Knowledge,
    place: Place,
    others: Sequence[Place],
    instances: Sequence[Instance],
    explained: float,
) -> list[Tie]:
    """The ties by which just the rows of a list are shown, in more answers than were explained."""
    shown = [place.keys(i) for i in instances]
    if not any(shown):
        return []
    ties = [tie for other in others for tie in _ties(known, place, other, instances)]
    within = [t for t in ties if any(t.shown) and all(map(frozenset.issubset, t.shown, shown))]
    chosen: list[Tie] = []
    best = max(explained, LEAST - 0.001)
    for tie in within:
        if _share([tie], shown) > best:
            best, chosen = _share([tie], shown), [tie]
    if chosen:
        return chosen
    for tie in within:
        if not tie.refers and _count([*chosen, tie]) > _count(chosen):
            chosen.append(tie)
    return chosen if chosen and _share(chosen, shown) > best else []


def _ties(
    known: Knowledge, place: Place, beside: Place, instances: Sequence[Instance]
) -> Iterator[Tie]:
    """The ways in which rows of a list may be tied to those of another place."""
    looks = [(beside.keys(i), i.at) for i in instances]
    for reference in known.found.of(place.entity.name):
        if reference.other == beside.entity.name:
            own = tuple(
                frozenset(
                    key
                    for key, row in known.state(place.entity.name, at).items()
                    if text(row.get(reference.field)) in keys
                )
                for keys, at in looks
            )
            yield Tie(beside, reference, True, own)
    for reference in known.found.of(beside.entity.name):
        if reference.other == place.entity.name:
            named = tuple(
                frozenset(
                    other
                    for key, row in known.state(beside.entity.name, at).items()
                    if key in keys
                    and (other := text(row.get(reference.field)))
                    in known.state(place.entity.name, at)
                )
                for keys, at in looks
            )
            yield Tie(beside, reference, False, named)


def _count(ties: Sequence[Tie]) -> int:
    return sum(map(len, _united(ties)))


def _united(ties: Sequence[Tie]) -> list[frozenset[str]]:
    return [frozenset().union(*some) for some in zip(*(t.shown for t in ties), strict=True)]


def _share(ties: Sequence[Tie], shown: Sequence[frozenset[str]]) -> float:
    """The share of answers in which a list shows just the rows that are tied so."""
    told = _united(ties)
    return sum(map(frozenset.__eq__, told, shown)) / len(shown)


def _under(source: Source, alias: str) -> Source:
    """The same rows under another alias."""
    name = re.compile(rf'"(row|alias)":"{re.escape(source.alias)}"')
    return Source.model_validate_json(name.sub(rf'"\1":"{alias}"', source.model_dump_json()))


def _with(node: Expression, pointer: Pointer, made: Mapping[Pointer, Source]) -> Expression:
    """The envelope with other sources of some of its lists."""
    if isinstance(node, Rows) and pointer in made:
        source, was = made[pointer], node.source.alias
        assert source.alias == was
        return node.model_copy(update={"source": source})
    if isinstance(node, Object) and any(place[: len(pointer)] == pointer for place in made):
        members = tuple(
            m.model_copy(update={"value": _with(m.value, (*pointer, m.name), made)})
            for m in node.members
        )
        return node.model_copy(update={"members": members})
    return node
