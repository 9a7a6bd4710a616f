"""Bodies: which columns and links the fields of a request's body set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from wirebase.blueprint.amendments import amends
from wirebase.blueprint.expressions import (
    Amended,
    Compare,
    Expression,
    Field,
    Given,
    Merged,
    Object,
    Row,
    Source,
)
from wirebase.blueprint.expressions import Rows as Listed
from wirebase.blueprint.operations import Assignment, Parameter, Place, SetLinks
from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.arguments import Arguments, part_at, unique
from wirebase.infer.calls import Call
from wirebase.infer.changes import ROW, Rows
from wirebase.infer.entities import Entity
from wirebase.infer.naming import plural, snake
from wirebase.infer.nested import inner_pointers, told_by_inner
from wirebase.infer.payloads import Sent, payload
from wirebase.infer.relations import Link, stem
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text


@dataclass(slots=True)
class Body:
    """What the fields of a request's body set."""

    columns: dict[str, Assignment] = field(default_factory=dict)
    links: list[SetLinks] = field(default_factory=list)
    meanings: dict[str, str] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    amended: set[str] = field(default_factory=set)
    """Columns of which some requests say what to do with what is there."""


def body_of(known: Knowledge, entity: Entity, arguments: Arguments, calls: list[Call]) -> Body:
    """The columns and links that the fields of the body set; adds the parameters to `arguments`."""
    found = Body(sent=payload(calls, entity.name, known.past.fields(entity.name)))
    for sent in found.sent:
        _set(known, entity, arguments, found, sent)
    return found


def from_inside(
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


def given_columns(
    known: Knowledge, entity: Entity, arguments: Arguments, calls: list[Call]
) -> tuple[Assignment, ...]:
    """What the fields of the body set of a row that is there, each only where it is given."""
    return tuple(where_given(body_of(known, entity, arguments, calls), entity).values())


def where_given(body: Body, entity: Entity) -> dict[str, Assignment]:
    """The columns of a row that is there, each set only where the body holds it."""
    return {
        column: _amending(body, column, assignment).model_copy(
            update={"optional": not _is_pieced(assignment)}
        )
        for column, assignment in body.columns.items()
        if column != entity.key
    }


def _amending(body: Body, column: str, assignment: Assignment) -> Assignment:
    """The assignment, where requests may say what to do with what is there in place of a value."""
    if column not in body.amended or not isinstance(assignment.value, Given):
        return assignment
    value = Amended(base=Field(row=ROW, column=column), by=assignment.value)
    return assignment.model_copy(update={"value": value})


def _is_pieced(assignment: Assignment) -> bool:
    """Whether a document is put together from what is given, be it nothing."""
    return isinstance(assignment.value, Merged) and isinstance(assignment.value.over, Object)


def _set(
    known: Knowledge,
    entity: Entity,
    arguments: Arguments,
    found: Body,
    sent: Sent,
) -> None:
    pointer, always = sent.pointer, sent.always
    values = [v for v in sent.values if not amends(v)]
    wish = entity.key if snake(sent.name) == snake(entity.key) else snake(sent.name)
    wish = known.past.synonyms.get((entity.name, wish), wish)
    columns = known.schema.columns(entity.name)
    link = _link_named(known, entity, wish)
    if link is not None:
        amended = len(values) < len(sent.values)
        values += [v for given in sent.values if amends(given) for v in _operand(given)]
        _set_links(known, entity, arguments, found, link, pointer, wish, values, amended=amended)
        return
    for column in dict.fromkeys((wish, f"{wish}_id", f"{stem(wish)}_id")):
        if column not in columns or column in found.columns:
            continue
        inner = ""
        reference = known.found.references.get((entity.name, column))
        objects = [v for v in values if isinstance(v, dict)]
        if reference is not None and objects:
            key = known.past.entities[reference.other].key
            if not any(key in v for v in objects):
                continue  # what a row is made of that comes with this one
            inner = f"/{key}"
        described = known.schema.tables[entity.name].column(column)
        other = known.past.entities[reference.other] if reference is not None else None
        by = _named_by(known, other, values) if other is not None and not inner else ""
        if column not in (wish, f"{wish}_id") and not (by and wish.endswith(f"_{by}")):
            continue
        kind = known.schema.tables[other.name].column(by).type if other and by else described.type
        if len(values) < len(sent.values):
            found.amended.add(column)
            kind = Type.JSONB
        parameter = arguments.add_body(pointer + inner, wish, kind, required=always)
        value: Expression = Given(parameter=parameter)
        if other is not None and by:
            value = _row_named(other, by, value)
        found.columns[column] = Assignment(column=column, value=value, optional=not always)
        found.meanings[parameter] = f"sets {column}"
        return


def _named_by(known: Knowledge, other: Entity, values: list[Json]) -> str:
    """The column, other than the key, by which values name rows that others refer to by key."""
    told = {text(v) for v in values if v is not None and not isinstance(v, (dict, list))}
    lives = known.past.rows[other.name]
    if not told or told <= lives.keys():
        return ""
    for column in known.schema.columns(other.name):
        held = Counter(text(v[-1]) for life in lives.values() if (v := life.values(column)))
        if column != other.key and all(held[value] == 1 for value in told):
            return column
    return ""


def _row_named(other: Entity, column: str, value: Expression) -> Row:
    """The key of the row that has the value in a column."""
    alias = f"{other.name}_given"
    where = Compare(left=Field(row=alias, column=column), right=value)
    source = Source(table=other.table, alias=alias, where=(where,))
    return Row(source=source, value=Field(row=alias, column=other.key))


def links_told(
    known: Knowledge, entity: Entity, arguments: Arguments, body: Body, rows: Rows
) -> None:
    """Adds the links that lists of keys in the body set under another name than answers give them: the
    row has just these links afterwards."""
    for sent in body.sent:
        given = [
            (value, row)
            for call, row in rows
            if call.has_body and isinstance(value := part_at(call.body(), sent.pointer), list)
        ]
        plain = all(not isinstance(item, (dict, list)) for value, _ in given for item in value)
        if not plain or not any(value for value, _ in given):
            continue
        for (owner, name), link in known.found.links.items():
            same = owner == entity.name and not link.via
            if same and all(_same_keys(value, row.get(name)) for value, row in given):
                wish = snake(sent.name)
                _set_links(
                    known,
                    entity,
                    arguments,
                    body,
                    link,
                    sent.pointer,
                    wish,
                    sent.values,
                    amended=False,
                )
                break


def _same_keys(given: Sequence[Json], listed: Json) -> bool:
    return isinstance(listed, list) and {text(v) for v in given} == {text(v) for v in listed}


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
    *,
    amended: bool,
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
    named = _named_by(known, other, items)
    name = unique(wish, arguments.parameters)
    arguments.parameters[name] = Parameter(
        name=name, place=Place.BODY, key=pointer, type=Type.JSONB, array=True
    )
    found.links.append(
        SetLinks(
            table=link.name,
            owner=Assignment(column=own, value=Field(row=ROW, column=entity.key)),
            target=target,
            values=_linked(link.name, own, target, entity, name)
            if amended
            else Given(parameter=name),
            pointer=inner,
            match=other.key if other.scalar else named,
            target_table=other.table,
            create_missing=bool(other.scalar) or _brought(known, other, named, items),
            create_sorted=_is_sorted(known, other, named, values),
        )
    )
    found.meanings[name] = f"sets the linked {other.table}"


def _brought(known: Knowledge, other: Entity, column: str, words: list[Json]) -> bool:
    """Whether words in such lists made the rows that they named."""
    lives = known.past.rows[other.name].values()
    return any(life.named and life.values(column)[-1:] == [w] for life in lives for w in words)


def _is_sorted(known: Knowledge, other: Entity, column: str, lists: list[Json]) -> bool:
    """Whether rows that such lists made have their keys in the order of the words, and not as listed."""
    made: dict[int, list[tuple[int, str]]] = {}
    for life in known.past.rows[other.name].values():
        word = life.values(column)[-1:]
        if life.named and life.created is not None and type(life.key) is int and word:
            made.setdefault(life.created, []).append((life.key, text(word[0])))
    orders = [[word for _, word in sorted(rows)] for rows in made.values() if len(rows) > 1]
    told = [list(map(text, some)) for some in lists if isinstance(some, list)]
    listed = all(any([w for w in some if w in order] == order for some in told) for order in orders)
    return not listed and all(order == sorted(order) for order in orders)


def _operand(told: Json) -> list[Json]:
    """The lists in what is said to do with a value."""
    return [v for v in told.values() if isinstance(v, list)] if isinstance(told, dict) else []


def _linked(table: str, own: str, target: str, entity: Entity, parameter: str) -> Amended:
    """The keys of the linked rows after what a parameter says to do with them."""
    alias = f"{table}_there"
    mine = Compare(left=Field(row=alias, column=own), right=Field(row=ROW, column=entity.key))
    source = Source(table=table, alias=alias, where=(mine,))
    held = Listed(source=source, item=Field(row=alias, column=target))
    return Amended(base=held, by=Given(parameter=parameter))


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
