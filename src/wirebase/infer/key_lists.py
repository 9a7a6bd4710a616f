"""Key lists: requests that name the rows they are about in a list in their body."""

from __future__ import annotations

from wirebase.exchange import Json
from wirebase.infer.calls import Call, Route, Variable
from wirebase.infer.entities import Entity
from wirebase.infer.history import History
from wirebase.infer.naming import snake
from wirebase.infer.records import ITEM, resource

KEYS = frozenset({"ids", "keys", "id", "key", "items"})
"""What an object calls the list of keys that it holds."""


def listed_keys(call: Call) -> tuple[str, list[str]] | None:
    """The pointer of the list of keys that a request is about, and the keys."""
    body = call.body() if call.has_body else None
    pointer = ""
    if isinstance(body, dict) and len(body) == 1:
        name = next(iter(body))
        if snake(name) in KEYS:
            pointer, body = f"/{name}", body[name]
    if not isinstance(body, list) or not body:
        return None
    if not all(map(_is_key, body)):
        return None
    return pointer, [str(item) for item in body]


def keys_beside(call: Call) -> tuple[str, list[str]] | None:
    """The pointer of a list of keys that stands beside other fields of a request, and the keys."""
    body = call.body() if call.has_body else None
    for name, value in body.items() if isinstance(body, dict) and len(body) > 1 else ():
        if snake(name) in KEYS and isinstance(value, list) and value and all(map(_is_key, value)):
            return f"/{name}", [str(item) for item in value]
    return None


def _is_key(item: Json) -> bool:
    return isinstance(item, (str, int)) and not isinstance(item, bool)


def deleted_entity(past: History, route: Route, calls: list[Call]) -> Entity | None:
    """The entity whose rows the lists of a deletion name: those of the list at its path."""
    *_, last = [s for s in route.segments if s] or [""]
    if route.method != "DELETE" or isinstance(last, Variable):
        return None
    listed = [listed_keys(call) for call in calls]
    entity = _listed_at(past, route) or past.entities.get(resource(route))
    if entity is None or not listed or None in listed:
        return None
    keys = past.keys(entity.name)
    named = {key for found in listed if found for key in found[1]}
    return entity if named & keys else None


def _listed_at(past: History, route: Route) -> Entity | None:
    """The entity whose rows are listed at the path of a route."""
    reads = f"get{route.name.removeprefix(route.method.lower())}"
    shown = {
        entity.name: entity
        for (name, pointer), entity in past.places.items()
        if name == reads and pointer[-1:] == (ITEM,) and ITEM not in pointer[:-1]
    }
    return next(iter(shown.values())) if len(shown) == 1 else None
