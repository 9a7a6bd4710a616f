"""Serving a generated folder, with the database that is kept in it or another."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path

from wirebase.blueprint.document import Blueprint
from wirebase.database import EmbeddedPostgres, address
from wirebase.database.load import has_database, prepare
from wirebase.events import Emit, Event, ignore
from wirebase.serve.backend import Revive
from wirebase.serve.pages import Pages
from wirebase.serve.serving import serving
from wirebase.serve.state import FOLDER, State, claimed, published

DATABASE = "app"
"""The name of the database in the folder's own Postgres."""


@asynccontextmanager
async def serving_folder(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    database: str = "",
    fresh: bool = False,
    with_frontend: bool = False,
    emit: Emit = ignore,
) -> AsyncIterator[State]:
    """Yields the server of a generated folder, once it accepts requests.

    Its data is kept in the folder between starts; `fresh` begins again with the captured rows, and
    `database` is the URL of another database to keep it in. `with_frontend` serves the captured
    pages as well.
    """
    blueprint = Blueprint.load(folder / "blueprint.json")
    pages = Pages.load(folder, blueprint.origin.url) if with_frontend else None
    with claimed(folder):
        async with _database(folder, database, emit) as (url, revive):
            await prepare(url, folder, fresh=fresh)
            async with serving(
                blueprint, url, host=host, port=port, pages=pages, revive=revive, emit=emit
            ) as served:
                state = State(served.url, url, os.getpid())
                with published(folder, state):
                    _introduce(state, blueprint, host, emit)
                    yield state


@asynccontextmanager
async def _database(
    folder: Path, database: str, emit: Emit
) -> AsyncIterator[tuple[str, Revive | None]]:
    """The URL of the database, and what starts it again where it is the folder's own."""
    if database:
        yield database, None
        return
    emit(Event("serve", "started", "Starting Postgres"))
    async with EmbeddedPostgres(folder / FOLDER / "postgres") as server:
        if not await has_database(server.url(), DATABASE):
            await asyncio.to_thread(server.create_database, DATABASE)

        async def revive() -> str:
            await asyncio.to_thread(server.start)
            return server.url(DATABASE)

        yield server.url(DATABASE), revive


def _introduce(state: State, blueprint: Blueprint, host: str, emit: Emit) -> None:
    counts = {"operations": len(blueprint.operations), "tables": len(blueprint.tables)}
    told = f"{blueprint.name} answers at {state.url} from {address(state.database_url)}"
    emit(Event("serve", "finished", told, counts))
    if not _is_loopback(host):
        warning = f"Everyone who reaches {host} can read and change the data"
        emit(Event("serve", "warning", warning))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
