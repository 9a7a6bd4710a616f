"""Cursors that hold what their row does, written and read by the database."""

from __future__ import annotations

import json

import asyncpg
import pytest

from tests.build.asking import ask, inferred
from tests.infer.test_row_cursors import BOOKS, in_base64, pages, plain_key


def by_time(row: dict[str, object]) -> str:
    return in_base64(json.dumps({"at": row["at"], "id": row["id"]}))


@pytest.mark.parametrize("cursor", [plain_key, by_time, lambda row: str(row["id"])])
async def test_pages_follow_one_another(connection: asyncpg.Connection, cursor: object):
    assert callable(cursor)
    made = await inferred(connection, *pages(cursor, 3).splitlines())
    shown: list[object] = []
    after = ""
    for _ in range(4):
        answer = await ask(made, f"/books?limit=2{after}")
        assert isinstance(answer, dict)
        items, following = answer["items"], answer["next_cursor"]
        assert isinstance(items, list)
        shown += items
        after = f"&cursor={following}"
        assert following == (cursor(BOOKS[len(shown) - 1]) if len(shown) < len(BOOKS) else None)
    assert shown == BOOKS


async def test_a_cursor_of_no_row_shows_the_first_page(connection: asyncpg.Connection):
    made = await inferred(connection, *pages(plain_key, 3).splitlines())
    answer = await ask(made, "/books?limit=2&cursor=bm9uZQ")
    assert isinstance(answer, dict)
    assert answer["items"] == BOOKS[:2]
