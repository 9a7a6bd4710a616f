"""A database with the blog in it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.build.backend import Backend
from tests.build.blog import blog
from tests.build.people import people


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    opened = await asyncpg.connect(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def empty(connection: asyncpg.Connection) -> Backend:
    """The blog's operations over an empty database."""
    made = Backend(connection, blog())
    await made.create()
    return made


@pytest.fixture
async def backend(connection: asyncpg.Connection) -> Backend:
    """The blog with some rows in it, asked by nobody."""
    made = Backend(connection, blog())
    await made.create(people())
    return made


@pytest.fixture
async def ann(backend: Backend) -> Backend:
    """The blog asked by Ann."""
    backend.token = "wb_token_" + "a" * 32
    return backend
