"""Revisions: a number of a row that counts its changes, and changes that say which one they follow.

Who changes a row with `{"title": "Emma", "version": 3}` leaves it at version 4, and is refused where it is at
another version by then: somebody else was faster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from wirebase.blueprint.expressions import (
    AllOf,
    Compare,
    Comparison,
    Constant,
    Exists,
    Expression,
    Field,
    Given,
    IsGiven,
    Plus,
)
from wirebase.blueprint.operations import Assignment, FailureKind, Update
from wirebase.exchange import Json
from wirebase.infer.arguments import Arguments
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import ROW
from wirebase.infer.drafts import Draft
from wirebase.infer.entities import Entity
from wirebase.infer.naming import snake
from wirebase.infer.paths import PathRow, path_rows
from wirebase.infer.reason import Reason
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import same, text

FEWEST = 2
"""Changes after which it is no chance that each left a number one higher, where none named what it was."""


def revised(
    known: Knowledge, entity: Entity, calls: list[Call], key: Callable[[Call], str | None]
) -> dict[str, Expression]:
    """The columns that every change of a row leaves one higher, whatever it sends for them."""
    steps: dict[str, list[tuple[Json, Json]]] = {}
    named: set[str] = set()
    for call in calls:
        life = known.past.rows[entity.name].get(key(call) or "")
        if life is None or call.route.method not in ("PUT", "PATCH"):
            return {}
        before = life.at(call.exchange.index - 1)
        sent = call.body() if call.has_body else None
        told = {snake(n): v for n, v in sent.items()} if isinstance(sent, dict) else {}
        for column, value in life.at(call.exchange.index).items():
            steps.setdefault(column, []).append((before.get(column), value))
            if column in told and same(before.get(column), text(told[column])):
                named.add(column)
    one = Constant(value=1)
    return {
        column: Plus(left=Field(row=ROW, column=column), right=one)
        for column, told in steps.items()
        if len(told) == len(calls) >= (1 if column in named else FEWEST)
        and all(_follows(*step) for step in told)
        and column in known.schema.columns(entity.name)
        and (entity.name, column) not in known.counters.counts
    }


def _follows(before: Json, after: Json) -> bool:
    return type(before) is int and type(after) is int and after == before + 1


def stale(known: Knowledge, route: Route, made: Draft, given: Arguments) -> Iterator[Reason]:
    """A request says another number of changes than the row has by now."""
    row = next((r for r in path_rows(known.past, route, ROW).rows if r.alias == ROW), None)
    if row is None or not made.entity:
        return
    sent = {p.key.rsplit("/", 1)[-1]: p.name for p in given.parameters.values()}
    for assignment in _counted(made):
        column = assignment.column
        names = known.past.names.get((made.entity, column), {column})
        parameter = next((sent[n] for n in sorted(names) if n in sent), None)
        if parameter is not None:
            there = row.find().source
            other = Compare(
                left=Field(row=there.alias, column=column),
                op=Comparison.NE,
                right=Given(parameter=parameter),
            )
            changed = there.model_copy(update={"where": (*there.where, other)})
            when = AllOf(conditions=(IsGiven(parameter=parameter), Exists(source=changed)))
            held = partial(_is_stale, known, row, column, parameter, given)
            yield Reason(FailureKind.INVALID, when, f"{column} is another", held, column)


def _counted(made: Draft) -> Iterator[Assignment]:
    """What an operation leaves one higher."""
    for effect in made.effects:
        for assignment in effect.values if isinstance(effect, Update) else ():
            if assignment.value == Plus(
                left=Field(row=ROW, column=assignment.column), right=Constant(value=1)
            ):
                yield assignment


def _is_stale(
    known: Knowledge, row: PathRow, column: str, parameter: str, given: Arguments, call: Call
) -> bool:
    sent = given.of(call).get(parameter)
    key = row.named.key(known.past, call)
    life = known.past.rows[row.named.entity.name].get(key or "")
    if sent is None or life is None:
        return False
    held = life.at(call.exchange.index - 1).get(column)
    return held is not None and not same(held, sent)
