"""Arrivals: what a later capture adds to a database that holds rows, beside its tables.

Rows that are there stay as they are; one that cannot be added, as what it refers to was deleted, is
left out. A database without rows is filled by its seed, and stays as it is here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import batched

from wirebase.blueprint.dataset import Dataset, Record
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import Column, Default, Table
from wirebase.build.assignments import INTEGERS, sequence_of
from wirebase.build.literals import dollar_quoted
from wirebase.build.names import identifier, relation
from wirebase.build.order import in_groups
from wirebase.build.rows import state
from wirebase.build.seed import access, recorded, row_inserts

CHUNK = 200
"""Rows of one block."""


def arrivals(blueprint: Blueprint, dataset: Dataset, known: Dataset) -> Iterator[str]:
    """The statements for what the dataset holds and `known`, the one before, does not."""
    rows = state(blueprint, dataset, start=False).rows
    held = [table for table in blueprint.tables if known.rows.get(table.name)]
    there = " or ".join(f"exists (select from {relation(table)})" for table in held)
    if not there:
        return
    before, together, after = in_groups(blueprint)
    for table in (*before, *together, *after, *blueprint.beside):
        new = list(_new(table, rows[table.name], known))
        lines = [line.rstrip("\n") for one in new for line in row_inserts(table, [one])]
        for chunk in batched(lines, CHUNK, strict=False):
            yield _block(there, "".join(map(_guarded, chunk)))
        if new:
            for column in table.columns:
                if column.default == Default.IDENTITY and column.type in INTEGERS:
                    yield _continued(table, column)
    answers = "".join(recorded(dataset.recorded))
    logins = "".join(access(dataset, set(), start=False))
    if dataset.recorded != known.recorded:
        yield _block(there, f"delete from wirebase.recorded_answers;\n{answers}")
    if dataset.credentials != known.credentials or dataset.sessions != known.sessions:
        yield _block(there, logins)


def _new(table: Table, records: list[Record], known: Dataset) -> Iterator[Record]:
    """The records whose keys were not known before, in any state of the capture."""
    keys = {
        _key(table, record)
        for row in known.rows.get(table.name, ())
        for record in (row.start, row.end)
        if record is not None
    }
    return (record for record in records if _key(table, record) not in keys)


def _key(table: Table, record: Record) -> str:
    return repr([record.get(name) for name in table.primary_key])


def _guarded(statement: str) -> str:
    return (
        f"  begin\n    {statement}\n"
        "  exception when integrity_constraint_violation then null;\n  end;\n"
    )


def _block(there: str, statements: str) -> str:
    body = f"\nbegin\n  if not ({there}) then return; end if;\n{statements}end "
    return f"do {dollar_quoted(body, 'rows')};\n"


def _continued(table: Table, column: Column) -> str:
    """Lets the sequence of a key go on after the numbers that were used and those that are there."""
    sequence = sequence_of(column, table)
    name = identifier(column.name)
    used = f"coalesce(pg_sequence_last_value({sequence}::regclass), 0) + 1"
    return (
        f"select setval({sequence}, greatest({used}, coalesce(max({name}), 0) + 1), false)"
        f" from {relation(table)};\n"
    )
