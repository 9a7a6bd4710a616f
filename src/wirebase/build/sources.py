"""Sources: the rows that a query reads, filtered, ordered, paged."""

from __future__ import annotations

from dataclasses import dataclass

from wirebase.blueprint.expressions import (
    Compare,
    Comparison,
    Condition,
    Field,
    Order,
    Page,
    Source,
)
from wirebase.blueprint.tables import Kind, Table
from wirebase.build.casts import atom
from wirebase.build.cursors import cursor_of, rows_until
from wirebase.build.expressions import holds, stored
from wirebase.build.names import identifier, relation
from wirebase.build.pages import Window, window
from wirebase.build.scope import Scope


@dataclass(frozen=True, slots=True)
class Query:
    """A source as the clauses of a query, and the scope of what stands in its select list."""

    scope: Scope
    tables: str
    """FROM and WHERE."""
    order: str
    limit: str
    single: bool
    """Whether it has one row at most."""

    @property
    def tail(self) -> str:
        """All clauses after the select list."""
        return f"{self.tables}{self.order}{self.limit}"

    @property
    def first(self) -> str:
        """All clauses after the select list, for the first row."""
        return self.tables if self.single else f"{self.tables}{self.order} limit 1"


def query(source: Source, scope: Scope) -> Query:
    """The clauses of a query over the source."""
    inner = _within(source, scope)
    tables, order = _tables(source, inner), _order(source, inner)
    return Query(
        scope=inner,
        tables=tables,
        order=order,
        limit=_window(source.page, tables, order, inner, scope).clause,
        single=_is_single(source, scope.table(source.table)),
    )


def page_window(source: Source, scope: Scope) -> Window:
    """Which of the source's rows its page shows."""
    inner = _within(source, scope)
    return _window(source.page, _tables(source, inner), _order(source, inner), inner, scope)


def cursor_at(source: Source, place: str, scope: Scope) -> str:
    """The cursor of the row of a source at a place, counted from 1; null where it has no such row."""
    page = source.page or Page()
    if page.cursor is None or not page.cursor.row:
        return cursor_of(page, f"({place})", scope)
    inner = _within(source, scope)
    rows = f"{_tables(source, inner)}{_order(source, inner)}"
    return f"(select {cursor_of(page, '', inner)}{rows} offset {place} - 1 limit 1)"


def _window(page: Page | None, tables: str, order: str, inner: Scope, scope: Scope) -> Window:
    if page is None:
        return Window()
    after = page.after and page.cursor and not page.offset
    return window(page, scope, rows_until(page, tables, order, inner, scope) if after else "")


def _within(source: Source, scope: Scope) -> Scope:
    return scope.within([(source.alias, source.table), *((j.alias, j.table) for j in source.joins)])


def table_as(scope: Scope, alias: str) -> str:
    """The table of a row in scope with its alias, as FROM wants it."""
    row = scope.row(alias)
    return f"{relation(row.table)} as {row.sql}"


def conditions(parts: tuple[Condition, ...], scope: Scope) -> str:
    """All conditions joined by AND; "true" where there is none."""
    return " and ".join(grouped(holds(part, scope)) for part in parts) or "true"


def grouped(condition: str) -> str:
    """The condition, in parentheses where AND or OR could tear it apart."""
    return atom(condition) if " or " in condition or " and " in condition else condition


def _tables(source: Source, scope: Scope) -> str:
    joins = "".join(
        f" join {table_as(scope, join.alias)} on {conditions(join.on, scope)}"
        for join in source.joins
    )
    where = f" where {conditions(source.where, scope)}" if source.where else ""
    return f" from {table_as(scope, source.alias)}{joins}{where}"


def _order(source: Source, scope: Scope) -> str:
    if source.as_stored and not source.order:
        return _as_linked(source, scope)
    terms = [_term(order, scope) for order in source.order]
    row = scope.row(source.alias)
    settled = {
        order.by.column
        for order in source.order
        if order.when is None and isinstance(order.by, Field) and order.by.row == source.alias
    }
    keys = [key for key in row.table.primary_key if key not in settled]
    terms += [f"{row.sql}.{identifier(key)}" for key in keys]
    return f" order by {', '.join(terms)}" if terms else ""


def _as_linked(source: Source, scope: Scope) -> str:
    """The order of rows as they are stored: of linked ones the one in which they were linked."""
    joined = [scope.row(join.alias) for join in source.joins]
    links = [row.sql for row in joined if row.table.kind is Kind.LINK]
    return f" order by {', '.join(f'{link}.ctid' for link in links)}" if links else ""


def _term(order: Order, scope: Scope) -> str:
    sql = stored(order.by, scope).sql
    if order.when is not None:
        sql = f"case when {holds(order.when, scope)} then {sql} end"
    direction = " desc" if order.descending else ""
    nulls = (
        "" if order.nulls_first is None else f" nulls {'first' if order.nulls_first else 'last'}"
    )
    return f"{sql}{direction}{nulls}"


def _is_single(source: Source, table: Table) -> bool:
    """Whether the conditions fix a key of the table, so that no second row can fit."""
    fixed = {column for part in source.where if (column := _fixed(part, source.alias))}
    keys = [table.primary_key, *table.unique, *((c.name,) for c in table.columns if c.unique)]
    return not source.joins and any(key and fixed.issuperset(key) for key in keys)


def _fixed(part: Condition, alias: str) -> str:
    if not isinstance(part, Compare) or part.optional or part.op != Comparison.EQ:
        return ""
    left = part.left
    return left.column if isinstance(left, Field) and left.row == alias and not left.pointer else ""
