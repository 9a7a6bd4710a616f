"""What can be changed of a table on the page: each change with its SQL, undone and done again, and made."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.studio.conftest import Running, uploaded
from tests.studio.test_page_selection import opened
from wirebase.database import connected
from wirebase.serve import State

TABLE = "shelves"
DESCRIBED = """
    select column_name, data_type, is_nullable, column_default from information_schema.columns
    where table_schema = 'public' and table_name = 'shelves'
"""
CONSTRAINTS = """
    select pg_get_constraintdef(oid) from pg_constraint where conrelid = 'public.shelves'::regclass
"""


@pytest.fixture(scope="module")
def job(client: httpx.Client, capture: Path) -> dict:
    """A backend of its own, since its database is changed, with one more table."""
    made = uploaded(client, "edits.har", capture)
    schema = client.get(f"/jobs/{made['id']}/schema").json()
    edit = {"edit": "create_table", "table": TABLE, "columns": [{"name": "code", "type": "text"}]}
    body = {"revision": schema["revision"], "edits": [edit], "force": False}
    answer = client.post(f"/jobs/{made['id']}/edits", json=body)
    assert answer.status_code == 200, answer.text
    return made


def first(client: httpx.Client, job: dict) -> str:
    """A table that was captured."""
    name: str = client.get(f"/jobs/{job['id']}/schema").json()["tables"][0]["name"]
    return name


async def test_each_change_is_undone_and_done_again_and_made_in_the_database(
    page: Page, studio: Running, client: httpx.Client, job: dict
):
    def pending() -> list[str]:
        return client.get(f"/jobs/{job['id']}/schema").json()["pending"]

    async def told(words: str) -> None:
        """That the migration says so, not when the change is undone, and again when it is done again."""
        said = sql.get_by_text(words).first
        await expect(said).to_be_visible()
        many = len(pending())
        await page.get_by_role("button", name="Undo").click()
        await expect(said).to_have_count(0)
        assert len(pending()) == many - 1
        await page.get_by_role("button", name="Redo").click()
        await expect(said).to_be_visible()
        assert len(pending()) == many

    other = first(client, job)
    await opened(page, studio, job, f"&table={TABLE}")
    sql = page.get_by_role("region", name="SQL")
    await sql.get_by_role("tab", name="Pending migration").click()

    for name, kind in (("height", "integer"), ("extra", "text"), (f"{other}_id", "integer")):
        await page.get_by_label("Add a column", exact=True).first.fill(name)
        await page.get_by_label("Type: Add a column").select_option(kind)
        await page.get_by_label("Add a column", exact=True).last.click()
        await expect(page.get_by_label(f"Column {TABLE}.{name}", exact=True)).to_be_visible()
    await told(f'"{other}_id"')
    await page.get_by_label(f"Type: {TABLE}.height").select_option("numeric")
    await told("numeric")
    await page.get_by_label(f"Required: {TABLE}.code").click()
    await told('"code" text not null')
    await page.get_by_label(f"Unique: {TABLE}.code").click()
    await told('unique ("code")')
    default = page.get_by_label(f"Default: {TABLE}.height")
    await default.fill("2.5")
    await default.press("Enter")
    await told("default 2.5")
    code = page.get_by_label(f"Column {TABLE}.code", exact=True)
    line = page.get_by_role("listitem").filter(has=code)
    await line.get_by_text("Values and description").click()
    values = page.get_by_label(f"Only these values: {TABLE}.code")
    await values.fill("low, high")
    await values.press("Enter")
    await told("in ('low', 'high')")
    said = page.get_by_label(f"Description: {TABLE}.code")
    await said.fill("Where it stands")
    await said.press("Enter")
    await told("Where it stands")
    of_table = page.get_by_label(f"Description: {TABLE}", exact=True)
    await of_table.fill("Boards for books")
    await of_table.press("Enter")
    await told("Boards for books")
    await page.get_by_label(f"Key: {TABLE}.code").click()
    await told('primary key ("id", "code")')
    await page.get_by_label(f"Drop {TABLE}.extra").click()
    await expect(page.get_by_label(f"Column {TABLE}.extra", exact=True)).to_have_count(0)
    await page.get_by_text("Add a relation").first.click()
    form = page.get_by_role("region", name="Relations").locator("form")
    await form.locator("select").nth(0).select_option(f"{other}_id")
    await form.locator("select").nth(1).select_option(other)
    await form.get_by_role("button").click()
    await told("foreign key")
    await page.get_by_label(f"Drop {TABLE}.{other}_id → {other}").click()
    await expect(sql.get_by_text("foreign key")).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(sql.get_by_text("foreign key").first).to_be_visible()
    await page.get_by_label("Who reads the rows").select_option("nobody")
    await expect(page.get_by_label("Who reads the rows")).to_have_value("nobody")

    async def applied() -> str:
        """The address of the database in which it was done."""
        await page.goto(f"{studio.base}/job?id={job['id']}&view=ship")
        await page.get_by_role("button", name="Apply to the database").click()
        await expect(page.get_by_text("Applied.")).to_be_visible()
        state = State.read(studio.home / "projects" / job["name"])
        assert state
        return state.database_url

    async with connected(await applied()) as connection:
        columns = {row["column_name"]: row for row in await connection.fetch(DESCRIBED)}
        constraints = {row[0] for row in await connection.fetch(CONSTRAINTS)}
    assert {"id", "code", "height", f"{other}_id"} <= columns.keys()
    assert "extra" not in columns
    assert columns["height"]["data_type"] == "numeric"
    assert columns["height"]["column_default"] == "2.5"
    assert columns["code"]["is_nullable"] == "NO"
    assert "UNIQUE (code)" in constraints
    assert "PRIMARY KEY (id, code)" in constraints
    assert any("'low'" in told and "'high'" in told for told in constraints)
    assert any(f"FOREIGN KEY ({other}_id) REFERENCES {other}" in told for told in constraints)

    await opened(page, studio, job, f"&table={TABLE}")
    name = page.get_by_label("Table name", exact=True)
    await name.fill("racks")
    await name.press("Enter")
    await sql.get_by_role("tab", name="Pending migration").click()
    await told('rename to "racks"')
    async with connected(await applied()) as connection:
        assert await connection.fetchval("select to_regclass('public.racks') is not null")
        assert await connection.fetchval("select to_regclass('public.shelves') is null")
    await opened(page, studio, job, "&table=racks")
    await page.get_by_role("button", name="Drop the table").click()
    await sql.get_by_role("tab", name="Pending migration").click()
    await told('drop table public."racks"')
    async with connected(await applied()) as connection:
        assert await connection.fetchval("select to_regclass('public.racks') is null")
