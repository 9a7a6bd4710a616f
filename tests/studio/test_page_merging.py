"""Two tables become one on the page."""

from __future__ import annotations

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.studio.conftest import Running, faults
from tests.studio.test_page_selection import chosen, job, opened, row, tables

__all__ = ["job"]


async def test_two_tables_become_one_and_two_again(
    page: Page, studio: Running, client: httpx.Client, job: dict
):
    before = tables(client, job)
    await opened(page, studio, job, "&table=tags&table=users")
    await page.get_by_role("button", name="Merge…").click()
    dialog = page.get_by_role("dialog", name="Two tables become one")
    await expect(dialog.get_by_label("This table goes")).to_have_value("users")
    await expect(dialog.get_by_label("into this one")).to_have_value("tags")
    await dialog.get_by_role("button", name="The other way round").click()
    await expect(dialog.get_by_label("This table goes")).to_have_value("tags")
    told = dialog.get_by_role("list", name="This speaks against it")
    await expect(told).to_contain_text("9 captured rows of tags are no rows of users")
    await expect(dialog.get_by_label("What tags.name becomes")).to_be_disabled()
    await expect(dialog.get_by_test_id("sql")).to_contain_text('insert into public."users"')
    await dialog.get_by_role("button", name="Do it all the same").click()
    await expect(dialog).to_be_hidden()
    await expect(row(page, "tags")).to_have_count(0)
    await chosen(page, "users")
    made = tables(client, job)
    assert before.keys() - made.keys() == {"tags"}
    assert {relation["table"] for relation in made["article_tags"]["relations"]} == {
        "articles",
        "users",
    }
    assert made["users"]["rows"] == before["users"]["rows"] + before["tags"]["rows"]
    await page.keyboard.press("Control+z")
    await expect(row(page, "tags")).to_be_visible()
    assert tables(client, job) == before
    await page.keyboard.press("Control+y")
    await expect(row(page, "tags")).to_have_count(0)
    assert tables(client, job) == made


async def test_a_merge_is_told_what_it_lacks_and_made_by_keyboard(
    page: Page, studio: Running, client: httpx.Client, job: dict
):
    await opened(page, studio, job, "&table=comments")
    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox").fill("merge")
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Two tables become one")
    await dialog.get_by_label("This table goes").select_option("comments")
    await dialog.get_by_label("into this one").select_option("articles")
    alert = dialog.get_by_role("alert")
    await expect(alert).to_contain_text("comments.id is integer and articles.slug is text")
    await expect(dialog.get_by_role("button", name="Do it all the same")).to_be_disabled()
    await dialog.get_by_label("This table goes").select_option("users")
    await dialog.get_by_label("What users.bio becomes").select_option("description")
    await expect(alert).to_have_count(0)
    await dialog.get_by_role("button", name="Do it all the same").focus()
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    await chosen(page, "articles")
    names = [column["name"] for column in tables(client, job)["articles"]["columns"]]
    assert "bio" not in names
    assert {"description", "image", "email"} <= set(names)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_where_tables_are_merged(
    page: Page, studio: Running, job: dict, axe: str, scheme: str
):
    told: list[str] = []
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for width in (390, 1400):
        await page.set_viewport_size({"width": width, "height": 850})
        await opened(page, studio, job, "&table=tags&table=users")
        await page.get_by_role("button", name="Merge…").click()
        dialog = page.get_by_role("dialog", name="Two tables become one")
        await expect(dialog.get_by_role("list", name="This speaks against it")).to_be_visible()
        told += [f"{width}: {fault}" for fault in await faults(page, axe)]
        wide = await page.evaluate("document.documentElement.scrollWidth")
        told += [f"{wide} pixels in a window of {width}"] if wide > width else []
    assert told == []
