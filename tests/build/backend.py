"""Operations called as a router calls them."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg

from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.document import Blueprint
from wirebase.build.functions import Binding, call
from wirebase.build.migration import migrations
from wirebase.build.seed import seed
from wirebase.exchange import Json


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection that is closed at the end."""
    connection = await asyncpg.connect(url, timeout=60)
    try:
        yield connection
    finally:
        await connection.close()


@dataclass
class Reply:
    status: int
    text: str | None
    headers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def json(self) -> Json:
        return None if self.text is None else json.loads(self.text)


@dataclass
class Backend:
    """A database made from a blueprint."""

    connection: asyncpg.Connection
    blueprint: Blueprint
    token: str = ""

    async def create(self, dataset: Dataset | None = None, *, start: bool = False) -> None:
        for _, sql in migrations(self.blueprint):
            await self.connection.execute(sql)
        await self.connection.execute(
            "".join(seed(self.blueprint, dataset or Dataset(), start=start))
        )

    async def call(
        self, name: str, body: Json = None, /, path: str = "", query: str = "", **values: object
    ) -> Reply:
        """What the operation answers; values are those of parameters outside of the body."""
        sql, arguments = call(self.blueprint.operation(name))
        content = "" if body is None else json.dumps(body)
        settings = {
            Binding.TOKEN: self.token,
            Binding.PATH: path,
            Binding.QUERY: query,
            Binding.CONTENT: content,
            Binding.BODY: content or None,
        }
        bound = [
            values.get(a.parameter.name) if a.parameter else settings[a.binding] for a in arguments
        ]
        text, status, headers = await self.connection.fetchrow(sql, *bound)
        listed = json.loads(headers) if headers else []
        pairs = [(name, value) for header in listed for name, value in header.items()]
        return Reply(int(status), text, pairs)

    async def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        return [tuple(row) for row in await self.connection.fetch(sql, *values)]
