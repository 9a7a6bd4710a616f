"""Targets: the row that a write is about, named by the request or belonging to the caller."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from wirebase.blueprint.expressions import Caller, Compare, Expression, Field, Given, Source
from wirebase.blueprint.operations import Effect, Find, Place
from wirebase.infer.arguments import Arguments
from wirebase.infer.callers import Look, own_row
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import ROW
from wirebase.infer.entities import Entity
from wirebase.infer.naming import snake
from wirebase.infer.paths import PathRows
from wirebase.infer.records import SELF, occurrences
from wirebase.infer.rows_named import RowNamed, lone_shown, target
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text


def target_of(
    known: Knowledge, route: Route, calls: list[Call], arguments: Arguments, paths: PathRows
) -> tuple[Entity, list[Effect], Callable[[Call], str | None]] | None:
    """The row that a request names, in its path or otherwise, or that belongs to the caller."""
    for row in paths.rows:
        if row.alias == ROW:
            paths.use(row)
            return row.entity, [], partial(row.named.key, known.past)
    single = known.past.singles.get(route.path)
    if single is not None:
        find = Find(source=Source(table=single.table, alias=ROW))
        return single, [find], lambda _call: next(iter(known.past.rows[single.name]), None)
    named = target(known.past, route, calls)
    if named is not None and named.place is Place.BODY and _is_caller(known, named, calls):
        found = _implicit(known, calls)
        if found is not None and found[0].name == known.who.entity:
            return found[0], [found[1]], found[2]
    if named is not None and not named.many:
        return named.entity, [_find_named(known, named, arguments)], named.row
    found = _implicit(known, calls)
    return (found[0], [found[1]], found[2]) if found else None


def _is_caller(known: Knowledge, named: RowNamed, calls: list[Call]) -> bool:
    """Whether the account that the bodies name is always the one that asks: they set its name."""
    if named.entity.name != known.who.entity or calls[0].route.variables:
        return False
    return all(known.caller(c) is not None and named.row(c) == known.caller(c) for c in calls)


def ends_with_self(route: Route) -> bool:
    """Whether a route is about the one who asks, as /users/me is."""
    last = next((s for s in reversed(route.segments) if s != ""), "")
    return isinstance(last, str) and snake(last) in SELF


def _find_named(known: Knowledge, row: RowNamed, arguments: Arguments) -> Find:
    """Looks for the row whose key, or what tells it in place of one, the query or the body holds."""
    table = known.schema.tables[row.entity.name]
    if row.columns:
        return Find(
            source=Source(
                table=row.entity.table,
                alias=ROW,
                where=tuple(
                    Compare(
                        left=Field(row=ROW, column=column),
                        right=Given(
                            parameter=arguments.add_body(pointer, column, table.column(column).type)
                        ),
                    )
                    for column, pointer in row.columns
                ),
            )
        )
    kind = table.column(row.entity.key).type
    if row.place is Place.BODY:
        name = arguments.add_body(row.key, snake(row.key.rsplit("/", 1)[-1]), kind)
    else:
        name = next(n for n, key in arguments.own_names(row.place).items() if key == row.key)
    return _find(row.entity, Given(parameter=name))


def _find(entity: Entity, value: Expression) -> Find:
    condition = Compare(left=Field(row=ROW, column=entity.key), right=value)
    return Find(source=Source(table=entity.table, alias=ROW, where=(condition,)))


def _implicit(
    known: Knowledge, calls: list[Call]
) -> tuple[Entity, Find, Callable[[Call], str | None]] | None:
    """The row of the caller that an answer shows, as in PATCH /users/me or PUT /project."""
    account = known.who.entity
    if not account:
        return None
    if ends_with_self(calls[0].route) and all(known.caller(c) for c in calls):
        entity = known.past.entities[account]
        return entity, _find(entity, Caller(column=entity.key)), known.caller
    for call in calls:
        for occurrence in occurrences(call, call.answer()) if call.has_answer else ():
            shown = known.past.shown(occurrence)
            if shown is None or "*" in occurrence.pointer:
                continue
            if shown[0].name == account and shown[1] == known.caller(call):
                key = Caller(column=known.key(account))
                return shown[0], _find(shown[0], key), known.caller
            for reference in known.found.of(account):
                key_of = partial(_of_caller, known, reference.field)
                if reference.other == shown[0].name and key_of(call) == shown[1]:
                    value = Caller(column=reference.field)
                    return shown[0], _find(shown[0], value), key_of
    return _by_way(known, calls) if calls[0].route.root else None


def _by_way(
    known: Knowledge, calls: list[Call]
) -> tuple[Entity, Find, Callable[[Call], str | None]] | None:
    """The row that all answers show alone, where it was the caller's before the call by way of others."""
    told = [next(lone_shown(known.past, call), None) for call in calls]
    shown = [row for row in told if row is not None]
    if len(shown) < len(calls) or len({entity.name for entity, _ in shown}) != 1:
        return None
    entity = shown[0][0]
    looks = [
        Look(known.caller(call), key, call.exchange.index - 1)
        for call, (_, key) in zip(calls, shown, strict=True)
    ]
    mine = own_row(known, entity.name, looks, calls[0].route.asks)
    keys = {call.exchange.index: key for call, (_, key) in zip(calls, shown, strict=True)}
    if mine is None:
        return None
    find = Find(source=Source(table=entity.table, alias=ROW, where=mine(ROW)))
    return entity, find, lambda call: keys.get(call.exchange.index)


def _of_caller(known: Knowledge, column: str, call: Call) -> str | None:
    """What the account that asks has in a column, as text."""
    asked = known.state(known.who.entity, call.exchange.index).get(known.caller(call) or "", {})
    value = asked.get(column)
    return None if value is None else text(value)
