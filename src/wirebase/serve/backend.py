"""The database behind the operations: one statement for each request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import asyncpg

from wirebase.database import Pool, open_pool
from wirebase.errors import DatabaseError
from wirebase.events import Emit, Event, ignore

type Bound = str | list[str] | None
"""A value of a statement's argument."""
type Revive = Callable[[], Awaitable[str]]
"""Starts the database again if it has died; returns its URL."""

ATTEMPTS = 4
"""How often a statement is tried that lost against another one."""
PATIENCE = 60.0
"""Seconds that a statement may take."""
CONNECTIONS = 10

_LOST_RACE = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
_UNAVAILABLE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InternalClientError,  # what is left of a connection whose server went away
    DatabaseError,
)


class Unavailable(Exception):
    """The database does not answer now; it may soon."""


class TookTooLong(Exception):
    """The statement was given up."""


class Backend:
    """A pool of connections that is opened anew where the database had to be started again."""

    def __init__(self, url: str, pool: Pool, revive: Revive | None, emit: Emit) -> None:
        self.url = url
        self._pool = pool
        self._revive = revive
        self._emit = emit
        self._reviving: asyncio.Task[None] | None = None

    async def fetch(self, statement: str, arguments: list[Bound]) -> asyncpg.Record:
        """The one row of a statement; Unavailable, TookTooLong, or Postgres's own error."""
        attempt = 1
        while True:
            try:
                row = await self._pool.fetchrow(statement, *arguments, timeout=PATIENCE)
                assert row is not None
                return row
            except _LOST_RACE:
                if attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(0.005 * 4**attempt)
                attempt += 1
            except (TimeoutError, asyncpg.QueryCanceledError) as problem:
                raise TookTooLong from problem
            except asyncpg.InterfaceError as problem:
                if "clos" not in str(problem):
                    raise
                raise self._lost() from problem
            except _UNAVAILABLE as problem:
                raise self._lost() from problem

    def _lost(self) -> Unavailable:
        if self._revive is not None and (self._reviving is None or self._reviving.done()):
            self._reviving = asyncio.create_task(self._revived(self._revive), name="revive")
        return Unavailable()

    async def _revived(self, revive: Revive) -> None:
        try:
            url = await revive()
            if url == self.url:
                return  # The pool connects anew by itself.
            old, self._pool, self.url = self._pool, await open_pool(url, clean=False), url
            old.terminate()
        except DatabaseError as problem:
            self._emit(Event("serve", "warning", f"No database could be started: {problem}"))

    async def close(self) -> None:
        """Ends the connections, and whatever still runs on them."""
        if self._reviving is not None:
            self._reviving.cancel()
            with suppress(asyncio.CancelledError):
                await self._reviving
        self._pool.terminate()


@asynccontextmanager
async def backend(
    url: str, revive: Revive | None = None, emit: Emit = ignore
) -> AsyncIterator[Backend]:
    """Yields the database at the URL, as operations use it."""
    made = Backend(url, await open_pool(url, size=CONNECTIONS, clean=False), revive, emit)
    try:
        yield made
    finally:
        await made.close()
