"""A fresh copy of a generated backend, which nobody's data is in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from wirebase.blueprint.document import Blueprint
from wirebase.database import EmbeddedPostgres
from wirebase.database.load import Artefacts, copy_of
from wirebase.serve import serving


@asynccontextmanager
async def fresh_copy(
    folder: Path, blueprint: Blueprint, server: EmbeddedPostgres, *, start: bool
) -> AsyncIterator[str]:
    """Yields the URL at which the folder's backend answers from a new database.

    Its rows are those from before the capture (`start`), or those that the capture left.
    """
    artefacts = await asyncio.to_thread(Artefacts.read, folder, start=start)
    database = await copy_of(server, artefacts)
    async with serving(blueprint, database) as served:
        yield served.url
