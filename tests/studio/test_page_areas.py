"""Tables that belong together: as grounds of the diagram and as branches of the list."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.studio.conftest import Running
from tests.studio.test_page_selection import chosen, node, opened, row


async def test_areas_are_grounds_of_the_diagram(page: Page, studio: Running, blog_job: dict):
    await opened(page, studio, blog_job)
    areas = page.locator("[data-area]")
    await expect(areas.first).to_be_attached()
    names = [await area.get_attribute("data-area") for area in await areas.all()]
    assert names == ["articles", "tags", "users"]
    ground = page.locator('[data-area="tags"]')
    inside = [await node(page, name).bounding_box() for name in ("tags", "article_tags")]
    outside = [await node(page, name).bounding_box() for name in ("articles", "users")]
    box = await ground.bounding_box()
    assert box

    def within(x: float, y: float) -> bool:
        return (
            box["x"] <= x <= box["x"] + box["width"] and box["y"] <= y <= box["y"] + box["height"]
        )

    for one in inside:
        assert one
        assert within(one["x"], one["y"])
        assert within(one["x"] + one["width"], one["y"] + one["height"])
    for one in outside:
        assert one
        assert not within(one["x"] + one["width"] / 2, one["y"] + one["height"] / 2)
    await ground.get_by_role("button", name="tags").click()
    await chosen(page, "tags", "article_tags")


async def test_a_ground_follows_the_tables_that_are_moved(
    page: Page, studio: Running, blog_job: dict
):
    await opened(page, studio, blog_job, "&table=users")
    ground = page.locator('[data-area="users"]')
    before = await ground.bounding_box()
    await node(page, "users").focus()
    for _ in range(5):
        await page.keyboard.press("Shift+ArrowRight")
    after = await ground.bounding_box()
    assert before
    assert after
    assert after["width"] > before["width"]


async def test_areas_are_hidden_and_the_address_knows(page: Page, studio: Running, blog_job: dict):
    await opened(page, studio, blog_job)
    button = page.get_by_role("button", name="Areas", exact=True)
    await expect(button).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_role("treeitem", name="Area tags")).to_be_visible()
    await button.click()
    await expect(page.locator("[data-area]")).to_have_count(0)
    await expect(page.get_by_role("treeitem", name="Area tags")).to_have_count(0)
    await page.reload()
    await expect(row(page, "tags")).to_be_visible()
    await expect(page.locator("[data-area]")).to_have_count(0)
    await button.click()
    await expect(page.locator("[data-area]").first).to_be_attached()
    assert "areas=" not in page.url


async def test_areas_are_folded_and_chosen_by_keyboard(page: Page, studio: Running, blog_job: dict):
    await opened(page, studio, blog_job, "&table=tags")
    await row(page, "tags").focus()
    await page.keyboard.press("ArrowLeft")
    area = page.get_by_role("treeitem", name="Area tags")
    await expect(area).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await expect(area).to_have_attribute("aria-expanded", "false")
    await expect(row(page, "tags")).to_have_count(0)
    await page.keyboard.press("Space")
    await expect(page.get_by_role("heading", name="2 tables are chosen")).to_be_visible()
    await page.keyboard.press("ArrowRight")
    await expect(row(page, "tags")).to_be_visible()
    await chosen(page, "tags", "article_tags")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Control+ArrowLeft")
    await expect(area).to_be_focused()


async def test_the_picture_has_the_areas(page: Page, studio: Running, blog_job: dict):
    await opened(page, studio, blog_job)
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Keep the diagram as SVG").click()
    text = (await (await waiting.value).path()).read_text("utf-8")
    assert text.count('rx="16"') == 3
