"""The queries for rows as people look at them: a page, one row, and the rows that refer to it.

Values come and go as text; an array is a JSON list. Secrets are not among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wirebase.blueprint.tables import Column, ForeignKey, Role, Table, Type
from wirebase.build.names import identifier
from wirebase.model import Model

LONGEST = 400
"""Characters of a value that a page shows."""
LONGEST_WHOLE = 100_000
"""Characters of a value that a row shows; a longer one is cut, and not edited."""
MOST_REFERRING = 1000
"""Rows that refer to one, as far as they are counted."""


class Comparison(StrEnum):
    """How a filter compares."""

    EQUAL = "="
    OTHER = "<>"
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    CONTAINS = "contains"
    EMPTY = "is null"
    FILLED = "is not null"


UNARY = (Comparison.EMPTY, Comparison.FILLED)
DISTINCT = {
    Comparison.EQUAL: "is not distinct from",
    Comparison.OTHER: "is distinct from",
}


class Filter(Model):
    """A condition on a column."""

    column: str
    comparison: Comparison
    value: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A statement with its arguments, all of them text but limits and offsets."""

    sql: str
    arguments: tuple[str | int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """Which rows of a table are wanted, and in which order."""

    limit: int
    offset: int = 0
    order: str = ""
    descending: bool = False
    search: str = ""
    filters: Sequence[Filter] = ()


def visible(table: Table) -> list[Column]:
    """The columns that may be shown."""
    return [column for column in table.columns if column.role != Role.SECRET]


def has_key(table: Table) -> bool:
    """Whether a row can be told from all others by what may be shown of it."""
    names = {column.name for column in visible(table)}
    return bool(table.primary_key) and names.issuperset(table.primary_key)


def page(table: Table, wish: Wish) -> Query:
    """A page of rows: the values of the visible columns, and after them the key."""
    shown = visible(table)
    arguments: list[str | int | None] = [wish.limit, wish.offset]
    conditions: list[str] = []
    if wish.search:
        arguments.append(wish.search)
        text = " || ' ' || ".join(f"coalesce({as_text(one)}, '')" for one in shown) or "''"
        conditions.append(f"position(lower(${len(arguments)}::text) in lower({text})) > 0")
    known = {column.name: column for column in shown}
    for one in wish.filters:
        if one.comparison not in UNARY:
            arguments.append(one.value)
        conditions.append(_condition(known[one.column], one.comparison, len(arguments)))
    values = [f"left({as_text(column)}, {LONGEST})" for column in shown]
    where = f" where {' and '.join(conditions)}" if conditions else ""
    return Query(
        f"select {', '.join([*values, *_keys(table)]) or 'null'}"
        f" from public.{identifier(table.name)} as t{where}"
        f" order by {_order(table, wish, known)} limit $1 offset $2",
        tuple(arguments),
    )


def one_row(table: Table, key: Sequence[str]) -> Query:
    """The row of that key: its version, and of each visible column the value."""
    values = [f"left({as_text(column)}, {LONGEST_WHOLE + 1})" for column in visible(table)]
    return Query(
        f"select {', '.join(['t.xmin::text', *values])} from public.{identifier(table.name)} as t"
        f" where {of_key(table, key)}",
        tuple(key),
    )


def referring(table: Table, key: Sequence[str], other: Table, by: ForeignKey) -> Query:
    """How many rows of another table refer to the row, up to a bound."""
    theirs = ", ".join(f"o.{identifier(name)}" for name in by.columns)
    ours = ", ".join(f"t.{identifier(name)}" for name in by.references)
    return Query(
        f"select count(*) from (select from public.{identifier(other.name)} as o"
        f" where ({theirs}) = (select {ours} from public.{identifier(table.name)} as t"
        f" where {of_key(table, key)}) limit {MOST_REFERRING}) as found",
        tuple(key),
    )


def of_key(table: Table, key: Sequence[str], first: int = 1) -> str:
    """The condition that a row has the key which arguments from that number on hold."""
    pairs = zip(table.primary_key, range(first, first + len(key)), strict=True)
    return " and ".join(
        f"t.{identifier(name)} = {of_text(table.column(name), number)}" for name, number in pairs
    )


def as_text(column: Column, row: str = "t") -> str:
    """The value of a column as text."""
    name = f"{row}.{identifier(column.name)}"
    return f"to_jsonb({name})::text" if column.array else f"{name}::text"


def of_text(column: Column, number: int) -> str:
    """The value of the argument of that number, as the column wants it."""
    if not column.array:
        return f"${number}::text::{column.type}"
    items = "" if column.type == Type.JSONB else "_text"
    return (
        f"case when ${number}::text is not null then"
        f" array(select jsonb_array_elements{items}(${number}::text::jsonb))::{column.type}[] end"
    )


def reading(column: Column) -> str:
    """The query that does nothing but read a value for the column, or be refused."""
    return f"select {of_text(column, 1)}"


def keys(table: Table) -> Iterable[str]:
    """The key of a row as text, column by column."""
    return [as_text(table.column(name)) for name in table.primary_key]


def _keys(table: Table) -> Iterable[str]:
    return keys(table) if has_key(table) else ()


def _condition(column: Column, comparison: Comparison, number: int) -> str:
    name = f"t.{identifier(column.name)}"
    if comparison in UNARY:
        return f"{name} {comparison}"
    if comparison == Comparison.CONTAINS:
        return f"position(lower(${number}::text) in lower({as_text(column)})) > 0"
    return f"{name} {DISTINCT.get(comparison, comparison)} {of_text(column, number)}"


def _order(table: Table, wish: Wish, known: dict[str, Column]) -> str:
    """The order asked for, and the key after it so that pages do not overlap."""
    down = " desc nulls last" if wish.descending else ""
    terms = [f"t.{identifier(wish.order)}{down}"] if wish.order in known else []
    terms += [f"t.{identifier(name)}" for name in table.primary_key]
    return ", ".join(terms) or "t.ctid"
