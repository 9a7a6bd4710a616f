"""One recording in the making: what is kept, what is counted, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wirebase.capture.guard import Guard
from wirebase.capture.recorder import Recorder
from wirebase.capture.redaction import Redactor
from wirebase.capture.tally import Tally, is_api
from wirebase.capture.writer import Writer
from wirebase.errors import CaptureError
from wirebase.events import Emit, Event
from wirebase.exchange import Exchange


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
    """An archive that grows with each exchange, and what is told about it meanwhile.

    Without a `salt`, the host that first answers as an app does gives it.
    """

    def __init__(
        self,
        destination: Path,
        emit: Emit,
        *,
        salt: str = "",
        guard: Guard | None = None,
        assets: bool = False,
    ) -> None:
        self.destination = destination
        self.tally = Tally()
        self.pages: Callable[[], int] = lambda: 0
        self.doing = ""
        self.opened = False
        self.guard = guard
        self.recorder = Recorder(self._keep, guard=guard, assets=assets)
        self._emit = emit
        self._waiting: list[Exchange] = []
        self._writer = Writer(destination, Redactor(salt)) if salt else None
        self._begin = time.monotonic()
        if self._writer is None:
            # What cannot be written should be known before the user has done an hour's work.
            Writer(destination, Redactor("")).discard()

    def _keep(self, exchange: Exchange) -> None:
        if self.guard:
            self.guard.learn(exchange)
        self.tally.count(exchange)
        self._write(exchange)
        self.say(self.doing)

    def _write(self, exchange: Exchange) -> None:
        if self._writer:
            self._tell(self._writer.write(exchange))
            return
        self._waiting.append(exchange)
        if is_api(exchange) or exchange.answer.mime == "text/html":
            self._begin_writing(exchange.parts.hostname or "")

    def _begin_writing(self, salt: str) -> Writer:
        self._writer = Writer(self.destination, Redactor(salt))
        for exchange in self._waiting:
            self._writer.write(exchange)
        self._waiting.clear()
        return self._writer

    def _tell(self, exchange: Exchange) -> None:
        """Tells of an exchange with an API, which has lost its secrets by then."""
        if is_api(exchange):
            text = f"{exchange.method} {exchange.path} {exchange.status}"
            self._emit(Event("capture", "exchange", text))

    def say(self, doing: str) -> None:
        """Tells what is being done now."""
        self.doing = doing
        self._emit(Event("capture", "progress", doing, self.counts))

    @property
    def counts(self) -> dict[str, int]:
        """Running totals for a person who waits."""
        return {
            "pages": self.pages(),
            "exchanges": self.tally.exchanges,
            "endpoints": self.tally.endpoints,
        }

    def discard(self) -> None:
        """Leaves no trace of a recording that did not begin."""
        if self._writer:
            self._writer.discard()

    def close(self) -> None:
        """Finishes the archive; raises what went wrong in writing it. Where nothing passed, no file
        is left.
        """
        writer = self._writer or self._begin_writing("")
        if writer.count == 0:
            writer.discard()
        else:
            writer.close()
        if self.recorder.trouble:
            raise CaptureError(
                f"Writing the capture failed: {self.recorder.trouble}",
                where=str(self.destination),
                next="What was written before is kept there.",
            )

    def summary(self, ended: str) -> Summary:
        """What it came to, which is told as well."""
        seconds = time.monotonic() - self._begin
        summary = Summary(
            path=self.destination,
            exchanges=self.tally.exchanges,
            endpoints=self.tally.endpoints,
            pages=self.pages(),
            seconds=round(seconds, 1),
            ended=ended,
            blocked=dict(self.guard.blocked) if self.guard else {},
            refused_private=dict(self.recorder.refused_private),
            failures=dict(self.recorder.failures),
        )
        for event in _report(summary, self.counts):
            self._emit(event)
        return summary


def _report(summary: Summary, counts: dict[str, int]) -> Iterator[Event]:
    """What was kept, and what was not and why."""
    if summary.blocked:
        some = ", ".join(list(summary.blocked)[:3])
        count = sum(summary.blocked.values())
        text = f"{count} requests that would change something were not let through ({some})"
        yield Event("capture", "warning", text, {"blocked": count})
    if summary.refused_private:
        hosts = ", ".join(summary.refused_private)
        yield Event(
            "capture", "warning", f"The app was kept from reaching private addresses: {hosts}"
        )
    if summary.exchanges and not summary.endpoints:
        yield Event(
            "capture",
            "warning",
            "No API traffic was seen: log in (--storage-state), use the app yourself (--manual), or "
            "see whether its pages ask an API at all",
        )
    kept = (
        f"{summary.exchanges} exchanges in {summary.path}"
        if summary.exchanges
        else "Nothing was recorded"
    )
    yield Event(
        "capture", "finished", f"{kept}: {summary.ended}, after {summary.seconds:.0f} s", counts
    )


_ENOUGH = 3.0
"""Seconds until an interrupted task that goes on is told again."""


async def until_interrupted(work: Coroutine[Any, Any, str]) -> str:
    """The result of the coroutine; where the user interrupts, it ends in order, so that what was
    captured is kept.
    """
    task = asyncio.ensure_future(work)
    interrupted = asyncio.Event()
    waiting = asyncio.ensure_future(interrupted.wait())
    with _on_interrupt(interrupted.set):
        try:
            await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
            return "it was interrupted" if interrupted.is_set() else task.result()
        finally:
            waiting.cancel()
            await _ended(task)


async def _ended(task: asyncio.Future[str]) -> None:
    while not task.done():
        # Playwright can lose a cancellation that comes while an answer of the browser arrives.
        task.cancel()
        await asyncio.wait({task}, timeout=_ENOUGH)
    if not task.cancelled():
        task.exception()


@contextlib.contextmanager
def _on_interrupt(action: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    try:
        for one in signals:
            loop.add_signal_handler(one, action)
    except (NotImplementedError, RuntimeError, ValueError):
        # Windows, or a thread that is not the main one: there, the interrupt ends the process as
        # usual.
        yield
        return
    try:
        yield
    finally:
        for one in signals:
            loop.remove_signal_handler(one)
