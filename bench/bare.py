"""A bare server to compare with: granian and asyncpg, and for each request one statement by hand.

python -m bench.bare DATABASE_URL
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

import asyncpg

from wirebase.serve.server import listening

CONNECTIONS = 10
BY_ID = """
select json_build_object('id', c.id, 'name', c.name, 'email', c.email, 'city', c.city,
  'note', c.note, 'created_at', to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
from customers as c where c.id = $1
"""
LIST = """
select json_build_object(
  'data', (select coalesce(json_agg(listed.item), '[]') from (
    select json_build_object('id', o.id, 'customer_id', o.customer_id,
      'customer', (select json_build_object('id', c.id, 'name', c.name)
        from customers as c where c.id = o.customer_id),
      'state', o.state, 'lines', o.lines, 'note', o.note,
      'created_at', to_char(o.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) as item
    from orders as o order by o.created_at desc, o.id limit $1 offset $2) as listed),
  'total', (select count(*) from orders), 'page', $3::int)
"""

type Send = Callable[[dict[str, Any]], Awaitable[None]]


class Bare:
    """An ASGI application that does what must be done, and nothing else."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def __call__(self, scope: Mapping[str, Any], receive: object, send: Send) -> None:
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        if path.startswith("/api/customers/"):
            text = await self._pool.fetchval(BY_ID, int(path.rsplit("/", 1)[1]))
        else:
            query = parse_qs(scope["query_string"].decode())
            page, size = int(query["page"][0]), int(query["per_page"][0])
            text = await self._pool.fetchval(LIST, size, (page - 1) * size, page)
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})


async def _as_it_is(connection: object) -> None:
    """A connection that is given back needs no statement to clean it: none left anything on it."""


async def main(database_url: str) -> None:
    """Serves until the process is ended."""
    async with (
        asyncpg.create_pool(
            database_url, min_size=CONNECTIONS, max_size=CONNECTIONS, reset=_as_it_is
        ) as pool,
        listening(Bare(pool)) as url,
    ):
        print(url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
