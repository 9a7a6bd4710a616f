"""Finds a Chromium and starts it behind the proxy."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypedDict

from playwright.async_api import (
    BrowserContext,
    Error,
    Page,
    ProxySettings,
    Request,
    async_playwright,
)

from wirebase.capture.proxy import Proxy
from wirebase.capture.recorder import Hint, Recorder
from wirebase.errors import NoBrowser, UsageError

_NAMES = (
    *(
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
        "microsoft-edge",
    ),
    *("brave-browser", "msedge"),
)
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_QUIET = (
    *(
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
    ),
    *(
        "--disable-sync",
        "--disable-default-apps",
        "--metrics-recording-only",
        "--disable-dev-shm-usage",
    ),
    "--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication",
)
_PROXIED = (
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
)
"""Calls between browsers send packets to whatever address a page names; by two names, as Chromium
has called it.
"""

START = 120_000
"""Milliseconds; a busy machine takes long over a browser."""


class Launch(TypedDict):
    """How Chromium is started, in the words of Playwright."""

    executable_path: str
    headless: bool
    args: list[str]
    proxy: ProxySettings
    chromium_sandbox: bool


def find_chromium(own: str = "") -> str:
    """The path of a Chromium, Chrome or Edge; `own` is the one that Playwright installs."""
    named = os.environ.get("WIREBASE_CHROMIUM", "")
    ours = str(Path(sys.prefix, "bin", "chromium"))  # where `make setup` links one that it fetched
    candidates = (
        [named] if named else [ours, own, *(shutil.which(name) or "" for name in _NAMES), *_PLACES]
    )
    for candidate in candidates:
        if candidate and Path(candidate).is_file():
            return candidate
    if named:
        raise NoBrowser(
            "WIREBASE_CHROMIUM names no file", where=named, next="Set it to a Chromium or Chrome."
        )
    raise NoBrowser(
        "No Chromium or Chrome was found",
        next="Install one (apt install chromium, or playwright install chromium), or name one in "
        "WIREBASE_CHROMIUM. "
        "Without one: wirebase proxy -o FILE records any browser.",
    )


def has_display() -> bool:
    """Whether a browser can open a window."""
    return not sys.platform.startswith("linux") or bool(
        os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY"}
    )


def launch(proxy: Proxy, executable: str, *, headed: bool, public: bool) -> Launch:
    """The settings that make Chromium trust the proxy's authority, and it alone; with `public`,
    nothing goes past the proxy.
    """
    if headed and not has_display():
        raise NoBrowser(
            "There is no display for a browser window",
            next="Use wirebase proxy -o FILE and your own browser.",
        )
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return Launch(
        executable_path=executable,
        headless=not headed,
        args=[
            *_QUIET,
            f"--ignore-certificate-errors-spki-list={proxy.fingerprint()}",
            *(_PROXIED if public else ()),
        ],
        # Chromium does not ask a proxy for loopback addresses unless told so.
        proxy=ProxySettings(server=proxy.url, bypass="<-loopback>"),
        chromium_sandbox=not root and sys.platform != "linux",
    )


@asynccontextmanager
async def opened(
    proxy: Proxy, recorder: Recorder, *, headed: bool = False, storage_state: Path | None = None
) -> AsyncIterator[Page]:
    """A page of a fresh browser whose traffic goes through the proxy."""
    async with async_playwright() as playwright:
        chromium = find_chromium(playwright.chromium.executable_path)
        settings = launch(proxy, chromium, headed=headed, public=recorder.public_only)
        try:
            browser = await playwright.chromium.launch(**settings, timeout=START)
        except Error as error:
            raise _not_started(settings["executable_path"], error) from None
        try:
            context = await browser.new_context(
                viewport=None if headed else {"width": 1280, "height": 1000},
                no_viewport=headed or None,
                storage_state=_checked(storage_state),
            )
            _tell(context, recorder)
            try:
                yield await context.new_page()
            finally:
                await recorder.settled()
        finally:
            await _closed(browser.close())


async def _closed(closing: Coroutine[Any, Any, None]) -> None:
    try:
        await asyncio.wait_for(closing, 10)
    except (Error, TimeoutError):
        # It is gone already, or hangs: Playwright ends its process.
        return


def _not_started(executable: str, error: Error) -> NoBrowser:
    lines = [line for line in error.message.splitlines() if line.strip()]
    return NoBrowser(
        f"The browser did not start: {lines[0] if lines else 'no reason given'}",
        where=executable,
        next="Name another in WIREBASE_CHROMIUM, or record your own: wirebase proxy -o FILE.",
    )


def _checked(storage_state: Path | None) -> Path | None:
    if storage_state is None:
        return None
    try:
        known = json.loads(storage_state.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"The storage state cannot be read: {error}",
            where=str(storage_state),
            next="Save one with Playwright: context.storage_state(path=FILE).",
        ) from None
    if not isinstance(known, dict) or not known.keys() & {"cookies", "origins"}:
        raise UsageError("This is no storage state of Playwright", where=str(storage_state))
    return storage_state


def _tell(context: BrowserContext, recorder: Recorder) -> None:
    """Lets the recorder know which page asked, and what for."""

    def began(request: Request) -> None:
        try:
            page = request.frame.url
        except Error:
            # A request of a service worker, or of a frame that is being opened.
            page = ""
        recorder.hint(
            request.method,
            request.url,
            Hint(request.resource_type, page if page != "about:blank" else ""),
        )

    context.on("request", began)
