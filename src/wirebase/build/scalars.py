"""Values of one piece: constants, parameters, columns, the time, new values."""

from __future__ import annotations

from wirebase.blueprint.expressions import (
    Amended,
    Caller,
    Case,
    Choice,
    Concat,
    Constant,
    Element,
    Field,
    Fresh,
    Freshly,
    Given,
    Keyed,
    Length,
    Merged,
    Now,
    Plus,
    Product,
    Times,
    Turn,
)
from wirebase.blueprint.tables import Encoding, Type
from wirebase.build.casts import JSON, NULL, Value, as_json, as_jsonb, as_text, cast
from wirebase.build.encodings import encoded
from wirebase.build.expressions import holds, shown, stored
from wirebase.build.literals import document, quoted
from wirebase.build.names import identifier
from wirebase.build.parameters import part_of
from wirebase.build.scope import Scope
from wirebase.exchange import Json


def literal(value: Json) -> Value:
    """A JSON value as a typed literal."""
    match value:
        case None:
            return Value("null", NULL)
        case bool():
            return Value("true" if value else "false", Type.BOOLEAN)
        case int() if abs(value) < 2**31:
            return Value(str(value), Type.INTEGER)
        case str():
            return Value(f"{quoted(value)}::text", Type.TEXT)
        case _:
            return Value(f"{quoted(document(value))}::json", JSON)


@shown.register
def _constant(node: Constant, scope: Scope) -> Value:
    return literal(node.value)


@stored.register
def _stored_constant(node: Constant, scope: Scope) -> Value:
    if isinstance(node.value, float):
        return Value(f"{node.value!r}::numeric", Type.NUMERIC)
    if isinstance(node.value, int):
        return (
            literal(node.value)
            if abs(node.value) < 2**31
            else Value(f"{node.value}::numeric", Type.NUMERIC)
        )
    return literal(node.value)


@shown.register
def _given(node: Given, scope: Scope) -> Value:
    return encoded(scope.arguments.value(node.parameter), Encoding())


@stored.register
def _stored_given(node: Given, scope: Scope) -> Value:
    return scope.arguments.value(node.parameter)


@shown.register
def _element(node: Element, scope: Scope) -> Value:
    if not scope.element:
        raise scope.error("An Element stands outside of a ForEach")
    return part_of(scope.element, node.pointer)


@stored.register
@shown.register
def _turn(node: Turn, scope: Scope) -> Value:
    row = scope.row(node.row)
    if row.table.name not in scope.kept:
        raise scope.error(f"No ForEach keeps rows of {row.table.name!r}")
    key = cast(row.column(row.table.primary_key[0]), Type.TEXT)
    return Value(f"array_position({scope.kept[row.table.name]}, {key})", Type.INTEGER)


@stored.register
def _stored_field(node: Field, scope: Scope) -> Value:
    value = scope.column(node.row, node.column)
    if not node.pointer:
        return value
    if value.type != Type.JSONB:
        value = Value(cast(value, Type.TEXT), Type.TEXT)
        value = Value(f"wirebase.to_jsonb({value.sql})", Type.JSONB)
    return part_of(value.sql, node.pointer)


@shown.register
def _field(node: Field, scope: Scope) -> Value:
    value = stored(node, scope)
    column = scope.row(node.row).table.column(node.column)
    return encoded(value, node.encoding or column.encoding)


@stored.register
def _stored_caller(node: Caller, scope: Scope) -> Value:
    if scope.caller is None:
        return Value("null", NULL)
    if not scope.caller.table.has(node.column):
        raise scope.error(f"Table {scope.caller.table.name!r} has no column {node.column!r}")
    return scope.caller.column(node.column)


@shown.register
def _caller(node: Caller, scope: Scope) -> Value:
    value = stored(node, scope)
    if scope.caller is None:
        return value
    return encoded(value, node.encoding or scope.caller.table.column(node.column).encoding)


@stored.register
def _stored_now(node: Now, scope: Scope) -> Value:
    return Value("now()", Type.TIMESTAMPTZ)


@shown.register
def _now(node: Now, scope: Scope) -> Value:
    return encoded(Value("now()", Type.TIMESTAMPTZ), node.encoding or Encoding())


@shown.register
def _concat(node: Concat, scope: Scope) -> Value:
    if not node.parts:
        return Value("''::text", Type.TEXT)
    texts = [Value(as_text(shown(part, scope)), Type.TEXT).atom for part in node.parts]
    return Value(" || ".join(texts), Type.TEXT)


@stored.register
@shown.register
def _plus(node: Plus, scope: Scope) -> Value:
    numbers = [cast(stored(part, scope), Type.NUMERIC) for part in (node.left, node.right)]
    return Value(" + ".join(f"coalesce({number}, 0)" for number in numbers), Type.NUMERIC)


@stored.register
@shown.register
def _times(node: Times, scope: Scope) -> Value:
    number = cast(stored(node.number, scope), Type.NUMERIC)
    factor = int(node.factor) if float(node.factor).is_integer() else node.factor
    return Value(f"({number}) * {factor!r}", Type.NUMERIC)


@stored.register
@shown.register
def _product(node: Product, scope: Scope) -> Value:
    left, right = (cast(stored(part, scope), Type.NUMERIC) for part in (node.left, node.right))
    return Value(f"({left}) * ({right})", Type.NUMERIC)


@stored.register
@shown.register
def _length(node: Length, scope: Scope) -> Value:
    return Value(f"char_length({as_text(stored(node.of, scope))})", Type.INTEGER)


@stored.register
@shown.register
def _merged(node: Merged, scope: Scope) -> Value:
    parts = (as_jsonb(shown(part, scope)) for part in (node.base, node.over))
    objects = (f"case jsonb_typeof({p}) when 'object' then {p} else '{{}}' end" for p in parts)
    return Value(" || ".join(f"({o})" for o in objects), Type.JSONB)


@stored.register
@shown.register
def _keyed(node: Keyed, scope: Scope) -> Value:
    name, value = as_text(stored(node.key, scope)), as_jsonb(shown(node.value, scope))
    made = f"jsonb_build_object({name}, {value})"
    return Value(f"case when {name} is null then '{{}}'::jsonb else {made} end", Type.JSONB)


@stored.register
@shown.register
def _amended(node: Amended, scope: Scope) -> Value:
    base, by = (as_jsonb(stored(part, scope)) for part in (node.base, node.by))
    return Value(f"wirebase.amended({base}, {by})", Type.JSONB)


@shown.register
def _choice(node: Choice, scope: Scope) -> Value:
    values = [shown(case.then, scope) for case in node.cases] + [shown(node.otherwise, scope)]
    kinds = {(v.type, v.array) for v in values if v.type != NULL}
    if len(kinds) == 1:
        type, array = kinds.pop()
        return _switch(node.cases, [v.sql for v in values], scope, Value("", type, array))
    return _switch(node.cases, [as_json(v) for v in values], scope, Value("", JSON))


@stored.register
def _stored_choice(node: Choice, scope: Scope) -> Value:
    values = [stored(case.then, scope) for case in node.cases] + [stored(node.otherwise, scope)]
    kinds = {(v.type, v.array) for v in values if v.type != NULL}
    mixed = Type.JSONB if kinds <= {(JSON, False), (Type.JSONB, False)} else Type.TEXT
    type, array = kinds.pop() if len(kinds) == 1 else (mixed, False)
    sql = [cast(v, type, array=array) for v in values]
    return _switch(node.cases, sql, scope, Value("", type, array))


def _switch(cases: tuple[Case, ...], values: list[str], scope: Scope, kind: Value) -> Value:
    *branches, otherwise = values
    whens = "".join(
        f" when {holds(case.when, scope)} then {value}"
        for case, value in zip(cases, branches, strict=True)
    )
    sql = f"case{whens} else {otherwise} end" if whens else otherwise
    return Value(sql, kind.type, kind.array)


@shown.register
def _fresh(node: Fresh, scope: Scope) -> Value:
    return encoded(stored(node, scope), Encoding())


@stored.register
def _stored_fresh(node: Fresh, scope: Scope) -> Value:
    match node.how:
        case Freshly.UUID:
            return Value("gen_random_uuid()", Type.UUID)
        case Freshly.TOKEN:
            return Value("wirebase.secret()", Type.TEXT)
        case Freshly.KEY:
            return Value("wirebase.placeholder(wirebase.secret())", Type.TEXT)
        case Freshly.SESSION:
            return Value(scope.session or "wirebase.token()", Type.TEXT)
        case Freshly.TEXT:
            return Value(f"wirebase.plain({_source(node, scope)})", Type.TEXT)
        case Freshly.SLUG:
            return Value(_slug(node, scope), Type.TEXT)
        case Freshly.SERIAL:
            return Value(_serial(node, scope), Type.TEXT)


def _source(node: Fresh, scope: Scope) -> str:
    if node.of is None:
        raise scope.error(f"A {node.how} needs a text to be made of")
    return as_text(stored(node.of, scope))


def _serial(node: Fresh, scope: Scope) -> str:
    inner = scope.within([("numbered", node.table)])
    held, row = inner.column("numbered", node.column), inner.row("numbered")
    before = _source(node, scope)
    rest = f"substr({held.sql}, length({before}) + 1)"
    following = "coalesce(max(digits::bigint), 0) + 1"
    return (
        f"(select {before} || lpad(({following})::text,"
        f" greatest(coalesce(max(length(digits)), 1), length(({following})::text)), '0')"
        f" from (select {rest} as digits from public.{identifier(node.table)} as {row.sql}"
        f" where starts_with({held.sql}, {before})) as numbers where digits ~ '^[0-9]{{1,15}}$')"
    )


def _slug(node: Fresh, scope: Scope) -> str:
    plain = f"wirebase.slug({_source(node, scope)})"
    if not (node.table and node.column):
        return plain
    inner = scope.within([("slug", node.table)])
    taken = inner.column("slug", node.column)
    row = inner.row("slug")
    return (
        "(select candidate"
        " from (select base || case when n > 1 then '-' || n else '' end as candidate, n"
        f" from (select {plain} as base) as wanted, generate_series(1, 10000) as n) as candidates"
        f" where not exists (select from public.{identifier(node.table)} as {row.sql}"
        f" where {taken.sql} = candidate) order by n limit 1)"
    )
