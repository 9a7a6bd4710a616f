"""Documents: columns that hold JSON objects, of which requests give parts.

What an object in the body lacks, the row has all the same: as new rows have it, or as it was before. And
fields of the body that are no columns may be members of such an object.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wirebase.blueprint.expressions import (
    Constant,
    Expression,
    Field,
    Given,
    Member,
    Merged,
    Object,
)
from wirebase.blueprint.operations import Assignment
from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.arguments import ABSENT, Arguments, part_at
from wirebase.infer.bodies import Body
from wirebase.infer.calls import Call
from wirebase.infer.changes import ROW, Rows
from wirebase.infer.entities import Entity
from wirebase.infer.naming import snake
from wirebase.infer.payloads import Sent
from wirebase.infer.scope import Knowledge

type Told = Sequence[tuple[Call, Mapping[str, Json]]]
"""Calls, and what the documents of their rows held then."""


def merge_documents(
    known: Knowledge, entity: Entity, arguments: Arguments, body: Body, rows: Rows, *, kept: bool
) -> None:
    """Lets requests set parts of the documents of the body's row; `kept` where the rest stays as it was."""
    for column in known.schema.columns(entity.name):
        if known.schema.type_of(entity.name, column).type is not Type.JSONB:
            continue
        told = [(call, held) for call, row in rows if isinstance(held := row.get(column), dict)]
        if not told:
            continue
        set_by = body.columns.get(column)
        if set_by is not None and isinstance(set_by.value, Given):
            pointer = arguments.parameters[set_by.value.parameter].key
            pairs = [
                (given, held)
                for call, held in told
                if call.has_body and isinstance(given := part_at(call.body(), pointer), dict)
            ]
            if _are_parts(pairs):
                base = _base(column, pairs, kept=kept)
                value = Merged(base=base, over=set_by.value)
                body.columns[column] = set_by.model_copy(update={"value": value})
        elif set_by is None:
            _from_fields(known, entity, arguments, body, column, told, kept=kept)


def _are_parts(pairs: Sequence[tuple[Mapping[str, Json], Mapping[str, Json]]]) -> bool:
    """Whether rows hold what was given, and more."""
    same = all(held.get(name) == value for given, held in pairs for name, value in given.items())
    return bool(pairs) and same and any(held.keys() - given.keys() for given, held in pairs)


def _base(
    column: str,
    pairs: Sequence[tuple[Mapping[str, Json], Mapping[str, Json]]],
    *,
    kept: bool,
) -> Expression:
    """What the row holds of the document where the request says nothing."""
    if kept:
        return Field(row=ROW, column=column)
    names = dict.fromkeys(n for _, held in pairs for n in held)
    rest = {n: [held[n] for given, held in pairs if n in held and n not in given] for n in names}
    return Constant(value={n: values[0] if values else None for n, values in rest.items()})


def _from_fields(
    known: Knowledge,
    entity: Entity,
    arguments: Arguments,
    body: Body,
    column: str,
    told: Told,
    *,
    kept: bool,
) -> None:
    """Sets the members of a document that fields of the body have the names of."""
    columns = {*known.schema.columns(entity.name)}
    members = {
        sent.name: sent
        for sent in body.sent
        if snake(sent.name) not in columns and _is_member(sent, told)
    }
    if not members:
        return
    given = tuple(
        Member(
            name=name,
            value=Given(parameter=arguments.add_body(sent.pointer, snake(name), Type.JSONB)),
            when_null=False,
        )
        for name, sent in members.items()
    )
    pairs = [(dict.fromkeys(members), held) for _, held in told]
    value = Merged(base=_base(column, pairs, kept=kept), over=Object(members=given))
    body.columns[column] = Assignment(column=column, value=value)


def _is_member(sent: Sent, told: Told) -> bool:
    """Whether each document holds what its request gave under the name of a field."""
    pairs = [(part_at(call.body(), sent.pointer), held) for call, held in told if call.has_body]
    shown = [(given, held) for given, held in pairs if given is not ABSENT]
    return bool(shown) and all(held.get(sent.name, ABSENT) == given for given, held in shown)
