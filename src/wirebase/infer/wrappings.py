"""Wrappings: members of a row that hold its fields, and objects that hold nothing but a row.

JSON:API and its kin show a row as an identity beside `attributes` and `relationships`, and a row that it
refers to as `{"data": {...}}`. A row that holds no values of its own beside its identity is wrapped so;
its columns are the members of the objects inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wirebase.exchange import Json
from wirebase.infer.entities import Entity
from wirebase.infer.naming import snake
from wirebase.infer.records import GENERIC, KEYED, META, Place, Pointer, Site

type Wrappings = frozenset[Place]
"""Places of objects that hold fields of the row around them."""

WRAPPERS = frozenset("attributes relationships fields properties".split())
"""What such members are called; under another name an object may be a value of its own."""

BESIDE = frozenset("type object kind links meta id".split())
"""Members beside the identity that say nothing of the row itself."""


def wrappings(entities: Iterable[Entity], sites: Mapping[Place, Site]) -> Wrappings:
    """The members of rows that hold their fields."""
    shown = {place: entity for entity in entities for place in entity.keys}
    found: set[Place] = set()
    for entity in entities:
        told = [sites[p] for p in entity.keys if p in sites and not _is_bare(sites[p], entity)]
        for site in told if told and all(_is_wrapped(s, entity) for s in told) else ():
            for name in _objects(site):
                inner = (site.route.name, (*site.pointer, name))
                if inner in sites and inner not in shown:
                    found.add(inner)
        for site in told:
            found |= {p for p in _repeating(site, entity, sites) if p not in shown}
    return frozenset(found)


def _repeating(site: Site, entity: Entity, sites: Mapping[Place, Site]) -> Iterator[Place]:
    """Of rows without a plain value beside their key: the objects in which each row's key stands again."""
    key = entity.keys[site.place].field
    if not key or any(site.kinds[name].keys() & KEYED for name in _own(site, entity)):
        return
    for name, kinds in site.kinds.items():
        inner = sites.get((site.route.name, (*site.pointer, name)))
        if (
            kinds.keys() == {"object"}
            and inner
            and inner.present[key] == inner.objects == site.objects
        ):
            yield inner.place


def _own(site: Site, entity: Entity) -> set[str]:
    """The members beside what every row has in such a style."""
    key = entity.keys[site.place].field
    return {n for n in site.kinds if n != key and n not in META and snake(n) not in BESIDE}


def _is_bare(site: Site, entity: Entity) -> bool:
    """Whether the objects are identities alone, as in a reference."""
    return not _own(site, entity)


def _is_wrapped(site: Site, entity: Entity) -> bool:
    """Whether the rows hold nothing but objects beside their identity."""
    own = _own(site, entity)
    held = _objects(site)
    return bool(held) and own <= held


def _objects(site: Site) -> set[str]:
    """The members that are objects wherever they are, and called as what holds fields is."""
    return {
        name
        for name, kinds in site.kinds.items()
        if kinds.keys() == {"object"} and snake(name) in WRAPPERS
    }


def enclosed(
    places: Mapping[Place, Entity], route: str, pointer: Pointer, value: dict[str, Json]
) -> str:
    """The member of an object that is a row, where there is nothing else but links; "" where it is none."""
    names = [name for name in value if snake(name) not in ("links", "meta")]
    if len(names) != 1 or names[0].lower() not in GENERIC:
        return ""
    return names[0] if (route, (*pointer, names[0])) in places else ""
