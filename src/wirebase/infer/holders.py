"""Holders: items of a list in a row that hold one other row each, and say something of the link beside.

`{"members": [{"user": {"id": 3, "name": "Ada"}, "role": "editor"}]}` lists the users of a board, and what
each of them is to it. An item with a key of its own is a row itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wirebase.infer.calls import Call
from wirebase.infer.cursors import is_cursor
from wirebase.infer.entities import Entity
from wirebase.infer.identity import SiteKey
from wirebase.infer.records import ITEM, Place, Site, occurrences

type Holders = Mapping[Place, str]
"""Place of an item -> the member that is the row."""

PLAIN = frozenset({"integer", "string", "number", "boolean", "null"})


def holders(
    calls: Iterable[Call], entities: Iterable[Entity], sites: Mapping[Place, Site]
) -> Holders:
    """The items that hold a row, where no list in a row holds one of them twice."""
    keys = {place: key for entity in entities for place, key in entity.keys.items()}
    found = {
        place: name
        for place, site in sites.items()
        if place not in keys and (name := _held(site, keys))
    }
    for route, pointer in _doubled(calls, found, keys):
        del found[route, pointer]
    return found


def _held(site: Site, keys: Mapping[Place, SiteKey]) -> str:
    """The one member of the items that is a row, if all others are plain; "" where there is none."""
    route, pointer = site.place
    if pointer[-1:] != (ITEM,) or (route, pointer[:-2]) not in keys or site.route.is_graphql:
        return ""
    rows = [n for n in site.kinds if (route, (*pointer, n)) in keys]
    rest = [n for n in site.kinds if n not in rows]
    if len(rows) != 1 or not rest or any(map(is_cursor, rest)):
        return ""
    whole = site.kinds[rows[0]].keys() == {"object"} and site.present[rows[0]] == site.objects
    plain = all(site.kinds[n].keys() <= PLAIN for n in rest)
    return rows[0] if whole and plain and keys[route, (*pointer, rows[0])].field else ""


def _doubled(calls: Iterable[Call], found: Holders, keys: Mapping[Place, SiteKey]) -> set[Place]:
    """The places of items where one list holds the same row twice."""
    out: set[Place] = set()
    for call in calls:
        if not call.has_answer or not call.exchange.succeeded:
            continue
        seen: set[tuple[Place, int, str]] = set()
        for occurrence in occurrences(call, call.answer()):
            name = found.get(occurrence.place)
            if name is None:
                continue
            route, pointer = occurrence.place
            row = occurrence.value[name]
            key = row.get(keys[route, (*pointer, name)].field) if isinstance(row, dict) else None
            told = occurrence.place, id(occurrence.parent), str(key)
            if told in seen:
                out.add(occurrence.place)
            seen.add(told)
    return out
