"""A project that leaves the studio: into another Postgres, and as files, in a real browser."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.studio.conftest import Running, uploaded
from tests.studio.test_jobs import edit, seen
from tests.studio.test_shipping import number, post, tables
from wirebase.database import EmbeddedPostgres


@pytest.fixture(scope="module")
def job(client: httpx.Client, capture: Path) -> dict:
    return uploaded(client, "leave.har", capture)


@pytest.fixture
async def target(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    yield postgres.create_database("left")
    postgres.drop_database("left")


async def test_it_is_tried_and_run_in_another_postgres(
    page: Page, studio: Running, job: dict, target: str
):
    await page.goto(f"{studio.base}/job?id={job['id']}&view=ship")
    field = page.get_by_label("Database URL")
    attempt = page.get_by_role("button", name="Try it there first")
    for typed, told in (
        ("", "Type the URL of a database"),
        ("sqlite:///x", "This is no database URL"),
        ("postgresql://me:hidden@127.0.0.1:1/x", "No Postgres answers"),
    ):
        await field.fill(typed)
        await attempt.click()
        await expect(page.locator("#content").get_by_role("alert")).to_contain_text(told)
        assert await field.get_attribute("aria-invalid") == "true"
        assert "hidden" not in await page.locator("#content").get_by_role("alert").inner_text()

    await field.fill(target)
    await attempt.click()
    await expect(page.get_by_text("It is empty: it gets the whole backend")).to_be_visible()
    await expect(page.get_by_text("Nothing that is there is lost.")).to_be_visible()
    assert await tables(target) == {}
    await page.get_by_label("Script").select_option("seed.sql")
    await expect(page.get_by_test_id("sql")).to_contain_text("insert into")
    await page.get_by_role("button", name="Run it").click()
    await expect(page.get_by_text("Done: the backend is there.")).to_be_visible()
    assert set(await tables(target)) == {"boards", "tasks"}

    gone = {"edit": "drop_column", "table": "tasks", "column": "title"}
    with studio.client() as client:
        assert edit(client, job, gone, force=True).status_code == 200
        assert post(client, job, "apply", **seen(client, job)).status_code == 200
    await attempt.click()
    await expect(page.get_by_text("It holds an earlier state of this project")).to_be_visible()
    rows = await number(target, "select count(*) from tasks")
    await expect(page.get_by_text(f"tasks.title is dropped, with {rows} values")).to_be_visible()
    run = page.get_by_role("button", name="Run it")
    await expect(run).to_be_disabled()
    await page.get_by_label("I know what is lost").check()
    await run.click()
    await expect(page.get_by_text("Done: the backend is there.")).to_be_visible()
    assert "title" not in (await tables(target))["tasks"]
    # The URL went into no address and no store of the browser.
    kept = await page.evaluate(
        "JSON.stringify([location.href, {...localStorage}, {...sessionStorage}])"
    )
    assert "postgres" not in kept


async def test_every_file_is_taken_away(page: Page, studio: Running, job: dict, tmp_path: Path):
    await page.goto(f"{studio.base}/job?id={job['id']}&view=ship")
    found = {}
    for label in ("zip", "SQL", "OpenAPI", "TypeScript", "DBML", "Mermaid", "Blueprint", "report"):
        async with page.expect_download() as waiting:
            await page.get_by_role("link").filter(has_text=label).first.click()
        download = await waiting.value
        path = tmp_path / download.suggested_filename
        await download.save_as(path)
        found[label] = path.read_bytes()
    assert found["zip"][:2] == b"PK"
    begins = {
        "SQL": b"begin;",
        "OpenAPI": b"{",
        "TypeScript": b"export type Json",
        "DBML": b"Table ",
        "Mermaid": b"erDiagram",
        "Blueprint": b"{",
        "report": b"#",
    }
    assert [name for name, start in begins.items() if not found[name].startswith(start)] == []
