"""Insertions: what a request that makes a row sets in it, and what the server fills in."""

from __future__ import annotations

from wirebase.blueprint.expressions import Case, Choice, Given, IsGiven
from wirebase.blueprint.operations import Assignment, Insert, Verb
from wirebase.infer.arguments import Arguments
from wirebase.infer.bodies import body_of, from_inside
from wirebase.infer.byproducts import ByproductReader
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import ROW, Write, written_tables
from wirebase.infer.entities import Entity
from wirebase.infer.fills import Fills
from wirebase.infer.linkages import linkages
from wirebase.infer.nested import Nested
from wirebase.infer.paths import PathRows
from wirebase.infer.scope import Knowledge
from wirebase.infer.tallies import tally


def insertion(
    known: Knowledge,
    route: Route,
    calls: list[Call],
    arguments: Arguments,
    paths: PathRows,
    entity: Entity,
    keys: dict[int, str],
) -> Write:
    """The row that a request makes, and the rows and counts that come with it."""
    made = Write(Verb.CREATE, entity.name, [], lambda c: keys.get(c.exchange.index))
    rows = [
        (c, known.past.rows[entity.name][keys[c.exchange.index]].at(c.exchange.index))
        for c in calls
        if c.exchange.index in keys
    ]
    body = body_of(known, entity, arguments, calls)
    from_inside(known, entity, arguments, body, rows)
    given = {column: assignment.value for column, assignment in body.columns.items()}
    fills = Fills(known, route, entity, rows, given, paths)
    values = {
        column: _with_fallback(fills, assignment, arguments)
        for column, assignment in body.columns.items()
    }
    for column in known.schema.columns(entity.name):
        filled = fills.fill(column) if column not in values else None
        if filled is not None:
            values[column] = Assignment(column=column, value=filled)
            given[column] = filled
    nested = Nested(known, arguments, creates=True).effects(
        entity, ROW, body.sent, calls, lambda c: keys.get(c.exchange.index)
    )
    covered = written_tables([*nested, *body.links])
    key = made.key or (lambda _call: None)
    beside = ByproductReader(known, arguments, entity, ROW, key, covered).read([c for c, _ in rows])
    values |= {assignment.column: assignment for assignment in beside.columns}
    insert = Insert(table=entity.table, alias=ROW, values=tuple(values.values()))
    made.effects = [
        *(*beside.before, insert, *nested, *beside.after),
        *(*body.links, *linkages(known, entity, keys, covered), *tally(known, entity, 1)),
    ]
    made.meanings |= body.meanings | fills.meanings
    return made


def _with_fallback(fills: Fills, assignment: Assignment, arguments: Arguments) -> Assignment:
    """The assignment of a field that not every request gives, with what fills it otherwise."""
    value = assignment.value
    if not assignment.optional or not isinstance(value, Given):
        return assignment
    name = value.parameter
    without = [(c, row) for c, row in fills.rows if name not in arguments.of(c)]
    filled = fills.only(without).fill(assignment.column)
    if filled is None:
        return assignment
    cases = (Case(when=IsGiven(parameter=name), then=value),)
    choice = Choice(cases=cases, otherwise=filled)
    return assignment.model_copy(update={"value": choice, "optional": False})
