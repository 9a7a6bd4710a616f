"""Takes the pictures of the studio's page that the documents show, of the newest finished project.

wirebase studio --no-open            # prints its address
python scripts/screenshots.py ADDRESS
"""

from __future__ import annotations

import asyncio
import os
import sys
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page, async_playwright

from wirebase.capture.browser import find_chromium

DOCS = Path(__file__).resolve().parent.parent / "docs"
SIZES = {"wide": (1360, 850), "narrow": (390, 844)}
SETTLED = 2500
"""Milliseconds until a view has drawn itself."""


async def main(address: str) -> None:
    """Leaves one picture of each view, in both themes and both widths."""
    async with async_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=sandbox)
        for theme, size in product(("light", "dark"), SIZES):
            await take(browser, address, theme, size)


async def beside(page: Page) -> None:
    """Opens an endpoint, and puts an answer beside the recorded one where any differs."""
    for summary in await page.locator("summary").all():
        await summary.click()
        differing = page.get_by_role("button", name="Beside each other")
        if await differing.count():
            await differing.first.click()
            await page.get_by_role("region", name="Answered now").wait_for()
            await page.get_by_role("region", name="Try it").scroll_into_view_if_needed()
            return
        await summary.click()


async def take(browser: Browser, address: str, theme: Any, size: str) -> None:
    """The pictures in one theme and width."""
    width, height = SIZES[size]
    context = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
    )
    page = await context.new_page()
    await page.goto(address)
    parts = urlsplit(address)
    base = f"{parts.scheme}://{parts.netloc}"
    jobs = await (await context.request.get(f"{base}/studio/v1/jobs")).json()
    job = next(one for one in jobs if one["status"] == "done")
    await context.request.post(f"{base}/studio/v1/jobs/{job['id']}/backend")
    tables = (
        await (await context.request.get(f"{base}/studio/v1/jobs/{job['id']}/schema")).json()
    )["tables"]
    largest = max(tables, key=lambda table: len(table["columns"]))["name"]
    views = {
        view: f"/job?id={job['id']}&view={view}" for view in ("progress", "data", "api", "ship")
    }
    views |= {"row": views["data"]}
    views |= {"start": "/", "schema": f"/job?id={job['id']}&view=schema&table={largest}"}
    for name, path in views.items():
        await page.goto(base + path)
        if name == "schema":
            await page.locator(".react-flow__node").first.wait_for()
        if name == "progress":
            # The whole feed names folders of the machine.
            await page.get_by_role("button", name="Findings").click()
        if name == "api":
            await page.locator("summary").first.wait_for()
            await beside(page)
        if name == "row":
            await page.locator("tbody button").first.click()
            await page.get_by_role("dialog").locator("input").first.wait_for()
        await page.wait_for_timeout(SETTLED)
        await page.screenshot(path=DOCS / f"{name}-{size}-{theme}.png")
    await context.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
