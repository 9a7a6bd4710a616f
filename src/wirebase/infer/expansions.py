"""Expansions: rows that stand in other rows without their keys.

One answer shows the key of an author, another one the author's name and picture in its place. Where such
an object has only fields of the entity that its field is named after, it is a row of that entity: the one
that holds the same values, where just one does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from wirebase.exchange import Json
from wirebase.infer.entities import Entity
from wirebase.infer.history import History, Life
from wirebase.infer.identity import SiteKey
from wirebase.infer.likeness import is_distinctive
from wirebase.infer.naming import singular, snake
from wirebase.infer.records import ITEM, META, Place, Site
from wirebase.infer.titles import stem

FEWEST = 2
"""Fields that such an object has, and objects that must be found again as rows."""
FOUND = 0.8
"""The share of the objects that must be, where no answer shows a key instead."""


def expansions(past: History, sites: Mapping[Place, Site]) -> None:
    """Leaves the key of the row that each such object is; those of no known row are dropped."""
    for place in sorted(sites):
        found = _expanded(past, sites, place)
        if found is None:
            continue
        (entity, field), other = found
        rows = past.rows[entity.name].values()
        objects = [v for life in rows for v in life.values(field) if isinstance(v, dict)]
        keys = [_row(past, other, value) for value in objects]
        known = [key for key in keys if key is not None]
        told = (entity.name, field) in past.scalars
        if not told and (len(known) < FEWEST or len(known) < FOUND * len(objects)):
            continue
        for life in rows:
            _reduce(past, other, life, field)
        past.objects[entity.name, field] = other.name
        past.places[place] = other
        other.keys[place] = SiteKey("", strong=False, chance=False)


def _expanded(
    past: History, sites: Mapping[Place, Site], place: Place
) -> tuple[tuple[Entity, str], Entity] | None:
    """The field of a row that objects without a key stand in, and the entity that they look like."""
    route, pointer = place
    entity = past.places.get((route, pointer[:-1])) if pointer else None
    if entity is None or place in past.places or pointer[-1] == ITEM:
        return None
    field = snake(pointer[-1])
    other = past.entities.get(singular(stem(field)))
    names = {snake(name) for name in sites[place].kinds if name not in META}
    if other is None or (entity.name, field) in past.objects or len(names) < FEWEST:
        return None
    beside = sites[route, pointer[:-1]].kinds.get(pointer[-1], Counter())
    if not beside.keys() <= {"object", "null"}:
        return None  # the same requests show keys, too: nothing would say which is asked for
    fits = names <= set(past.fields(other.name)) - {other.key}
    return ((entity, field), other) if fits else None


def _row(past: History, other: Entity, value: Mapping[str, Json]) -> Json:
    """The key of the one row that holds all values of an object; None where there is no such."""
    plain = {snake(n): v for n, v in value.items() if not isinstance(v, (dict, list))}
    told = {n: v for n, v in plain.items() if v is not None}
    if not any(is_distinctive(v) for v in told.values()):
        return None
    rows = [life for life in past.rows[other.name].values() if _holds(life, told)]
    return rows[0].key if len(rows) == 1 else None


def _holds(life: Life, values: Mapping[str, Json]) -> bool:
    return all(value in life.values(name) for name, value in values.items())


def _reduce(past: History, other: Entity, life: Life, field: str) -> None:
    series = list(_keys(past, other, life, field))
    if series:
        life.changes[field] = series
    else:
        life.changes.pop(field, None)


def _keys(past: History, other: Entity, life: Life, field: str) -> Iterator[tuple[int, Json]]:
    for index, value in life.changes.get(field, ()):
        key = _row(past, other, value) if isinstance(value, dict) else value
        if key is not None or value is None:
            yield index, key
