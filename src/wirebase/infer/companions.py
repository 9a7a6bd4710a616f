"""Companions: what an update takes because other writes of the same rows take it.

A capture shows few of the fields that an update may change. Those that other writes set of such rows,
at the same place of the body, it sets too, each only where it is given; a new password likewise.
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
    SetCredentials,
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
    """Whether the operation sets just what it is given of a row."""
    updates = [e for e in operation.effects if isinstance(e, Update) and e.alias == ROW]
    given = [a for e in updates for a in e.values if _given(a.value) is not None]
    kept = operation.method == "PATCH" or all(a.optional for a in given)
    return kept and operation.verb in (Verb.UPDATE, Verb.REPLACE) and not operation.match


def _completed(operation: Operation, others: Sequence[Operation]) -> Operation:
    made = operation
    for other in others:
        same = other is not operation and other.table == operation.table and not other.match
        if same and other.verb in WHOLE:
            for parameter, effect in _settings(other):
                made = _with(made, parameter, effect)
            made = _with_credentials(made, other)
    return made


def _with_credentials(operation: Operation, other: Operation) -> Operation:
    """The operation with the name and password to log in with that another one sets."""
    if any(isinstance(e, SetCredentials) for e in operation.effects):
        return operation
    for effect in other.effects:
        if not isinstance(effect, SetCredentials) or not isinstance(effect.password, Given):
            continue
        made = _taking(operation, other.parameter(effect.password.parameter))
        own = {p.key: p.name for p in made.parameters if p.place is Place.BODY}
        password = own.get(other.parameter(effect.password.parameter).key)
        if password is None:
            continue
        keys = [other.parameter(e.parameter).key for e in effect.logins if isinstance(e, Given)]
        logins = tuple(Given(parameter=own[key]) for key in keys if key in own)
        setting = SetCredentials(alias=ROW, logins=logins, password=Given(parameter=password))
        return made.model_copy(update={"effects": (*made.effects, setting)})
    return operation


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
    made = _taking(operation, field) if not _sets(operation, effect) else operation
    if made is operation:
        return operation
    given = Given(parameter=made.parameters[-1].name)
    effects: list[Effect] = list(operation.effects)
    if isinstance(effect, SetLinks):
        effects.append(effect.model_copy(update={"values": given}))
    else:
        setting = Assignment(column=effect.column, value=given, optional=True)
        effects = _assigned(effects, setting)
    return made.model_copy(update={"effects": tuple(effects)})


def _taking(operation: Operation, field: Parameter) -> Operation:
    """The operation with one parameter more, itself where it has one there or none beside it."""
    body = [p for p in operation.parameters if p.place is Place.BODY]
    beside = {p.key.rpartition("/")[0] for p in body}
    if field.place is not Place.BODY or {field.key.rpartition("/")[0]} != beside:
        return operation
    if any(p.key == field.key for p in body):
        return operation
    name = unique(field.name, {p.name: p for p in operation.parameters})
    parameter = field.model_copy(update={"name": name, "required": False})
    return operation.model_copy(update={"parameters": (*operation.parameters, parameter)})


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
