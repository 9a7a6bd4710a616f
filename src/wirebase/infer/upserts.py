"""Upserts: requests that make a row, or answer with the one that is there under the same name.

Of a tag that is made twice there is one: the second request shows the row of the first, often with
another status, and may have changed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wirebase.blueprint.expressions import (
    Compare,
    Comparison,
    Condition,
    Constant,
    Field,
    Given,
    Negation,
    Source,
)
from wirebase.blueprint.operations import Answer, Assignment, Effect, Find, Insert, Update, Verb
from wirebase.infer.arguments import Arguments
from wirebase.infer.calls import Call
from wirebase.infer.changes import ROW, Write
from wirebase.infer.entities import Entity
from wirebase.infer.history import Life
from wirebase.infer.rows_named import tops_shown
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import same

KNOWN = "known"
"""The alias of the row that was there before."""


@dataclass(frozen=True, slots=True)
class _Again:
    """A request for a row that is there, and that row's life."""

    call: Call
    life: Life


def with_known(
    known: Knowledge, calls: Sequence[Call], arguments: Arguments, done: Write, answer: Answer
) -> list[Answer]:
    """The answers of a write that makes rows: where requests were seen to show a row that was there,
    the effects look for it first, and its answer is a case of its own."""
    again = _again(known, calls, done)
    insert = next((e for e in done.effects if isinstance(e, Insert) and e.alias == ROW), None)
    plain = all(isinstance(e, (Find, Insert, Update)) for e in done.effects)
    if not again or insert is None or not plain:
        return [answer]
    entity = known.past.entities[done.entity]
    named = _named(known, entity, insert, again, arguments)
    if named is None:
        return [answer]
    held = Field(row=KNOWN, column=entity.key)
    there = Negation(condition=_is_null(held))
    finds = [
        Find(
            source=Source(table=entity.table, alias=alias, where=(_is(alias, named),)),
            required=False,
        )
        for alias in (KNOWN, ROW)
    ]
    changed = _changed(insert, again, arguments)
    update = Update(table=entity.table, alias=ROW, values=changed, when=there)
    done.effects = [
        *(e for e in done.effects if isinstance(e, Find)),
        *finds,
        *(_unless_known(e, _is_null(held)) for e in done.effects if not isinstance(e, Find)),
        *([update] if changed else []),
    ]
    status = again[-1].call.exchange.status
    if status == answer.status:
        return [answer]
    return [answer.model_copy(update={"status": status, "when": there}), answer]


def _again(known: Knowledge, calls: Sequence[Call], done: Write) -> list[_Again]:
    """The calls that made nothing and show one row that was there."""
    if done.verb is not Verb.CREATE or done.key is None:
        return []
    found = []
    for call in calls:
        shown = [key for entity, key in tops_shown(known.past, call) if entity.name == done.entity]
        if done.key(call) is None and len(shown) == 1:
            life = known.past.rows[done.entity][shown[0]]
            if life.seen < call.exchange.index or life.created is None:
                found.append(_Again(call, life))
    return found


def _named(
    known: Knowledge,
    entity: Entity,
    insert: Insert,
    again: Sequence[_Again],
    arguments: Arguments,
) -> Assignment | None:
    """The column by which the request names the row that is there."""
    for value in insert.values:
        if not isinstance(value.value, Given):
            continue
        name = value.value.parameter
        told = [(a, arguments.of(a.call).get(name)) for a in again]
        if all(given and _is_alone(known, entity, value.column, given, a) for a, given in told):
            return value
    return None


def _is_alone(known: Knowledge, entity: Entity, column: str, given: str, again: _Again) -> bool:
    """Whether just the row that is shown had the value before the call."""
    rows = known.state(entity.name, again.call.exchange.index - 1)
    holders = [key for key, row in rows.items() if same(row.get(column), given)]
    return len(holders) <= 1 and same(
        again.life.at(again.call.exchange.index - 1).get(column), given
    )


def _changed(
    insert: Insert, again: Sequence[_Again], arguments: Arguments
) -> tuple[Assignment, ...]:
    """What requests set of a row that is there: columns that hold afterwards what was given."""
    out = []
    for value in insert.values:
        if not isinstance(value.value, Given):
            continue
        name = value.value.parameter
        looks = [
            (given, a.life.at(index - 1).get(value.column), a.life.at(index).get(value.column))
            for a in again
            for index in [a.call.exchange.index]
            if (given := arguments.of(a.call).get(name)) is not None
        ]
        if any(before != after for _, before, after in looks) and all(
            same(after, given) for given, _, after in looks
        ):
            out.append(value.model_copy(update={"optional": True}))
    return tuple(out)


def _unless_known(effect: Effect, unknown: Condition) -> Effect:
    assert isinstance(effect, (Insert, Update))
    return effect.model_copy(update={"when": unknown}) if effect.when is None else effect


def _is(alias: str, named: Assignment) -> Condition:
    return Compare(left=Field(row=alias, column=named.column), right=named.value)


def _is_null(field: Field) -> Condition:
    return Compare(left=field, op=Comparison.IS_NULL, right=Constant(value=True))
