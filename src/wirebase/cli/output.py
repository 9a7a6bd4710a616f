"""The terminal as a consumer of events: one live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from wirebase.events import Event

_QUIET = 5.0
"""Seconds between two lines of progress in a file or pipe, which keep every line."""
_WIDTH = 120
"""Columns where no terminal says how many there are."""
_MARKS = {"warning": ("! ", "yellow"), "finished": ("✓ ", "green")}


def console(*, stderr: bool = False) -> Console:
    """A console for results, or for progress; colours only on a terminal."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else _WIDTH, highlight=False)


class Terminal:
    """Shows events on standard error, which leaves the other stream to results."""

    def __init__(self, target: Console | None = None) -> None:
        self._console = target or console(stderr=True)
        self._live: Live | None = None
        self._last: Event | None = None
        self._said = 0.0
        self._begin = time.monotonic()

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live = Live(
                console=self._console,
                refresh_per_second=8,
                transient=True,
                get_renderable=self._line,
            )
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live:
            self._live.stop()
            self._live = None

    def __call__(self, event: Event) -> None:
        """Shows an event."""
        if event.what == "exchange":
            return  # There are hundreds, and the counts of progress say as much.
        if event.what != "progress":
            self._say(event)
        elif self._live:
            self._last = event
        elif time.monotonic() - self._said >= _QUIET:
            self._said = time.monotonic()
            self._say(event)

    def note(self, text: str) -> None:
        """Prints a line of advice."""
        self._console.print(Text(text), soft_wrap=True)

    def _say(self, event: Event) -> None:
        if event.what == "finished":
            self._last = None
        line = Text.assemble(_MARKS.get(event.what, ""), event.text)
        if event.what == "progress" and event.counts:
            line.append(f" ({_counted(event)})", "dim")
        self._console.print(line, soft_wrap=True)

    def _line(self) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, overflow="ellipsis")
        if self._last:
            seconds = f"{time.monotonic() - self._begin:4.0f} s"
            told = Text.assemble((seconds, "dim"), "  ", _counted(self._last))
            table.add_row(told, Text(self._last.text, "dim"))
        return table


def _counted(event: Event) -> str:
    return " · ".join(f"{count} {name}" for name, count in event.counts.items())
