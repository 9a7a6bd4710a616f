"""The diagram that grows while an app is captured, on the page of a real studio."""

import httpx
from playwright.async_api import Page, expect

from tests.studio.conftest import Running, faults

LONG = 120_000


def enough(client: httpx.Client, id: str) -> None:
    client.post(f"/jobs/{id}/finish")


async def tables(page: Page) -> set[str]:
    return set(
        await page.locator("ul[aria-labelledby=tables] > li > p:first-child").all_inner_texts()
    )


async def names(page: Page) -> set[str]:
    return {text.split("\n")[0] for text in await tables(page)}


async def test_tables_appear_while_the_app_is_captured_and_more_later(
    page: Page, studio: Running, client: httpx.Client, axe: str
):
    await page.emulate_media(reduced_motion="reduce")  # colours that change are of no theme
    await page.get_by_role("button", name="Try the demo app").click()
    await page.wait_for_url("**/job?id=*")
    await expect(page.get_by_text("No table has been seen yet.")).to_be_visible()
    id = page.url.partition("id=")[2]
    drawn = page.get_by_test_id("growing").locator(".react-flow__node")
    await expect(drawn.filter(has_text="books").first).to_be_visible(timeout=LONG)
    first, counted = await names(page), await tables(page)

    def stage() -> str:
        return client.get(f"/jobs/{id}").json()["progress"]["stages"][-1]["stage"]

    assert "books" in first
    assert stage() == "capture"

    # What is on the page is told as it comes; the feed says why.
    feed = page.get_by_role("list", name="Feed")
    await expect(feed.get_by_text("books.author_id refers to authors")).to_be_visible(timeout=LONG)
    for theme in ("Light", "Dark"):
        await page.get_by_role("radio", name=theme).click()
        for width in (1280, 390):
            await page.set_viewport_size({"width": width, "height": 900})
            assert await faults(page, axe) == []
            wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0
    await page.set_viewport_size({"width": 1280, "height": 900})
    more = "n => document.querySelectorAll('ul[aria-labelledby=tables] > li').length > n"
    await page.wait_for_function(more, arg=len(first))
    assert await names(page) > first
    assert await tables(page) != counted
    assert stage() == "capture"
    await expect(drawn).to_have_count(len(await names(page)))

    # Who comes later sees the same, and as a list as well.
    await page.reload()
    await expect(drawn.filter(has_text="books").first).to_be_visible()
    await page.get_by_role("group", name="Tables so far").get_by_role("button", name="List").click()
    listed = page.get_by_role("list", name="Tables so far")
    await expect(listed.get_by_text("author_id refers to authors")).to_be_visible()
    assert await faults(page, axe) == []
    enough(client, id)
    await expect(page.get_by_text("Your backend answers at")).to_be_visible(timeout=LONG)
    await expect(listed).to_have_count(0)


async def test_nothing_pulses_for_who_wants_no_motion(page: Page):
    node = "<div class=growing><p class=animate-pulse>books</p></div>"
    await page.evaluate("node => document.body.insertAdjacentHTML('beforeend', node)", node)
    style = "e => [getComputedStyle(e).animationName, getComputedStyle(e).animationDuration]"
    for motion, lasting in (("no-preference", "1s"), ("reduce", "1e-05s")):
        await page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]  # one of these
        found = await page.eval_on_selector(".growing p", style)
        assert found == ["ringed", lasting]
