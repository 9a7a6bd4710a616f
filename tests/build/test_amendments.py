"""Changes in place of values."""

from __future__ import annotations

import asyncpg

from tests.build.asking import ask, inferred
from tests.infer.test_amendments import TASKS
from wirebase.exchange import Json


async def test_changes_are_made_in_the_database(connection: asyncpg.Connection):
    backend = await inferred(connection, TASKS)
    (change,) = [o.name for o in backend.blueprint.operations if o.method == "PUT"]

    async def put(**body: Json) -> Json:
        return (await backend.call(change, body, task_id="tk-1")).json

    assert await put(likes={"__op": "Increment", "amount": -1}) == {"id": "tk-1", "likes": 2}
    union = {"__op": "AddUnique", "objects": ["x", "q"]}
    assert await put(tags=union) == {"id": "tk-1", "tags": ["x", "z", "q"]}
    less = {"__op": "Remove", "objects": ["x"]}
    assert await put(tags=less) == {"id": "tk-1", "tags": ["z", "q"]}
    assert await put(likes=4) == {"id": "tk-1"}
    told = await ask(backend, "/tasks")
    assert isinstance(told, list)
    assert [(row["likes"], row["tags"]) for row in told if row["id"] == "tk-1"] == [(4, ["z", "q"])]
