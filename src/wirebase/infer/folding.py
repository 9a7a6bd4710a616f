"""Folding: the part of a long capture that is only gone through for its rows.

What the working set taught (routes, the places of rows, their keys and relations) says where in other
answers rows stand. They are merged by key, and their fields are named as history names them. The walk
is worked out once for each form that objects have at a place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import msgspec

from wirebase.exchange import Exchange, Json
from wirebase.infer.calls import Call, Route
from wirebase.infer.connections import connection, keys_of
from wirebase.infer.entities import Entity
from wirebase.infer.history import History
from wirebase.infer.layers import Layer
from wirebase.infer.matching import Matcher
from wirebase.infer.naming import snake
from wirebase.infer.paths import Named, named
from wirebase.infer.records import ITEM, META, VALUE, Pointer, is_map
from wirebase.infer.relations import Relations
from wirebase.infer.titles import is_named

type Reduce = Callable[[Json], Json]
"""What history keeps of a value: the key of an embedded row, the keys of listed ones."""
type Held = tuple[str, Json] | None
"""A column and a value that the place says, where the object does not."""

NOWHERE = "no known endpoint"
"""In place of a route, for what follows none."""

_pack = msgspec.json.Encoder().encode


@dataclass(slots=True)
class Folded:
    """What was folded."""

    layers: dict[str, Layer] = field(default_factory=dict)
    """Entity -> rows."""
    calls: Counter[str] = field(default_factory=Counter)
    """Route -> how many exchanges were only folded."""


@dataclass(slots=True)
class _Plan:
    """What to do with objects of one layout at a place."""

    fields: list[tuple[str, str, Reduce | None]] = field(default_factory=list)
    """JSON name, field, and what to keep of its value."""
    inner: list[tuple[str, _Spot, str]] = field(default_factory=list)
    """JSON name and place of what stands inside, and the column there that refers to this row."""
    last: dict[Json, int] = field(default_factory=dict)
    """Key -> hash of the row as these objects last showed it."""
    plain: bool = True
    """Whether nothing but scalars stands in them."""

    def row(self, value: dict[str, Json]) -> list[Json]:
        """What is kept of an object."""
        return [keep(value[name]) if keep else value[name] for name, _, keep in self.fields]


@dataclass(slots=True)
class _Spot:
    """A place in the answers of a route where rows stand, or below which they do."""

    route: Route
    pointer: Pointer
    entity: Entity | None = None
    key: str = ""
    inner: dict[str, _Spot] = field(default_factory=dict)
    plans: dict[tuple[object, ...], _Plan] = field(default_factory=dict)


def fold(
    past: History, found: Relations, calls: Iterable[Call], rest: Iterable[Exchange]
) -> Folded:
    """The rows that the rest of a capture shows."""
    routes = list({call.route.name: call.route for call in calls}.values())
    folding = _Folding(past, found, routes)
    for exchange in rest:
        folding.add(exchange)
    return folding.folded


class _Folding:
    def __init__(self, past: History, found: Relations, routes: list[Route]) -> None:
        self.past = past
        self.found = found
        self.folded = Folded({name: Layer() for name in past.entities})
        self.matcher = Matcher(routes)
        self.spots = {route.name: _spots(past, route) for route in routes}
        self.columns = _columns(past, found)
        self.known = {name: past.keys(name) for name in past.entities}
        self.parents = {route.name: _parents(past, found, route) for route in routes}
        self.named: dict[tuple[str, str], dict[str, Json]] = {}
        self.numbered: dict[tuple[str, str], bool] = {}

    def add(self, exchange: Exchange) -> None:
        """Takes the rows of one exchange."""
        matched = self.matcher.route(exchange)
        if matched is None:
            self.folded.calls[NOWHERE] += 1
            return
        route, path = matched
        self.folded.calls[route.name] += 1
        spot = self.spots[route.name]
        if spot is None or not exchange.succeeded or route.method == "DELETE":
            return
        call = Call(exchange, route, path)
        self._look(spot, call.answer(), exchange.index, self._above(call))

    def _above(self, call: Call) -> Held:
        """The reference that only the path shows, of the rows that the answer shows."""
        for row in self.parents[call.route.name]:
            key = self._key_of(row, call.path.get(row.variable, ""))
            if key is not None:
                return f"{row.entity.name}_id", key
        return None

    def _key_of(self, row: Named, value: str) -> Json:
        """The key of the row that a path names, as the rows of its entity have it."""
        place = row.entity.name, row.column
        if place not in self.named:
            self.named[place] = {
                str(v): life.key
                for life in self.past.rows[row.entity.name].values()
                for v in life.values(row.column)
            }
            self.numbered[place] = all(isinstance(k, int) for k in self.named[place].values())
        known = self.named[place].get(value)
        if known is not None or row.column != row.entity.key:
            return known
        return int(value) if self.numbered[place] and value.isdecimal() else value

    def _look(self, spot: _Spot, value: Json, index: int, held: Held) -> None:
        if isinstance(value, list):
            inner = spot.inner.get(ITEM)
            if inner is None:
                return
            deeper = VALUE in inner.inner or ITEM in inner.inner
            for item in value:
                if deeper:
                    self._look(inner, item, index, held)
                elif isinstance(item, dict):
                    self._see(inner, item, index, held)
        elif isinstance(value, dict):
            if VALUE in spot.inner and is_map(value):
                for item in value.values():
                    self._look(spot.inner[VALUE], item, index, held)
                return
            self._see(spot, value, index, held)

    def _see(self, spot: _Spot, value: dict[str, Json], index: int, held: Held) -> None:
        layout = (*value, *map(type, value.values()))
        plan = spot.plans.get(layout) or self._planned(spot, layout, value)
        key = value.get(spot.key) if spot.entity else None
        if spot.entity and isinstance(key, (str, int)):
            shown = (*value.values(), held) if plan.plain else _pack((plan.row(value), held))
            seen = hash(shown)
            if plan.last.get(key) != seen:
                plan.last[key] = seen
                self._note(spot, plan, key, plan.row(value), index, held)
        for name, inner, column in plan.inner:
            below = (column, key) if column else held if spot.entity is None else None
            self._look(inner, value[name], index, below)

    def _note(
        self, spot: _Spot, plan: _Plan, key: Json, row: list[Json], index: int, held: Held
    ) -> None:
        entity = spot.entity
        if entity is None:
            return
        record = dict(zip((name for _, name, _ in plan.fields), row, strict=True))
        if held and held[0] not in record and (entity.name, held[0]) in self.found.references:
            record[held[0]] = held[1]
        text = str(key)
        layer = self.folded.layers[entity.name]
        new = text not in layer and text not in self.known[entity.name]
        made = new and spot.route.method == "POST" and not spot.route.read and _is_outer(spot)
        layer.note(text, index, record, made=made)

    def _planned(self, spot: _Spot, layout: tuple[object, ...], value: dict[str, Json]) -> _Plan:
        plan = spot.plans[layout] = _Plan(plain=dict not in layout and list not in layout)
        for name, shown in value.items():
            if spot.entity is not None and name not in META:
                self._plan_field(spot, plan, name, shown)
            inner = spot.inner.get(name)
            if inner is not None and isinstance(shown, (dict, list)):
                plan.inner.append((name, inner, self._child_column(spot, name)))
        return plan

    def _plan_field(self, spot: _Spot, plan: _Plan, name: str, shown: Json) -> None:
        entity = spot.entity
        if entity is None or name in entity.aside.get((spot.route.name, spot.pointer), ()):
            return
        own = spot.route.selected(spot.pointer).fields.get(name, (name, None))[0]
        field = entity.key if name == spot.key else snake(own)
        field = self.columns.get((entity.name, field), field)
        if isinstance(shown, (dict, list)):
            keep, wanted = self._reduction(spot, name, shown)
            if wanted:
                plan.fields.append((name, field, keep))
        else:
            plan.fields.append((name, field, None))

    def _reduction(self, spot: _Spot, name: str, shown: Json) -> tuple[Reduce | None, bool]:
        """What to keep of an object or a list, and whether to keep anything."""
        pointer = (*spot.pointer, name)
        place = (spot.route.name, pointer if isinstance(shown, dict) else (*pointer, ITEM))
        other = self.past.places.get(place)
        if other is not None:
            key = other.keys[place].field
            return (_key(key) if isinstance(shown, dict) else _keys(key)), True
        if isinstance(shown, dict):
            route = spot.route.name
            wraps = connection(self.past.places, route, pointer, shown)
            if wraps is not None:
                place = (route, (*pointer, *wraps.steps))
                key = wraps.entity.keys[place].field
                return lambda v: keys_of(wraps, v, key) if isinstance(v, dict) else None, True
        return None, not spot.route.selected(pointer).fields

    def _child_column(self, spot: _Spot, name: str) -> str:
        """The column by which the rows listed in a member refer to the row that lists them."""
        if spot.entity is None:
            return ""
        children = self.found.children.get((spot.entity.name, snake(name)))
        return children.column if children else ""


def _key(name: str) -> Reduce:
    return lambda value: value.get(name) if isinstance(value, dict) else None


def _keys(name: str) -> Reduce:
    return lambda value: [
        item.get(name)
        for item in (value if isinstance(value, list) else ())
        if isinstance(item, dict) and item.get(name) is not None
    ]


def _is_outer(spot: _Spot) -> bool:
    return not any(is_named(step) for step in spot.pointer[1:])


def _columns(past: History, found: Relations) -> dict[tuple[str, str], str]:
    """(entity, field) -> the column that its values moved to."""
    moved = dict(past.synonyms)
    columns = {
        (entity, name): dict.fromkeys(
            (entity, n) for n in (f"{name}_id", f"{name}_uuid", f"{name}_key")
        )
        for entity, name in past.objects
    }
    for (entity, name), choices in columns.items():
        column = next((c for c in choices if c in found.references), None)
        if column is not None and (entity, name) not in found.references:
            moved[entity, name] = column[1]
    return moved


def _parents(past: History, found: Relations, route: Route) -> list[Named]:
    """What the variables of a path name that rows below may refer to, the last one first."""
    rows = [row for v in route.variables[::-1] if (row := named(past, route, v)) is not None]
    referred = {r.column for r in found.references.values()}
    return [row for row in rows if f"{row.entity.name}_id" in referred]


def _spots(past: History, route: Route) -> _Spot | None:
    """The places of rows in the answers of a route; None where there are none."""
    root = _Spot(route, ())
    places = [place for place in past.places if place[0] == route.name]
    for place in places:
        spot = root
        for step in place[1]:
            spot = spot.inner.setdefault(step, _Spot(route, (*spot.pointer, step)))
        spot.entity = past.places[place]
        spot.key = spot.entity.keys[place].field
    return root if places else None
