import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from wirebase.database import EmbeddedPostgres, connected, prepare_roles, scratch
from wirebase.errors import DatabaseError

ROLES = ("anon", "authenticated", "service_role")
DROP = "; ".join(f"DROP ROLE IF EXISTS {role}" for role in ROLES)


@pytest.fixture(scope="module")
def bare() -> EmbeddedPostgres:
    """A server of this module's own, since roles are seen in all databases of one."""
    with scratch() as server:
        yield server


@pytest.fixture
async def bare_url(bare: EmbeddedPostgres) -> AsyncIterator[str]:
    async with connected(bare.url()) as connection:
        await connection.execute(DROP)
    return bare.url()


async def as_user(url: str, rights: str) -> str:
    """The address for a new user with some rights."""
    async with connected(url) as connection:
        await connection.execute("DROP ROLE IF EXISTS weak")
        await connection.execute(f"CREATE ROLE weak LOGIN PASSWORD 'weak' {rights}")
    host = urlsplit(url).netloc.split("@")[1]
    return f"postgresql://weak:weak@{host}/postgres?sslmode=disable"


async def test_a_new_server_has_the_roles(postgres: EmbeddedPostgres) -> None:
    async with connected(postgres.url()) as connection:
        for role in ROLES:
            await connection.execute(f"SET ROLE {role}")
        query = "SELECT rolname FROM pg_roles WHERE rolbypassrls AND NOT rolsuper"
        assert await connection.fetchval(query) == "service_role"


async def test_missing_roles_are_created_and_present_ones_left(bare_url: str) -> None:
    assert await prepare_roles(bare_url) == ()
    assert await prepare_roles(bare_url) == ()
    async with connected(bare_url) as connection:
        assert await connection.fetchval(
            "SELECT NOT rolcanlogin FROM pg_roles WHERE rolname = 'anon'"
        )


async def test_many_may_prepare_the_roles_at_once(bare_url: str) -> None:
    assert await asyncio.gather(*[prepare_roles(bare_url) for _ in range(5)]) == [()] * 5


async def test_a_user_without_rights_is_told_what_to_ask_for(bare_url: str) -> None:
    weak = await as_user(bare_url, "")
    with pytest.raises(DatabaseError, match="weak may not create them") as caught:
        await prepare_roles(weak)
    assert "CREATE ROLE service_role NOLOGIN BYPASSRLS;" in caught.value.next


async def test_a_user_who_may_create_roles_can_act_as_them(bare_url: str) -> None:
    able = await as_user(bare_url, "CREATEROLE")
    undone = await prepare_roles(able)
    assert [line.split()[0] for line in undone] == ["service_role"]
    async with connected(able) as connection:
        for role in ROLES:
            await connection.execute(f"SET ROLE {role}")


async def test_a_user_who_may_not_act_as_a_role_is_told_so(bare_url: str) -> None:
    await prepare_roles(bare_url)
    weak = await as_user(bare_url, "")
    assert [line.split(":")[1] for line in await prepare_roles(weak)] == [
        f" GRANT {role} to it." for role in ROLES
    ]
