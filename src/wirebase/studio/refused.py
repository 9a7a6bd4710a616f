"""What Postgres refused of a row, told at the fields that it is about."""

from __future__ import annotations

from collections.abc import Mapping

import asyncpg

from wirebase.blueprint.tables import Table
from wirebase.build.browsing import reading
from wirebase.build.names import identifier
from wirebase.build.row_edits import CONSTRAINED
from wirebase.database import Connection, refusal
from wirebase.studio.fields import FieldError


class Refused(FieldError):
    """Postgres did not take the values."""

    def __init__(self, error: asyncpg.PostgresError, fields: Mapping[str, str]) -> None:
        told = refusal(error)
        super().__init__(told.what, fields, next="" if fields else told.next)


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
        place = f"public.{identifier(table.name)}"
        found = await connection.fetch(CONSTRAINED, place, error.constraint_name)
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
