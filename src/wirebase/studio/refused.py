"""What Postgres refused of a row, told at the fields that it is about."""

from __future__ import annotations

from collections.abc import Mapping

import asyncpg

from wirebase.blueprint.tables import Table
from wirebase.build.browsing import reading
from wirebase.database import Connection, refusal
from wirebase.errors import WirebaseError

COLUMNS = """
select a.attname::text
from pg_class as t
join lateral (
  select conkey::int[] as places from pg_constraint where conrelid = t.oid and conname = $2
  union
  select indkey::int[] from pg_index join pg_class as i on i.oid = indexrelid
  where indrelid = t.oid and i.relname = $2
) as found on true
join pg_attribute as a on a.attrelid = t.oid and a.attnum = any(found.places)
where t.oid = to_regclass($1)
"""
"""The columns that a constraint or a unique index of a table is about."""


class Refused(WirebaseError):
    """Postgres did not take the values."""

    def __init__(self, error: asyncpg.PostgresError, fields: Mapping[str, str]) -> None:
        told = refusal(error)
        super().__init__(told.what, next="" if fields else told.next)
        self.fields = dict(fields)


async def refused(
    connection: Connection,
    table: Table,
    values: Mapping[str, str | None],
    error: asyncpg.PostgresError,
) -> Refused:
    """The error with the fields that are to be corrected, as far as Postgres tells them."""
    said = ": ".join(part.rstrip(".") for part in (error.message, error.detail) if part)
    named = await _columns(connection, table, values, error)
    return Refused(error, dict.fromkeys(named, said))


async def _columns(
    connection: Connection,
    table: Table,
    values: Mapping[str, str | None],
    error: asyncpg.PostgresError,
) -> list[str]:
    if error.table_name not in (None, table.name):
        return []  # It is about rows of another table, which refer to this one.
    if error.column_name and table.has(error.column_name):
        return [error.column_name]
    if error.constraint_name:
        place = f"public.{_quoted(table.name)}"
        found = await connection.fetch(COLUMNS, place, error.constraint_name)
        # What was not given cannot be corrected.
        return [row["attname"] for row in found if row["attname"] in values]
    return [
        name for name, value in values.items() if not await _reads(connection, table, name, value)
    ]


async def _reads(connection: Connection, table: Table, name: str, value: str | None) -> bool:
    try:
        await connection.fetchval(reading(table.column(name)), value)
    except asyncpg.PostgresError:
        return False
    return True


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
