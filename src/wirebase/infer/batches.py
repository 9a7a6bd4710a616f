"""Batches: requests whose body is a list, of rows to make or of keys of rows to delete."""

from __future__ import annotations

from collections import Counter

from wirebase.blueprint.expressions import Compare, Comparison, Element, Field, Given, Source
from wirebase.blueprint.operations import (
    Assignment,
    Delete,
    Effect,
    ForEach,
    Insert,
    Parameter,
    Place,
    Verb,
)
from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.arguments import Arguments, unique
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import ROW, Write
from wirebase.infer.entities import Entity
from wirebase.infer.history import History
from wirebase.infer.key_lists import deleted_entity, listed_keys
from wirebase.infer.naming import snake
from wirebase.infer.paths import PathRows
from wirebase.infer.scope import Knowledge


def batch(
    known: Knowledge, route: Route, calls: list[Call], arguments: Arguments, paths: PathRows
) -> Write | None:
    """What requests with a list do; None where these do not carry one, or nothing could be told."""
    deleted = deleted_entity(known.past, route, calls)
    if deleted is not None:
        return _delete(deleted, calls, arguments)
    lists = [c.body() for c in calls if c.has_body]
    if len(lists) < len(calls) or not all(_is_rows(body) for body in lists):
        return None
    entity = _made(known.past, calls)
    return _create(known, entity, calls, arguments, paths) if entity is not None else None


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
        items = call.body()
        for name, rows in past.rows.items():
            made = sum(life.created == call.exchange.index for life in rows.values())
            votes[name] += isinstance(items, list) and made == len(items)
    best = votes.most_common(1)
    return past.entities[best[0][0]] if best and best[0][1] >= 0.6 * len(calls) else None


def _create(
    known: Knowledge, entity: Entity, calls: list[Call], arguments: Arguments, paths: PathRows
) -> Write:
    columns = known.schema.columns(entity.name)
    values: dict[str, Assignment] = {}
    bodies = [c.body() for c in calls]
    for name in dict.fromkeys(
        n for b in bodies if isinstance(b, list) for i in b for n in _names(i)
    ):
        for column in (
            known.past.synonyms.get((entity.name, snake(name)), snake(name)),
            f"{snake(name)}_id",
        ):
            if column in columns and column not in values:
                values[column] = Assignment(column=column, value=Element(pointer=f"/{name}"))
                break
    for row in paths.rows:
        for reference in known.found.of(entity.name):
            if reference.other == row.entity.name and reference.field not in values:
                key = paths.use(row).key
                values[reference.field] = Assignment(column=reference.field, value=key)
    insert = Insert(table=entity.table, alias=ROW, values=tuple(values.values()))
    name = _list_parameter(arguments, "", entity.table)
    effects: list[Effect] = [ForEach(values=Given(parameter=name), effects=(insert,))]
    return Write(Verb.CREATE, entity.name, effects)


def _names(item: Json) -> list[str]:
    return list(item) if isinstance(item, dict) else []
