"""Rows named by arguments: ids in a query or body, as GraphQL, JSON-RPC and RPC over HTTP send
them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wirebase.blueprint.operations import Place
from wirebase.exchange import Json
from wirebase.infer.actions import Deed, action, entity_named
from wirebase.infer.calls import Call, Route
from wirebase.infer.entities import ID_NAMES, Entity
from wirebase.infer.history import History, Life
from wirebase.infer.naming import singular, snake
from wirebase.infer.records import ITEM, occurrences
from wirebase.infer.titles import stem
from wirebase.infer.values import text

FEWEST = 2
"""Columns that tell a row in place of its key."""

type Where = tuple[Place, str]
"""Where a request holds a value: in its query by name, or in its body by JSON pointer."""


@dataclass(frozen=True, slots=True)
class RowNamed:
    """An argument that holds the key of a row, or a list of such keys."""

    entity: Entity
    place: Place
    key: str
    """The name in the query, or a JSON pointer in the body."""
    many: bool = False
    columns: tuple[tuple[str, str], ...] = ()
    """(column, JSON pointer) of what tells the row, where that is several columns in place of a key."""
    rows: Mapping[str, Life] = field(default_factory=dict, repr=False, compare=False)
    """The rows among which these columns tell one."""

    def keys(self, call: Call) -> list[str]:
        """The keys that a call names."""
        if self.columns:
            told = dict(sent(call))
            wanted = {c: told.get((Place.BODY, pointer)) for c, pointer in self.columns}
            return [key for key, life in self.rows.items() if _has(life, wanted)]
        return [text for where, text in sent(call) if where == (self.place, self.key)]

    def row(self, call: Call) -> str | None:
        """The key of the one row that a call names."""
        return next(iter(self.keys(call)), None)


def sent(call: Call) -> Iterator[tuple[Where, str]]:
    """Every value of a request by where it stands, items of lists one by one."""
    if not call.route.is_graphql:
        for name, value in call.query.items():
            for item in value if isinstance(value, list) else [value]:
                yield (Place.QUERY, name), item
    body = call.body() if call.has_body else None
    if call.route.is_graphql and isinstance(body, dict):
        body = {name: body[name] for name in ("arguments", "variables") if name in body}
    yield from (((Place.BODY, pointer), text(value)) for pointer, value in _values(body, ""))


def _values(value: Json, pointer: str) -> Iterator[tuple[str, Json]]:
    """Scalars by their pointer; those in a list of scalars by the pointer of the list."""
    match value:
        case dict():
            for name, inner in value.items():
                escaped = name.replace("~", "~0").replace("/", "~1")
                yield from _values(inner, f"{pointer}/{escaped}")
        case list():
            for place, item in enumerate(value):
                plain = not isinstance(item, (dict, list))
                yield from _values(item, pointer if plain else f"{pointer}/{place}")
        case None:
            return
        case _:
            yield pointer, value


def is_key(where: Where, entity: Entity, *, own: bool) -> bool:
    """Whether a value may be a key of the entity by its name; `own` where the request is about it."""
    name = snake(where[1].rsplit("/", 1)[-1])
    plain = singular(name)
    if own and (plain in ID_NAMES or plain == snake(entity.key)):
        return True
    words = {entity.name, entity.name.rsplit("_", 1)[-1]} if own else {entity.name}
    return any(plain == f"{word}_{suffix}" for word in words for suffix in ("id", "uuid", "key"))


def target(past: History, route: Route, calls: Sequence[Call]) -> RowNamed | None:
    """The argument that names the row which a request changes: the one that its answers show, or
    the one that its name speaks of."""
    if route.read or not calls:
        return None
    given = [list(sent(call)) for call in calls]
    places = dict.fromkeys(where for where, _ in given[0])
    for entity, shown in _about(past, route, calls):
        for where in places:
            keys = [[text for at, text in told if at == where] for told in given]
            if not is_key(where, entity, own=True) or not all(keys):
                continue
            known = past.rows[entity.name]
            if shown is None and not all(k in known for some in keys for k in some):
                continue
            if shown is None or all(s is None or s in k for s, k in zip(shown, keys, strict=True)):
                return RowNamed(entity, *where, many=any(len(k) > 1 for k in keys))
        if shown is None and (found := _by_columns(past, entity, calls, given)):
            return found
    return None


def _by_columns(
    past: History, entity: Entity, calls: Sequence[Call], given: list[list[tuple[Where, str]]]
) -> RowNamed | None:
    """The columns that name a row together, as the two sides of a link do."""
    fields = set(past.fields(entity.name)) - {entity.key}
    always = [w for w, _ in given[0] if all(w in dict(told) for told in given)]
    named = {w[1]: snake(w[1].rsplit("/", 1)[-1]) for w in always if w[0] is Place.BODY}
    columns = tuple((c, pointer) for pointer, c in named.items() if c in fields and stem(c) != c)
    if len(columns) < FEWEST or len({c for c, _ in columns}) < len(columns):
        return None
    found = RowNamed(entity, *always[0], columns=columns, rows=past.rows[entity.name])
    named_rows = [found.keys(call) for call in calls]
    return found if any(named_rows) and all(len(k) <= 1 for k in named_rows) else None


def _has(life: Life, wanted: Mapping[str, str | None]) -> bool:
    """Whether a row held these values at last."""
    last = {column: life.values(column)[-1:] for column in wanted}
    return all(told and text(told[0]) == wanted[column] for column, told in last.items())


def _about(
    past: History, route: Route, calls: Sequence[Call]
) -> Iterator[tuple[Entity, list[str | None] | None]]:
    """The entities that a request may be about, with the keys that its answers show of them."""
    said = action(route)
    named = entity_named(said.noun, past.entities) if said else None
    tops = [next(iter(tops_shown(past, call)), None) for call in calls]
    entities = {top[0].name: top[0] for top in tops if top}
    # What a deletion shows of other rows is what it left of them.
    deletes = said is not None and said.deed is Deed.DELETE and bool(entities)
    if named is not None and deletes and named.name not in entities:
        yield named, None
    if len(entities) == 1:
        yield next(iter(entities.values())), [top[1] if top else None for top in tops]
    if named is not None and not entities:
        yield named, None


def tops_shown(past: History, call: Call) -> Iterator[tuple[Entity, str]]:
    """The rows of an answer that stand in no other row."""
    inside: set[int] = set()
    for occurrence in occurrences(call, call.answer()) if call.has_answer else ():
        shown = past.shown(occurrence)
        parent = occurrence.parent
        if parent is not None and id(parent) in inside:
            inside.add(id(occurrence))
        elif shown is not None:
            inside.add(id(occurrence))
            yield shown


def lone_shown(past: History, call: Call) -> Iterator[tuple[Entity, str]]:
    """The rows of an answer that stand in no list and in no other row."""
    for occurrence in occurrences(call, call.answer()) if call.has_answer else ():
        shown, outer = past.shown(occurrence), occurrence.parent
        while outer is not None and past.shown(outer) is None:
            outer = outer.parent
        if shown is not None and outer is None and ITEM not in occurrence.pointer:
            yield shown
