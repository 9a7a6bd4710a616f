"""A project that is put into another Postgres, over the studio's API."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import pytest

from tests.studio.conftest import Running, uploaded
from tests.studio.test_jobs import edit, seen
from wirebase.database import EmbeddedPostgres, connected

PASSWORD = "s3cr3t/of@nobody"
ESCAPED = "s3cr3t%2Fof%40nobody"


@pytest.fixture(scope="module")
def job(client: httpx.Client, capture: Path) -> dict:
    return uploaded(client, "ship.har", capture)


@pytest.fixture
async def target(postgres: EmbeddedPostgres, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """An empty database of somebody else's."""
    name = f"ship_{abs(hash(request.node.name)) % 10**9}"
    yield postgres.create_database(name)
    postgres.drop_database(name)


async def tables(url: str) -> dict[str, list[str]]:
    query = (
        "select table_name, array_agg(column_name::text order by ordinal_position) as columns"
        " from information_schema.columns where table_schema = 'public' group by 1 order by 1"
    )
    async with connected(url) as connection:
        return {row["table_name"]: row["columns"] for row in await connection.fetch(query)}


async def number(url: str, query: str) -> int:
    async with connected(url) as connection:
        return await connection.fetchval(query)


def post(client: httpx.Client, job: dict, what: str, **body: object) -> httpx.Response:
    return client.post(f"/jobs/{job['id']}/{what}", json=body)


def downloaded(client: httpx.Client, job: dict, what: str) -> str:
    return client.get(f"/jobs/{job['id']}/{what}").text


def rehearsed(client: httpx.Client, job: dict, url: str) -> dict:
    answer = post(client, job, "rehearsals", url=url)
    assert answer.status_code == 200, answer.text
    return answer.json()


def shipped(client: httpx.Client, job: dict, url: str, fingerprint: str) -> httpx.Response:
    return post(client, job, "shipments", url=url, fingerprint=fingerprint)


async def test_it_is_tried_without_a_trace_and_done_once_and_later_goes_on(
    client: httpx.Client, job: dict, target: str
):
    plan = rehearsed(client, job, target)
    assert (plan["kind"], plan["losses"]) == ("new", [])
    names = [script["name"] for script in plan["scripts"]]
    assert names[-2:] == ["seed.sql", "wirebase.deployment"]
    assert any('create table public."tasks"' in script["sql"] for script in plan["scripts"])
    assert await tables(target) == {}

    done = shipped(client, job, target, plan["fingerprint"])
    assert done.status_code == 200, done.text
    assert set(await tables(target)) == {"boards", "tasks"}
    rows = await number(target, "select count(*) from tasks")
    assert rows > 0
    assert rehearsed(client, job, target)["kind"] == "same"

    # What the page changes later goes there as a migration, and what it loses is told.
    await number(target, "insert into boards (name) values ('Theirs') returning id")
    gone = {"edit": "drop_column", "table": "tasks", "column": "title"}
    kind = {"edit": "set_type", "table": "tasks", "column": "done", "type": "text"}
    rename = {"edit": "rename_column", "table": "tasks", "column": "done", "to": "finished"}
    assert edit(client, job, gone, kind, rename, force=True).status_code == 200
    assert post(client, job, "apply", **seen(client, job)).status_code == 200
    plan = rehearsed(client, job, target)
    assert plan["kind"] == "later"
    assert sorted(plan["losses"]) == [
        f"tasks.done is rewritten from boolean to text: {rows} values",
        f"tasks.title is dropped, with {rows} values",
    ]
    assert 'drop column "title"' in plan["scripts"][0]["sql"]
    before = await tables(target)
    assert "title" in before["tasks"]
    assert shipped(client, job, target, plan["fingerprint"]).status_code == 200
    assert (await tables(target))["tasks"] == [
        {"done": "finished"}.get(name, name) for name in before["tasks"] if name != "title"
    ]
    assert await number(target, "select count(*) from boards where name = 'Theirs'") == 1


async def test_other_sql_than_was_shown_is_not_run(client: httpx.Client, job: dict, target: str):
    done = shipped(client, job, target, "0" * 64)
    assert done.status_code == 502
    assert "than was shown" in done.json()["what"]
    assert await tables(target) == {}


async def test_a_database_that_holds_something_else_is_left_alone(
    client: httpx.Client, job: dict, target: str
):
    async with connected(target) as connection:
        await connection.execute("create table payroll (id int); insert into payroll values (7)")
    answer = post(client, job, "rehearsals", url=target)
    assert answer.status_code == 502
    assert "not made here" in answer.json()["what"]
    assert "payroll" in answer.json()["where"]
    assert await tables(target) == {"payroll": ["id"]}


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "This is no database URL"),
        ("mysql://root@127.0.0.1/app", "This is no database URL"),
        (f"postgresql://me:{PASSWORD}@127.0.0.1:5432/app", "This is no database URL"),
        (f"postgresql://me:{ESCAPED}@127.0.0.1:1/app", "No Postgres answers"),
        (f"postgresql://127.0.0.1:1/app?user=me&password={ESCAPED}", "No Postgres answers"),
        (f"postgresql://me:{ESCAPED}@127.0.0.1:1/app?sslmode={ESCAPED}", "sslmode"),
    ],
)
def test_a_url_that_leads_nowhere_is_told_at_its_field_and_not_repeated(
    client: httpx.Client, job: dict, url: str, told: str
):
    answer = post(client, job, "rehearsals", url=url)
    assert answer.status_code == 422
    assert told in answer.json()["fields"]["url"]
    assert "s3cr3t" not in answer.text


async def test_the_password_stands_nowhere_whatever_happens(
    client: httpx.Client, job: dict, target: str, studio: Running
):
    make = f"create role shipper login password '{PASSWORD}'"
    async with connected(target) as connection:
        await connection.execute(make)
    try:
        parts = urlsplit(target)
        host = parts.netloc.rpartition("@")[2]
        url = urlunsplit(parts._replace(netloc=f"shipper:{ESCAPED}@{host}"))
        refused = post(client, job, "rehearsals", url=url)
        # The database's own words: this user may not make anything here.
        assert refused.status_code == 502
        assert "permission denied" in refused.json()["what"] or "lacks" in refused.json()["what"]
        wrong = url.replace(ESCAPED, f"{ESCAPED}2")
        assert post(client, job, "rehearsals", url=wrong).status_code == 422
        assert "s3cr3t" not in refused.text
    finally:
        async with connected(target) as connection:
            await connection.execute("drop role shipper")
    for path in studio.home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert PASSWORD.encode() not in content, path
            assert ESCAPED.encode() not in content, path


async def test_the_whole_backend_is_one_file_of_sql(client: httpx.Client, job: dict, target: str):
    text = downloaded(client, job, "backend.sql")
    async with connected(target) as connection:
        await connection.execute(text)
    assert set(await tables(target)) == {"boards", "tasks"}
    assert await number(target, "select count(*) from tasks") > 0
