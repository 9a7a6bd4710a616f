"""Updates: what a request sets in a row that is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from math import inf

from wirebase.blueprint.expressions import (
    AllOf,
    Case,
    Choice,
    Compare,
    Comparison,
    Condition,
    Constant,
    Expression,
    Field,
    Fresh,
    Freshly,
    Given,
    IsGiven,
    Now,
    Product,
)
from wirebase.blueprint.operations import Assignment, Effect, Update, Verb
from wirebase.blueprint.tables import Role, Type
from wirebase.exchange import Json
from wirebase.infer.arguments import Arguments
from wirebase.infer.arithmetic import factors
from wirebase.infer.bodies import Body, body_of, from_inside, links_told, where_given
from wirebase.infer.byproducts import ByproductReader
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import ROW, Rows, Write, written_tables
from wirebase.infer.documents import merge_documents
from wirebase.infer.entities import Entity
from wirebase.infer.fills import Fills
from wirebase.infer.formats import lexical
from wirebase.infer.linkages import moved_links
from wirebase.infer.naming import snake
from wirebase.infer.nested import Nested
from wirebase.infer.paths import PathRows, named
from wirebase.infer.payloads import payload
from wirebase.infer.plain import plain_text
from wirebase.infer.revisions import revised
from wirebase.infer.rows_named import sent
from wirebase.infer.schema import END
from wirebase.infer.scope import Knowledge
from wirebase.infer.stamps import TOUCHED
from wirebase.infer.sums import added_up_above
from wirebase.infer.toggles import switched_columns, switched_links
from wirebase.infer.values import same, text


def update(
    known: Knowledge,
    route: Route,
    calls: list[Call],
    arguments: Arguments,
    paths: PathRows,
    entity: Entity,
    finds: list[Effect],
    key: Callable[[Call], str | None],
) -> Write:
    """What a request sets in the row in hand, and the rows that come with it."""
    body = body_of(known, entity, arguments, calls)
    lives = ((call, known.past.rows[entity.name].get(key(call) or "")) for call in calls)
    after = [(call, life.at(call.exchange.index)) for call, life in lives if life]
    from_inside(known, entity, arguments, body, after)
    links_told(known, entity, arguments, body, after)
    merge_documents(known, entity, arguments, body, after, kept=route.method != "PUT")
    values = {
        column: assignment
        for column, assignment in where_given(body, entity).items()
        if not _is_ignored(known, entity, calls, key, arguments, assignment)
    }
    values = {
        column: _set_otherwise(known, entity, calls, key, arguments, assignment)
        for column, assignment in values.items()
    }
    before, key = key, partial(_key_after, known, entity, key)
    renamed = any(before(call) != key(call) for call in calls)
    named = _new_key(known, entity, calls, body, key) if renamed else None
    if named is None and not renamed:
        named = _own_key(known, entity, calls, route, body)
    if named is not None:
        values[entity.key] = named
    for column, value in _following(known, entity, calls, key, arguments, values).items():
        values[column] = Assignment(column=column, value=value, optional=True)
    for column, value in revised(known, entity, calls, key).items():
        values[column] = Assignment(column=column, value=value)
    for column, value in _set_by_path(known, route, entity, after).items():
        values.setdefault(column, Assignment(column=column, value=value))
    for column, value in _renewed_slugs(known, entity, calls, key, values).items():
        values[column] = Assignment(column=column, value=value)
    switched = switched_columns(known, route) | _set_by_action(known, entity, calls, key)
    for column, value in switched.items():
        values.setdefault(column, Assignment(column=column, value=value))
    verb = Verb.REPLACE if route.method == "PUT" else Verb.UPDATE
    if not body.columns and not body.links:
        verb = Verb.ACTION
    effects: list[Effect] = [*finds]
    if values:
        effects.append(Update(table=entity.table, alias=ROW, values=tuple(values.values())))
    nested = Nested(known, arguments, creates=False).effects(entity, ROW, body.sent, calls, key)
    covered = written_tables([*nested, *body.links])
    beside = ByproductReader(known, arguments, entity, ROW, key, covered).read(calls)
    links = moved_links(known, route, calls, body.links, key)
    effects += (*nested, *beside.after, *links, *switched_links(known, route, paths))
    effects += (*_multiplied(known, entity, values), *added_up_above(known, entity, ROW))
    return Write(verb, entity.name, effects, key, body.meanings)


def _multiplied(
    known: Knowledge, entity: Entity, values: Mapping[str, Assignment]
) -> Iterator[Effect]:
    """Sets the products anew of which a request may change a factor."""
    lives = known.past.rows[entity.name].values()
    rows = [life.at(END) for life in lives if not life.unseen]
    made = []
    for column in known.schema.columns(entity.name) if values else ():
        found = factors(column, rows) if (entity.name, column) not in known.past.given else None
        if found and set(found) & values.keys() and column not in values:
            left, right = (Field(row=ROW, column=name) for name in found)
            made.append(Assignment(column=column, value=Product(left=left, right=right)))
    if made:
        yield Update(table=entity.table, alias=ROW, values=tuple(made))


def _is_ignored(
    known: Knowledge,
    entity: Entity,
    calls: list[Call],
    key: Callable[[Call], str | None],
    arguments: Arguments,
    assignment: Assignment,
) -> bool:
    """Whether the row keeps what it held in the column, whatever the requests send for it."""
    kept = []
    for call in calls:
        life = known.past.rows[entity.name].get(key(call) or "")
        sent = arguments.of(call).get(_given(assignment))
        at = life.look(assignment.column, call.exchange.index, inf) if life else None
        if life is not None and sent is not None and at is not None:
            before = life.at(call.exchange.index - 1).get(assignment.column)
            after = life.at(at).get(assignment.column)
            differs = text(after) != sent and not same(after, sent)
            kept.append(after == before and differs)
    return bool(kept) and all(kept)


def _set_otherwise(
    known: Knowledge,
    entity: Entity,
    calls: list[Call],
    key: Callable[[Call], str | None],
    arguments: Arguments,
    assignment: Assignment,
) -> Assignment:
    """The assignment, of one value where the next look always shows that, and not what was sent."""
    shown: list[Json] = []
    for call in calls:
        index = call.exchange.index
        life = known.past.rows[entity.name].get(key(call) or "")
        sent = arguments.of(call).get(_given(assignment))
        at = life.look(assignment.column, index + 1, inf) if life and sent else None
        if call.has_answer or life is None or sent is None or at is None:
            continue
        after, before = (
            life.at(at).get(assignment.column),
            life.at(index - 1).get(assignment.column),
        )
        shown.append(
            after if after != before and _is_plain(after) and not same(after, sent) else ""
        )
    told = bool(shown) and shown[0] != "" and all(repr(v) == repr(shown[0]) for v in shown)
    update = {"value": Constant(value=shown[0]), "optional": False} if told else {}
    return assignment.model_copy(update=update)


def _is_plain(value: Json) -> bool:
    return isinstance(value, (bool, int))


def _given(assignment: Assignment) -> str:
    return assignment.value.parameter if isinstance(assignment.value, Given) else ""


def _key_after(
    known: Knowledge, entity: Entity, key: Callable[[Call], str | None], call: Call
) -> str | None:
    """The key of the row in hand once the call has changed it."""
    old = key(call)
    return known.past.renamed.get((entity.name, old or "", call.exchange.index), old)


def _new_key(
    known: Knowledge,
    entity: Entity,
    calls: list[Call],
    body: Body,
    key: Callable[[Call], str | None],
) -> Assignment | None:
    """How an update gives a row another key: by the body, or as the slug of what it sets."""
    if entity.key in body.columns:
        return body.columns[entity.key].model_copy(update={"optional": True})
    moved = {(index, new) for (_, _, index), new in known.past.renamed.items()}
    rows = [
        (call, known.past.rows[entity.name][new].at(call.exchange.index))
        for call in calls
        if (new := key(call) or "") and (call.exchange.index, new) in moved
    ]
    given = {column: assignment.value for column, assignment in body.columns.items()}
    slug = Fills(known, calls[0].route, entity, rows, given).slug(entity.key)
    if slug is None or slug.of is None:
        return None
    own = next(column for column, value in given.items() if value == slug.of)
    return Assignment(column=entity.key, value=_where_changed(own, slug, entity.key))


def _own_key(
    known: Knowledge, entity: Entity, calls: list[Call], route: Route, body: Body
) -> Assignment | None:
    """The key of the caller's own row, as a name that the body gives and that may be another one."""
    given = body.columns.get(entity.key)
    mine = entity.name == known.who.entity and not route.variables
    asked = all(known.caller(call) is not None for call in calls)
    if given is None or not mine or not asked:
        return None
    worded = known.schema.type_of(entity.name, entity.key).type is Type.TEXT
    return given.model_copy(update={"optional": True}) if worded else None


def _following(
    known: Knowledge,
    entity: Entity,
    calls: list[Call],
    key: Callable[[Call], str | None],
    arguments: Arguments,
    given: dict[str, Assignment],
) -> dict[str, Expression]:
    """Columns that change with one that the body gives, as the plain text of HTML does."""
    out: dict[str, Expression] = {}
    rows = known.past.rows[entity.name]
    for own, assignment in given.items():
        if not isinstance(assignment.value, Given):
            continue
        after = [
            life.at(call.exchange.index)
            for call in calls
            if assignment.value.parameter in arguments.of(call)
            and (life := rows.get(key(call) or ""))
        ]
        for column in known.schema.columns(entity.name):
            if column not in given:
                found = plain_text(column, after, {own: assignment.value})
                if found is not None:
                    out[column] = found
    return out


def _gives(call: Call, value: str) -> bool:
    """Whether a text may be made of what a call sent: of any body, but in GraphQL of the arguments alone."""
    if not call.route.is_graphql:
        return call.has_body
    told = [text.lower() for _, text in sent(call) if len(text) > 1]
    return any(t in value.lower() or value.lower() in t for t in told)


def _is_state(known: Knowledge, entity: Entity, column: str, calls: list[Call], value: str) -> bool:
    """Whether a text that calls leave in a column says how the row is, rather than which it is.

    What a call without a body leaves, or several calls do, is such a state; what follows from one
    body may be made of it."""
    unique = known.schema.tables[entity.name].column(column).unique
    return not unique and (len(calls) > 1 or not _gives(calls[0], value))


def _renewed_slugs(
    known: Knowledge,
    entity: Entity,
    calls: list[Call],
    key: Callable[[Call], str | None],
    given: dict[str, Assignment],
) -> dict[str, Expression]:
    """Columns other than the key that stay the slug of a column which the body changes."""
    lives = [(call, known.past.rows[entity.name].get(key(call) or "")) for call in calls]
    out: dict[str, Expression] = {}
    for column in known.schema.columns(entity.name):
        if column in given or column == entity.key:
            continue
        changed = [
            (call, life.at(call.exchange.index))
            for call, life in lives
            if life
            and life.at(call.exchange.index).get(column)
            != life.at(call.exchange.index - 1).get(column)
        ]
        told = {name: assignment.value for name, assignment in given.items()}
        slug = Fills(known, calls[0].route, entity, changed, told).slug(column) if changed else None
        if slug is not None and slug.of is not None:
            own = next(name for name, value in told.items() if value == slug.of)
            out[column] = _where_changed(own, slug, column)
    return out


def _where_changed(own: str, slug: Fresh, column: str) -> Expression:
    """The new slug where the column that it is made of changes, else the one that is there."""
    assert slug.of is not None
    new: Condition = Compare(left=Field(row=ROW, column=own), op=Comparison.NE, right=slug.of)
    if isinstance(slug.of, Given):
        new = AllOf(conditions=(IsGiven(parameter=slug.of.parameter), new))
    return Choice(cases=(Case(when=new, then=slug),), otherwise=Field(row=ROW, column=column))


def _set_by_path(
    known: Knowledge, route: Route, entity: Entity, after: Rows
) -> dict[str, Expression]:
    """Columns that the path sets, as PUT /lists/{id}/colour/{blue} does."""
    out: dict[str, Expression] = {}
    for variable in route.variables:
        means = named(known.past, route, variable)
        if means is not None and not means.is_set(known.past, [call for call, _ in after]):
            continue
        for column in known.schema.columns(entity.name):
            told = [same(row.get(column), call.path[variable.name]) for call, row in after]
            if column != entity.key and told and all(told):
                out[column] = Given(parameter=variable.name)
    return out


def _is_time(value: Json) -> bool:
    return isinstance(value, str) and lexical(value) == "timestamp"


def _set_by_action(
    known: Knowledge, entity: Entity, calls: list[Call], key: Callable[[Call], str | None]
) -> dict[str, Expression]:
    """Columns that every call leaves with one value that no body gives, as /publish does."""
    after: dict[str, list[tuple[Json, Json]]] = {}
    for call in calls:
        row = known.past.rows[entity.name].get(key(call) or "")
        if row is None:
            continue
        index = call.exchange.index
        before = row.at(index - 1)
        for column, value in row.at(index).items():
            after.setdefault(column, []).append((before.get(column), value))
    out: dict[str, Expression] = {}
    for column, changes in after.items():
        if column in TOUCHED or column not in known.schema.columns(entity.name):
            continue
        values = {repr(v) for _, v in changes}
        changed = sum(repr(a) != repr(b) for a, b in changes)
        if changed == len(calls) and all(_is_time(v) and a is None for a, v in changes):
            out[column] = Now()
            continue
        if changed and len(values) == 1 and len(changes) == len(calls):
            value = changes[0][1]
            told = isinstance(value, str) and _is_state(known, entity, column, calls, value)
            if known.schema.tables[entity.name].column(column).role is Role.SECRET:
                out[column] = Fresh(how=Freshly.TOKEN)
            elif value is None or isinstance(value, bool) or told:
                out[column] = Constant(value=value)
    sent = {
        snake(field.name) for field in payload(calls, entity.name, known.past.fields(entity.name))
    }
    return {c: v for c, v in out.items() if c not in sent}
