"""Companions: what a partial update takes because other writes of the same rows take it.

A capture shows few of the fields that PATCH may change. Those that POST and PUT set of such rows, at
the same place of the body, a partial update sets too, each only where it is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wirebase.blueprint.expressions import Case, Choice, Expression, Given, IsGiven
from wirebase.blueprint.operations import (
    Assignment,
    Effect,
    Insert,
    Operation,
    Parameter,
    Place,
    SetLinks,
    Update,
    Verb,
)
from wirebase.infer.arguments import unique

ROW = "row"
WHOLE = (Verb.CREATE, Verb.REPLACE, Verb.UPDATE)


def with_companions(operations: Sequence[Operation]) -> list[Operation]:
    """The operations, partial updates with the fields that other writes of the rows set."""
    return [_completed(o, operations) if _is_partial(o) else o for o in operations]


def _is_partial(operation: Operation) -> bool:
    return operation.method == "PATCH" and operation.verb is Verb.UPDATE and not operation.match


def _completed(operation: Operation, others: Sequence[Operation]) -> Operation:
    made = operation
    for other in others:
        same = other is not operation and other.table == operation.table and not other.match
        if same and other.verb in WHOLE:
            for parameter, effect in _settings(other):
                made = _with(made, parameter, effect)
    return made


def _settings(operation: Operation) -> Iterator[tuple[Parameter, Assignment | SetLinks]]:
    """The fields of the body that a write sets, each with what it sets."""
    for effect in operation.effects:
        if isinstance(effect, SetLinks) and isinstance(effect.values, Given):
            yield operation.parameter(effect.values.parameter), effect
        if isinstance(effect, (Insert, Update)) and effect.alias == ROW:
            for assignment in effect.values:
                given = _given(assignment.value)
                if given is not None:
                    yield operation.parameter(given.parameter), assignment


def _given(value: Expression) -> Given | None:
    """The parameter that a column is set to, be it only where that is given."""
    match value:
        case Given():
            return value
        case Choice(cases=(Case(when=IsGiven(), then=Given() as given),)):
            return given
    return None


def _with(operation: Operation, field: Parameter, effect: Assignment | SetLinks) -> Operation:
    """The operation with one field more, where it has none at that place for that purpose."""
    body = [p for p in operation.parameters if p.place is Place.BODY]
    beside = {p.key.rpartition("/")[0] for p in body}
    if field.place is not Place.BODY or {field.key.rpartition("/")[0]} != beside:
        return operation
    if any(p.key == field.key for p in body) or _sets(operation, effect):
        return operation
    name = unique(field.name, {p.name: p for p in operation.parameters})
    given = Given(parameter=name)
    effects: list[Effect] = list(operation.effects)
    if isinstance(effect, SetLinks):
        effects.append(effect.model_copy(update={"values": given}))
    else:
        setting = Assignment(column=effect.column, value=given, optional=True)
        effects = _assigned(effects, setting)
    parameter = field.model_copy(update={"name": name, "required": False})
    parameters = (*operation.parameters, parameter)
    return operation.model_copy(update={"parameters": parameters, "effects": tuple(effects)})


def _sets(operation: Operation, effect: Assignment | SetLinks) -> bool:
    """Whether the operation sets the column or the links, or cannot set columns."""
    if isinstance(effect, SetLinks):
        return any(isinstance(e, SetLinks) and e.table == effect.table for e in operation.effects)
    updates = [e for e in operation.effects if isinstance(e, Update) and e.alias == ROW]
    return not updates or any(a.column == effect.column for a in updates[0].values)


def _assigned(effects: list[Effect], setting: Assignment) -> list[Effect]:
    place = next(n for n, e in enumerate(effects) if isinstance(e, Update) and e.alias == ROW)
    update = effects[place]
    assert isinstance(update, Update)
    done = update.model_copy(update={"values": (*update.values, setting)})
    return [*effects[:place], done, *effects[place + 1 :]]
