"""The events of a job on their way into the database, from whatever thread they come."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from uuid import UUID

from wirebase.events import Event
from wirebase.studio.jobs import Jobs, Progress, Stage

PAUSE = 0.25
"""Seconds between two writes."""
BESIDE = ("exchange", "finding")
"""What does not say what is being done."""


class Journal:
    """Keeps lines of the feed, and the progress of each stage; `emit` never waits."""

    def __init__(self, jobs: Jobs, job: UUID) -> None:
        self._jobs = jobs
        self._job = job
        self._waiting: list[Event] = []
        self._progress = Progress()
        self._is_new = False
        self._keeping = asyncio.Lock()
        self._ended = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._writing: asyncio.Task[None] | None = None

    def emit(self, event: Event) -> None:
        """A consumer of events."""
        self._loop.call_soon_threadsafe(self._take, event)

    def _take(self, event: Event) -> None:
        self._is_new = True
        if event.what not in BESIDE:
            self._progress.text = event.text
        stage = self._stage(event.stage)
        stage.text = stage.text or event.text
        stage.counts |= event.counts
        if event.what == "finished":
            stage.finished, stage.text = datetime.now(UTC), event.text
        if event.what != "progress":
            self._waiting.append(event)

    def _stage(self, name: str) -> Stage:
        """The stage of that name, begun now if it is new; what came before it has ended then."""
        stages = self._progress.stages
        if not stages or stages[-1].stage != name:
            known = next((stage for stage in stages if stage.stage == name), None)
            if known:
                return known
            for stage in stages:
                stage.finished = stage.finished or datetime.now(UTC)
            stages.append(Stage(stage=name, started=datetime.now(UTC)))
        return stages[-1]

    async def flush(self) -> None:
        """Returns once all that was told is kept."""
        await asyncio.sleep(0)
        await self._write()

    async def _write(self) -> None:
        async with self._keeping:
            waiting, self._waiting = self._waiting, []
            if waiting:
                await self._jobs.tell(self._job, waiting)
            if self._is_new:
                self._is_new = False
                await self._jobs.advance(self._job, self._progress)

    async def _run(self) -> None:
        while not self._ended.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), PAUSE)
            await self._write()

    async def __aenter__(self) -> Self:
        self._writing = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        if self._writing:
            await asyncio.wait([self._writing])
        await self.flush()
