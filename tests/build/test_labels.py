"""Requests with values that say of what type they are."""

from __future__ import annotations

import json

import asyncpg

from tests.build.asking import ask, inferred
from tests.infer.test_labels import NOTES, TWO, pen


async def test_requests_lose_their_labels_in_the_database(connection: asyncpg.Connection):
    backend = await inferred(connection, NOTES)
    (make,) = [o.name for o in backend.blueprint.operations if o.method == "POST"]
    body = json.loads(f'{{"text":"ice","due":{TWO},"by":{pen("wr-bob")}}}')
    assert (await backend.call(make, body)).status == 201
    told = await ask(backend, "/notes")
    assert isinstance(told, list)
    assert told[-1] == {**told[-1], "due": json.loads(TWO), "by": json.loads(pen("wr-bob"))}
