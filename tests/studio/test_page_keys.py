"""The schema by keyboard alone: the palette, renaming, and what keys there are."""

from __future__ import annotations

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.studio.conftest import Running, faults, rested
from tests.studio.test_page_selection import chosen, job, node, opened, row, tables

__all__ = ["job"]


async def test_the_palette_goes_to_tables_and_columns(page: Page, studio: Running, job: dict):
    await opened(page, studio, job)
    await page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Go to, or do")
    field = palette.get_by_role("combobox")
    await expect(field).to_be_focused()
    await field.fill("favorites_count")
    current = palette.get_by_role("option", selected=True)
    await expect(current).to_contain_text("articles.favorites_count")
    assert await field.get_attribute("aria-activedescendant") == await current.get_attribute("id")
    await page.keyboard.press("Enter")
    await expect(palette).to_be_hidden()
    await chosen(page, "articles")
    await page.keyboard.press("Meta+k")
    await field.fill("tags")
    await page.keyboard.press("ArrowDown")
    await expect(palette.get_by_role("option", selected=True)).to_contain_text("Area tags")
    await page.keyboard.press("Enter")
    await chosen(page, "tags", "article_tags")
    await page.keyboard.press("Control+k")
    await field.fill("no such thing")
    await expect(palette.get_by_role("status")).to_have_text("Nothing has this name.")
    await page.keyboard.press("Escape")
    await expect(palette).to_be_hidden()
    await chosen(page, "tags", "article_tags")


async def test_the_palette_does_what_is_possible_now(page: Page, studio: Running, job: dict):
    await opened(page, studio, job)
    await page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Go to, or do")
    await expect(palette.get_by_role("option", name="Hide areas")).to_be_visible()
    await expect(palette.get_by_role("option", name="Rename the table")).to_have_count(0)
    await expect(palette.get_by_role("option", name="Undo")).to_have_count(0)
    await palette.get_by_role("combobox").fill("names only")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Show", exact=True).first).to_have_value("names")
    assert "show=names" in page.url
    await row(page, "tags").click()
    await page.keyboard.press("Control+k")
    await palette.get_by_role("combobox").fill("rename")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Table name", exact=True)).to_be_focused()


@pytest.mark.parametrize("place", ["list", "diagram"])
async def test_a_table_is_renamed_without_the_pointer(
    page: Page, studio: Running, client: httpx.Client, job: dict, place: str
):
    where = row if place == "list" else node
    await opened(page, studio, job)
    await where(page, "tags").focus()
    await page.keyboard.press("Enter")
    await chosen(page, "tags")
    await page.keyboard.press("Enter")
    name = page.get_by_label("Table name", exact=True)
    await expect(name).to_be_focused()
    await page.keyboard.type("labels")
    await page.keyboard.press("Enter")
    await expect(where(page, "labels")).to_be_focused()
    assert "labels" in tables(client, job)
    await chosen(page, "labels")
    await page.keyboard.press("F2")
    await expect(name).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(where(page, "labels")).to_be_focused()
    await page.keyboard.press("Control+z")
    await expect(row(page, "tags")).to_be_visible()


async def test_a_table_is_dropped_and_the_focus_stays_on_the_list(
    page: Page, studio: Running, client: httpx.Client, job: dict
):
    await opened(page, studio, job, "&areas=off")
    await row(page, "user_follows").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Delete")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("captured rows")
    await page.keyboard.press("Escape")
    await expect(row(page, "user_follows")).to_be_focused()
    await page.keyboard.press("Delete")
    await dialog.get_by_role("button", name="Do it all the same").press("Enter")
    await expect(row(page, "user_follows")).to_have_count(0)
    assert "user_follows" not in tables(client, job)
    await expect(page.locator("[role=treeitem]:focus")).to_have_count(1)


async def test_the_keys_are_listed_and_do_what_the_list_says(
    page: Page, studio: Running, client: httpx.Client, job: dict
):
    await opened(page, studio, job)
    await page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    for words in ("⌘K Ctrl+K", "⇧⌘Z Ctrl+Y", "Del", "F2", "Esc"):
        await expect(keys.get_by_text(words, exact=True)).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+f")
    search = page.get_by_label("Search tables and columns")
    await expect(search).to_be_focused()
    await page.keyboard.type("what? h")
    await expect(keys).to_be_hidden()
    await expect(search).to_have_value("what? h")
    await search.fill("")
    await row(page, "tags").focus()
    await page.keyboard.press("Control+b")
    await expect(page.get_by_role("tree")).to_be_hidden()
    await page.keyboard.press("Control+b")
    await expect(page.get_by_role("tree")).to_be_visible()
    await page.get_by_role("button", name="Zoom In").click()
    await page.get_by_role("button", name="Zoom In").click()
    near = await node(page, "articles").bounding_box()
    await row(page, "tags").focus()
    await page.keyboard.press("Control+0")
    await rested(page)
    far = await node(page, "articles").bounding_box()
    assert near
    assert far
    assert far["width"] < near["width"]
    await row(page, "tags").focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("Add a column", exact=True).first.fill("icon")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Column tags.icon", exact=True)).to_be_visible()
    await page.keyboard.press("Control+s")
    await page.wait_for_url("**view=ship")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_in_the_palette_and_the_keys(
    page: Page, studio: Running, job: dict, axe: str, scheme: str
):
    told: list[str] = []
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for width in (390, 1400):
        await page.set_viewport_size({"width": width, "height": 850})
        for key, title in (("Control+k", "Go to, or do"), ("?", "Keys")):
            await opened(page, studio, job)
            await page.keyboard.press(key)
            await expect(page.get_by_role("dialog", name=title)).to_be_visible()
            told += [f"{width} {key}: {fault}" for fault in await faults(page, axe)]
    assert told == []
