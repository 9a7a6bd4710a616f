"""Sketching beside a capture: a process of its own draws what it shows, and never in its way."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from wirebase.events import Event
from wirebase.studio.sketcher import Drawn

LOOK = 0.3
"""Seconds between two looks for new exchanges."""
REST = 1.5
"""Seconds between two sketches, at the least."""
SHARE = 0.25
"""Of one core that sketching takes, at the most."""
LONGEST = 60.0
"""Seconds; a capture that takes longer to understand is not sketched any more."""

type Show = Callable[[Drawn], Awaitable[None]]


def rest(took: float) -> float:
    """Seconds to wait after a sketch.

    >>> rest(0.1), rest(4.0)
    (1.5, 12.0)
    """
    return max(REST, took / SHARE - took)


class Sketching:
    """Draws a capture while the block runs, whenever it has grown; what goes wrong in it is logged,
    and the capture goes on.
    """

    def __init__(self, partial: Path, show: Show) -> None:
        self._partial = partial
        self._show = show
        self._seen = 0
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None

    def notice(self, event: Event) -> None:
        """A consumer of the capture's events."""
        self._seen += event.what == "exchange"

    async def _run(self) -> None:
        drawn = 0
        loop = asyncio.get_running_loop()
        try:
            while True:
                await asyncio.sleep(LOOK)
                if self._seen == drawn:
                    continue
                drawn, began = self._seen, loop.time()
                found = await asyncio.wait_for(self._draw(), LONGEST)
                if found:
                    await self._show(found)
                await asyncio.sleep(rest(loop.time() - began))
        except Exception:
            traceback.print_exc()

    async def _draw(self) -> Drawn | None:
        process = self._process = self._process or await self._started()
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"\n")
        await process.stdin.drain()
        line = await process.stdout.readline()
        if not line:
            raise EOFError(f"The sketcher ended with exit code {await process.wait()}")
        return Drawn.model_validate_json(line) if line.strip() else None

    async def _started(self) -> asyncio.subprocess.Process:
        names = (str(self._partial.parent), str(self._partial))
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "wirebase.studio.sketcher", *names),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 24,
        )

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
        if self._process and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
