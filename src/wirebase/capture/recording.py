"""Opens an app in a browser behind the proxy and writes down what passes."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error, Page, Response

from wirebase.capture.archive import Writer
from wirebase.capture.browser import find_chromium, launch, opened
from wirebase.capture.explorer import Explorer, Limits
from wirebase.capture.guard import Guard
from wirebase.capture.proxy import AUTHORITY, Proxy
from wirebase.capture.recorder import Recorder, is_private
from wirebase.capture.redaction import Redactor
from wirebase.capture.script import failed, load_script, run_sync
from wirebase.capture.tally import Tally
from wirebase.capture.trouble import not_an_app, unreachable
from wirebase.errors import CaptureError, UsageError
from wirebase.events import Emit, Event, ignore
from wirebase.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Options:
    """How an app is recorded."""

    allow_writes: bool = False
    max_time: float = 300.0
    """Seconds that the exploration may take."""
    max_pages: int = 60
    manual: bool = False
    """Whether the user drives a browser window until Enter is pressed."""
    script: Path | None = None
    """A file of the user's with `async def run(page)` or `def run(page)`, for Playwright's asynchronous or synchronous page."""
    storage_state: Path | None = None
    """A login as Playwright saves it."""
    headed: bool = False
    insecure: bool = False
    """Whether certificates that nobody vouches for are accepted."""
    authority: Path = AUTHORITY


@dataclass(frozen=True, slots=True)
class Summary:
    """What a recording came to."""

    path: Path
    exchanges: int
    endpoints: int
    pages: int = 0
    seconds: float = 0.0
    ended: str = ""
    """Why it ended, in words."""
    blocked: dict[str, int] = field(default_factory=dict)
    """Requests that were not let through, since they would have changed something."""
    refused_private: dict[str, int] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    """Why there was no connection, by host."""


class Recording:
    """One archive in the making, and what is counted about it."""

    def __init__(self, destination: Path, salt: str, emit: Emit, guard: Guard | None = None) -> None:
        self.tally = Tally()
        self.pages: Callable[[], int] = lambda: 0
        self.doing = ""
        self.guard = guard
        self._emit = emit
        self._writer = Writer(destination, Redactor(salt))
        self.recorder = Recorder(self._keep, guard=guard)

    def _keep(self, exchange: Exchange) -> None:
        if self.guard:
            self.guard.learn(exchange)
        self._writer.write(exchange)
        self.tally.count(exchange)
        self.say(self.doing)

    def say(self, doing: str) -> None:
        """Tells what is being done now."""
        self.doing = doing
        self._emit(Event("capture", "progress", doing, self.counts))

    @property
    def counts(self) -> dict[str, int]:
        """Running totals for a person who waits."""
        return {"pages": self.pages(), "exchanges": self.tally.exchanges, "endpoints": self.tally.endpoints}

    def close(self) -> None:
        """Finishes the archive; raises what went wrong in writing it."""
        self._writer.close()
        if self.recorder.trouble:
            raise CaptureError(
                f"Writing the capture failed: {self.recorder.trouble}",
                where=str(self._writer.path),
                next="What was written before is kept there.",
            )


async def record(url: str, destination: str | Path, options: Options | None = None, emit: Emit = ignore) -> Summary:
    """Records the app at a URL into an archive, by exploring it or as the options say; keeps what it has when interrupted."""
    options = options or Options()
    url = checked_url(url)
    script = load_script(options.script) if options.script else None
    free = options.manual or script is not None
    guard = None if free else Guard(allow_writes=options.allow_writes)
    emit(Event("capture", "started", f"Capturing {url}"))
    host = urlsplit(url).hostname or ""
    recording = Recording(Path(destination), host, emit, guard)
    recording.recorder.public_only = not await is_private(host)
    begin = time.monotonic()
    ended = "it was finished"
    try:
        async with Proxy(recording.recorder, insecure=options.insecure, authority=options.authority) as proxy:
            driving = _drive(url, options, proxy, recording, script)
            ended = await _until_interrupted(driving)
    finally:
        recording.close()
    summary = _summary(recording, Path(destination), ended, time.monotonic() - begin)
    _report(summary, emit)
    return summary


def checked_url(url: str) -> str:
    """The URL with a scheme; UsageError where it is none."""
    full = url if "://" in url else f"{'http' if _is_local(url) else 'https'}://{url}"
    parts = urlsplit(full)
    try:
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fits = False
    if not fits:
        raise UsageError("This is no address of a web app", where=url, next="Give one such as https://app.example.com.")
    return full


def _is_local(url: str) -> bool:
    host = url.partition("/")[0].partition(":")[0]
    return host == "localhost" or host.replace(".", "").isdigit()


type _Script = Callable[[Any], Any]


async def _drive(url: str, options: Options, proxy: Proxy, recording: Recording, script: _Script | None) -> str:
    if script is not None and not inspect.iscoroutinefunction(script):
        settings = launch(proxy, find_chromium(), headed=options.headed)
        recording.say(f"run {options.script}")
        with _blaming(options.script):
            await asyncio.to_thread(run_sync, script, url, settings, options.storage_state)
        return "the script was finished"
    headed = options.headed or options.manual
    async with opened(proxy, recording.recorder, headed=headed, storage_state=options.storage_state) as page:
        recording.say(f"open {url}")
        await _open(page, url, recording)
        if options.manual:
            return await _until_enter(page, recording)
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
        # The proxy knows better than the browser why there was no answer, but may know it a moment later.
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


async def _until_enter(page: Page, recording: Recording) -> str:
    """Waits until the user presses Enter or closes the window."""
    recording.say("use the app in the browser window; press Enter here when you are done")
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


async def _until_interrupted(driving: Coroutine[Any, Any, str]) -> str:
    """The result of the coroutine; where the user interrupts, it ends in order, so that what was captured is kept."""
    task = asyncio.ensure_future(driving)
    interrupted = False

    def interrupt() -> None:
        nonlocal interrupted
        interrupted = True
        task.cancel()

    with _on_interrupt(interrupt):
        try:
            return await task
        except asyncio.CancelledError:
            if not interrupted:
                raise
            return "it was interrupted"


@contextlib.contextmanager
def _on_interrupt(action: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    try:
        for one in signals:
            loop.add_signal_handler(one, action)
    except (NotImplementedError, RuntimeError, ValueError):
        # Windows, or a thread that is not the main one: there, the interrupt ends the process as usual.
        yield
        return
    try:
        yield
    finally:
        for one in signals:
            loop.remove_signal_handler(one)


def _summary(recording: Recording, path: Path, ended: str, seconds: float) -> Summary:
    guard = recording.guard
    return Summary(
        path=path,
        exchanges=recording.tally.exchanges,
        endpoints=recording.tally.endpoints,
        pages=recording.pages(),
        seconds=round(seconds, 1),
        ended=ended,
        blocked=dict(guard.blocked) if guard else {},
        refused_private=dict(recording.recorder.refused_private),
        failures=dict(recording.recorder.failures),
    )


def _report(summary: Summary, emit: Emit) -> None:
    """Says what was kept, and what was not and why."""
    if summary.blocked:
        some = ", ".join(list(summary.blocked)[:3])
        emit(Event("capture", "warning", f"{sum(summary.blocked.values())} requests that would change something were not let through ({some}); --allow-writes lets Wirebase create, change and delete things of its own"))
    if summary.refused_private:
        hosts = ", ".join(summary.refused_private)
        emit(Event("capture", "warning", f"The app was kept from reaching private addresses: {hosts}"))
    counts = {"pages": summary.pages, "exchanges": summary.exchanges, "endpoints": summary.endpoints}
    text = f"{summary.exchanges} exchanges in {summary.path}: {summary.ended} after {summary.seconds:.0f} s"
    emit(Event("capture", "finished", text, counts))
