"""Opens an app in a browser behind the proxy and writes down what passes."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error, Page, Response

from wirebase.capture.browser import find_chromium, launch, opened
from wirebase.capture.explorer import Explorer, Limits
from wirebase.capture.guard import Guard
from wirebase.capture.picture import showing
from wirebase.capture.proxy import AUTHORITY, Proxy
from wirebase.capture.reach import is_private
from wirebase.capture.recording import Recording, Summary, until_interrupted
from wirebase.capture.script import failed, load_script, run_sync
from wirebase.capture.trouble import not_an_app, unreachable
from wirebase.errors import UsageError
from wirebase.events import Emit, Event, ignore


@dataclass(frozen=True, slots=True)
class Options:
    """How an app is recorded."""

    allow_writes: bool = False
    max_time: float = 300.0
    """Seconds that the exploration may take."""
    max_pages: int = 60
    manual: bool = False
    """Whether the user drives a browser window until Enter is pressed."""
    ending: str = "press Enter here"
    """How the user ends that, in words."""
    script: Path | None = None
    """A file of the user's with `async def run(page)` or `def run(page)`, for Playwright's
    asynchronous or synchronous page.
    """
    storage_state: Path | None = None
    """A login as Playwright saves it."""
    headed: bool = False
    insecure: bool = False
    """Whether certificates that nobody vouches for are accepted."""
    private_hosts: bool = False
    """Whether an app of the public web may reach this machine and its network."""
    public: bool = False
    """Whether only public addresses are reached, wherever the app itself is."""
    besides: tuple[str, int] | None = None
    """The address and port of an app that is recorded even so."""
    frontend: bool = False
    """Whether scripts, styles and pictures are kept, so that the pages can be served again."""
    authority: Path = AUTHORITY
    picture: Callable[[bytes], None] | None = None
    """Who is shown what the browser shows, as JPEG, every other second."""


async def record(
    url: str, destination: str | Path, options: Options | None = None, emit: Emit = ignore
) -> Summary:
    """Records the app at a URL into an archive, by exploring it or as the options say; keeps what
    it has when interrupted.
    """
    options = options or Options()
    url = checked_url(url)
    script = load_script(options.script) if options.script else None
    free = options.manual or script is not None
    guard = None if free else Guard(allow_writes=options.allow_writes)
    emit(Event("capture", "started", f"Capturing {url}"))
    host = urlsplit(url).hostname or ""
    recording = Recording(Path(destination), emit, salt=host, guard=guard, assets=options.frontend)
    recording.recorder.public_only = options.public or not (
        options.private_hosts or await is_private(host)
    )
    recording.recorder.besides = options.besides
    try:
        async with Proxy(
            recording.recorder, insecure=options.insecure, authority=options.authority
        ) as proxy:
            ended = await until_interrupted(_drive(url, options, proxy, recording, script))
            # Who has seen enough while the first page still loads keeps what came by then.
            recording.opened = recording.opened or recording.tally.endpoints > 0
    finally:
        # An app that did not even open leaves an earlier capture of the same name alone.
        (recording.close if recording.opened else recording.discard)()
    return recording.summary(ended)


def checked_url(url: str) -> str:
    """The URL with a scheme; UsageError where it is none."""
    full = url if "://" in url else f"{'http' if _is_local(url) else 'https'}://{url}"
    parts = urlsplit(full)
    try:
        fits = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        fits = False
    if not fits:
        raise UsageError(
            "This is no address of a web app",
            where=url,
            next="Give one such as https://app.example.com.",
        )
    return full


def _is_local(url: str) -> bool:
    host = url.partition("/")[0].partition(":")[0]
    return host == "localhost" or host.replace(".", "").isdigit()


type _Script = Callable[[Any], Any]


async def _drive(
    url: str, options: Options, proxy: Proxy, recording: Recording, script: _Script | None
) -> str:
    if script is not None and not inspect.iscoroutinefunction(script):
        public = recording.recorder.public_only
        settings = launch(proxy, find_chromium(), headed=options.headed, public=public)
        loop = asyncio.get_running_loop()

        def settled() -> None:
            waiting = asyncio.run_coroutine_threadsafe(recording.recorder.settled(), loop)
            waiting.result()

        recording.opened = True
        recording.say(f"run {options.script}")
        with _blaming(options.script):
            await asyncio.to_thread(run_sync, script, url, settings, options.storage_state, settled)
        return "the script was finished"
    headed = options.headed or options.manual
    async with opened(
        proxy, recording.recorder, headed=headed, storage_state=options.storage_state
    ) as page:
        recording.say(f"open {url}")
        await _open(page, url, recording)
        recording.opened = True
        async with showing(page, options.picture):
            if options.manual:
                return await _until_enter(page, recording, options.ending)
            if script is not None:
                recording.say(f"run {options.script}")
                with _blaming(options.script):
                    await script(page)
                return "the script was finished"
            return await _explore(page, options, recording)


@contextlib.contextmanager
def _blaming(script: Path | None) -> Iterator[None]:
    """Whatever goes wrong inside is the script's."""
    try:
        yield
    except Exception as error:
        raise failed(script or Path("script"), error) from None


async def _open(page: Page, url: str, recording: Recording) -> None:
    host = urlsplit(url).hostname or ""
    failures = recording.recorder.failures
    response: Response | None = None
    try:
        response = await page.goto(url, wait_until="domcontentloaded", timeout=30_000)
    except Error as error:
        # The proxy knows better than the browser why there was no answer, but may know it a moment
        # later.
        await asyncio.sleep(0.1)
        if "download" in error.message.lower():
            raise not_an_app(url, "a download") from None
        raise unreachable(url, failures.get(host) or error.message) from None
    if host in failures and (response is None or response.status >= 500):
        raise unreachable(url, failures[host])
    mime = (response.headers.get("content-type", "") if response else "").partition(";")[0]
    if mime and "html" not in mime:
        raise not_an_app(url, mime)
    if response and response.status >= 400:
        recording.say(f"{url} answers with status {response.status}")


async def _explore(page: Page, options: Options, recording: Recording) -> str:
    limits = Limits(options.max_time, options.max_pages)
    guard = recording.guard or Guard(allow_writes=options.allow_writes)
    explorer = Explorer(page, guard, limits, lambda: recording.tally.learnt, recording.say)
    recording.pages = lambda: explorer.pages
    await explorer.walk()
    return explorer.ended


async def _until_enter(page: Page, recording: Recording, ending: str) -> str:
    """Waits until the user presses Enter or closes the window."""
    recording.say(f"use the app in the browser window; {ending} when you are done")
    loop = asyncio.get_running_loop()
    done = loop.create_future()

    def finish(*_: object) -> None:
        if not done.done():
            done.set_result(None)

    page.context.on("close", finish)
    page.on("close", finish)
    loop.add_reader(sys.stdin, finish)
    try:
        await done
    finally:
        loop.remove_reader(sys.stdin)
    return "you were done"
