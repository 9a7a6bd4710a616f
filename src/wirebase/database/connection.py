"""Connections to Postgres, set up for a backend that lets Postgres build its JSON.

asyncpg hands `json` and `jsonb` values over as their text, and nothing here changes that: a
document passes through this process unread.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg

from wirebase.database.refusal import REFUSALS, address, refusal
from wirebase.errors import DatabaseError

type Connection = asyncpg.Connection[asyncpg.Record]
type Pool = asyncpg.Pool[asyncpg.Record]

SESSION = {"application_name": "wirebase", "jit": "off", "TimeZone": "UTC"}
STARTING = (
    ConnectionRefusedError,
    ConnectionResetError,
    TimeoutError,
    asyncpg.CannotConnectNowError,
    asyncpg.ConnectionDoesNotExistError,
)
"""What a server that is starting or stopping may answer."""
POOLER_PORT = 6543
POOLER_MARK = "pgbouncer"


class Settings(TypedDict):
    """How asyncpg is to connect."""

    dsn: str
    timeout: float
    statement_cache_size: int
    server_settings: dict[str, str]


async def connect(url: str, *, patience: float = 10) -> Connection:
    """An open connection, which the caller closes."""
    try:
        return await asyncpg.connect(**settings(url, patience=patience))
    except REFUSALS as error:
        raise refusal(error, where=address(url)) from error


@asynccontextmanager
async def connected(url: str, *, patience: float = 10) -> AsyncIterator[Connection]:
    """A connection that is closed at the end."""
    connection = await connect(url, patience=patience)
    try:
        yield connection
    finally:
        await connection.close()


async def open_pool(url: str, *, size: int = 10, clean: bool = True) -> Pool:
    """A pool of connections, the first of them open.

    Between uses a connection's session state is reset, at the price of a round trip; `clean=False`
    is for callers that leave none (one transaction each, with settings local to it).
    """
    try:
        return await asyncpg.create_pool(
            **settings(url, patience=10),
            min_size=1,
            max_size=size,
            reset=None if clean else _leave,
        )
    except REFUSALS as error:
        raise refusal(error, where=address(url)) from error


async def wait_until_ready(url: str, *, patience: float = 30) -> None:
    """Returns once the database takes connections, which may still be starting."""
    deadline = time.monotonic() + patience
    while True:
        try:
            async with connected(url, patience=max(1.0, deadline - time.monotonic())):
                return
        except DatabaseError as error:
            if not isinstance(error.__cause__, STARTING) or time.monotonic() > deadline:
                raise
        await asyncio.sleep(0.05)


def settings(url: str, *, patience: float) -> Settings:
    """What asyncpg is to be given for a URL.

    A pooler that lends its connections by the transaction (Supabase's, on port 6543) keeps neither
    prepared statements nor session settings, and is asked for none.
    """
    plain, pooled = _without_mark(url)
    return {
        "dsn": plain,
        "timeout": patience,
        "statement_cache_size": 0 if pooled else 256,
        "server_settings": {} if pooled else SESSION,
    }


def _without_mark(url: str) -> tuple[str, bool]:
    """The URL without `pgbouncer=true`, which is no setting of Postgres, and whether it pools."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in query if name != POOLER_MARK]
    if len(kept) < len(query):
        return urlunsplit(parts._replace(query=urlencode(kept))), True
    return url, parts.netloc.endswith(f":{POOLER_PORT}")


async def _leave(connection: Connection) -> None:
    """The reset of a connection that has nothing to reset."""
