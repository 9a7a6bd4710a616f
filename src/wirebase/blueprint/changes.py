"""Changes between two blueprints of one app, in words."""

from __future__ import annotations

from collections.abc import Iterator

from wirebase.blueprint.difference import Difference
from wirebase.blueprint.tables import Column, ForeignKey, Table


def changes(difference: Difference) -> Iterator[str]:
    """What a later capture, or edits, made of the tables and endpoints: a line for each."""
    for table in difference.new_tables:
        yield f"{table.name} is a new table with {len(table.columns)} columns"
    into = {moved.table: moved.into for moved in difference.merged}
    for table in difference.gone_tables:
        joined = into.get(table.name)
        yield f"{table.name} is part of {joined}" if joined else f"{table.name} is gone"
    for old, new in difference.tables.items():
        if old != new:
            yield f"{old} is called {new}"
    for table, column in difference.new_columns:
        yield f"{table.name}.{column.name} is new: {_type(column)}"
    for table, column in difference.gone_columns:
        yield f"{table.name}.{column.name} is gone"
    for table, was, column in difference.kept_columns:
        for text in _of_column(was, column):
            yield f"{table.name}.{column.name} {text}"
    yield from _of_relations(difference)
    yield from _of_endpoints(difference)


def _type(column: Column) -> str:
    return f"{column.type.value}[]" if column.array else column.type.value


def _of_column(was: Column, column: Column) -> Iterator[str]:
    if was.name != column.name:
        yield f"was called {was.name}"
    if _type(was) != _type(column):
        yield f"was {_type(was)}, is {_type(column)}"
    if was.nullable != column.nullable:
        yield "may be empty" if column.nullable else "is required"
    if was.unique != column.unique:
        yield "is unique" if column.unique else "is not unique"


def _of_relations(difference: Difference) -> Iterator[str]:
    tables = {table.name: table for table in difference.after.tables}
    for old, new in difference.tables.items():
        was = {_pair(key, difference) for key in _renamed(difference.before.table(old), difference)}
        now = {_pair(key, None) for key in tables[new].foreign_keys}
        for columns, to in sorted(now - was):
            yield f"{new}.{columns} refers to {to}"
        for columns, to in sorted(was - now):
            yield f"{new}.{columns} does not refer to {to}"


def _renamed(table: Table, difference: Difference) -> Iterator[ForeignKey]:
    """The foreign keys of a table that stayed, whose columns stayed, under the names of after."""
    for key in table.foreign_keys:
        names = [difference.columns.get((table.name, column)) for column in key.columns]
        if key.table in difference.tables and all(names):
            yield key.model_copy(update={"columns": tuple(name or "" for name in names)})


def _pair(key: ForeignKey, difference: Difference | None) -> tuple[str, str]:
    to = difference.tables[key.table] if difference else key.table
    return ", ".join(key.columns), to


def _of_endpoints(difference: Difference) -> Iterator[str]:
    was = {f"{o.method} {o.path}" for o in difference.before.operations}
    now = {f"{o.method} {o.path}" for o in difference.after.operations}
    for endpoint in sorted(now - was):
        yield f"{endpoint} is new"
    for endpoint in sorted(was - now):
        yield f"{endpoint} is gone"
