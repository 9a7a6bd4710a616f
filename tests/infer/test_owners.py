"""Whose rows are whose, and what that makes of the tables under Supabase's own roles."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.build.backend import Backend, opened
from tests.infer.apps import App, app
from wirebase.blueprint.tables import Readers

LOGINS = """
    POST /login 200 {"token":"<ann>","user":{"id":1,"name":"Ann"}} <- {"name":"Ann","password":"<pw ann>"}
    POST /login 200 {"token":"<bob>","user":{"id":2,"name":"Bob"}} <- {"name":"Bob","password":"<pw bob>"}
    @ann GET /me 200 {"id":1,"name":"Ann"}
    @bob GET /me 200 {"id":2,"name":"Bob"}
"""
NOTES = """
    @ann GET /notes 200 [{"id":7,"user_id":1,"text":"one"},{"id":8,"user_id":1,"text":"two"}]
    @bob GET /notes 200 [{"id":9,"user_id":2,"text":"three"}]
    @ann GET /notes/7/lines 200 [{"id":70,"note_id":7,"line":"a"},{"id":71,"note_id":7,"line":"b"}]
    @bob GET /notes/9/lines 200 [{"id":90,"note_id":9,"line":"c"}]
"""
POSTS = """
    GET /posts 200 [{"id":4,"user_id":1,"title":"Hello"},{"id":5,"user_id":2,"title":"World"}]
    @ann PATCH /posts/4 200 {"id":4,"user_id":1,"title":"Hi"} <- {"title":"Hi"}
    @bob PATCH /posts/5 200 {"id":5,"user_id":2,"title":"All"} <- {"title":"All"}
    GET /posts 200 [{"id":4,"user_id":1,"title":"Hi"},{"id":5,"user_id":2,"title":"All"}]
"""


@pytest.fixture(scope="module")
def made() -> App:
    return app(LOGINS, NOTES, POSTS)


@pytest.fixture
async def backend(made: App, database_url: str) -> AsyncIterator[Backend]:
    async with opened(database_url) as connection:
        for role in ("anon", "authenticated", "service_role"):
            await connection.execute(
                f"do $$ begin create role {role}; exception when duplicate_object then end $$"
            )
        backend = Backend(connection, made.blueprint)
        await backend.create(made.dataset)
        yield backend


async def seen(backend: Backend, query: str, account: int | None = None) -> list[object]:
    """What Supabase shows for a query to an account, or to nobody."""
    role = "anon" if account is None else "authenticated"
    claims = "" if account is None else json.dumps({"sub": str(account), "role": role})
    async with backend.connection.transaction():
        await backend.connection.execute(f"set local role {role}")
        await backend.rows("select set_config('request.jwt.claims', $1, true)", claims)
        return [row[0] for row in await backend.rows(query)]


def test_rows_that_only_their_account_was_shown_are_its_own(made: App):
    table = made.blueprint.table("notes")
    assert (table.owner, table.readers) == ("user_id", Readers.OWNER)
    assert "was the caller whenever a row was shown" in table.evidence.claim


def test_rows_that_all_were_shown_and_only_their_account_changed_are_read_by_all(made: App):
    table = made.blueprint.table("posts")
    assert (table.owner, table.readers) == ("user_id", Readers.ALL)


def test_rows_that_belong_to_private_ones_are_as_private(made: App):
    assert made.blueprint.table("lines").through == "note_id"


async def test_two_callers_never_see_each_others_private_rows(backend: Backend):
    notes, lines = "select id from notes order by id", "select id from lines order by id"
    assert [await seen(backend, notes, who) for who in (1, 2)] == [[7, 8], [9]]
    assert [await seen(backend, lines, who) for who in (1, 2)] == [[70, 71], [90]]
    for query in (notes, lines):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await seen(backend, query)


async def test_nobody_changes_or_makes_rows_of_others(backend: Backend):
    change = "update {} set {} returning id"
    assert await seen(backend, change.format("notes", "text = 'x' where id = 7"), 2) == []
    assert await seen(backend, change.format("lines", "line = 'x' where id = 70"), 2) == []
    assert await seen(backend, change.format("posts", "title = 'x' where id = 4"), 2) == []
    assert await seen(backend, change.format("posts", "title = 'x' where id = 4"), 1) == [4]
    assert await seen(backend, "delete from notes where id = 7 returning id", 2) == []
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await seen(backend, "insert into notes (id, user_id, text) values (99, 1, 'x')", 2)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await seen(backend, "update notes set user_id = 1 where id = 9 returning id", 2)


async def test_what_all_were_shown_all_may_read(backend: Backend):
    for who in (None, 1, 2):
        assert await seen(backend, "select id from posts order by id", who) == [4, 5]
