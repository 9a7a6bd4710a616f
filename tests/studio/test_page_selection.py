"""Several tables at once: chosen on the list and on the diagram, and changed together."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.async_api import Locator, Page, expect

from tests.studio.conftest import Running, faults, rested


@pytest.fixture
def job(client: httpx.Client, blog_job: dict) -> Iterator[dict]:
    """The blog, from which edits are taken back at the end."""
    yield blog_job
    while (schema := client.get(f"/jobs/{blog_job['id']}/schema").json())["pending"]:
        answer = client.post(f"/jobs/{blog_job['id']}/undo", json={"revision": schema["revision"]})
        assert answer.status_code == 200, answer.text


def tables(client: httpx.Client, job: dict) -> dict[str, dict]:
    found = client.get(f"/jobs/{job['id']}/schema").json()["tables"]
    return {table["name"]: table for table in found}


async def opened(page: Page, studio: Running, job: dict, more: str = "") -> None:
    await page.goto(f"{studio.base}/job?id={job['id']}&view=schema{more}")
    await rested(page)


def row(page: Page, name: str) -> Locator:
    return page.locator(f'[role=treeitem][data-key="table {name}"]')


def node(page: Page, name: str) -> Locator:
    return page.locator(f'.react-flow__node[data-id="{name}"]')


async def chosen(page: Page, *names: str) -> None:
    """That these are chosen in the list, on the diagram and in the address."""
    for name in names:
        await expect(row(page, name)).to_have_attribute("aria-selected", "true")
    listed = page.locator('[role=treeitem][data-key^="table "][aria-selected=true]')
    await expect(listed).to_have_count(len(names))
    await expect(page.locator(".react-flow__node.selected")).to_have_count(len(names))
    assert sorted(parse_qs(urlsplit(page.url).query).get("table", [])) == sorted(names)


async def test_the_list_chooses_with_the_pointer(page: Page, studio: Running, job: dict):
    await opened(page, studio, job, "&areas=off")
    await row(page, "articles").click()
    await chosen(page, "articles")
    await row(page, "tags").click(modifiers=["Control"])
    await chosen(page, "articles", "tags")
    await expect(page.get_by_role("heading", name="2 tables are chosen")).to_be_visible()
    await row(page, "tags").click(modifiers=["Control"])
    await chosen(page, "articles")
    await row(page, "articles").click()
    await row(page, "tags").click(modifiers=["Shift"])
    await chosen(page, "articles", "users", "comments", "tags")
    await row(page, "users").click()
    await chosen(page, "users")


async def test_the_list_chooses_with_the_keyboard(page: Page, studio: Running, job: dict):
    await opened(page, studio, job, "&areas=off")
    await row(page, "articles").focus()
    await page.keyboard.press("Enter")
    await chosen(page, "articles")
    await page.keyboard.press("Shift+ArrowDown")
    await page.keyboard.press("Shift+ArrowDown")
    await chosen(page, "articles", "users", "comments")
    await page.keyboard.press("Control+ArrowDown")
    await expect(row(page, "tags")).to_be_focused()
    await page.keyboard.press("Space")
    await chosen(page, "articles", "users", "comments", "tags")
    await expect(page.get_by_role("status").filter(has_text="4 tables are chosen")).to_be_attached()
    await page.keyboard.press("Space")
    await chosen(page, "articles", "users", "comments")
    await page.keyboard.press("ArrowUp")
    await chosen(page, "comments")
    await page.keyboard.press("Control+a")
    await expect(page.get_by_role("heading", name="7 tables are chosen")).to_be_visible()
    await page.keyboard.press("Escape")
    await chosen(page)
    await page.keyboard.press("Home")
    await chosen(page, "articles")


async def test_the_diagram_chooses_with_clicks_and_keys(page: Page, studio: Running, job: dict):
    await opened(page, studio, job)
    await node(page, "articles").click(position={"x": 40, "y": 15})
    await chosen(page, "articles")
    for modifier, name in (("Shift", "users"), ("Control", "comments")):
        await node(page, name).click(modifiers=[modifier], position={"x": 40, "y": 15})
    await chosen(page, "articles", "users", "comments")
    await node(page, "users").click(modifiers=["Shift"], position={"x": 40, "y": 15})
    await chosen(page, "articles", "comments")
    await node(page, "tags").focus()
    await page.keyboard.press("Space")
    await chosen(page, "articles", "comments", "tags")
    await page.keyboard.press("Enter")
    await chosen(page, "tags")
    await page.keyboard.press("Escape")
    await chosen(page)


async def test_a_frame_chooses_all_that_it_touches(page: Page, studio: Running, job: dict):
    await opened(page, studio, job)
    boxes = [await node(page, name).bounding_box() for name in ("articles", "comments")]
    left = min(box["x"] for box in boxes if box) - 6
    top = min(box["y"] for box in boxes if box) - 6
    right = max(box["x"] + box["width"] for box in boxes if box) + 2
    bottom = max(box["y"] + box["height"] for box in boxes if box) + 2

    async def draw() -> None:
        await page.mouse.move(left, top)
        await page.mouse.down()
        await page.mouse.move((left + right) / 2, (top + bottom) / 2, steps=4)
        await page.mouse.move(right, bottom, steps=4)
        await page.mouse.up()

    await page.keyboard.down("Shift")
    await draw()
    await page.keyboard.up("Shift")
    await expect(row(page, "articles")).to_have_attribute("aria-selected", "true")
    await expect(row(page, "comments")).to_have_attribute("aria-selected", "true")
    caught = parse_qs(urlsplit(page.url).query)["table"]
    await chosen(page, *caught)
    await page.keyboard.press("Escape")
    await chosen(page)
    await page.get_by_role("button", name="Frame").click()
    await draw()
    await chosen(page, *caught)
    await page.get_by_role("button", name="Frame").click()


async def test_chosen_tables_are_moved_together(page: Page, studio: Running, job: dict):
    await opened(page, studio, job, "&table=articles&table=comments&areas=off")
    names = ("articles", "comments", "users")
    before = {name: await node(page, name).bounding_box() for name in names}
    start = before["articles"]
    assert start
    await page.mouse.move(start["x"] + 30, start["y"] + 8)
    await page.mouse.down()
    await page.mouse.move(start["x"] + 70, start["y"] + 38, steps=6)
    await page.mouse.up()

    async def moved() -> dict[str, tuple[int, int]]:
        after = {name: await node(page, name).bounding_box() for name in names}
        return {
            name: (round(box["x"] - was["x"]), round(box["y"] - was["y"]))
            for name, box in after.items()
            if box and (was := before[name])
        }

    told = await moved()
    assert told["articles"] == told["comments"] != (0, 0)
    assert told["users"] == (0, 0)
    await node(page, "comments").focus()
    await page.keyboard.press("ArrowDown")
    further = await moved()
    assert further["articles"] == further["comments"]
    assert further["articles"][1] > told["articles"][1]
    await page.reload()
    await rested(page)
    again = {name: await node(page, name).bounding_box() for name in names}
    assert again["articles"]
    assert again["comments"]
    assert round(again["comments"]["y"] - again["articles"]["y"]) == round(
        (before["comments"] or start)["y"] - start["y"]
    )


async def test_chosen_tables_are_hidden_and_shown_again(page: Page, studio: Running, job: dict):
    await opened(page, studio, job, "&table=articles&table=comments")
    await page.get_by_role("button", name="Hide", exact=True).click()
    await expect(node(page, "articles")).to_have_count(0)
    await expect(node(page, "comments")).to_have_count(0)
    await expect(node(page, "users")).to_be_visible()
    await expect(row(page, "articles").get_by_label("hidden")).to_be_visible()
    await page.reload()
    await expect(node(page, "users")).to_be_visible()
    await expect(node(page, "articles")).to_have_count(0)
    await row(page, "articles").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("h")
    await expect(node(page, "articles")).to_be_visible()
    await page.get_by_role("button", name="Show 1 hidden").click()
    await expect(node(page, "comments")).to_be_visible()
    assert "hide=" not in page.url


async def test_tables_are_dropped_together_and_come_back_in_one_step(
    page: Page, studio: Running, client: httpx.Client, job: dict
):
    before = tables(client, job)
    await opened(page, studio, job, "&table=article_tags&table=tags")
    await row(page, "tags").focus()
    await page.keyboard.press("Delete")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("9 captured rows")
    await expect(dialog).to_contain_text("13 captured rows")
    await expect(dialog).not_to_contain_text("refers to it")
    await dialog.get_by_role("button", name="Do it all the same").click()
    await expect(row(page, "tags")).to_have_count(0)
    await expect(row(page, "article_tags")).to_have_count(0)
    assert before.keys() - tables(client, job).keys() == {"article_tags", "tags"}
    await expect(page.get_by_role("link", name="1 pending")).to_be_visible()
    await page.keyboard.press("Control+z")
    await expect(row(page, "tags")).to_be_visible()
    assert tables(client, job) == before
    await page.keyboard.press("Control+y")
    await expect(row(page, "tags")).to_have_count(0)
    await page.keyboard.press("Control+Shift+z")  # Nothing more is to be redone.
    await page.keyboard.press("Control+z")
    await expect(row(page, "tags")).to_be_visible()


async def test_columns_and_readers_are_set_for_all_that_is_chosen(
    page: Page, studio: Running, client: httpx.Client, job: dict
):
    await opened(page, studio, job, "&table=tags&table=users")
    sql = page.get_by_role("region", name="SQL")
    await page.get_by_label("Times of creation and change").click()
    for name in ("tags", "users"):
        await expect(
            sql.get_by_text(f'alter table public."{name}" add column').first
        ).to_be_visible()
    made = tables(client, job)
    for name in ("tags", "users"):
        columns = {column["name"]: column for column in made[name]["columns"]}
        assert columns["updated_at"]["touched"]
        assert columns["created_at"]["required"]
    await expect(page.get_by_label("Times of creation and change")).to_be_checked()
    await page.get_by_label("Who reads the rows").select_option("nobody")
    await expect(page.get_by_label("Who reads the rows")).to_have_value("nobody")
    await expect(page.get_by_role("link", name="2 pending")).to_be_visible()
    made = tables(client, job)
    assert {made[name]["readers"] for name in ("tags", "users")} == {"nobody"}
    await page.get_by_role("button", name="Undo").click()
    await page.get_by_role("button", name="Undo").click()
    await expect(sql.get_by_text("Nothing is pending")).to_be_visible()
    assert [c["name"] for c in tables(client, job)["tags"]["columns"]] == ["name"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_where_several_are_chosen(
    page: Page, studio: Running, job: dict, axe: str, scheme: str
):
    told: list[str] = []
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for width in (390, 1400):
        await page.set_viewport_size({"width": width, "height": 850})
        await opened(page, studio, job, "&table=articles&table=comments&hide=tags")
        if width == 390:
            await page.get_by_role("button", name="List").click()
        told += [f"{width}: {fault}" for fault in await faults(page, axe)]
        wide = await page.evaluate("document.documentElement.scrollWidth")
        told += [f"{wide} pixels in a window of {width}"] if wide > width else []
    assert told == []
