"""The diagram that grows while an app is captured, on the page of a real studio."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.studio.conftest import Running, faults
from tests.studio.test_page_whole import Demo, bookshelf

__all__ = ["bookshelf"]

LONG = 120_000

SCRIPT = """
import asyncio
from pathlib import Path

async def told(word):
    while not Path(r"{gates}", word).exists():
        await asyncio.sleep(0.1)

async def run(page):
    await told("list")
    for number in (1, 2, 3):
        await page.goto("{url}/books?page=" + str(number), wait_until="networkidle")
    await told("more")
    await page.goto("{url}/authors", wait_until="networkidle")
    for number in range(1, 7):
        await page.goto("{url}/books/" + str(number), wait_until="networkidle")
    await told("end")
"""
"""Uses the demo app as far as it is told to, so that no busy machine changes what is seen when."""


@pytest.fixture
def growing(
    studio: Running, client: httpx.Client, bookshelf: Demo, tmp_path: Path
) -> tuple[str, Callable[[str], None]]:
    """The address of a job that goes on as it is told, and who tells it."""
    script = SCRIPT.format(url=bookshelf.url, gates=tmp_path)
    body = {"url": bookshelf.url, "options": {"steps": "script"}, "script": script}
    answer = client.post("/jobs", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"], lambda word: (tmp_path / word).touch()


async def tables(page: Page) -> set[str]:
    return set(
        await page.locator("ul[aria-labelledby=tables] > li > p:first-child").all_inner_texts()
    )


async def names(page: Page) -> set[str]:
    return {text.split("\n")[0] for text in await tables(page)}


async def test_tables_appear_while_the_app_is_captured_and_more_later(
    page: Page,
    studio: Running,
    client: httpx.Client,
    axe: str,
    growing: tuple[str, Callable[[str], None]],
):
    id, tell = growing
    await page.emulate_media(reduced_motion="reduce")  # colours that change are of no theme
    await page.goto(f"{studio.base}/job?id={id}")
    await expect(page.get_by_text("No table has been seen yet.")).to_be_visible()
    tell("list")
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
    tell("more")
    more = "n => document.querySelectorAll('ul[aria-labelledby=tables] > li').length > n"
    await page.wait_for_function(more, arg=len(first), timeout=LONG)
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
    tell("end")
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
