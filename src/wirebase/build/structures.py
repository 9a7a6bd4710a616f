"""Objects, lists, rows and totals, as JSON that keeps the order of members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import batched, groupby

from wirebase.blueprint.expressions import (
    CURSORS,
    Aggregate,
    Expression,
    Items,
    Mapping,
    Member,
    Object,
    Page,
    PageInfo,
    Parts,
    Position,
    Recorded,
    Row,
    Rows,
    Source,
    Total,
)
from wirebase.blueprint.tables import Type
from wirebase.build.casts import JSON, NULL, Value, as_json, as_jsonb, as_text, atom, cast
from wirebase.build.cursors import cursor_of
from wirebase.build.encodings import encoded
from wirebase.build.expressions import holds, shown, stored
from wirebase.build.literals import document, quoted
from wirebase.build.names import identifier
from wirebase.build.pages import end, fact
from wirebase.build.scalars import literal
from wirebase.build.scope import Scope
from wirebase.build.sources import cursor_at, page_window, query

MOST_MEMBERS = 50
"""Members that one call of `json_build_object` takes: Postgres passes at most 100 arguments."""


@shown.register
def _object(node: Object, scope: Scope) -> Value:
    departed = scope.frame.departed
    if departed and (before := departed.get(node.model_dump_json())):
        return Value(before, JSON)
    members = [(member, shown(member.value, scope)) for member in node.members]
    if len(members) <= MOST_MEMBERS and all(_is_always(member) for member, _ in members):
        return Value(_built(members), JSON)
    runs = groupby(members, key=lambda entry: _is_always(entry[0]))
    texts = [text for always, run in runs for text in _texts(list(run), always, scope)]
    return Value(f"('{{' || {_joined(texts)} || '}}')::json", JSON)


@shown.register
def _items(node: Items, scope: Scope) -> Value:
    values = [shown(item, scope) for item in node.items]
    whole = f"json_build_array({', '.join(_part(value) for value in values)})"
    if len(values) > 2 * MOST_MEMBERS:
        whole = f"('[' || {_joined([_text(value) for value in values])} || ']')::json"
    if node.when_null:
        return Value(whole, JSON)
    element = identifier(scope.within([]).names.new("element"))
    listed = f"json_array_elements({whole}) with ordinality as {element}(item, place)"
    some = f"{listed} where json_typeof({element}.item) <> 'null'"
    held = f"json_agg({element}.item order by {element}.place)"
    return Value(f"(select coalesce({held}, '[]') from {some})", JSON)


@shown.register
def _parts(node: Parts, scope: Scope) -> Value:
    of = as_jsonb(stored(node.of, scope))
    inside = scope.within([])
    element = identifier(inside.names.new("element"))
    item = shown(node.item, replace(inside, element=f"{element}.item"))
    whole = f"json_agg({_part(item)} order by {element}.place)"
    listed = f"jsonb_array_elements({of}) with ordinality as {element}(item, place)"
    found = f"(select coalesce({whole}, '[]') from {listed})"
    return Value(f"case when jsonb_typeof({of}) = 'array' then {found} end", JSON)


def _part(value: Value) -> str:
    """A value as an argument of json_build_object, which writes each type in its own way."""
    return "null" if value.type == NULL else value.sql


def _built(members: Iterable[tuple[Member, Value]]) -> str:
    parts = [f"{quoted(member.name)}, {_part(value)}" for member, value in members]
    return f"json_build_object({', '.join(parts)})"


def _is_always(member: Member) -> bool:
    return member.when_null and member.when is None


def _texts(members: list[tuple[Member, Value]], always: bool, scope: Scope) -> Iterator[str]:
    """The JSON text of members without the braces; null for one that is left out."""
    if always:
        for run in batched(members, MOST_MEMBERS, strict=False):
            yield f"left(substr({_built(run)}::text, 2), -1)"
        return
    for member, value in members:
        name = quoted(document(member.name) + ":")
        held = f"nullif({atom(as_json(value))}::text, 'null')"
        text = f"{name} || {_text(value) if member.when_null else held}"
        yield (
            text
            if member.when is None
            else f"case when {holds(member.when, scope)} then {text} end"
        )


def _text(value: Value) -> str:
    """The value's JSON text, also of null."""
    return f"coalesce({atom(as_json(value))}::text, 'null')"


def _joined(texts: list[str]) -> str:
    """The texts joined by commas, those that are null left out."""
    if len(texts) <= 2 * MOST_MEMBERS - 1:
        return f"concat_ws(',', {', '.join(texts)})"
    parts = batched(texts, 2 * MOST_MEMBERS - 1, strict=False)
    return _joined([f"nullif({_joined(list(part))}, '')" for part in parts])


@shown.register
def _row(node: Row, scope: Scope) -> Value:
    rows = query(node.source, scope)
    value = shown(node.value, rows.scope)
    if node.missing is None:
        return Value(f"(select {_typed(value)}{rows.first})", value.type, value.array)
    missing = as_json(literal(node.missing))
    found = f"(select coalesce({as_json(value)}, 'null'){rows.first})"
    return Value(f"coalesce({found}, {missing})", JSON)


@stored.register
def _stored_row(node: Row, scope: Scope) -> Value:
    rows = query(node.source, scope)
    value = stored(node.value, rows.scope)
    found = f"(select {_typed(value)}{rows.first})"
    if node.missing is None or value.type == NULL:
        return Value(found, value.type, value.array)
    missing = cast(literal(node.missing), value.type, array=value.array)
    return Value(f"coalesce({found}, {missing})", value.type, value.array)


def _typed(value: Value) -> str:
    return "null::text" if value.type == NULL else value.sql


@shown.register
def _rows(node: Rows, scope: Scope) -> Value:
    listed = _listed(node.source, node.item, scope)
    return Value(f"(select coalesce(json_agg(listed.item), '[]') from ({listed}) as listed)", JSON)


def _listed(source: Source, item: Expression, scope: Scope, key: Expression | None = None) -> str:
    rows = query(source, scope)
    if source.page and source.page.cursor:
        place = f"row_number() over ({rows.order.strip()})"
        rows = replace(
            rows, scope=replace(rows.scope, cursor=cursor_of(source.page, place, rows.scope))
        )
    named = "" if key is None else f", {as_text(shown(key, rows.scope))} as name"
    return f"select {_typed(shown(item, rows.scope))} as item{named}{rows.tail}"


@shown.register
def _mapping(node: Mapping, scope: Scope) -> Value:
    listed = _listed(node.source, node.item, scope, node.key)
    members = "json_object_agg(listed.name, listed.item)"
    found = f"select coalesce({members}, '{{}}') from ({listed}) as listed"
    return Value(f"({found} where listed.name is not null)", JSON)


@stored.register
def _stored_total(node: Total, scope: Scope) -> Value:
    rows = query(node.source.model_copy(update={"page": None, "order": ()}), scope)
    if node.function == Aggregate.COUNT:
        counted = "*"
        if node.column:
            counted = rows.scope.column(node.source.alias, node.column).sql
        sql = f"(select count({counted}){rows.tables})"
        return Value(scope.ahead("total", "bigint", sql), Type.BIGINT)
    of = node.of
    value = stored(of, rows.scope) if of else rows.scope.column(node.source.alias, node.column)
    made = _aggregate(node.function, value, rows.tables)
    if node.digits is None:
        return made
    return Value(f"round({made.atom}::numeric, {node.digits})", Type.NUMERIC)


def _aggregate(function: Aggregate, value: Value, tables: str) -> Value:
    if function in (Aggregate.MIN, Aggregate.MAX):
        if value.type in (Type.UUID, Type.BOOLEAN, Type.JSONB):
            value = Value(as_text(value), Type.TEXT)
        return Value(f"(select {function}({value.sql}){tables})", value.type, value.array)
    number = cast(value, Type.DOUBLE if function == Aggregate.AVG else Type.NUMERIC)
    if value.type in (Type.INTEGER, Type.BIGINT, Type.NUMERIC, Type.DOUBLE):
        number = f"{number}::double precision" if function == Aggregate.AVG else value.sql
    type = Type.DOUBLE if function == Aggregate.AVG else Type.NUMERIC
    return Value(f"(select {function}({number}){tables})", type)


@shown.register
def _total(node: Total, scope: Scope) -> Value:
    value = stored(node, scope)
    if node.function not in (Aggregate.MIN, Aggregate.MAX):
        return value
    column = scope.table(node.source.table).column(node.column)
    return encoded(value, column.encoding)


@shown.register
def _page_info(node: PageInfo, scope: Scope) -> Value:
    total = stored(Total(source=node.source), scope).sql
    if node.unseen:
        total = f"({total} + {node.unseen})"
    rows = page_window(node.source, scope)
    if node.fact in CURSORS:
        place, there = end(rows, node.fact, total)
        return Value(
            f"case when {there} then {cursor_at(node.source, place, scope)} end", Type.TEXT
        )
    sql, type = fact(node.source.page or Page(), rows, node.fact, total, scope)
    return Value(sql, type)


@shown.register
def _position(node: Position, scope: Scope) -> Value:
    if not scope.cursor:
        raise scope.error("A Position stands outside of a list with cursors")
    return Value(scope.cursor, Type.TEXT)


@shown.register
def _recorded(node: Recorded, scope: Scope) -> Value:
    name = quoted(scope.frame.operation.name)
    return Value(f"wirebase.recorded({name})::json", JSON)
