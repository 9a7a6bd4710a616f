"""Insertions: what a request that makes a row sets in it, and what the server fills in."""

from __future__ import annotations

from wirebase.blueprint.expressions import (
    Caller,
    Case,
    Choice,
    Constant,
    Expression,
    Field,
    Given,
    IsGiven,
    Merged,
    Times,
)
from wirebase.blueprint.operations import Assignment, Insert, Update, Verb
from wirebase.infer.arguments import Arguments
from wirebase.infer.asked_for import asked_for
from wirebase.infer.bodies import body_of, from_inside, links_told
from wirebase.infer.byproducts import ByproductReader
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import ROW, Rows, Write, written_tables
from wirebase.infer.documents import merge_documents
from wirebase.infer.entities import Entity
from wirebase.infer.fills import Fills
from wirebase.infer.followers import follow
from wirebase.infer.kinds import gives, kinds
from wirebase.infer.linkages import linkages
from wirebase.infer.logins import strings
from wirebase.infer.nested import Nested
from wirebase.infer.own_members import own_members, without_own
from wirebase.infer.paths import PathRows
from wirebase.infer.placeholders import passed_over
from wirebase.infer.scales import scaled
from wirebase.infer.scope import Knowledge
from wirebase.infer.sums import added_up, added_up_above
from wirebase.infer.tallies import tally
from wirebase.infer.transfers import transfers

FEWEST = 2
"""New rows that must agree."""
MOST = 0.8
"""The share of new rows that must hold their key twice."""


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
    keyed = own_members(known, entity, rows)
    rows = without_own(known, entity, rows, keyed)
    body = body_of(known, entity, arguments, calls)
    from_inside(known, entity, arguments, body, rows)
    links_told(known, entity, arguments, body, rows)
    ignored = passed_over(body, arguments, rows, entity.key)
    body.columns = {c: a for c, a in body.columns.items() if c not in ignored}
    merge_documents(known, entity, arguments, body, rows, kept=False)
    nested = Nested(known, arguments, creates=True).effects(
        entity, ROW, body.sent, calls, lambda c: keys.get(c.exchange.index)
    )
    covered = written_tables([*nested, *body.links])
    key = made.key or (lambda _call: None)
    beside = ByproductReader(known, arguments, entity, ROW, key, covered).read([c for c, _ in rows])
    refers = {a.column: a for a in beside.columns}
    body.columns = {c: a for c, a in body.columns.items() if c not in refers}
    given = {c: a.value for c, a in (body.columns | refers).items()}
    fills = Fills(known, route, entity, rows, given, paths)
    values = _filled(known, entity, fills, body.columns | refers, arguments)
    copies = [
        c for c in _copies_of_key(known, entity, rows, values) if c.column not in body.columns
    ]
    values = {c: a for c, a in values.items() if c not in {copy.column for copy in copies}}
    insert = Insert(table=entity.table, alias=ROW, values=tuple(values.values()))
    makers = {c.exchange.index: known.caller(c) for c in calls}
    copies += keyed
    copied = [Update(table=entity.table, alias=ROW, values=tuple(copies))] if copies else []
    made.effects = [
        *(*beside.before, insert, *copied, *nested, *beside.after),
        *(*body.links, *linkages(known, entity, keys, covered, makers), *tally(known, entity, 1)),
        *transfers(known, entity, rows, arguments),
        *follow(known, entity, rows, paths, key),
        *(*added_up(known, entity, ROW), *added_up_above(known, entity, ROW)),
    ]
    made.meanings |= body.meanings | fills.meanings
    return made


def _copies_of_key(
    known: Knowledge, entity: Entity, rows: Rows, values: dict[str, Assignment]
) -> tuple[Assignment, ...]:
    """Columns that hold the new row's own key too, in nearly all rows whose key the server makes: not those
    that refer to the row which the path names, or to the caller."""
    if entity.key in values:
        return ()
    others = {r.field for r in known.found.of(entity.name) if r.other != entity.name}
    named = {c for c, a in values.items() if isinstance(a.value, (Field, Caller)) and c in others}
    out = []
    for column in known.schema.columns(entity.name):
        if column in named:
            continue
        same = [row.get(column) == row.get(entity.key) for _, row in rows]
        if column == entity.key or _is_another(known, entity, column):
            continue
        if len(same) >= FEWEST and sum(same) >= MOST * len(same):
            out.append(Assignment(column=column, value=Field(row=ROW, column=entity.key)))
    return tuple(out)


def _is_another(known: Knowledge, entity: Entity, column: str) -> bool:
    """Whether a column is a number of its own that rows made otherwise show apart from their key."""
    lives = known.past.rows[entity.name].values()
    told = [(life.key, v) for life in lives for v in life.values(column)[-1:]]
    numbers = all(type(key) is int and type(v) is int for key, v in told)
    return numbers and any(key != v for key, v in told)


def _filled(
    known: Knowledge,
    entity: Entity,
    fills: Fills,
    sent: dict[str, Assignment],
    arguments: Arguments,
) -> dict[str, Assignment]:
    """What sets each column: the body, or else what fills it. What the request as a whole tells comes
    first, since other columns follow from it."""
    rest = [c for c in known.schema.columns(entity.name) if c not in sent]
    asked = {c: told for c in rest if (told := asked_for(arguments, fills.rows, c)) is not None}
    found = {c: told for c in rest if (told := fills.told(c) or asked.get(c)) is not None}
    fills.given |= found
    sent = {c: scaled(a, fills.rows, arguments) for c, a in sent.items()}
    values = {c: _with_fallback(fills, a, arguments) for c, a in sent.items()}
    fills.given |= {c: a.value for c, a in values.items()}
    for column in rest:
        filled = found.get(column) or fills.fill(column)
        if not _is_explained(filled):
            sent_as = _sent_as(known, entity, fills.rows, column, arguments)
            filled = sent_as or _by_kind(fills, column, arguments) or filled
        if filled is not None:
            values[column] = Assignment(column=column, value=filled)
            fills.given[column] = filled
    return values


def _sent_as(
    known: Knowledge, entity: Entity, rows: Rows, column: str, arguments: Arguments
) -> Expression | None:
    """A text of the body under another name, as the name to log in with is an address: what the column
    held each time, and never twice the same."""
    values = [row.get(column) for _, row in rows]
    if len(set(map(repr, values))) < max(FEWEST, len(rows)):
        return None
    bodies = [dict(strings(c.body())) if c.has_body else {} for c, _ in rows]
    for pointer in bodies[0]:
        if all(v and body.get(pointer) == v for body, v in zip(bodies, values, strict=True)):
            kind = known.schema.tables[entity.name].column(column).type
            name = arguments.add_body("/" + "/".join(pointer), column, kind)
            return Given(parameter=name)
    return None


def _is_explained(filled: Expression | None) -> bool:
    return filled is not None and not (isinstance(filled, Constant) and not filled.explained)


def _by_kind(fills: Fills, column: str, arguments: Arguments) -> Expression | None:
    """What fills a column for each kind of request, where each has a law of its own."""
    values = {repr(row.get(column)) for _, row in fills.rows}
    referring = {reference.field for reference in fills.known.found.of(fills.entity.name)}
    for kinds_told in kinds(arguments, fills.rows, referring) if len(values) > 1 else ():
        cases: list[Case] = []
        otherwise: Expression = Constant()
        for when, rows in kinds_told:
            empty = all(row.get(column) is None for _, row in rows)
            made = Constant() if empty else fills.only(rows).fill(column)
            if made is None or not _is_explained(made):
                break
            if when is None:
                otherwise = made
            else:
                cases.append(Case(when=when, then=made))
        else:
            return Choice(cases=tuple(cases), otherwise=otherwise)
    return None


def _with_fallback(fills: Fills, assignment: Assignment, arguments: Arguments) -> Assignment:
    """The assignment of a field that not every request gives, with what fills it otherwise."""
    value = assignment.value
    given = value.over if isinstance(value, Merged) else value
    given = given.number if isinstance(given, Times) else given
    if not assignment.optional or not isinstance(given, Given):
        return assignment
    name = given.parameter
    without = [(c, row) for c, row in fills.rows if not gives(arguments, c, name)]
    filled = fills.only(without).fill(assignment.column)
    if filled is None:
        return assignment
    cases = (Case(when=IsGiven(parameter=name), then=value),)
    choice = Choice(cases=cases, otherwise=filled)
    return assignment.model_copy(update={"value": choice, "optional": False})
