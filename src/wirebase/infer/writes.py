"""Writes: what a request changes, told from what it sent, what was answered and shown later."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from wirebase.blueprint.expressions import (
    Caller,
    Case,
    Choice,
    Compare,
    Comparison,
    Condition,
    Constant,
    Exists,
    Expression,
    Field,
    Given,
    IsGiven,
    Negation,
    Now,
    Plus,
    Source,
)
from wirebase.blueprint.operations import (
    Assignment,
    Delete,
    Effect,
    Find,
    ForEach,
    Insert,
    Parameter,
    Place,
    SetLinks,
    Update,
    Verb,
)
from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.actions import Deed, action
from wirebase.infer.arguments import Arguments, unique
from wirebase.infer.byproducts import ByproductReader
from wirebase.infer.calls import Call, Route, Variable
from wirebase.infer.entities import Entity
from wirebase.infer.fills import Fills
from wirebase.infer.formats import lexical
from wirebase.infer.history import Record
from wirebase.infer.naming import plural, snake
from wirebase.infer.nested import Nested, inner_pointers, told_by_inner
from wirebase.infer.paths import PathRows
from wirebase.infer.payloads import Sent, payload
from wirebase.infer.plain import plain_text
from wirebase.infer.readings import text, with_caller
from wirebase.infer.records import SELF, occurrences
from wirebase.infer.relations import Link, stem
from wirebase.infer.rows_named import RowNamed, target
from wirebase.infer.schema import TOUCHED
from wirebase.infer.scope import Knowledge
from wirebase.infer.viewers import Viewer

ROW = "row"
"""The alias of the row that a write is about."""

LINKED = "linked"
"""The alias of a new link."""

GONE = "gone"
"""The alias under which a deletion looks for it."""

type Rows = list[tuple[Call, Record]]
"""Calls and the rows that they left."""


@dataclass(slots=True)
class Write:
    """What an operation changes."""

    verb: Verb
    entity: str = ""
    effects: list[Effect] = field(default_factory=list)
    key: Callable[[Call], str | None] | None = None
    """The key of the row in hand in each call."""
    meanings: dict[str, str] = field(default_factory=dict)


def write(
    known: Knowledge, route: Route, calls: list[Call], arguments: Arguments, paths: PathRows
) -> Write | None:
    """The changes of a route's successful calls; None where none could be told."""
    created = _created(known, calls)
    if created is not None:
        paths.release(ROW)
        return _create(known, route, calls, arguments, paths, *created)
    found = _target(known, route, calls, arguments, paths)
    if found is None:
        return None
    entity, finds, key = found
    for viewer in known.viewers.values():
        if viewer.entity == entity.name and route.name in viewer.sets:
            return _toggle(known, entity, key, viewer, there=viewer.sets[route.name])
    if _deletes(route):
        return _delete(known, entity, finds, key)
    return _update(known, route, calls, arguments, entity, finds, key)


def _toggle(
    known: Knowledge,
    entity: Entity,
    key: Callable[[Call], str | None],
    viewer: Viewer,
    *,
    there: bool,
) -> Write:
    """Links the caller with the row, or unlinks them; the counter moves where that changes it."""
    own = Field(row=ROW, column=entity.key)
    source = with_caller(known, viewer, own)
    linked: Condition = Exists(source=source)
    effects: list[Effect] = []
    if viewer.counter:
        moved = Plus(
            left=Field(row=ROW, column=viewer.counter), right=Constant(value=1 if there else -1)
        )
        effects.append(
            Update(
                table=entity.table,
                alias=ROW,
                values=(Assignment(column=viewer.counter, value=moved),),
                when=Negation(condition=linked) if there else linked,
            )
        )
    link = viewer.link
    values = (
        Assignment(column=link.left_column, value=Caller(column=known.key(link.left))),
        Assignment(column=link.right_column, value=own),
    )
    effects.append(
        Insert(table=link.name, alias=LINKED, values=values, ignore_conflict=True)
        if there
        else Delete(source=source)
    )
    return Write(Verb.LINK if there else Verb.UNLINK, entity.name, effects, key)


def _deletes(route: Route) -> bool:
    """Whether the request says that it deletes the row which it names."""
    if route.method == "DELETE":
        return _ends_with_variable(route) or _ends_with_self(route)
    said = action(route) if not route.variables else None
    return said is not None and said.deed is Deed.DELETE


def _ends_with_self(route: Route) -> bool:
    last = next((s for s in reversed(route.segments) if s != ""), "")
    return isinstance(last, str) and snake(last) in SELF


def _ends_with_variable(route: Route) -> bool:
    last = next((s for s in reversed(route.segments) if s != ""), "")
    return isinstance(last, Variable)


def _created(known: Knowledge, calls: list[Call]) -> tuple[Entity, dict[int, str]] | None:
    """The entity whose row most of the calls make, and the key of that row in each."""
    made: dict[str, dict[int, str]] = {}
    moved = {(entity, index) for entity, _, index in known.past.renamed}
    for call in calls:
        if not call.has_answer:
            continue
        for occurrence in occurrences(call, call.answer()):
            shown = known.past.shown(occurrence)
            if shown is None:
                continue
            life = known.past.rows[shown[0].name][shown[1]]
            renamed = (shown[0].name, call.exchange.index) in moved
            if life.created == call.exchange.index and not renamed:
                made.setdefault(shown[0].name, {}).setdefault(call.exchange.index, shown[1])
    if not made:
        return None
    name, keys = max(made.items(), key=lambda m: len(m[1]))
    return (known.past.entities[name], keys) if len(keys) >= 0.6 * len(calls) else None


def _target(
    known: Knowledge, route: Route, calls: list[Call], arguments: Arguments, paths: PathRows
) -> tuple[Entity, list[Effect], Callable[[Call], str | None]] | None:
    """The row that a request names, in its path or otherwise, or that belongs to the caller."""
    for row in paths.rows:
        if row.alias == ROW:
            paths.use(row)
            return row.entity, [], partial(row.named.key, known.past)
    named = target(known.past, route, calls)
    if named is not None and not named.many:
        return named.entity, [_find_named(known, named, arguments)], named.row
    found = _implicit(known, calls)
    return (found[0], [found[1]], found[2]) if found else None


def _find_named(known: Knowledge, row: RowNamed, arguments: Arguments) -> Find:
    """Looks for the row whose key the query or the body holds."""
    kind = known.schema.tables[row.entity.name].column(row.entity.key).type
    if row.place is Place.BODY:
        name = arguments.add_body(row.key, snake(row.key.rsplit("/", 1)[-1]), kind)
    else:
        name = next(n for n, key in arguments.own_names(row.place).items() if key == row.key)
    return _find(row.entity, Given(parameter=name))


def _find(entity: Entity, value: Expression) -> Find:
    condition = Compare(left=Field(row=ROW, column=entity.key), right=value)
    return Find(source=Source(table=entity.table, alias=ROW, where=(condition,)))


def _implicit(
    known: Knowledge, calls: list[Call]
) -> tuple[Entity, Find, Callable[[Call], str | None]] | None:
    """The row of the caller that an answer shows, as in PATCH /users/me or PUT /project."""
    account = known.who.entity
    if not account:
        return None
    if _ends_with_self(calls[0].route) and all(known.caller(c) for c in calls):
        entity = known.past.entities[account]
        return entity, _find(entity, Caller(column=entity.key)), known.caller
    for call in calls:
        for occurrence in occurrences(call, call.answer()) if call.has_answer else ():
            shown = known.past.shown(occurrence)
            if shown is None or "*" in occurrence.pointer:
                continue
            if shown[0].name == account and shown[1] == known.caller(call):
                key = Caller(column=known.key(account))
                return shown[0], _find(shown[0], key), known.caller
            for reference in known.found.of(account):
                key_of = partial(_of_caller, known, reference.field)
                if reference.other == shown[0].name and key_of(call) == shown[1]:
                    value = Caller(column=reference.field)
                    return shown[0], _find(shown[0], value), key_of
    return None


def _of_caller(known: Knowledge, column: str, call: Call) -> str | None:
    """What the account that asks has in a column, as text."""
    asked = known.state(known.who.entity, call.exchange.index).get(known.caller(call) or "", {})
    value = asked.get(column)
    return None if value is None else text(value)


def _delete(
    known: Knowledge, entity: Entity, finds: list[Effect], key: Callable[[Call], str | None]
) -> Write:
    own = Compare(left=Field(row=GONE, column=entity.key), right=Field(row=ROW, column=entity.key))
    gone = Source(table=entity.table, alias=GONE, where=(own,))
    counted = _count(known, entity, -1)
    return Write(Verb.DELETE, entity.name, [*finds, *counted, Delete(source=gone)], key)


def _create(
    known: Knowledge,
    route: Route,
    calls: list[Call],
    arguments: Arguments,
    paths: PathRows,
    entity: Entity,
    keys: dict[int, str],
) -> Write:
    made = Write(Verb.CREATE, entity.name, [], lambda c: keys.get(c.exchange.index))
    rows = [
        (c, known.past.rows[entity.name][keys[c.exchange.index]].at(c.exchange.index))
        for c in calls
        if c.exchange.index in keys
    ]
    body = _body(known, entity, arguments, calls)
    _from_inside(known, entity, arguments, body, rows)
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
        *(*body.links, *_count(known, entity, 1)),
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


def _count(known: Knowledge, entity: Entity, step: int) -> list[Effect]:
    """Moves the counts of the rows that the row in hand refers to."""
    out: list[Effect] = []
    for counter in known.counters.kept(entity.name):
        other = known.past.entities[counter.reference.other]
        alias = f"{other.name}_counting"
        refers = Field(row=ROW, column=counter.reference.field)
        where = Compare(left=Field(row=alias, column=other.key), right=refers)
        moved = Plus(left=Field(row=alias, column=counter.field), right=Constant(value=step))
        out.append(
            Find(source=Source(table=other.table, alias=alias, where=(where,)), required=False)
        )
        out.append(
            Update(
                table=other.table,
                alias=alias,
                values=(Assignment(column=counter.field, value=moved),),
            )
        )
    return out


@dataclass(slots=True)
class Body:
    """What the fields of a request's body set."""

    columns: dict[str, Assignment] = field(default_factory=dict)
    links: list[SetLinks] = field(default_factory=list)
    meanings: dict[str, str] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)


def _body(known: Knowledge, entity: Entity, arguments: Arguments, calls: list[Call]) -> Body:
    """The columns and links that the fields of the body set; adds the parameters to `arguments`."""
    found = Body(sent=payload(calls, entity.name))
    for sent in found.sent:
        _set(known, entity, arguments, found, sent)
    return found


def _from_inside(
    known: Knowledge, entity: Entity, arguments: Arguments, body: Body, rows: Rows
) -> None:
    """Adds the columns that objects inside of the body set, such as the name in a translation."""
    inside = inner_pointers(body.sent)
    documents = [(c.body(), row) for c, row in rows if c.has_body]
    for column in known.schema.columns(entity.name):
        pointer = told_by_inner(column, inside.get(column, []), documents)
        if pointer and column != entity.key and column not in body.columns:
            described = known.schema.tables[entity.name].column(column)
            name = arguments.add_body(pointer, column, described.type)
            value = Given(parameter=name)
            body.columns[column] = Assignment(column=column, value=value, optional=True)


def _set(
    known: Knowledge,
    entity: Entity,
    arguments: Arguments,
    found: Body,
    sent: Sent,
) -> None:
    pointer, values, always = sent.pointer, sent.values, sent.always
    wish = entity.key if snake(sent.name) == snake(entity.key) else snake(sent.name)
    wish = known.past.synonyms.get((entity.name, wish), wish)
    columns = known.schema.columns(entity.name)
    link = _link_named(known, entity, wish)
    if link is not None:
        _set_links(known, entity, arguments, found, link, pointer, wish, values)
        return
    for column in (wish, f"{wish}_id"):
        if column not in columns or column in found.columns:
            continue
        inner = ""
        reference = known.found.references.get((entity.name, column))
        if reference is not None and any(isinstance(v, dict) for v in values):
            inner = f"/{known.past.entities[reference.other].key}"
        described = known.schema.tables[entity.name].column(column)
        parameter = arguments.add_body(pointer + inner, wish, described.type, required=always)
        value = Given(parameter=parameter)
        found.columns[column] = Assignment(column=column, value=value, optional=not always)
        found.meanings[parameter] = f"sets {column}"
        return


def _link_named(known: Knowledge, entity: Entity, wish: str) -> Link | None:
    """The link whose rows a field lists: as answers call it, or as tag_ids does."""
    links = known.found.links
    names = [wish, plural(stem(wish))] if wish.endswith(("_ids", "_uuids")) else [wish]
    return next((links[entity.name, name] for name in names if (entity.name, name) in links), None)


def _set_links(
    known: Knowledge,
    entity: Entity,
    arguments: Arguments,
    found: Body,
    link: Link,
    pointer: str,
    wish: str,
    values: list[Json],
) -> None:
    if any(effect.table == link.name for effect in found.links):
        return
    forward = link.left == entity.name
    own, target = (
        (link.left_column, link.right_column) if forward else (link.right_column, link.left_column)
    )
    other = known.past.entities[link.right if forward else link.left]
    items = [i for v in values if isinstance(v, list) for i in v]
    inner = _key_in(known, other, items)
    if inner is None:
        return
    name = unique(wish, arguments.parameters)
    arguments.parameters[name] = Parameter(
        name=name, place=Place.BODY, key=pointer, type=Type.JSONB, array=True
    )
    found.links.append(
        SetLinks(
            table=link.name,
            owner=Assignment(column=own, value=Field(row=ROW, column=entity.key)),
            target=target,
            values=Given(parameter=name),
            pointer=inner,
            target_table=other.table,
        )
    )
    found.meanings[name] = f"sets the linked {other.table}"


def _key_in(known: Knowledge, other: Entity, items: list[Json]) -> str | None:
    """Where in the items of a list the keys of the linked rows stand; None where they do not."""
    if not any(isinstance(item, dict) for item in items):
        return ""
    names = dict.fromkeys(n for item in items if isinstance(item, dict) for n in item)
    keys = known.past.keys(other.name)
    for name in sorted(names, key=lambda n: n != other.key):
        held = [item.get(name) for item in items if isinstance(item, dict)]
        if held and all(text(value) in keys for value in held):
            return f"/{name}"
    return None


def _update(
    known: Knowledge,
    route: Route,
    calls: list[Call],
    arguments: Arguments,
    entity: Entity,
    finds: list[Effect],
    key: Callable[[Call], str | None],
) -> Write:
    body = _body(known, entity, arguments, calls)
    lives = ((call, known.past.rows[entity.name].get(key(call) or "")) for call in calls)
    after = [(call, life.at(call.exchange.index)) for call, life in lives if life]
    _from_inside(known, entity, arguments, body, after)
    values = _where_given(body, entity)
    before, key = key, partial(_key_after, known, entity, key)
    renamed = any(before(call) != key(call) for call in calls)
    named = _new_key(known, entity, calls, body, key) if renamed else None
    if named is not None:
        values[entity.key] = named
    for column, value in _following(known, entity, calls, key, arguments, values).items():
        values[column] = Assignment(column=column, value=value, optional=True)
    for column, value in _set_by_action(known, entity, calls, key).items():
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
    effects += (*nested, *beside.after, *body.links)
    return Write(verb, entity.name, effects, key, body.meanings)


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
    changed = Compare(left=Field(row=ROW, column=own), op=Comparison.NE, right=slug.of)
    case = Case(when=changed, then=slug)
    same = Field(row=ROW, column=entity.key)
    return Assignment(column=entity.key, value=Choice(cases=(case,), otherwise=same))


def written_tables(effects: Iterable[Effect]) -> set[str]:
    """The tables whose rows the effects set."""
    found: set[str] = set()
    for effect in effects:
        if isinstance(effect, ForEach):
            found |= written_tables(effect.effects)
        elif isinstance(effect, Insert):
            found.add(effect.table)
        elif isinstance(effect, SetLinks):
            found |= {effect.table, effect.target_table}
    return found


def given_columns(
    known: Knowledge, entity: Entity, arguments: Arguments, calls: list[Call]
) -> tuple[Assignment, ...]:
    """What the fields of the body set of a row that is there, each only where it is given."""
    return tuple(_where_given(_body(known, entity, arguments, calls), entity).values())


def _where_given(body: Body, entity: Entity) -> dict[str, Assignment]:
    return {
        column: assignment.model_copy(update={"optional": True})
        for column, assignment in body.columns.items()
        if column != entity.key
    }


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
            if value is None or isinstance(value, (bool, str)):
                out[column] = Constant(value=value)
    sent = {snake(field.name) for field in payload(calls, entity.name)}
    return {c: v for c, v in out.items() if c not in sent}
