"""Pictures of the page that is being explored, for somebody who watches."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from playwright.async_api import Error, Page

PAUSE = 2.0
"""Seconds between two pictures."""


@contextlib.asynccontextmanager
async def showing(page: Page, show: Callable[[bytes], None] | None) -> AsyncIterator[None]:
    """Shows the page again and again until the block ends."""
    if show is None:
        yield
        return
    task = asyncio.create_task(_show(page, show))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _show(page: Page, show: Callable[[bytes], None]) -> None:
    while True:
        # A page that is just being left gives no picture; the next one does.
        with contextlib.suppress(Error):
            show(await page.screenshot(type="jpeg", quality=45, scale="css", timeout=3000))
        await asyncio.sleep(PAUSE)
