"""Databases with the blog in them, copied from one that is made once."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from tests.build.backend import Backend, opened
from tests.build.blog import blog
from tests.build.people import people
from wirebase.blueprint.dataset import Dataset
from wirebase.database import EmbeddedPostgres

numbers = itertools.count(1)


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to an empty database."""
    async with opened(database_url) as connection:
        yield connection


@pytest.fixture(scope="session")
def made(postgres: EmbeddedPostgres) -> dict[str, str]:
    """The addresses of databases that others are copied from, by name."""
    datasets = {"blog_empty": Dataset(), "blog_people": people()}
    addresses = {name: postgres.create_database(name) for name in datasets}
    for name, dataset in datasets.items():
        asyncio.run(_make(addresses[name], dataset))
    return addresses


async def _make(url: str, dataset: Dataset) -> None:
    async with opened(url) as connection:
        await Backend(connection, blog()).create(dataset)


@asynccontextmanager
async def _copy(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Backend]:
    name = f"{template}_{next(numbers)}"
    async with opened(postgres.create_database(name, template=template)) as connection:
        yield Backend(connection, blog())
    postgres.drop_database(name)


@pytest.fixture
async def empty(postgres: EmbeddedPostgres, made: dict[str, str]) -> AsyncIterator[Backend]:
    """The blog's operations over an empty database."""
    async with _copy(postgres, "blog_empty") as copied:
        yield copied


@pytest.fixture
async def backend(postgres: EmbeddedPostgres, made: dict[str, str]) -> AsyncIterator[Backend]:
    """The blog with some rows in it, asked by nobody."""
    async with _copy(postgres, "blog_people") as copied:
        yield copied


@pytest.fixture
async def ann(backend: Backend) -> Backend:
    """The blog asked by Ann."""
    backend.token = "wb_token_" + "a" * 32
    return backend
