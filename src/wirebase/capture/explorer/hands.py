"""Pressing, filling in and moving about in a page, and waiting until the app has answered."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from playwright.async_api import Dialog, ElementHandle, Error, Page, Request

from wirebase.capture.explorer.view import Element, Gone, look

_PATIENCE = 3000
"""Milliseconds for an element to become usable."""
_QUIET = 0.16
_LONG = 3.0
"""Seconds after which a request that is still open is taken for a stream."""
_WAIT = 6.0
_ENDLESS = frozenset({"eventsource", "websocket", "media", "ping"})


class Hands:
    """Acts on one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.accepts = False
        """Whether a question of the page is answered with yes."""
        self.single_page: bool | None = None
        """Whether the app changes its address without loading a document; None while not known."""
        self._open: dict[Request, float] = {}
        self._last = 0.0
        self._documents = 0
        self.requests = 0
        page.on("request", self._began)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)
        page.on("dialog", self._answer)

    def _began(self, request: Request) -> None:
        self.requests += 1
        if request.is_navigation_request():
            self._documents += 1
        if request.resource_type not in _ENDLESS:
            self._open[request] = self._last = time.monotonic()

    def _ended(self, request: Request) -> None:
        self._last = time.monotonic()
        self._open.pop(request, None)

    async def _answer(self, dialog: Dialog) -> None:
        if self.accepts or dialog.type in ("alert", "beforeunload"):
            await dialog.accept()
        else:
            await dialog.dismiss()

    async def settle(self) -> None:
        """Waits until nothing has been asked or answered for a moment."""
        begin = time.monotonic()
        await asyncio.sleep(_QUIET)
        while (now := time.monotonic()) - begin < _WAIT:
            pending = [since for since in self._open.values() if now - since < _LONG]
            if not pending and now - self._last > _QUIET:
                return
            await asyncio.sleep(0.04)

    async def press(self, element: Element) -> bool:
        """Clicks the element; False where it could not be clicked."""
        handle = await self._handle(element)
        if handle is None:
            return False
        try:
            await handle.click(timeout=_PATIENCE)
        except Error:
            try:
                await handle.dispatch_event("click")
            except Error:
                return False
        await self.settle()
        return True

    async def set(self, element: Element, value: str) -> bool:
        """Gives a field a value; False where it takes none."""
        handle = await self._handle(element)
        if handle is None:
            return False
        try:
            if element.tag == "select":
                await handle.select_option(value, timeout=_PATIENCE)
            else:
                await handle.fill(value, timeout=_PATIENCE)
        except Error:
            return False
        return True

    async def tick(self, element: Element, *, on: bool = True) -> None:
        """Ticks a box or chooses a radio button, by its label where the box itself is hidden behind
        a picture.
        """
        handle = await self._handle(element)
        if handle is None:
            return
        try:
            await (handle.check if on else handle.uncheck)(timeout=_PATIENCE, force=True)
        except Error:
            await self.press(element)

    async def enter(self, element: Element) -> None:
        """Presses Enter in a field."""
        handle = await self._handle(element)
        if handle is None:
            return
        try:
            await handle.press("Enter", timeout=_PATIENCE)
        except Error:
            return
        await self.settle()

    async def wait_for_typing(self) -> None:
        """Waits as long as apps wait for the next letter before they search."""
        before = self.requests
        for _ in range(9):
            await asyncio.sleep(0.08)
            if self.requests > before:
                break
        await self.settle()

    async def _handle(self, element: Element) -> ElementHandle | None:
        try:
            handle = await self.page.evaluate_handle(
                "number => window.__wirebase[number]", element.number
            )
        except Error:
            return None
        return handle.as_element()

    async def escape(self) -> None:
        """Presses Escape, which closes most dialogs."""
        await self.page.keyboard.press("Escape")
        await self.settle()

    async def go(self, url: str) -> None:
        """Moves to an address of the app: by a link on the page, as a route, or by loading it."""
        if not (await self._follow(url) or await self._route(url)):
            await self.load(url)

    async def load(self, url: str) -> None:
        """Loads an address anew."""
        try:
            await self.page.goto(url, wait_until="domcontentloaded", timeout=15_000)
        except Error:
            # Slow pages show what they have by then; addresses that are downloads show nothing.
            await asyncio.sleep(0.2)
        await self.settle()

    async def back(self, url: str) -> None:
        """Returns to the address that was left by the last action."""
        with suppress(Error):
            await self.page.go_back(wait_until="commit", timeout=4000)
        await self.settle()
        if self.page.url != url:
            await self.go(url)

    async def _follow(self, url: str) -> bool:
        view = await look(self.page)
        link = next((e for e in view.usable if e.href == url and e.target != "_blank"), None)
        if link is None:
            return False
        before = self._documents
        await self.press(link)
        if self.page.url != url:
            return False
        self.single_page = self._documents == before
        return True

    async def _route(self, url: str) -> bool:
        """Client-side navigation repeats no request of the app's start."""
        if not self.single_page:
            return False
        try:
            before = (await look(self.page)).state
            asked = self.requests
            await self.page.evaluate(
                "url => { history.pushState(history.state, '', url);"
                " dispatchEvent(new PopStateEvent('popstate', { state: history.state })); }",
                url,
            )
            await self.settle()
            return self.requests > asked or (await look(self.page)).state != before
        except (Error, Gone):
            return False
