"""Hindrances: what of a row, or of the parties to it, stands in the way of a request.

An order that is paid cannot be paid again: the refused rows held a word or a flag that no row held with
which the request was served. A person reviews a product once: a row of the same parties was there already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

from wirebase.blueprint.expressions import (
    AllOf,
    Caller,
    Compare,
    Comparison,
    Condition,
    Constant,
    Exists,
    Expression,
    Field,
    Given,
    Source,
)
from wirebase.blueprint.operations import FailureKind
from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.arguments import Arguments
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import ROW
from wirebase.infer.entities import Entity
from wirebase.infer.faults import refusal
from wirebase.infer.naming import snake
from wirebase.infer.paths import PathRow, path_rows
from wirebase.infer.reason import Reason
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text

MOST = 8
"""Values of a column that says how a row is."""
PARTY = "party"
"""The alias of the row of the same parties."""
STATES = frozenset("status state stage phase".split())
"""Columns that are looked at first."""
KINDS = (FailureKind.CONFLICT, FailureKind.INVALID)


@dataclass(frozen=True, slots=True)
class _Held:
    """That a row holds a value in a column, or nothing; and that a parameter has a value, if one counts."""

    column: str
    value: Json
    parameter: str = ""
    asked: str = ""


def of_row(
    known: Knowledge, route: Route, given: Arguments, good: Sequence[Call], bad: Sequence[Call]
) -> Iterator[Reason]:
    """What the row that the path ends with may hold that stands in the way, the plainest first; with
    what is asked, where it alone did not stand in the way."""
    row = next((r for r in path_rows(known.past, route, ROW).rows if r.alias == ROW), None)
    refused = [c for c in bad if refusal(c, known.caller(c)) in KINDS]
    if row is None or not refused:
        return
    columns = sorted(_saying(known, row.entity), key=lambda c: c not in STATES)
    told = [(c, r) for c in refused if (r := _row(known, row, c)) is not None]
    plain = dict.fromkeys(
        (column, _said(known, row.entity, column, r.get(column)))
        for column in columns
        for _, r in told
    )
    enough = set()
    for column, value in plain:
        reason = _reason(known, row, given, refused, _Held(column, value))
        if not any(reason.held(c) for c in good):
            enough.add((column, value))
        yield reason
    joint = dict.fromkeys(
        _Held(column, value, name, asked)
        for call, r in told
        for name, asked in given.of(call).items()
        if name not in call.path and name in given.parameters
        for column in columns
        if (column, value := _said(known, row.entity, column, r.get(column))) not in enough
    )
    for held in joint:
        yield _reason(known, row, given, refused, held)


def _saying(known: Knowledge, entity: Entity) -> list[str]:
    """The columns that say how a row is: flags, closed sets of words, times that are there or not."""
    out = []
    for column in known.schema.columns(entity.name):
        kind = known.schema.type_of(entity.name, column).type
        lives = known.past.rows[entity.name].values()
        values = [v for life in lives for v in life.values(column)]
        told = {v for v in values if isinstance(v, str)}
        words = kind is Type.TEXT and 1 < len(told) <= MOST and len(values) > len(told)
        empty = kind is Type.TIMESTAMPTZ and None in values and any(v is not None for v in values)
        if kind is Type.BOOLEAN or words or empty:
            out.append(column)
    return out


def _said(known: Knowledge, entity: Entity, column: str, value: Json) -> Json:
    """What counts of a value: of a time that it is there."""
    timed = known.schema.type_of(entity.name, column).type is Type.TIMESTAMPTZ
    return value is not None if timed else value


def _row(known: Knowledge, row: PathRow, call: Call) -> dict[str, Json] | None:
    key, at = row.named.key(known.past, call), call.exchange.index - 1
    return known.state(row.entity.name, at).get(key or "")


def _reason(
    known: Knowledge, row: PathRow, given: Arguments, refused: Sequence[Call], told: _Held
) -> Reason:
    timed = known.schema.type_of(row.entity.name, told.column).type is Type.TIMESTAMPTZ
    own = Field(row=row.alias, column=told.column)
    is_so = Compare(left=own, right=Constant(value=told.value))
    if timed or told.value is None:
        null = Constant(value=told.value is None or told.value is False)
        is_so = Compare(left=own, op=Comparison.IS_NULL, right=null)
    source = row.find().source
    when: Condition = Exists(source=source.model_copy(update={"where": (*source.where, is_so)}))
    claim = f"{told.column} is {told.value}"
    if told.parameter:
        asks = Compare(left=Given(parameter=told.parameter), right=Constant(value=told.asked))
        when = AllOf(conditions=(asks, when))
        claim = f"{claim} and {told.parameter} {told.asked}"

    def held(call: Call) -> bool:
        found = _row(known, row, call)
        if found is None or (told.parameter and given.of(call).get(told.parameter) != told.asked):
            return False
        said = _said(known, row.entity, told.column, found.get(told.column))
        return type(said) is type(told.value) and said == told.value

    kind = refusal(refused[0], known.caller(refused[0])) or FailureKind.CONFLICT
    return Reason(kind, when, claim, held, told.column)


def of_parties(
    known: Knowledge, route: Route, entity: Entity, given: Arguments
) -> Iterator[Reason]:
    """A row that refers to the same two others as the new one would."""
    parties = list(_parties(known, route, entity, given))
    for pair in combinations(parties, 2):
        if pair[0][0] != pair[1][0]:
            same = tuple(
                Compare(left=Field(row=PARTY, column=column), right=value)
                for column, value, _ in pair
            )
            there = Exists(source=Source(table=entity.table, alias=PARTY, where=same))
            columns = " and ".join(column for column, _, _ in pair)
            held = partial(_is_there, known, given, entity.name, pair)
            yield Reason(FailureKind.CONFLICT, there, f"{columns} are taken", held)


type _Party = tuple[str, Expression, PathRow | None]
"""A column, its value in a new row, and the row of the path whose key that is, if it is one's."""


def _parties(known: Knowledge, route: Route, entity: Entity, given: Arguments) -> Iterator[_Party]:
    """The references of a new row whose values a request tells."""
    account = known.who.entity
    for reference in known.found.of(entity.name):
        for row in path_rows(known.past, route, ROW).rows:
            if row.entity.name == reference.other and row.named.column == row.entity.key:
                yield reference.field, Given(parameter=row.named.variable), row
        for pointer, name in given.body.items():
            if snake(pointer.rsplit("/", 1)[-1]) == reference.field:
                yield reference.field, Given(parameter=name), None
        if reference.other == account:
            yield reference.field, Caller(column=known.key(account)), None


def _is_there(
    known: Knowledge, given: Arguments, entity: str, pair: Sequence[_Party], call: Call
) -> bool:
    wanted: list[tuple[str, str | None]] = []
    for column, value, whence in pair:
        if isinstance(whence, PathRow):
            wanted.append((column, call.path.get(whence.named.variable)))
        elif isinstance(value, Given):
            wanted.append((column, given.of(call).get(value.parameter)))
        else:
            wanted.append((column, known.caller(call)))
    rows = known.state(entity, call.exchange.index - 1).values()
    return any(all(v is not None and text(r.get(c)) == v for c, v in wanted) for r in rows)
