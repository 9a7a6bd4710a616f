"""A database with the blog in it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.build.backend import Backend
from tests.build.blog import blog


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    opened = await asyncpg.connect(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def backend(connection: asyncpg.Connection) -> Backend:
    """The blog's operations over an empty database."""
    made = Backend(connection, blog())
    await made.create()
    return made
