"""Derived tables: what the app showed of rows and no column holds, in the schema `wirebase`.

A row of such a table goes with the row that it is beside, and nobody but the functions reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import Column, Table
from wirebase.build.assignments import sql_type
from wirebase.build.literals import quoted
from wirebase.build.names import columns, identifier, relation


def derived_tables(blueprint: Blueprint) -> str:
    """The statements that create them."""
    return "".join(f"\n{derived_table(table, blueprint)}" for table in blueprint.beside)


def derived_table(table: Table, blueprint: Blueprint) -> str:
    """The statements that create one."""
    (whole,) = table.foreign_keys
    owner = blueprint.table(whole.table)
    key = columns(table.primary_key)
    goes = "on delete cascade on update cascade deferrable"
    lines = [
        *(f"{identifier(column.name)} {sql_type(column)}" for column in table.columns),
        f"primary key ({key})",
        f"foreign key ({key}) references {relation(owner)} ({columns(whole.references)}) {goes}",
    ]
    inner = ",\n".join(f"  {line}" for line in lines)
    name = relation(table)
    comments = [_comment(f"table {name}", table.description), *map(_told(table), table.columns)]
    return (
        f"create table {name} (\n{inner}\n);\n"
        f"alter table {name} enable row level security;\n{''.join(comments)}"
    )


def derived_changes(was: Table, table: Table) -> Iterator[str]:
    """The statements that give a derived table its new columns; what one of another type held is lost."""
    name, told = relation(table), _told(table)
    old = {column.name: column for column in was.columns}
    for column in was.columns:
        if not table.has(column.name) or table.column(column.name).type != column.type:
            yield f"alter table {name} drop column {identifier(column.name)};\n"
    for column in table.columns:
        before = old.get(column.name)
        if before is None or before.type != column.type:
            yield f"alter table {name} add column {identifier(column.name)} {sql_type(column)};\n"
        if before is None or before.evidence.claim != column.evidence.claim:
            yield told(column)
    if was.description != table.description:
        yield _comment(f"table {name}", table.description)


def _told(table: Table) -> Callable[[Column], str]:
    """What makes the comment of a column."""

    def comment(column: Column) -> str:
        place = f"column {relation(table)}.{identifier(column.name)}"
        return _comment(place, column.evidence.claim) if column.evidence.claim else ""

    return comment


def _comment(place: str, text: str) -> str:
    return f"comment on {place} is {quoted(text)};\n"
