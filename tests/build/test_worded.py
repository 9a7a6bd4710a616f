"""Words that make the rows which they name."""

from __future__ import annotations

import asyncpg
import pytest

from tests.build.asking import ask, inferred
from wirebase.exchange import Json

SHELF = """
    GET /tags 200 [{{"id":1,"name":"sea"}},{{"id":2,"name":"war"}}]
    GET /books 200 [{{"id":7,"title":"Moby","tags":["sea"]}},{{"id":8,"title":"Iliad","tags":["war"]}}]
    POST /books 201 {{"id":9,"title":"Odyssey","tags":["home","calm"]}} <-
        {{"title":"Odyssey","tags":["home","calm"]}}
    GET /tags 200 [{{"id":1,"name":"sea"}},{{"id":2,"name":"war"}},{{"id":{home},"name":"home"}},
        {{"id":{calm},"name":"calm"}}]
"""


@pytest.mark.parametrize(("home", "calm"), [(3, 4), (4, 3)])
async def test_rows_are_made_in_the_order_that_was_seen(
    connection: asyncpg.Connection, home: int, calm: int
):
    backend = await inferred(connection, SHELF.format(home=home, calm=calm))
    (create,) = [o.name for o in backend.blueprint.operations if o.method == "POST"]
    body: Json = {"title": "Walden", "tags": ["wood", "sea", "lake"]}
    made = await backend.call(create, body)
    assert made.status == 201, made.text
    told = await ask(backend, "/tags")
    assert isinstance(told, list)
    keys = {row["name"]: row["id"] for row in told}
    assert keys["wood"] - keys["lake"] == home - calm
