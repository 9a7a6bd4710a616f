"""The page in a real browser, in front of the real server."""

import json
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.studio.conftest import Running, faults, shown
from wirebase.database import connected
from wirebase.serve import State

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LONG = 150_000
"""Milliseconds that a job may take on a busy machine."""


@pytest.fixture(scope="session")
def captured(capture: Path) -> str:
    """The content of the capture file."""
    return capture.read_text("utf-8")


async def dropped(page: Page, name: str, content: str) -> None:
    """Drops a file on the page, as a hand would."""
    await page.evaluate(
        """([name, content]) => {
          const data = new DataTransfer();
          data.items.add(new File([content], name));
          const target = document.querySelector("#content > div");
          for (const type of ["dragover", "drop"])
            target.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true}));
        }""",
        [name, content],
    )


async def opened(page: Page, studio: Running, job: dict, view: str) -> None:
    await page.goto(f"{studio.base}/job?id={job['id']}&view={view}")


async def test_from_the_demo_app_to_its_running_backend(page: Page, studio: Running):
    await page.get_by_role("button", name="Try the demo app").click()
    await page.wait_for_url("**/job?id=*")
    feed = page.get_by_role("list", name="Feed")
    await expect(feed.get_by_text("/api/books").first).to_be_visible(timeout=LONG)
    await expect(page.get_by_alt_text("What the browser shows")).to_be_visible(timeout=LONG)
    # A page that comes in the middle sees it all, and what comes after.
    before = await feed.get_by_role("listitem").count()
    await page.reload()
    await expect(feed.get_by_text("Capturing http").first).to_be_attached(timeout=LONG)
    assert await feed.get_by_role("listitem").count() >= before
    # Nor is anything lost while the connection is.
    await page.context.set_offline(True)
    await page.wait_for_timeout(1500)
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Enough: go on with this").click()
    link = page.get_by_role("link", name="http://127.0.0.1").last
    await expect(page.get_by_text("Your backend answers at")).to_be_visible(timeout=LONG)
    backend = await link.get_attribute("href")
    assert await (await page.request.get(f"{backend}/api/books")).json()
    with studio.client() as client:
        id = page.url.partition("id=")[2]
        told = client.get(f"/jobs/{id}/events", params={"limit": 1000}).json()
    shown = await feed.get_by_role("listitem").count()
    assert shown == min(len(told), 1000)


async def test_a_capture_file_is_dropped_on_the_page(page: Page, captured: str):
    await dropped(page, "dropped.jsonl", captured)
    await page.wait_for_url("**/job?id=*")
    await expect(page.get_by_text("of the recorded answers")).to_be_visible(timeout=LONG)
    await expect(page.get_by_role("heading", name="dropped")).to_be_visible()


async def test_edits_are_shown_as_sql_undone_and_applied(
    page: Page, studio: Running, board_job: dict
):
    await opened(page, studio, board_job, "schema")
    with studio.client() as client:
        table = client.get(f"/jobs/{board_job['id']}/schema").json()["tables"][0]
    name = table["name"]
    await page.get_by_role("tree", name="Tables").get_by_role("treeitem", name=name).last.click()
    sql = page.get_by_role("region", name="SQL")
    await expect(sql.get_by_text("create table")).to_be_visible()

    await page.get_by_label("Add a column", exact=True).first.fill("note")
    await page.get_by_label("Add a column", exact=True).last.click()
    await expect(sql.get_by_text('"note"').first).to_be_visible()
    await sql.get_by_role("tab", name="Pending migration").click()
    await expect(sql.get_by_text("add column").first).to_be_visible()

    await page.get_by_role("button", name="Undo").click()
    await expect(sql.get_by_text("Nothing is pending")).to_be_visible()
    await page.get_by_role("button", name="Redo").click()
    await expect(sql.get_by_text("add column").first).to_be_visible()
    rename = page.get_by_label(f"Column {name}.note", exact=True)
    await rename.fill("remark")
    await rename.press("Enter")
    await expect(page.get_by_label(f"Column {name}.remark", exact=True)).to_be_visible()

    await page.get_by_role("link", name="2 pending").click()
    await page.get_by_role("button", name="Apply to the database").click()
    await expect(page.get_by_text("Applied.")).to_be_visible()
    state = State.read(studio.home / "projects" / board_job["name"])
    assert state
    async with connected(state.database_url) as connection:
        columns = await connection.fetch(
            "select column_name from information_schema.columns"
            " where table_schema = 'public' and table_name = $1",
            name,
        )
    assert "remark" in {row["column_name"] for row in columns}


async def test_the_diagram_shows_every_table_and_relation(
    page: Page, studio: Running, board_job: dict
):
    await opened(page, studio, board_job, "schema")
    with studio.client() as client:
        tables = client.get(f"/jobs/{board_job['id']}/schema").json()["tables"]
    diagram = page.get_by_test_id("diagram")
    for table in tables:
        await expect(diagram.get_by_text(table["name"], exact=True).first).to_be_in_viewport()
    relations = sum(len(table["relations"]) for table in tables)
    await expect(diagram.locator(".react-flow__edge")).to_have_count(relations)
    # The same choice from the canvas and from the list, and in the address.
    await diagram.locator(".react-flow__node").first.click()
    chosen = await page.get_by_label("Table name", exact=True).input_value()
    assert f"table={chosen}" in page.url
    await page.get_by_label("Show", exact=True).first.select_option("names")
    await expect(diagram.get_by_text(tables[0]["columns"][0]["name"], exact=True)).to_have_count(0)


async def test_what_speaks_against_an_edit_is_shown_and_can_be_overruled(
    page: Page, studio: Running, board_job: dict
):
    with studio.client() as client:
        tables = client.get(f"/jobs/{board_job['id']}/schema").json()["tables"]
    table = next(t for t in tables if t["rows"] > 1)
    key = table["primary_key"][0]
    await opened(page, studio, board_job, f"schema&table={table['name']}")
    await page.get_by_label(f"Type: {table['name']}.{key}").select_option("boolean")
    alert = page.get_by_role("alert").or_(page.get_by_role("dialog"))
    await expect(alert.first).to_be_visible()
    if await page.get_by_role("dialog").is_visible():
        await page.get_by_role("button", name="Leave it").click()
    await expect(page.get_by_label(f"Type: {table['name']}.{key}")).not_to_have_value("boolean")


async def test_a_table_is_built_with_its_sql_beside_it(
    page: Page, studio: Running, board_job: dict
):
    await opened(page, studio, board_job, "schema")
    await page.get_by_role("button", name="New table").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Table name").fill("orders")
    sql = dialog.get_by_test_id("sql")
    await expect(sql).to_contain_text('create table public."orders"')
    await expect(sql).to_contain_text('"updated_at" timestamptz')
    await dialog.get_by_label("Column: Field 1").fill("total")
    await dialog.get_by_label("Type: Field total").select_option("numeric")
    await dialog.get_by_label("Required").check()
    await expect(sql).to_contain_text('"total" numeric not null')
    await dialog.get_by_label("Standard columns").uncheck()
    await expect(sql).not_to_contain_text("updated_at")
    await dialog.get_by_label("Standard columns").check()
    await dialog.get_by_label("Column: Field total").fill("id")
    await expect(dialog.get_by_role("alert")).to_contain_text("stands twice")
    assert await dialog.get_by_role("button", name="Create the table").is_disabled()
    await dialog.get_by_label("Column: Field id").fill("total")
    await dialog.get_by_role("button", name="Create the table").click()
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_label("Column orders.total", exact=True)).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_label("Column orders.total", exact=True)).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_any_view(
    page: Page, studio: Running, board_job: dict, axe: str, scheme: str
):
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await page.goto(studio.base)
    await expect(page.get_by_role("heading", name="Projects")).to_be_visible()
    found = {"start": await faults(page, axe)}
    for view in ("progress", "schema", "data", "api", "ship"):
        await opened(page, studio, board_job, view)
        await shown(page, view)
        found[view] = await faults(page, axe)
    assert json.dumps({view: told for view, told in found.items() if told}, indent=1) == "{}"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_no_view_is_wider_than_the_window(
    page: Page, studio: Running, board_job: dict, size: dict
):
    await page.set_viewport_size(size)
    for view in ("progress", "schema", "data", "api", "ship"):
        await opened(page, studio, board_job, view)
        await shown(page, view)
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], view


async def test_two_pages_see_one_another_s_edits(page: Page, studio: Running, board_job: dict):
    other = await page.context.new_page()
    with studio.client() as client:
        table = client.get(f"/jobs/{board_job['id']}/schema").json()["tables"][0]["name"]
    for one in (page, other):
        await opened(one, studio, board_job, f"schema&table={table}")
        await expect(one.get_by_label("Table name", exact=True)).to_have_value(table)
    await page.get_by_label("Add a column", exact=True).first.fill("seen")
    await page.get_by_label("Add a column", exact=True).last.click()
    await expect(other.get_by_label(f"Column {table}.seen", exact=True)).to_be_visible()
    await other.get_by_role("button", name="Undo").click()
    await expect(page.get_by_label(f"Column {table}.seen", exact=True)).to_be_hidden()
