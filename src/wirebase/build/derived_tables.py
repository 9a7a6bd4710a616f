"""Derived tables: what the app showed of rows and no column holds, in the schema `wirebase`.

A row of such a table goes with the row that it is beside, and nobody but the functions reads it.
"""

from __future__ import annotations

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import Table
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
    comments = [_comment(f"table {name}", table.description)]
    comments += [
        _comment(f"column {name}.{identifier(c.name)}", c.evidence.claim)
        for c in table.columns
        if c.evidence.claim
    ]
    return (
        f"create table {name} (\n{inner}\n);\n"
        f"alter table {name} enable row level security;\n{''.join(comments)}"
    )


def _comment(place: str, text: str) -> str:
    return f"comment on {place} is {quoted(text)};\n"
