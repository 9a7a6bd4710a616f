"""Assignments: the values that a write gives to columns."""

from __future__ import annotations

from dataclasses import dataclass

from wirebase.blueprint.expressions import Element, Fresh, Freshly, Given
from wirebase.blueprint.operations import Assignment
from wirebase.blueprint.tables import Column, Default, Role, Table, Type
from wirebase.build.casts import Value, atom, cast
from wirebase.build.expressions import stored
from wirebase.build.literals import column_value, quoted
from wirebase.build.names import identifier, short
from wirebase.build.nodes import nodes
from wirebase.build.parameters import part_of
from wirebase.build.scope import Scope

NEUTRAL = {
    Type.TEXT: "''",
    Type.BOOLEAN: "false",
    Type.UUID: "gen_random_uuid()",
    Type.TIMESTAMPTZ: "now()",
    Type.DATE: "current_date",
    Type.TIME: "localtime",
    Type.INTERVAL: "interval '0'",
    Type.INET: "inet '0.0.0.0'",
    Type.JSONB: "'{}'::jsonb",
}
"""What a column that must hold something gets where nothing is known; numbers get 0."""

INTEGERS = (Type.INTEGER, Type.BIGINT)


@dataclass(frozen=True, slots=True)
class Insertion:
    """The columns and values of an INSERT, and conditions that name a row that is there already."""

    clause: str
    keys: tuple[str, ...]


def sql_type(column: Column) -> str:
    """The type of a column as CREATE TABLE wants it."""
    return f"{column.type}{'[]' if column.array else ''}"


def default_of(column: Column, table: Table) -> str:
    """The expression that fills the column where a row does not say; "" where there is none."""
    match column.default:
        case Default.NONE:
            return ""
        case Default.IDENTITY:
            number = f"nextval({sequence_of(column, table)})"
            return number if column.type in INTEGERS else f"{number}::{column.type}"
        case Default.UUID:
            return "gen_random_uuid()" if column.type == Type.UUID else "gen_random_uuid()::text"
        case Default.NOW:
            return cast(Value("now()", Type.TIMESTAMPTZ), column.type, strict=True)
        case Default.TOKEN:
            return "wirebase.placeholder(wirebase.secret())"
        case Default.RANDOM:
            return "left(replace(gen_random_uuid()::text, '-', ''), 21)"
        case Default.VALUE:
            return f"{column_value(column.default_value, column)}::{sql_type(column)}"


def sequence_of(column: Column, table: Table) -> str:
    """The expression for the sequence that numbers the column."""
    name = quoted(f"public.{identifier(table.name)}")
    return f"pg_get_serial_sequence({name}, {quoted(short(column.name))})"


def assigned(value: Assignment, table: Table, scope: Scope, *, otherwise: str) -> str:
    """What the column gets: the value, or `otherwise` where it is optional and was not given."""
    column = table.column(value.column) if table.has(value.column) else None
    if column is None:
        raise scope.error(f"Table {table.name!r} has no column {value.column!r}")
    sql = _value(value, column, scope)
    given = _is_given(value, scope) if value.optional else ""
    return f"case when {given} then {sql} else {otherwise} end" if given else sql


def _value(value: Assignment, column: Column, scope: Scope) -> str:
    node = value.value
    if isinstance(node, Given):
        return scope.arguments.cast(node.parameter, column.type, array=column.array, strict=True)
    if column.role is Role.SECRET and isinstance(node, Fresh) and node.how is Freshly.TOKEN:
        return f"wirebase.placeholder({stored(node, scope).sql})"
    return cast(stored(node, scope), column.type, array=column.array, strict=True)


def _is_given(value: Assignment, scope: Scope) -> str:
    """The condition that what the value uses of the request is there; "" where it uses nothing."""
    parts: dict[str, None] = {}
    for node in nodes(value.value):
        if isinstance(node, Given):
            parts[scope.arguments.is_given(node.parameter)] = None
        elif isinstance(node, Element) and node.pointer:
            parts[f"{part_of(scope.element, node.pointer).sql} is not null"] = None
    return " and ".join(parts)


def insertion(values: tuple[Assignment, ...], table: Table, scope: Scope) -> Insertion:
    """The columns and values of a new row, with neutral ones where a column must hold something."""
    given: dict[str, str] = {}
    for value in values:
        column = table.column(value.column) if table.has(value.column) else None
        otherwise = (default_of(column, table) or neutral(column)) if column else ""
        given[value.column] = assigned(value, table, scope, otherwise=otherwise or "null")
    for column in table.columns:
        if column.name not in given and needs_value(column, table):
            given[column.name] = neutral(column)
    if not given:
        return Insertion("default values", ())
    names = ", ".join(map(identifier, given))
    return Insertion(f"({names}) values ({', '.join(given.values())})", _keys(given, table))


def needs_value(column: Column, table: Table) -> bool:
    """Whether a row needs a value for the column, and any will do, since it names no other row."""
    refers = any(column.name in key.columns for key in table.foreign_keys)
    required = not column.nullable or column.name in table.primary_key
    return required and column.default == Default.NONE and not refers


def neutral(column: Column) -> str:
    """A value that says nothing, for a column that must hold one; null where it need not."""
    if column.nullable:
        return "null"
    if column.array:
        return f"'{{}}'::{sql_type(column)}"
    if column.values:
        return f"{quoted(column.values[0])}::{column.type}"
    if column.unique and column.type == Type.TEXT:
        return "gen_random_uuid()::text"
    return NEUTRAL.get(column.type, "0")


def _keys(given: dict[str, str], table: Table) -> tuple[str, ...]:
    singles = [(column.name,) for column in table.columns if column.unique]
    return tuple(
        " and ".join(f"{identifier(name)} = {atom(given[name])}" for name in key)
        for key in (table.primary_key, *table.unique, *singles)
        if key and all(name in given for name in key)
    )
