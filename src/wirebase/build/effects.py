"""Effects: what an operation looks up and changes, as statements of its function."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch

from wirebase.blueprint.expressions import Condition, Expression, Given, Source
from wirebase.blueprint.operations import (
    Assignment,
    Delete,
    Find,
    ForEach,
    Insert,
    Update,
)
from wirebase.blueprint.tables import Default, Table, Type
from wirebase.build.assignments import INTEGERS, assigned, insertion, sequence_of
from wirebase.build.casts import as_jsonb, cast
from wirebase.build.departures import keep
from wirebase.build.expressions import holds, stored
from wirebase.build.names import identifier, relation
from wirebase.build.scope import RowInScope, Scope
from wirebase.build.sources import conditions, query, table_as
from wirebase.build.steps import Steps


@singledispatch
def perform(effect: object, scope: Scope, steps: Steps) -> Scope:
    """Adds the statements of an effect; returns the scope after it."""
    raise scope.error(f"{type(effect).__name__} is no effect")


def row_variable(alias: str, table: Table, scope: Scope) -> RowInScope:
    """The variable that holds the row of that alias, made where there is none."""
    row = scope.rows.get(alias)
    if row is not None and row.table.name == table.name:
        return row
    kind = f"{relation(table)}%rowtype"
    return RowInScope(scope.frame.variable(alias, kind), table)


def _only_when(condition: Condition | None, scope: Scope) -> str:
    return "" if condition is None else holds(condition, scope)


@perform.register
def _find(effect: Find, scope: Scope, steps: Steps) -> Scope:
    source = effect.source
    rows = query(source, scope)
    variable = row_variable(source.alias, scope.table(source.table), scope)
    found = rows.scope.row(source.alias).sql
    steps.add(f"select {found}.* into {variable.sql}{rows.first};")
    if effect.required:
        with steps.when("not found"):
            steps.fail(effect.failure, scope, source.table)
    return scope.holding(source.alias, variable)


@perform.register
def _insert(effect: Insert, scope: Scope, steps: Steps) -> Scope:
    table = scope.table(effect.table)
    variable = row_variable(effect.alias, table, scope)
    if effect.when and scope.element:
        steps.add(f"{variable.sql} := null;")
    with steps.when(_only_when(effect.when, scope)):
        values = insertion(effect.values, table, scope)
        kept = " on conflict do nothing" if effect.ignore_conflict else ""
        into = f"insert into public.{identifier(table.name)} {values.clause}{kept}"
        steps.add(f"{into} returning * into {variable.sql};")
        steps.changed = True
        if effect.ignore_conflict and values.keys:
            with steps.when("not found"):
                fits = " or ".join(f"({key})" for key in values.keys)
                found = f"select * into {variable.sql} from public.{identifier(table.name)}"
                steps.add(f"{found} where {fits} limit 1;")
        for value in effect.values:
            column = table.column(value.column)
            if column.default == Default.IDENTITY and column.type in INTEGERS:
                number = f"{variable.sql}.{identifier(column.name)}"
                steps.add(f"perform wirebase.advance({sequence_of(column, table)}, {number});")
    return scope.holding(effect.alias, variable)


@perform.register
def _update(effect: Update, scope: Scope, steps: Steps) -> Scope:
    if not effect.values:
        return scope
    row = scope.row(effect.alias)
    changed = scope.within([("changed", effect.table)]).row("changed").sql
    key = account_key(effect, scope)
    with steps.when(_only_when(effect.when, scope)):
        if key:
            before = scope.frame.variable("key_before", "text")
            steps.add(f"{before} := {row.sql}.{identifier(key)}::text;")
        sets = [_setting(value, row, changed, scope) for value in effect.values]
        steps.add(
            f"update {relation(row.table)} as {changed} set {', '.join(sets)}"
            f" where {is_row(row, changed)} returning {changed}.* into {row.sql};"
        )
        if key:
            after = f"{row.sql}.{identifier(key)}::text"
            with steps.when(f"{after} <> {before}"):
                steps.add(f"perform wirebase.rename_account({before}, {after});")
        steps.changed = True
    return scope


def account_key(effect: Update, scope: Scope) -> str:
    """The key of the accounts, if the effect may change it: sessions follow; else ""."""
    known = scope.blueprint.authentication
    mine = known is not None and known.table == effect.table
    return known.key if known and mine and any(v.column == known.key for v in effect.values) else ""


def _setting(value: Assignment, row: RowInScope, changed: str, scope: Scope) -> str:
    name = identifier(value.column)
    return f"{name} = {assigned(value, row.table, scope, otherwise=f'{changed}.{name}')}"


def is_row(row: RowInScope, other: str) -> str:
    """The condition that another row of the same table is this one."""
    keys = row.table.primary_key
    if not keys:
        return f"{other}.* is not distinct from {row.sql}.*"
    return " and ".join(f"{other}.{key} = {row.sql}.{key}" for key in map(identifier, keys))


@perform.register
def _delete(effect: Delete, scope: Scope, steps: Steps) -> Scope:
    if effect.when is None and not scope.element:
        keep(effect, scope, steps)
    with steps.when(_only_when(effect.when, scope)):
        steps.add(_deletion(effect.source, scope))
        steps.changed = True
    return scope


def _deletion(source: Source, scope: Scope) -> str:
    """Deletes the rows of the source; under the alias of a row in scope, that row alone."""
    rows = query(source, scope)
    gone = rows.scope.row(source.alias)
    known = scope.rows.get(source.alias)
    same = known is not None and known.table.name == source.table
    only = is_row(known, gone.sql) if known is not None and same else ""
    table = table_as(rows.scope, source.alias)
    if source.joins or source.page:
        fits = f"{gone.sql}.ctid in (select {gone.sql}.ctid{rows.tail})"
    else:
        fits = conditions(source.where, rows.scope) if source.where else ""
    where = " and ".join(part for part in (only, fits) if part)
    return f"delete from {table}{f' where {where}' if where else ''};"


def as_document(values: Expression, scope: Scope) -> str:
    """The list that an effect goes through, as JSON."""
    if isinstance(values, Given):
        return scope.arguments.document(values.parameter)
    return as_jsonb(stored(values, scope))


@perform.register
def _for_each(effect: ForEach, scope: Scope, steps: Steps) -> Scope:
    item = scope.frame.variable("item", "jsonb")
    items = as_document(effect.values, scope)
    inner = replace(scope, element=f"{scope.frame.label}.{item}")
    listed = f"jsonb_array_elements({items}) with ordinality as listed(item, place)"
    steps.changed = True
    frame = scope.frame
    kept = effect.keeps and f"{frame.label}.{frame.variable('kept', "text[] := '{}'")}"
    with steps.block(
        f"for {item} in select listed.item from {listed} order by listed.place loop", "end loop;"
    ):
        for each in effect.effects:
            inner = perform(each, inner, steps)
        if effect.keeps:
            row = inner.row(effect.keeps)
            key = cast(row.column(row.table.primary_key[0]), Type.TEXT)
            steps.add(f"{kept} := {kept} || {key};")
            inner = replace(inner, kept={**inner.kept, row.table.name: kept})
    return replace(inner, element=scope.element)
