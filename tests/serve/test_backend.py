"""The database behind the operations, and its coming and going."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from wirebase.database import EmbeddedPostgres
from wirebase.events import Event
from wirebase.serve.backend import Unavailable, backend


async def test_a_database_that_moved_is_found_where_it_is_now(
    postgres: EmbeddedPostgres, database_url: str
) -> None:
    async def revive() -> str:
        return database_url

    gone = await asyncio.to_thread(postgres.create_database, "gone")
    async with backend(gone, revive) as database:
        assert (await database.fetch("select current_database()::text", []))[0] == "gone"
        await asyncio.to_thread(postgres.drop_database, "gone")
        with pytest.raises(Unavailable):
            await database.fetch("select 1", [])
        assert database._reviving
        await database._reviving
        now = (await database.fetch("select current_database()::text", []))[0]
        assert database_url.partition("?")[0].endswith(f"/{now}")


async def test_a_database_that_cannot_be_started_again_is_told(
    postgres: EmbeddedPostgres,
) -> None:
    async def revive() -> str:
        return "postgresql://127.0.0.1:1/nothing"

    events: list[Event] = []
    gone = await asyncio.to_thread(postgres.create_database, "lost")
    async with backend(gone, revive, events.append) as database:
        await asyncio.to_thread(postgres.drop_database, "lost")
        with pytest.raises(Unavailable):
            await database.fetch("select 1", [])
        assert database._reviving
        await database._reviving
    assert "No database could be started" in events[0].text


async def test_what_postgres_refuses_is_handed_on(database_url: str) -> None:
    async with backend(database_url) as database:
        with pytest.raises(asyncpg.DivisionByZeroError):
            await database.fetch("select 1 / 0", [])


async def test_a_wrong_number_of_arguments_is_no_absence_of_the_database(
    database_url: str,
) -> None:
    async with backend(database_url) as database:
        with pytest.raises(asyncpg.InterfaceError):
            await database.fetch("select 1", ["one too many"])
