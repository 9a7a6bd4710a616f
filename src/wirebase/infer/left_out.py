"""What is left out: members that rows show only where they hold something.

Many APIs never write null. A list in which some rows have a member and others do not says of the others
that they have nothing there, and so does every answer that shows the row whole. What comes and goes with
who asks or how is something else: then a row would be shown with the member and without it while nobody
wrote to it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.entities import Entity
from wirebase.infer.likeness import identity_of
from wirebase.infer.records import ITEM, META, Occurrence, Place, occurrences

type Query = Mapping[str, str | list[str]]


def _named(query: Query, parameter: str) -> set[str]:
    """The names that a parameter lists."""
    told = query[parameter]
    texts = told if isinstance(told, list) else [told]
    return {part.strip() for text in texts for part in text.split(",")}


@dataclass(frozen=True, slots=True)
class Sparse:
    """What the objects at a place leave out."""

    whole: frozenset[str]
    """Members by which an object is told to be shown whole."""
    members: frozenset[str]
    """Those that it lacks where they hold nothing."""
    excluders: frozenset[str] = frozenset()
    """Parameters of the query that name members which are not to be shown."""

    def missing(self, value: Mapping[str, Json], query: Query) -> list[str]:
        """The members that hold nothing in an object that a request with this query was shown."""
        if not value.keys() >= self.whole:
            return []
        hidden = {n for p in self.excluders & query.keys() for n in _named(query, p)}
        return sorted(name for name in self.members - hidden if name not in value)


type LeftOut = Mapping[Place, Sparse]


@dataclass(slots=True)
class _Site:
    entity: str
    objects: int = 0
    present: Counter[str] = field(default_factory=Counter)


def left_out(calls: Sequence[Call], found: Iterable[Entity]) -> LeftOut:
    """The members that each place leaves out where they hold nothing."""
    by_place = {place: entity for entity in found for place in entity.keys}
    sites: dict[Place, _Site] = {}
    patchy: dict[str, set[str]] = defaultdict(set)
    null: dict[str, set[str]] = defaultdict(set)
    for call in calls:
        shown: dict[Place, list[Occurrence]] = defaultdict(list)
        for occurrence in _rows(call, by_place):
            name = by_place[occurrence.place].name
            site = sites.setdefault(occurrence.place, _Site(name))
            site.objects += 1
            site.present.update(n for n in occurrence.value if n not in META)
            null[name] |= {n for n, v in occurrence.value.items() if v is None}
            shown[occurrence.place].append(occurrence)
        for place, some in shown.items():
            if place[1] and place[1][-1] == ITEM:
                patchy[by_place[place].name] |= _differing(some)
    for name, members in _filled_in(calls, by_place).items():
        patchy[name] |= members
    told = {name: members - null[name] for name, members in patchy.items()}
    sparse = {place: _sparse(site, told.get(site.entity, set())) for place, site in sites.items()}
    fickle, excluders = _fickle(calls, by_place, sparse)
    return {
        place: Sparse(some.whole, some.members - fickle[sites[place].entity], excluders)
        for place, some in sparse.items()
        if some.members - fickle[sites[place].entity]
    }


def _filled_in(calls: Iterable[Call], by_place: Mapping[Place, Entity]) -> dict[str, set[str]]:
    """The members that a place shows of a row once a request gave them, and did not show before to who
    asked alike."""
    found: dict[str, set[str]] = defaultdict(set)
    last: dict[tuple[Place, str, str], tuple[int, set[str]]] = {}
    given: dict[str, int] = {}
    for call in calls:
        body = call.body() if not call.route.read and call.has_body else None
        if isinstance(body, dict) and call.exchange.succeeded:
            given |= dict.fromkeys(body, call.exchange.index)
        for occurrence in _rows(call, by_place):
            entity = by_place[occurrence.place]
            key = identity_of(occurrence, entity.keys)
            if key is None:
                continue
            names, asked = {*occurrence.value} - META, (occurrence.place, key, repr(call.query))
            since, before = last.get(asked, (call.exchange.index, names))
            found[entity.name] |= {n for n in names - before if given.get(n, -1) > since}
            last[asked] = call.exchange.index, names
    return found


def _rows(call: Call, by_place: Mapping[Place, Entity]) -> Iterator[Occurrence]:
    """The rows that a read shows; what writes answer may be a part of a row."""
    asks = call.route.read and not call.route.is_graphql
    if not asks or not call.has_answer or not call.exchange.succeeded:
        return
    for occurrence in occurrences(call, call.answer()):
        if occurrence.place in by_place:
            yield occurrence


def _differing(some: Sequence[Occurrence]) -> set[str]:
    first, *rest = [frozenset(occurrence.value) for occurrence in some]
    return set(first.union(*rest) - first.intersection(*rest))


def _sparse(site: _Site, candidates: set[str]) -> Sparse:
    usual = {n for n, count in site.present.items() if 2 * count >= site.objects}
    members = candidates & site.present.keys()
    return Sparse(frozenset(usual - candidates), frozenset(members))


def _fickle(
    calls: Iterable[Call], by_place: Mapping[Place, Entity], sparse: LeftOut
) -> tuple[dict[str, set[str]], frozenset[str]]:
    """The members that rows were shown with and without while nothing wrote to them.

    And the parameters that name members which are then not shown."""
    seen: list[tuple[str, str, set[str]]] = []
    showing: set[str] = set()
    last: dict[tuple[str, str], dict[str, tuple[bool, Call]]] = defaultdict(dict)
    names = {entity.name for entity in by_place.values()}
    for call in calls:
        if not call.route.read and call.exchange.succeeded:
            for touched in _touched(call):
                for name in names:
                    last.pop((name, touched), None)
        for occurrence in _rows(call, by_place):
            entity = by_place[occurrence.place]
            key = identity_of(occurrence, entity.keys)
            some = sparse[occurrence.place]
            if key is None or not occurrence.value.keys() >= some.whole:
                continue
            for member in some.members:
                there = member in occurrence.value
                if there:
                    showing |= {p for p in call.query if member in _named(call.query, p)}
                before, other = last[entity.name, key].setdefault(member, (there, call))
                if before == there:
                    continue
                without = other if there else call
                hiding = {p for p in without.query if member in _named(without.query, p)}
                seen.append((entity.name, member, hiding))
    found: dict[str, set[str]] = defaultdict(set)
    for name, member, hiding in seen:
        if not hiding - showing:
            found[name].add(member)
    return found, frozenset(p for _, _, hiding in seen for p in hiding - showing)


def _touched(call: Call) -> set[str]:
    """The keys that a write names, or shows."""
    told = {*call.path.values(), *(str(v) for v in call.query.values())}
    for document in (
        call.body() if call.has_body else None,
        call.answer() if call.has_answer else None,
    ):
        told.update(part for value in _scalars(document) for part in str(value).split("/"))
    return told


def _scalars(value: Json) -> Iterator[Json]:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        yield value
        return
    for item in value:
        yield from _scalars(item)
