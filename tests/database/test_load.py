"""Generated schemas and rows in a database."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from wirebase.database import EmbeddedPostgres, apply, connected
from wirebase.database.load import Artefacts, copy_of, has_database, prepare
from wirebase.errors import DatabaseError

TABLE = "create schema if not exists wirebase; create table pets (name text primary key);"
COUNT = "select count(*) from pets"


@pytest.fixture
def generated(tmp_path: Path) -> Path:
    """A folder with a table and two rows of it, one of them there before the capture."""
    (tmp_path / "supabase/migrations").mkdir(parents=True)
    (tmp_path / "supabase/migrations/1_tables.sql").write_text(TABLE)
    (tmp_path / "supabase/seed.sql").write_text("insert into pets values ('Rex'), ('Mia');")
    (tmp_path / "supabase/start.sql").write_text("insert into pets values ('Rex');")
    return tmp_path


async def ask(url: str, query: str) -> object:
    async with connected(url) as connection:
        return await connection.fetchval(query)


async def test_an_empty_database_gets_the_schema_and_the_captured_rows(
    database_url: str, generated: Path
) -> None:
    await prepare(database_url, generated)
    assert await ask(database_url, COUNT) == 2


async def test_the_rows_may_be_those_before_the_capture(database_url: str, generated: Path) -> None:
    await prepare(database_url, generated, start=True)
    assert await ask(database_url, COUNT) == 1


async def test_a_database_that_was_made_before_is_left_as_it_is(
    database_url: str, generated: Path
) -> None:
    await prepare(database_url, generated)
    await apply(database_url, "insert into pets values ('Tom')")
    (generated / "supabase/seed.sql").write_text("insert into pets values ('Ada');")
    await prepare(database_url, generated)
    assert await ask(database_url, COUNT) == 3


async def test_two_that_prepare_one_database_at_once_make_it_once(
    database_url: str, generated: Path
) -> None:
    await asyncio.gather(*[prepare(database_url, generated) for _ in range(3)])
    assert await ask(database_url, COUNT) == 2


async def test_a_database_of_other_migrations_is_refused_with_what_to_do(
    database_url: str, generated: Path
) -> None:
    await prepare(database_url, generated)
    (generated / "supabase/migrations/0_other.sql").write_text("create table ages (age int);")
    with pytest.raises(DatabaseError, match="other migrations") as refused:
        await prepare(database_url, generated)
    assert "--fresh" in refused.value.next
    await prepare(database_url, generated, fresh=True)
    assert await ask(database_url, "select count(age) from ages") == 0


async def test_migrations_that_came_later_are_applied_to_the_rows_that_are_there(
    database_url: str, generated: Path
) -> None:
    await prepare(database_url, generated)
    await apply(database_url, "insert into pets values ('Tom')")
    (generated / "supabase/migrations/2_more.sql").write_text("alter table pets add age int;")
    await prepare(database_url, generated)
    assert await ask(database_url, COUNT) == 3
    assert await ask(database_url, "select count(age) from pets") == 0


async def test_a_fresh_database_has_the_captured_rows_and_no_others(
    database_url: str, generated: Path
) -> None:
    await prepare(database_url, generated)
    await apply(database_url, "insert into pets values ('Tom')")
    await prepare(database_url, generated, fresh=True)
    assert await ask(database_url, COUNT) == 2


async def test_a_fresh_database_that_cannot_be_made_leaves_the_old_one(
    database_url: str, generated: Path
) -> None:
    await prepare(database_url, generated)
    (generated / "supabase/seed.sql").write_text("insert into nothing values (1);")
    with pytest.raises(DatabaseError, match="nothing"):
        await prepare(database_url, generated, fresh=True)
    assert await ask(database_url, COUNT) == 2
    name = urlsplit(database_url).path[1:]
    others = f"select count(*) from pg_database where datname like '{name}\\_%'"
    assert await ask(database_url, others) == 0


async def test_rows_that_do_not_fit_leave_nothing_behind(
    database_url: str, generated: Path
) -> None:
    (generated / "supabase/seed.sql").write_text("insert into pets values ('Rex'), ('Rex');")
    with pytest.raises(DatabaseError, match=r"seed\.sql"):
        await prepare(database_url, generated)
    assert await ask(database_url, "select to_regclass('pets') is null") is True


@pytest.mark.parametrize("fresh", [False, True])
async def test_somebody_elses_tables_are_not_touched(
    database_url: str, generated: Path, fresh: bool
) -> None:
    await apply(database_url, "create table theirs (id int)")
    with pytest.raises(DatabaseError, match="not made here"):
        await prepare(database_url, generated, fresh=fresh)
    assert await ask(database_url, "select count(*) from theirs") == 0


async def test_the_servers_own_database_is_not_replaced(
    postgres: EmbeddedPostgres, generated: Path
) -> None:
    with pytest.raises(DatabaseError, match="postgres"):
        await prepare(postgres.url(), generated, fresh=True)


async def test_a_folder_without_migrations_is_refused(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="no migrations"):
        await prepare(database_url, tmp_path)


async def test_copies_share_nothing_but_their_beginning(
    postgres: EmbeddedPostgres, generated: Path
) -> None:
    artefacts = Artefacts.read(generated)
    first = await copy_of(postgres, artefacts)
    await apply(first, "insert into pets values ('Tom')")
    second = await copy_of(postgres, artefacts)
    assert (await ask(first, COUNT), await ask(second, COUNT)) == (3, 2)
    for url in (first, second):
        name = urlsplit(url).path[1:]
        postgres.drop_database(name)
        assert not await has_database(postgres.url(), name)
