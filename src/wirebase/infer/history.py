"""Rows in time: what the capture says of each row, observation by observation.

A row's fields are kept under their snake_case names. An embedded row of another entity is kept as its
key, a list of such rows as the list of their keys; everything else is kept as it stood.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import islice
from math import inf
from typing import TYPE_CHECKING

from wirebase.exchange import Json
from wirebase.infer.blanks import Blanks
from wirebase.infer.calls import Call, Route, Variable
from wirebase.infer.connections import (
    Glimpse,
    Glimpses,
    Part,
    connection,
    counting,
    filled,
    keys_of,
    listed,
    tally,
)
from wirebase.infer.entities import Entity
from wirebase.infer.faults import served
from wirebase.infer.holders import Holders
from wirebase.infer.layers import NO_ROWS, Layer
from wirebase.infer.left_out import LeftOut
from wirebase.infer.likeness import identity_of
from wirebase.infer.logins import is_login
from wirebase.infer.naming import snake
from wirebase.infer.paths import Named, named, rows_with
from wirebase.infer.records import GENERIC, ITEM, META, Occurrence, Place, Pointer, occurrences
from wirebase.infer.wrappings import Wrappings, enclosed

if TYPE_CHECKING:
    from wirebase.infer import compositions

type Record = dict[str, Json]
"""Field name to value."""

UNKNOWN = object()
"""In place of a row that was shown without its key."""


@cache
def _fields(*names: str) -> frozenset[str]:
    """Names as a set, one for all the rows that show the same."""
    return frozenset(names)


@dataclass(slots=True)
class Life:
    """One row: when it was seen, and the values of each field as they changed."""

    key: Json
    seen: int
    """The first exchange that shows it."""
    created: int | None = None
    """The exchange that made it; None where it stood before the capture."""
    deleted: int | None = None
    changes: dict[str, list[tuple[int, Json]]] = field(default_factory=dict)
    unseen: bool = False
    """Whether answers only count it."""
    named: bool = False
    """Whether the request that made it did so by naming it in a list of words."""
    looks: list[tuple[int, frozenset[str]]] = field(default_factory=list)
    """The exchanges that showed or set something of the row, and what, in order."""

    def observe(self, index: int, record: Mapping[str, Json]) -> None:
        """Notes the values that an exchange showed or set."""
        self.looks.append((index, _fields(*record)))
        for name, seen in record.items():
            value, series = seen, self.changes.setdefault(name, [])
            if isinstance(value, (Part, Glimpse, Glimpses)):
                value = value.joined(series[-1][1] if series else None)
                series[:] = [(at, filled(earlier, value)) for at, earlier in series]
            if not series or series[-1][1] != value or type(series[-1][1]) is not type(value):
                series.append((index, value))

    def at(self, index: int) -> Record:
        """The row after that exchange; a field not seen by then has the value first seen later."""
        out = {}
        for name, series in self.changes.items():
            place = bisect_right(series, index, key=lambda change: change[0])
            out[name] = series[max(0, place - 1)][1]
        return out

    def look(self, name: str, since: int, until: float) -> int | None:
        """The first of the exchanges from one on, and before another, that shows the field."""
        first = bisect_left(self.looks, since, key=lambda look: look[0])
        for index, names in islice(self.looks, first, None):
            if index >= until:
                return None
            if name in names:
                return index
        return None

    def put(self, name: str, index: int, value: Json) -> None:
        """Notes that an exchange set the field; what later ones showed stands."""
        later = self.look(name, index + 1, inf)
        shown = self.at(later).get(name) if later is not None else None
        before = self.at(index - 1).get(name)
        series = self.changes.setdefault(name, [])
        if not any(i < index for i, _ in series):
            series.insert(0, (min(self.seen, index - 1), before))
        told = [(index, value), *([(later, shown)] if later is not None else [])]
        series[:] = sorted(
            [*(c for c in series if c[0] not in (index, later)), *told], key=lambda c: c[0]
        )
        insort(self.looks, (index, _fields(name)), key=lambda look: look[0])

    def lives(self, index: int) -> bool:
        """Whether the row is there after that exchange."""
        born = self.created is None or self.created <= index
        return born and (self.deleted is None or self.deleted > index)

    def values(self, name: str) -> list[Json]:
        """Every value the field had."""
        return [value for _, value in self.changes.get(name, ())]


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells the archived rows of an entity from the others."""

    entity: str
    column: str
    archived: Json
    """What an archived row holds; of a time, one that was seen."""
    usual: Json
    """What the others hold."""
    timed: bool
    """Whether an archived row holds the time at which it was archived."""


class Setting(StrEnum):
    """What a request sets that does not send it."""

    VALUE = "value"
    TIME = "time"
    """The time of the call."""
    SECRET = "secret"
    """A new secret."""


@dataclass(frozen=True, slots=True)
class Switch:
    """What the requests of a route set without sending it."""

    variables: tuple[str, ...]
    """The path variables that name the row, or the two rows whose link it is about."""
    field: str
    """Of a link: the list that shows it; "" of a row."""
    column: str
    value: Json
    how: Setting


@dataclass(slots=True)
class History:
    """The rows of every entity."""

    entities: dict[str, Entity]
    places: dict[Place, Entity]
    """Which entity a site shows."""
    rows: dict[str, dict[str, Life]] = field(default_factory=dict)
    """Entity name -> key as text -> row."""
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    """(entity, field) -> the entity that is embedded there."""
    lists: dict[tuple[str, str], str] = field(default_factory=dict)
    """(entity, field) -> the entity whose rows are listed there."""
    scalars: set[tuple[str, str]] = field(default_factory=set)
    """(entity, field) that held a scalar somewhere."""
    synonyms: dict[tuple[str, str], str] = field(default_factory=dict)
    """(entity, field) -> the field that it is another name of."""
    borrowed: dict[tuple[str, str], tuple[str, str, str]] = field(default_factory=dict)
    """(entity, field) -> a column of it, the entity whose row that names, and the column of that row which
    the field shows."""
    composed: dict[tuple[str, str], tuple[str, str, tuple[compositions.Part, ...]]] = field(
        default_factory=dict
    )
    """(entity, field) -> a column of it, the entity whose row that names, and the columns of that row and the
    texts between them which the field shows."""
    renamed: dict[tuple[str, str, int], str] = field(default_factory=dict)
    """(entity, key, exchange) -> the key that a row had after the exchange gave it another."""
    names: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """(entity, field) -> the JSON names it stood under."""
    between: dict[tuple[str, str], dict[tuple[str, str], Life]] = field(default_factory=dict)
    """(entity, list field) -> (key of the row, key of the listed row) -> what the link of both
    holds."""
    read: set[tuple[str, str]] = field(default_factory=set)
    """(entity, field) that answers to reads showed."""
    given: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    """(entity, field) -> values that requests gave."""
    moved: set[tuple[str, str]] = field(default_factory=set)
    """(entity, field) that requests change without giving it a value, as a like moves a number."""
    made: Counter[str] = field(default_factory=Counter)
    """Entity -> how many requests with fields made a row of it."""
    made_with: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(entity, field) -> how many of them gave the field."""
    tallies: set[tuple[str, str]] = field(default_factory=set)
    """(entity, field) that holds how many rows a list has, as the list's envelope tells."""
    blank: Blanks = frozenset()
    """(site, member) that say nothing of the row."""
    wrapped: Wrappings = frozenset()
    """Places of objects that hold fields of the row around them."""
    holding: Holders = field(default_factory=dict)
    """Place of the items of a list -> their member that is a row, where they hold one each."""
    sparse: LeftOut = field(default_factory=dict)
    """Place -> the members that its objects lack where they hold nothing."""
    examples: dict[Place, list[tuple[Call, Json]]] = field(default_factory=dict)
    """Place of a list that never showed a row -> calls that show such rows elsewhere, and these."""
    types: dict[str, Counter[str]] = field(default_factory=dict)
    """Entity -> what its rows say that they are, in GraphQL, and how often."""
    archives: dict[str, tuple[Mark, ...]] = field(default_factory=dict)
    """Route -> what it sets in a row in place of deleting it."""
    switches: dict[str, list[Switch]] = field(default_factory=dict)
    """Route -> what its requests switch."""
    singles: dict[str, Entity] = field(default_factory=dict)
    """Path -> the entity whose one row it is."""
    looked: set[tuple[str, str, str]] = field(default_factory=set)
    """(route, entity, key) of the rows below which a route was asked for what stands there."""
    layers: dict[str, Layer] = field(default_factory=dict)
    """Entity -> its rows in that part of a long capture which was only folded."""

    def layer(self, entity: str) -> Layer:
        """The folded rows of an entity."""
        return self.layers.get(entity, NO_ROWS)

    def state(self, entity: str, index: int) -> dict[str, Record]:
        """The rows of an entity after that exchange."""
        rows = self.rows.get(entity, {})
        return {key: life.at(index) for key, life in rows.items() if life.lives(index)}

    def marks(self, entity: str) -> dict[str, Mark]:
        """The columns by which the entity's archived rows are told."""
        every = (mark for marks in self.archives.values() for mark in marks)
        return {mark.column: mark for mark in every if mark.entity == entity}

    def keys(self, entity: str) -> set[str]:
        """All keys of an entity that were ever seen."""
        return set(self.rows.get(entity, ()))

    def shown(self, occurrence: Occurrence) -> tuple[Entity, str] | None:
        """The entity and key of the row that an object shows, if it shows one."""
        entity = self.places.get(occurrence.place)
        if entity is None:
            return None
        key = identity_of(occurrence, entity.keys)
        return None if key is None else (entity, key)

    def fields(self, entity: str) -> list[str]:
        """The names of all fields that rows of the entity have, in the order first seen."""
        seen: dict[str, None] = {}
        for life in self.rows.get(entity, {}).values():
            seen.update(dict.fromkeys(life.changes))
        return list(seen)


def history(
    calls: Iterable[Call],
    entities: list[Entity],
    blank: Blanks = frozenset(),
    wrapped: Wrappings = frozenset(),
    holding: Holders | None = None,
    sparse: LeftOut | None = None,
) -> History:
    """Replays the capture into rows; blanks tell nothing of them, what is left out does."""
    past = History(
        {entity.name: entity for entity in entities},
        {place: entity for entity in entities for place in entity.keys},
        {entity.name: {} for entity in entities},
        blank=blank,
        wrapped=wrapped,
        holding=holding or {},
        sparse=sparse or {},
    )
    calls = list(calls)
    alone = {place[0]: e for place, e in past.places.items() if e.keys[place].only}
    for call in calls:
        if call.route.name in alone:
            past.singles[call.route.path] = alone[call.route.name]
    for call in calls:
        if not served(call):
            continue
        if not call.route.read:
            _apply_request(past, call)
        if call.has_answer:
            _rename(past, call)
            for occurrence in occurrences(call, call.answer()):
                _observe(past, occurrence)
    _tidy(past)
    for call in calls:
        if served(call) and call.route.method in ("PUT", "PATCH") and call.has_answer:
            _date_given(past, call)
    return past


def _date_given(past: History, call: Call) -> None:
    """Dates what a change gives a row and its answer does not show, where the row has it later."""
    found, body = target(past, call), call.body() if call.has_body else None
    life = past.rows[found[0].name].get(found[1]) if found else None
    index = call.exchange.index
    for json_name, value in body.items() if life and isinstance(body, dict) else ():
        name = snake(json_name)
        later = life.look(name, index, inf) if life and name in life.changes else None
        if life is None or later is None or later == index:
            continue
        if life.at(later).get(name) == value != life.at(index).get(name):
            life.put(name, index, value)


def _tidy(past: History) -> None:
    """Drops rows and lists that stood without their keys, and nulls that stood for a list, where other
    answers show them with keys."""
    for entity, name in {*past.objects, *past.lists}:
        for life in past.rows[entity].values():
            series = life.changes.get(name, [])
            listed = (entity, name) in past.lists
            kept = [(i, v) for i, v in series if not _is_keyless(v) and not (listed and v is None)]
            if kept:
                life.changes[name] = kept
            elif series:
                del life.changes[name]


def _is_keyless(value: Json) -> bool:
    items = value if isinstance(value, list) else [value]
    return any(isinstance(item, dict) for item in items)


def _rename(past: History, call: Call) -> None:
    """Ends a row that an update shows under another key, and starts it anew under that one."""
    found = target(past, call) if call.route.method in ("PUT", "PATCH") else None
    before = past.rows[found[0].name].get(found[1]) if found else None
    if found is None or before is None:
        return
    entity, old = found
    shown = (past.shown(o) for o in occurrences(call, call.answer()) if ITEM not in o.pointer)
    new = next((s[1] for s in shown if s is not None and s[0] is entity), old)
    rows, index = past.rows[entity.name], call.exchange.index
    if new == old or new in rows:
        return
    before.deleted = index
    same = {name: list(series) for name, series in before.changes.items() if name != entity.key}
    rows[new] = Life(new, index, created=index, changes=same)
    past.renamed[entity.name, old, index] = new


def _observe(past: History, occurrence: Occurrence) -> None:
    shown = past.shown(occurrence)
    if shown is None:
        return
    entity, key = shown
    rows, index = past.rows[entity.name], occurrence.call.exchange.index
    key_field = entity.keys[occurrence.place].field
    life = rows.get(key)
    if life is None:
        only = entity.keys[occurrence.place].only
        own = int(only) if only else occurrence.value.get(key_field, key)
        life = rows[key] = Life(own, index)
        known = only or _is_addressed(past, occurrence.call, entity, key)
        if _creates(past, occurrence) and not known:
            life.created = index
    if life.deleted is not None and life.deleted < index:
        life.deleted = None  # it was archived or only unlinked: it is still there
    told = record(past, occurrence, entity, key_field)
    if entity.keys[occurrence.place].only:
        told[entity.key] = life.key
    life.observe(index, told)
    if entity.aside.get(occurrence.place):
        _observe_link(past, occurrence, entity, key)
    _observe_held(past, occurrence, entity, key)


def _observe_held(past: History, occurrence: Occurrence, entity: Entity, key: str) -> None:
    """Notes what the items of a list in a row say of their link with the row that they hold."""
    route, pointer = occurrence.place
    index = occurrence.call.exchange.index
    for name, value in occurrence.value.items():
        place = route, (*pointer, name, ITEM)
        if not isinstance(value, list) or place not in past.holding:
            continue
        holder = past.holding[place]
        inner = past.places[route, (*place[1], holder)].keys[route, (*place[1], holder)].field
        lives = past.between.setdefault((entity.name, snake(name)), {})
        for item in value:
            row = item.get(holder) if isinstance(item, dict) else None
            if isinstance(item, dict) and isinstance(row, dict) and row.get(inner) is not None:
                pair = key, str(row[inner])
                life = lives.setdefault(pair, Life([*pair], index))
                life.observe(index, {snake(n): v for n, v in item.items() if n != holder})


def _observe_link(past: History, occurrence: Occurrence, entity: Entity, key: str) -> None:
    """Notes what an item of a list says of its link with the row that lists it."""
    outer = occurrence.parent
    while outer is not None and past.shown(outer) is None:
        outer = outer.parent
    if outer is None:
        return
    owner, owner_key = past.shown(outer) or (entity, key)
    name = snake(occurrence.pointer[len(outer.pointer)])
    lives = past.between.setdefault((owner.name, name), {})
    index = occurrence.call.exchange.index
    life = lives.setdefault((owner_key, key), Life([owner_key, key], index))
    values = {
        snake(n): v
        for n, v in occurrence.value.items()
        if n in entity.aside[occurrence.place] and not _holds_rows(past, occurrence, n)
    }
    life.observe(index, values)


def _holds_rows(past: History, occurrence: Occurrence, name: str) -> bool:
    route, pointer = occurrence.place
    return any((route, (*pointer, name, *more)) in past.places for more in ((), (ITEM,)))


def _creates(past: History, occurrence: Occurrence) -> bool:
    route = occurrence.call.route
    pointer = occurrence.pointer
    whole = _outermost(past, occurrence)
    if whole is not occurrence:
        pointer = pointer[len(whole.pointer) :]
    elif len(pointer) > 1 and pointer[0].lower() in GENERIC and pointer[1] != ITEM:
        pointer = pointer[1:]  # the envelope of all answers
    inner = any(step != ITEM for step in pointer[1:])
    return (
        not route.read
        and not route.root
        and route.method in ("POST", "PUT")
        and not inner
        and not _referred(past, occurrence)
        and not is_login(occurrence.call)
    )


def _outermost(past: History, occurrence: Occurrence) -> Occurrence:
    """The row that encloses all others around an object; the object itself where none does."""
    found, outer = occurrence, occurrence.parent
    while outer is not None:
        found = outer if past.shown(outer) is not None else found
        outer = outer.parent
    return found


def _is_addressed(past: History, call: Call, entity: Entity, key: str) -> bool:
    """Whether the path does something to the row of that key, which is there already."""
    variables = [v for v in call.route.variables if call.path.get(v.name) == key]
    found = (variable_entity(past, call.route, v) for v in variables)
    return call.route.method == "POST" and any(f is None or f is entity for f in found)


def _referred(past: History, occurrence: Occurrence) -> bool:
    """Whether it stands inside of a row, alone, as that which the row refers to."""
    outer = occurrence.parent
    return outer is not None and occurrence.pointer[-1] != ITEM and bool(past.shown(outer))


def record(past: History, occurrence: Occurrence, entity: Entity, key_field: str) -> Record:
    """An object as a record: keys in place of embedded rows, the key under the entity's name for it."""
    out: Record = {}
    aside = entity.aside.get(occurrence.place, frozenset())
    fields = occurrence.call.route.selected(occurrence.pointer).fields
    for outer, json_name, value in _members(past, occurrence):
        if json_name in META:
            past.types.setdefault(entity.name, Counter())[str(value)] += 1
        if json_name in META or json_name in aside or (occurrence.place, json_name) in past.blank:
            continue
        own, _ = fields.get(json_name, (json_name, None))
        name = entity.key if json_name == key_field else snake(own)
        pointer = (*occurrence.pointer, *outer, json_name)
        reduced = _reduced(past, occurrence.call.route, pointer, value, entity.name, name)
        if isinstance(reduced, Part) and reduced.total is not None:
            out[counting(name)] = reduced.total
            past.read.add((entity.name, counting(name)))
            past.tallies.add((entity.name, counting(name)))
        if isinstance(reduced, Part) and (entity.name, name) not in past.lists:
            continue
        if reduced is not UNKNOWN:
            past.names.setdefault((entity.name, name), set()).add(own)
            if occurrence.call.route.read:
                past.read.add((entity.name, name))
            out[name] = reduced  # type: ignore[assignment] # UNKNOWN is the only other object
    sparse = past.sparse.get(occurrence.place)
    for json_name in sparse.missing(occurrence.value, occurrence.call.query) if sparse else ():
        out.setdefault(snake(json_name), None)
    return out


def _members(past: History, occurrence: Occurrence) -> Iterator[tuple[Pointer, str, Json]]:
    """(wrapping, name, value) of the members of a row, those inside of its wrappings too."""
    route, pointer = occurrence.place
    for name, value in occurrence.value.items():
        if isinstance(value, dict) and (route, (*pointer, name)) in past.wrapped:
            yield from (((name,), inner, held) for inner, held in value.items())
        else:
            yield (), name, value


def _reduced(
    past: History, route: Route, pointer: Pointer, value: Json, entity: str, name: str
) -> object:
    """The key of an embedded row, the keys of listed rows, or the value itself."""
    if isinstance(value, dict):
        other = past.places.get((route.name, pointer))
        if other is None:
            return _unwrapped(past, route, pointer, value, entity, name)
        past.objects[entity, name] = other.name
        return value.get(other.keys[route.name, pointer].field, UNKNOWN)
    if isinstance(value, list):
        place = (route.name, (*pointer, ITEM))
        other = past.places.get(place)
        if place in past.holding:
            holder = past.holding[place]
            held = route.name, (*pointer, ITEM, holder)
            other = past.places[held]
            past.lists[entity, name] = other.name
            rows = [item.get(holder) for item in value if isinstance(item, dict)]
            return listed(rows, other.keys[held].field)
        if other is None:
            return Glimpses(value) if route.selected(pointer).fields else value
        past.lists[entity, name] = other.name
        return listed(value, other.keys[place].field)
    if value is not None:
        past.scalars.add((entity, name))
    return value


def _unwrapped(
    past: History, route: Route, pointer: Pointer, value: dict[str, Json], entity: str, name: str
) -> Json:
    """The keys of the rows that an object wraps, where it is but the envelope of a list."""
    found = connection(past.places, route.name, pointer, value)
    inner = enclosed(past.places, route.name, pointer, value)
    if inner and not isinstance(value[inner], list):
        other = past.places[route.name, (*pointer, inner)]
        past.objects[entity, name] = other.name
        row = value[inner]
        held = other.keys[route.name, (*pointer, inner)].field
        return row.get(held) if isinstance(row, dict) else None
    asked = bool(route.selected(pointer).fields)
    if found is None and asked and (total := tally(value)) is not None:
        return Part((), total)
    if found is None:
        return Glimpse(value) if asked else value
    past.lists[entity, name] = found.entity.name
    place = (route.name, (*pointer, *found.steps))
    return keys_of(found, value, found.entity.keys[place].field)


def _apply_request(past: History, call: Call) -> None:
    """Deletions, and changes that the answer does not show."""
    found = target(past, call)
    if found is None:
        return
    entity, key = found
    life = past.rows[entity.name].get(key)
    if life is None:
        return
    index = call.exchange.index
    if call.route.method == "DELETE":
        life.deleted = index
    elif call.route.method in ("PUT", "PATCH") and not call.has_answer:
        body = call.body()
        if isinstance(body, dict):
            known = {snake(n): v for n, v in body.items() if snake(n) in life.changes}
            life.observe(index, known)


def target(past: History, call: Call) -> tuple[Entity, str] | None:
    """The row that a path ends with, such as /projects/3/tasks/{7}, or whose one place it is."""
    segments = [s for s in call.route.segments if s != ""]
    single = past.singles.get(call.route.path)
    if single is not None:
        return single, next(k.only for k in single.keys.values() if k.only)
    if not segments or not isinstance(segments[-1], Variable):
        return None
    found = named(past, call.route, segments[-1])
    key = found.key(past, call) if found else None
    if found and key is not None and found.column != found.entity.key and len(call.path) > 1:
        key = next(_also_named(past, found, call), key)
    return (found.entity, key) if found and key is not None else None


def _also_named(past: History, found: Named, call: Call) -> Iterator[str]:
    """The rows that all variables of a path say something of: `/posts/7/tags/tagId:3` is of one row."""
    lives, value = past.rows[found.entity.name], call.path[found.variable]
    for key in rows_with(past, found.entity, found.column, value, call.exchange.index):
        held = {str(v) for v in lives[key].at(call.exchange.index - 1).values()}
        if held.issuperset(call.path.values()):
            yield key


def variable_entity(past: History, route: Route, variable: Variable) -> Entity | None:
    """The entity whose row a path variable names."""
    found = named(past, route, variable)
    return found.entity if found else None
