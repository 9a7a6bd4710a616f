"""Applies a file of SQL whole or not at all, and knows the line at which Postgres refused it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import asyncpg

from wirebase.database.connection import Connection, connected
from wirebase.database.refusal import REFUSALS, address, refusal
from wirebase.database.statements import Statement, statements
from wirebase.errors import DatabaseError

BATCH = 1 << 18
"""Characters sent at once: few round trips, and a bounded parse tree in the server."""
TRANSACTION = re.compile(
    r"(?:BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK|ABORT|PREPARE\s+TRANSACTION)\b",
    re.IGNORECASE,
)


async def apply(url: str, sql: str, *, source: str = "SQL") -> None:
    """Runs an SQL text in one transaction; `source` is what the error calls it."""
    async with connected(url) as connection:
        await apply_to(connection, sql, source=source, where=address(url))


async def apply_to(
    connection: Connection, sql: str, *, source: str = "SQL", where: str = ""
) -> None:
    """Runs an SQL text on an open connection, in one transaction (a savepoint within one)."""
    place = f"{source} on {where}" if where else source
    try:
        async with connection.transaction():
            for batch in _batches(sql, source):
                await _run(connection, sql, batch, source)
    except REFUSALS as error:
        raise refusal(error, where=place) from error


async def _run(connection: Connection, sql: str, batch: list[Statement], source: str) -> None:
    try:
        async with connection.transaction():
            await connection.execute(sql[batch[0].start : batch[-1].end])
    except asyncpg.PostgresError as error:
        if (offset := _offset(error)) is not None:
            raise _at(sql, batch[0].start + offset, error, source) from error
        if len(batch) == 1:
            raise _at(sql, batch[0].head, error, source) from error
        # Postgres gives no position for what fails while running: ask one at a time.
        for statement in batch:
            await _run(connection, sql, [statement], source)


def _batches(sql: str, source: str) -> Iterator[list[Statement]]:
    batch: list[Statement] = []
    for statement in statements(sql):
        if TRANSACTION.match(sql, statement.head):
            raise DatabaseError(
                "The SQL begins or ends a transaction, and is applied as one already",
                where=f"{source}, line {_line(sql, statement.head)}",
                next="Remove that statement, and apply it again.",
            )
        batch.append(statement)
        if statement.end - batch[0].start >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _offset(error: asyncpg.PostgresError) -> int | None:
    return int(error.position) - 1 if error.position else None


def _at(sql: str, offset: int, error: asyncpg.PostgresError, source: str) -> DatabaseError:
    inside = f", {error.context.splitlines()[0]}" if error.context else ""
    return refusal(error, where=f"{source}, line {_line(sql, offset)}{inside}")


def _line(sql: str, offset: int) -> int:
    return sql.count("\n", 0, offset) + 1
