import asyncio
import json
import socket

import pytest

from wirebase.database import EmbeddedPostgres, connect, connected, open_pool, wait_until_ready
from wirebase.database.connection import settings
from wirebase.errors import DatabaseError


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_json_comes_as_the_text_that_postgres_made(database_url: str) -> None:
    async with connected(database_url) as connection:
        text = await connection.fetchval("""SELECT '{"b": 1,   "a": [1.50]}'::json""")
        assert text == '{"b": 1,   "a": [1.50]}'
        binary = await connection.fetchval("""SELECT '{"b": 1, "a": 1.50}'::jsonb""")
        assert json.loads(binary) == {"a": 1.5, "b": 1}


async def test_a_session_compiles_nothing_and_keeps_universal_time(database_url: str) -> None:
    async with connected(database_url) as connection:
        assert await connection.fetchval("SHOW jit") == "off"
        assert await connection.fetchval("SHOW TimeZone") == "UTC"


@pytest.mark.parametrize(("clean", "left"), [(True, ""), (False, "here")])
async def test_a_pool_resets_sessions_unless_told_not_to(
    database_url: str, clean: bool, left: str
) -> None:
    pool = await open_pool(database_url, size=1, clean=clean)
    async with pool:
        await pool.execute("SELECT set_config('my.mark', 'here', false)")
        assert (await pool.fetchval("SELECT current_setting('my.mark', true)") or "") == left


def test_a_pooler_is_asked_for_neither_statements_nor_settings() -> None:
    for url in ("postgres://u:p@h:6543/d", "postgres://u:p@h/d?pgbouncer=true&sslmode=require"):
        asked = settings(url, patience=1)
        assert (asked["statement_cache_size"], asked["server_settings"]) == (0, {})
        assert "pgbouncer" not in asked["dsn"]
    assert settings("postgres://u:p@h:5432/d", patience=1)["statement_cache_size"] > 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("127.0.0.1", "name.invalid"), "has no address"),
        (("postgres:", "nobody:"), "password authentication failed"),
        (("/postgres?", "/nowhere?"), 'database "nowhere" does not exist'),
        (("postgresql://", "mysql://"), "cannot be spoken to"),
        (("sslmode=disable", "sslmode=require"), "rejected SSL"),
    ],
)
async def test_a_wrong_address_is_told_apart_from_a_wrong_password(
    postgres: EmbeddedPostgres, change: tuple[str, str], said: str
) -> None:
    url = postgres.url().replace(*change, 1)
    password = url.split(":")[2].split("@")[0]
    with pytest.raises(DatabaseError) as caught:
        await connect(url, patience=5)
    assert said in caught.value.what
    assert caught.value.next
    assert password not in str(caught.value)


async def test_a_port_without_a_server_is_told_so() -> None:
    url = f"postgresql://u:secret@127.0.0.1:{unused_port()}/d"
    with pytest.raises(DatabaseError, match="No Postgres answers") as caught:
        await connect(url)
    assert "secret" not in str(caught.value)


async def test_a_server_that_never_answers_does_not_hold_us_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://u:p@127.0.0.1:{silent.getsockname()[1]}/d?sslmode=disable"
        with pytest.raises(DatabaseError, match="does not answer in time"):
            await connect(url, patience=0.2)


async def test_waiting_ends_when_the_server_answers(postgres: EmbeddedPostgres) -> None:
    reserved = socket.socket()
    reserved.bind(("127.0.0.1", 0))
    port = reserved.getsockname()[1]
    late = postgres.url().replace(f":{postgres.port}/", f":{port}/")
    waiting = asyncio.create_task(wait_until_ready(late, patience=120))
    await asyncio.sleep(0.2)
    assert not waiting.done()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to, back = await asyncio.open_connection("127.0.0.1", postgres.port)
        await asyncio.gather(copy(reader, back), copy(to, writer))

    async with await asyncio.start_server(forward, sock=reserved):
        await waiting


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(4096):
        writer.write(data)
    writer.close()


async def test_waiting_for_what_will_not_change_ends_at_once(postgres: EmbeddedPostgres) -> None:
    with pytest.raises(DatabaseError, match="does not exist"):
        await asyncio.wait_for(wait_until_ready(postgres.url("nowhere"), patience=600), 60)
