"""Reasons: why the app refused, told by the rows that were there when it did.

A new row is refused where its value is taken, a link where it is there already, its removal where it is
not, the deletion of a row to which others refer. Such a reading holds for a refusal if it held then, and for
none of the requests that were served.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from wirebase.blueprint.expressions import (
    AllOf,
    AnyOf,
    Caller,
    Choice,
    Compare,
    Condition,
    Constant,
    Exists,
    Field,
    Given,
    IsGiven,
    Join,
    Negation,
    Source,
)
from wirebase.blueprint.operations import Assignment, FailureKind, Insert, Verb
from wirebase.blueprint.tables import Type
from wirebase.infer.arguments import Arguments
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import ROW
from wirebase.infer.dependents import in_the_way
from wirebase.infer.drafts import Draft
from wirebase.infer.entities import Entity
from wirebase.infer.faults import mentioned, refusal
from wirebase.infer.hindrances import of_parties, of_row
from wirebase.infer.naming import snake
from wirebase.infer.paths import PathRow, path_rows
from wirebase.infer.reason import Reason
from wirebase.infer.rows_named import Where, sent
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text
from wirebase.infer.viewers import Viewer

CHANGES = (Verb.UPDATE, Verb.REPLACE, Verb.ACTION, Verb.DELETE)
TAKEN = "taken"
"""The alias of the row that has the value already."""
CALLED = "called"
"""The alias of the row that a request calls by name."""
TOLD = frozenset({Type.TEXT, Type.UUID})
"""Types of values that two rows do not share by chance."""


def reason_for(call: Call, reasons: Iterable[Reason], good: Iterable[Call]) -> Reason | None:
    """The reason why a call was refused; None where none explains it."""
    served = list(good)
    told = [r for r in reasons if r.held(call) and not any(r.held(c) for c in served)]
    said = mentioned(call)
    told = [r for r in told if r.about in said] or told
    if len(told) > 1 and all(r.kind is FailureKind.CONFLICT for r in told):
        return _any_of(told)
    return told[0] if told else None


def shared_reasons(
    reasons: Iterable[Reason], bad: list[Call], good: Iterable[Call]
) -> list[Reason]:
    """The reasons that explain every refusal: what the others have in common with some is chance."""
    served = list(good)
    return [
        r
        for r in reasons
        if bad and all(r.held(c) for c in bad) and not any(r.held(c) for c in served)
    ]


def _any_of(reasons: list[Reason]) -> Reason:
    return Reason(
        FailureKind.CONFLICT,
        AnyOf(conditions=tuple(r.when for r in reasons)),
        " or ".join(r.claim for r in reasons),
        lambda call: any(r.held(call) for r in reasons),
    )


def reasons(
    known: Knowledge,
    route: Route,
    made: Draft,
    given: Arguments,
    good: Sequence[Call],
    bad: Sequence[Call],
) -> list[Reason]:
    """The states in which an operation may be refused."""
    if made.verb in (Verb.LINK, Verb.UNLINK):
        return list(_of_link(known, route, made))
    if made.verb is Verb.CREATE:
        entity = known.past.entities[made.entity]
        own = (*_taken(known, made, given), *_dangling(known, made, given))
        return [*own, *of_parties(known, route, entity, given)]
    if made.verb in CHANGES and not route.root:
        used = in_the_way(known, route, good, bad) if made.verb is Verb.DELETE else []
        return used or list(of_row(known, route, given, good, bad))
    if route.method == "DELETE" and made.verb is Verb.RECORDED:
        return in_the_way(known, route, good, bad)
    changes = route.root and not route.read and made.verb in (Verb.ACTION, Verb.UPDATE)
    return list(_unknown(known, given, good, bad)) if changes and good else []


def _unknown(
    known: Knowledge, given: Arguments, good: Sequence[Call], bad: Sequence[Call]
) -> Iterator[Reason]:
    """No row has the name that a request sends, in a column that is called as the field is; or none that is
    marked as others are, as a code that is no longer enabled."""
    refused = [c for c in bad if refusal(c, known.caller(c)) is FailureKind.INVALID]
    told = [dict(sent(call)) for call in (*good, *refused)]
    places = [w for w in told[0] if all(w in t for t in told)] if refused else []
    for where in places:
        name = snake(where[1].rsplit("/", 1)[-1])
        for entity in known.past.entities.values():
            if name not in known.schema.columns(entity.name) or name == entity.key:
                continue
            if known.schema.type_of(entity.name, name).type not in TOLD:
                continue
            for mark in _marks(known, entity.name):
                held = partial(_is_unknown, known, entity.name, name, mark, where)
                if all(map(held, refused)) and not any(map(held, good)):
                    yield _unknown_reason(given, entity, name, mark, where, held)
                    return


def _marks(known: Knowledge, entity: str) -> Iterator[str]:
    """No column, and then those that are true or false."""
    yield ""
    for column in known.schema.columns(entity):
        if known.schema.type_of(entity, column).type is Type.BOOLEAN:
            yield column


def _is_unknown(
    known: Knowledge, entity: str, column: str, mark: str, where: Where, call: Call
) -> bool:
    value = dict(sent(call)).get(where)
    rows = known.state(entity, call.exchange.index - 1).values()
    return not any(
        text(row.get(column)) == value and (not mark or row.get(mark) is True) for row in rows
    )


def _unknown_reason(
    given: Arguments,
    entity: Entity,
    column: str,
    mark: str,
    where: Where,
    held: Callable[[Call], bool],
) -> Reason:
    value = Given(parameter=given.add_body(where[1], column, Type.TEXT))
    called: list[Condition] = [Compare(left=Field(row=CALLED, column=column), right=value)]
    if mark:
        true = Constant(value=True)
        called.append(Compare(left=Field(row=CALLED, column=mark), right=true))
    there = Exists(source=Source(table=entity.table, alias=CALLED, where=tuple(called)))
    claim = f"no row of {entity.table} has that {column}" + (f" and is {mark}" if mark else "")
    return Reason(FailureKind.INVALID, Negation(condition=there), claim, held, column)


def _taken(known: Knowledge, made: Draft, given: Arguments) -> Iterator[Reason]:
    """A value of the new row that another row has already."""
    entity = known.past.entities[made.entity]
    for column, parameter in _set_by_request(made, entity.table):
        if known.schema.type_of(entity.name, column).type not in TOLD:
            continue

        def held(call: Call, column: str = column, parameter: str = parameter) -> bool:
            value = given.of(call).get(parameter)
            rows = known.state(entity.name, call.exchange.index - 1).values()
            told = [text(row[column]) for row in rows if row.get(column) is not None]
            return value in told and len(set(told)) == len(told)

        same = Compare(left=Field(row=TAKEN, column=column), right=Given(parameter=parameter))
        there = Exists(source=Source(table=entity.table, alias=TAKEN, where=(same,)))
        yield Reason(FailureKind.CONFLICT, there, f"{column} is taken", held, column)


def _dangling(known: Knowledge, made: Draft, given: Arguments) -> Iterator[Reason]:
    """A reference of the new row to a row that is not there."""
    entity = known.past.entities[made.entity]
    for column, parameter in _set_by_request(made, entity.table):
        reference = known.found.references.get((entity.name, column))
        if reference is None:
            continue
        other = known.past.entities[reference.other]

        def held(call: Call, other: str = other.name, parameter: str = parameter) -> bool:
            value = given.of(call).get(parameter)
            return bool(value) and value not in known.state(other, call.exchange.index - 1)

        value = Given(parameter=parameter)
        same = Compare(left=Field(row=CALLED, column=other.key), right=value)
        there = Exists(source=Source(table=other.table, alias=CALLED, where=(same,)))
        when = AllOf(conditions=(IsGiven(parameter=parameter), Negation(condition=there)))
        claim = f"no row of {other.table} has the key {column}"
        yield Reason(FailureKind.INVALID, when, claim, held, column)


def _set_by_request(made: Draft, table: str) -> Iterator[tuple[str, str]]:
    """(column, parameter) that the request sets in the new row."""
    values: tuple[Assignment, ...] = ()
    for effect in made.effects:
        if isinstance(effect, Insert) and effect.table == table and effect.alias == ROW:
            values = effect.values
    for assignment in values:
        value = assignment.value
        if isinstance(value, Choice) and len(value.cases) == 1:
            value = value.cases[0].then
        if isinstance(value, Given):
            yield assignment.column, value.parameter


def _of_link(known: Knowledge, route: Route, made: Draft) -> Iterator[Reason]:
    """The link that a toggle makes is there already, or the one that it removes is not."""
    row = next((r for r in path_rows(known.past, route, ROW).rows if r.alias == ROW), None)
    viewer = next((v for v in known.viewers.values() if route.name in v.sets), None)
    if row is None or viewer is None or row.entity.name != viewer.entity:
        return
    to = viewer.sets[route.name]
    if to is None:
        return

    def held(call: Call) -> bool:
        pair = (known.caller(call) or "", row.named.key(known.past, call) or "")
        return (
            pair in viewer.link.observed and viewer.link.there(pair, call.exchange.index - 1) == to
        )

    linked = Exists(source=_link_source(known, viewer, row))
    if to:
        yield Reason(FailureKind.CONFLICT, linked, f"{viewer.field} already", held)
    else:
        there = Exists(source=row.find().source)
        absent = AllOf(conditions=(there, Negation(condition=linked)))
        yield Reason(FailureKind.CONFLICT, absent, f"not {viewer.field}", held)


def _link_source(known: Knowledge, viewer: Viewer, row: PathRow) -> Source:
    """The caller's link with the row that the path names."""
    link, alias, far = viewer.link, f"{viewer.link.name}_already", f"{ROW}_already"
    on = Compare(
        left=Field(row=far, column=known.key(viewer.entity)),
        right=Field(row=alias, column=link.right_column),
    )
    mine = Compare(
        left=Field(row=alias, column=link.left_column), right=Caller(column=known.key(link.left))
    )
    named = Compare(
        left=Field(row=far, column=row.named.column), right=Given(parameter=row.named.variable)
    )
    join = Join(table=row.entity.table, alias=far, on=(on,))
    return Source(table=link.name, alias=alias, joins=(join,), where=(mine, named))
