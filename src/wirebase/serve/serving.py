"""Serving a blueprint in the running event loop: for the command, verification and tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from wirebase.blueprint.document import Blueprint
from wirebase.events import Emit, ignore
from wirebase.serve.app import App
from wirebase.serve.backend import Revive, backend
from wirebase.serve.pages import Pages
from wirebase.serve.server import listening


@dataclass(frozen=True, slots=True)
class Served:
    """A blueprint that is being served."""

    url: str
    blueprint: Blueprint


@asynccontextmanager
async def serving(
    source: Path | Blueprint,
    database_url: str,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    pages: Pages | None = None,
    revive: Revive | None = None,
    emit: Emit = ignore,
) -> AsyncIterator[Served]:
    """Yields a server for a generated folder or a blueprint, on a database that holds its schema.

    `pages` are served beside it. `revive` starts that database again where it has died, and returns
    its address.
    """
    blueprint = (
        source if isinstance(source, Blueprint) else Blueprint.load(source / "blueprint.json")
    )
    async with (
        backend(database_url, revive, emit) as database,
        listening(App(blueprint, database, pages, emit), host, port) as url,
    ):
        yield Served(url, blueprint)
