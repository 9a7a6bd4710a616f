import asyncpg
import pytest

from tests.build.backend import Backend, opened
from tests.build.blog import blog
from wirebase.blueprint.difference import difference
from wirebase.blueprint.editing import edited
from wirebase.blueprint.edits import SetReaders
from wirebase.blueprint.tables import Readers
from wirebase.build.migration import change
from wirebase.build.policies import anonymous
from wirebase.database import EmbeddedPostgres


async def sees(backend: Backend, role: str, query: str, account: str = "") -> list[tuple]:
    """What a role sees, as an account of Supabase's own."""
    async with backend.connection.transaction():
        claims = f'{{"sub": "{account}"}}' if account else ""
        await backend.connection.execute(f"set local role {role}")
        await backend.rows("select set_config('request.jwt.claims', $1, true)", claims)
        return await backend.rows(query)


async def test_every_table_has_row_level_security(backend: Backend):
    open_tables = await backend.rows(
        "select relname from pg_class where relkind = 'r' and not relrowsecurity"
        " and relnamespace in ('public'::regnamespace, 'wirebase'::regnamespace)"
    )
    assert open_tables == []


async def test_shared_rows_are_read_and_not_written(backend: Backend):
    for role in ("anon", "authenticated"):
        assert await sees(backend, role, "select count(id) from articles") == [(4,)]
        for statement in ("delete from articles", "update articles set title = ''"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await sees(backend, role, statement)


async def test_secrets_are_not_read(backend: Backend):
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await sees(backend, "authenticated", "select api_key from users")
    assert await sees(backend, "authenticated", "select count(email) from users") == [(2,)]


async def test_owned_rows_are_seen_by_their_owner_alone(backend: Backend):
    query = "select article_id from favourites"
    assert await sees(backend, "authenticated", query, "2") == [(1,)]
    assert await sees(backend, "authenticated", query, "1") == []
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await sees(backend, "anon", query)


async def test_rows_are_made_for_oneself_only(backend: Backend):
    await sees(backend, "authenticated", "insert into favourites values (1, 2)", "1")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await sees(backend, "authenticated", "insert into favourites values (2, 2)", "1")


async def test_what_is_private_stays_so(backend: Backend):
    for table in ("sessions", "credentials", "settings", "recorded_answers"):
        for role in ("anon", "authenticated"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await sees(backend, role, f"select from wirebase.{table}")
    for function in ("open_session('1')", "secret()", "token()"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await sees(backend, "anon", f"select wirebase.{function}")


async def test_everybody_may_call_the_operations(backend: Backend):
    for role in ("anon", "authenticated", "service_role"):
        [(text,)] = await sees(backend, role, "select api.get_article('first')::text")
        assert '"First"' in text


async def test_functions_look_nothing_up_by_a_path_that_a_caller_chooses(backend: Backend):
    loose = await backend.rows(
        "select proname from pg_proc where pronamespace in"
        " ('api'::regnamespace, 'wirebase'::regnamespace)"
        """ and not coalesce('search_path=""' = any(proconfig), false)"""
    )
    assert loose == []


def test_anonymous_callers_read_what_the_app_showed_them():
    made = blog()
    private = [o.model_copy(update={"authenticated": True}) for o in made.operations]
    assert "articles" in anonymous(made)
    assert anonymous(made.model_copy(update={"operations": tuple(private)})) == set()


async def test_who_reads_the_rows_can_be_said(postgres: EmbeddedPostgres, made: dict[str, str]):
    nobody = edited(blog(), SetReaders(table="articles", readers=Readers.NOBODY)).blueprint
    goal = edited(nobody, SetReaders(table="favourites", readers=Readers.ALL)).blueprint
    url = postgres.create_database("read_by", template="blog_people")
    async with opened(url) as connection:
        await connection.execute(change(difference(blog(), goal)))
        backend = Backend(connection, goal)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await sees(backend, "authenticated", "select from articles", "1")
        query = "select article_id from favourites"
        assert await sees(backend, "authenticated", query, "1") == [(1,)]
        assert await sees(backend, "service_role", "select count(id) from articles") == [(4,)]
    postgres.drop_database("read_by")
