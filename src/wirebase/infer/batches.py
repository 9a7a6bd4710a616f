"""Batches: requests that go through a list: of rows to make, of rows to change, or of keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wirebase.blueprint.expressions import (
    Compare,
    Comparison,
    Element,
    Expression,
    Field,
    Given,
    Source,
)
from wirebase.blueprint.operations import (
    Assignment,
    Delete,
    Effect,
    Find,
    ForEach,
    Insert,
    Parameter,
    Place,
    Update,
    Verb,
)
from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.arguments import (
    ABSENT,
    ARGUMENTS,
    Arguments,
    escaped,
    leaves,
    part_at,
    unique,
)
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import ROW, Rows, Write
from wirebase.infer.entities import Entity
from wirebase.infer.fills import Fills
from wirebase.infer.history import History
from wirebase.infer.key_lists import deleted_entity, keys_beside, listed_keys
from wirebase.infer.naming import snake
from wirebase.infer.nested import inner_leaves
from wirebase.infer.paths import PathRows
from wirebase.infer.records import resource
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text


def batch(
    known: Knowledge, route: Route, calls: list[Call], arguments: Arguments, paths: PathRows
) -> Write | None:
    """What requests with a list do; None where these do not carry one, or nothing could be told."""
    deleted = deleted_entity(known.past, route, calls)
    if deleted is not None:
        return _delete(deleted, calls, arguments)
    named = _named(known, route, calls)
    if named is not None:
        return _change_all(known, named, calls, arguments)
    if len({_list_at(c) for c in calls}) != 1 or not all(_is_rows(_items(c)) for c in calls):
        return None
    if route.is_graphql and all(len(_items(c)) == 1 for c in calls):
        return None
    entity = _made(known.past, calls)
    if entity is not None:
        return _create(known, route, entity, calls, arguments, paths)
    if route.is_graphql:
        return None
    changed = _changed(known, route, calls)
    return _change_each(known, *changed, calls, arguments) if changed else None


def _list_at(call: Call) -> str:
    """Where a request holds its list: it is the body, or all that is given to the one field of GraphQL."""
    body = call.body() if call.has_body else None
    given = body.get(ARGUMENTS) if call.route.is_graphql and isinstance(body, dict) else None
    pointer = ""
    for step in range(2 if isinstance(given, dict) else 0):
        if not isinstance(given, dict) or len(given) != 1:
            break
        (name,) = given
        pointer += f"/{escaped(name)}" if step else f"/{ARGUMENTS}/{escaped(name)}"
        given = given[name]
    return pointer


def _items(call: Call) -> list[Json]:
    """The list that a request carries; empty where it carries none."""
    found = part_at(call.body(), _list_at(call)) if call.has_body else None
    return found if isinstance(found, list) else []


def _is_rows(body: Json) -> bool:
    return isinstance(body, list) and bool(body) and all(isinstance(item, dict) for item in body)


def _delete(entity: Entity, calls: list[Call], arguments: Arguments) -> Write:
    found = listed_keys(calls[0])
    pointer = found[0] if found else ""
    name = _list_parameter(arguments, pointer, "keys")
    where = Compare(
        left=Field(row="gone", column=entity.key), op=Comparison.IN, right=Given(parameter=name)
    )
    gone = Source(table=entity.table, alias="gone", where=(where,))
    return Write(Verb.DELETE, entity.name, [Delete(source=gone)])


def _list_parameter(arguments: Arguments, pointer: str, wish: str) -> str:
    name = unique(wish, arguments.parameters)
    arguments.parameters[name] = Parameter(
        name=name, place=Place.BODY, key=pointer, type=Type.JSONB, array=True, required=True
    )
    arguments.body[pointer] = name
    return name


def _made(past: History, calls: list[Call]) -> Entity | None:
    """The entity of which each call made as many rows as its list has items."""
    votes: Counter[str] = Counter()
    for call in calls:
        items = _items(call)
        for name, rows in past.rows.items():
            made = sum(life.created == call.exchange.index for life in rows.values())
            votes[name] += bool(items) and made == len(items)
    best = votes.most_common(1)
    return past.entities[best[0][0]] if best and best[0][1] >= 0.6 * len(calls) else None


def _create(
    known: Knowledge,
    route: Route,
    entity: Entity,
    calls: list[Call],
    arguments: Arguments,
    paths: PathRows,
) -> Write:
    made = [(c, key) for c in calls for key in _keys_made(known.past, entity, c)]
    rows = [(c, known.past.rows[entity.name][key].at(c.exchange.index)) for c, key in made]
    values = _elements(known, entity, calls)
    values |= _inside(known, entity, calls, rows, values)
    given = {column: assignment.value for column, assignment in values.items()}
    fills = Fills(known, route, entity, rows, given, paths)
    for column in known.schema.columns(entity.name):
        filled = fills.fill(column) if column not in values and column != entity.key else None
        if filled is not None:
            values[column] = Assignment(column=column, value=filled)
    insert = Insert(table=entity.table, alias=ROW, values=tuple(values.values()))
    pointer = _list_at(calls[0])
    each = _each(arguments, pointer, entity, (insert,), wish=snake(pointer.rsplit("/", 1)[-1]))
    return Write(
        Verb.CREATE,
        entity.name,
        [each],
        meanings=fills.meanings,
        batch=lambda c: _keys_made(known.past, entity, c),
    )


def _keys_made(past: History, entity: Entity, call: Call) -> list[str]:
    index = call.exchange.index
    return [key for key, life in past.rows[entity.name].items() if life.created == index]


def _each(
    arguments: Arguments,
    pointer: str,
    entity: Entity,
    effects: tuple[Effect, ...],
    wish: str = "keys",
) -> ForEach:
    name = _list_parameter(arguments, pointer, wish if pointer else entity.table)
    return ForEach(values=Given(parameter=name), effects=effects, keeps=ROW)


def _elements(known: Knowledge, entity: Entity, calls: list[Call]) -> dict[str, Assignment]:
    """The columns that the items of lists set: each only where an item has it, if some have not."""
    items = [i for c in calls for i in _items(c)]
    values: dict[str, Assignment] = {}
    for name in dict.fromkeys(n for item in items for n in _names(item)):
        column = _column(known, entity, name)
        if column and column not in values:
            always = all(name in _names(item) for item in items)
            value = Element(pointer=f"/{name}")
            values[column] = Assignment(column=column, value=value, optional=not always)
    return values


def _inside(
    known: Knowledge,
    entity: Entity,
    calls: list[Call],
    rows: Rows,
    direct: dict[str, Assignment],
) -> dict[str, Assignment]:
    """The columns that objects inside of the items set, such as the name in the first translation."""
    items = [item for call in calls for item in _items(call)]
    pointers = dict.fromkeys(pointer for item in items for pointer in inner_leaves(item))
    out: dict[str, Assignment] = {}
    for pointer in pointers if len(items) == len(rows) else ():
        column = snake(pointer.rsplit("/", 1)[-1])
        told = [
            (value, row.get(column))
            for item, (_, row) in zip(items, rows, strict=True)
            if (value := part_at(item, pointer)) is not ABSENT
        ]
        known_column = column in known.schema.columns(entity.name) and column != entity.key
        if known_column and column not in direct and all(value == held for value, held in told):
            out.setdefault(column, Assignment(column=column, value=Element(pointer=pointer)))
    return out


def _column(known: Knowledge, entity: Entity, name: str) -> str:
    """The column that a field of a request sets; "" where there is none."""
    wish = known.past.synonyms.get((entity.name, snake(name)), snake(name))
    columns = known.schema.columns(entity.name)
    return next((c for c in (wish, f"{wish}_id") if c in columns), "")


def _names(item: Json) -> list[str]:
    return list(item) if isinstance(item, dict) else []


def _changed(known: Knowledge, route: Route, calls: list[Call]) -> tuple[Entity, str] | None:
    """The entity whose rows the items of lists name by their key, and the name of that."""
    entity = known.past.entities.get(resource(route))
    items = [i for c in calls if isinstance(body := c.body(), list) for i in body]
    for name in dict.fromkeys(n for item in items for n in _names(item)) if entity else ():
        keys = [text(i.get(name)) for i in items if isinstance(i, dict)]
        is_key = entity is not None and snake(name) == entity.key
        if entity is not None and is_key and set(keys) <= known.past.keys(entity.name):
            return entity, name
    return None


def _change_each(
    known: Knowledge, entity: Entity, name: str, calls: list[Call], arguments: Arguments
) -> Write:
    """Changes the row that each item names by its key, as the item says."""
    values = _elements(known, entity, calls)
    sets = [a.model_copy(update={"optional": True}) for c, a in values.items() if c != entity.key]
    own = Compare(left=Field(row=ROW, column=entity.key), right=Element(pointer=f"/{name}"))
    find = Find(source=Source(table=entity.table, alias=ROW, where=(own,)))
    change = Update(table=entity.table, alias=ROW, values=tuple(sets))
    each = _each(arguments, "", entity, (find, change))

    def keys(call: Call) -> list[str]:
        body = call.body()
        return (
            [text(i.get(name)) for i in body if isinstance(i, dict)]
            if isinstance(body, list)
            else []
        )

    return Write(Verb.UPDATE, entity.name, [each], batch=keys)


def _named(known: Knowledge, route: Route, calls: list[Call]) -> Entity | None:
    """The entity whose rows a list of keys names, beside what the request changes in all of them."""
    entity = known.past.entities.get(resource(route))
    told = [keys_beside(c) for c in calls]
    if entity is None or route.variables or route.method == "DELETE" or not told:
        return None
    keys = known.past.keys(entity.name)
    return entity if all(found and set(found[1]) & keys for found in told) else None


def _change_all(
    known: Knowledge, entity: Entity, calls: list[Call], arguments: Arguments
) -> Write | None:
    """Changes the rows that a list of keys names, all in the same way."""
    found = keys_beside(calls[0])
    pointer = found[0] if found else ""
    sets = list(_sets(known, entity, calls, arguments, pointer))
    if not sets:
        return None
    own = Compare(left=Field(row=ROW, column=entity.key), right=Element())
    find = Find(source=Source(table=entity.table, alias=ROW, where=(own,)))
    change = Update(table=entity.table, alias=ROW, values=tuple(sets))
    each = _each(arguments, pointer, entity, (find, change))
    return Write(
        Verb.UPDATE,
        entity.name,
        [each],
        batch=lambda c: told[1] if (told := keys_beside(c)) else [],
    )


def _sets(
    known: Knowledge, entity: Entity, calls: list[Call], arguments: Arguments, keys: str
) -> Iterator[Assignment]:
    """The columns that the fields beside a list of keys set."""
    pointers = dict.fromkeys(p for c in calls for p, _ in leaves(c.body()))
    for pointer in pointers:
        column = _column(known, entity, pointer.rsplit("/", 1)[-1])
        if column and column != entity.key and not pointer.startswith(f"{keys}/"):
            kind = known.schema.tables[entity.name].column(column).type
            value: Expression = Given(parameter=arguments.add_body(pointer, column, kind))
            yield Assignment(column=column, value=value, optional=True)
