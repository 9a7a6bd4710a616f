"""`wirebase capture` and `wirebase proxy`, and the line on the terminal that tells how a capture goes."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Self

import typer
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from wirebase.events import Event

if TYPE_CHECKING:
    from wirebase.capture.recording import Summary

_QUIET_SECONDS = 5.0
"""How often a file or pipe is told of progress: it keeps every line."""


def capture(
    url: Annotated[str, typer.Argument(help="The address of the app's page.", show_default=False)],
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            help="The archive; zstd when it ends in .zst, gzip in .gz.",
            show_default=False,
        ),
    ],
    allow_writes: Annotated[
        bool,
        typer.Option(
            "--allow-writes", help="Also create things, and change and delete what was created so."
        ),
    ] = False,
    max_time: Annotated[
        float, typer.Option(min=1, help="Seconds that the exploration may take.")
    ] = 300,
    max_pages: Annotated[int, typer.Option(min=1, help="Pages that are opened at most.")] = 60,
    manual: Annotated[
        bool,
        typer.Option("--manual", help="Use the app yourself in a window, until you press Enter."),
    ] = False,
    script: Annotated[
        Path | None,
        typer.Option(
            help="A Python file with async def run(page) or def run(page): your own Playwright steps."
        ),
    ] = None,
    storage_state: Annotated[
        Path | None, typer.Option(help="A login saved by Playwright: start logged in.")
    ] = None,
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser.")] = False,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Accept certificates that nobody vouches for.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Record the API traffic of a web app.

    A browser opens the app behind a recording proxy and explores it: follows its links, uses its searches and
    filters, and writes nothing unless --allow-writes is given. Ctrl-C ends and keeps what was captured. Secrets
    are replaced by placeholders before anything reaches the disk.
    """
    # mitmproxy and Playwright take a second to import, which --help should not wait for.
    from wirebase.capture.record import Options, record

    options = Options(
        allow_writes=allow_writes,
        max_time=max_time,
        max_pages=max_pages,
        manual=manual,
        script=script,
        storage_state=storage_state,
        headed=headed,
        insecure=insecure,
    )
    with Terminal() as terminal:
        summary = asyncio.run(record(url, output, options, terminal))
    if as_json:
        _print_json(summary)
    elif summary.blocked:
        terminal.note(
            "With --allow-writes, Wirebase creates, changes and deletes things of its own."
        )


def proxy(
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            help="The archive; zstd when it ends in .zst, gzip in .gz.",
            show_default=False,
        ),
    ],
    listen: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="The address to listen on.")
    ] = "127.0.0.1:8080",
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Accept certificates that nobody vouches for.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Record what passes through a proxy.

    For your own browser, phone or test suite. The clients must trust the certificate that is named at the start.
    Ctrl-C ends and saves.
    """
    from wirebase.capture.listen import listen as record

    with Terminal() as terminal:
        summary = asyncio.run(record(listen, output, insecure=insecure, emit=terminal))
    if as_json:
        _print_json(summary)


def _print_json(summary: Summary) -> None:
    print(json.dumps(dataclasses.asdict(summary), default=str))


class Terminal:
    """A consumer of events: one line that lives on a terminal, plain lines elsewhere; on standard error."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, highlight=False)
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
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._live:
            self._live.stop()
            self._live = None

    def __call__(self, event: Event) -> None:
        if event.what != "progress":
            self._say(event)
        elif self._live:
            self._last = event
        elif time.monotonic() - self._said >= _QUIET_SECONDS:
            self._said = time.monotonic()
            self._say(event)

    def note(self, text: str) -> None:
        """Prints a line of advice."""
        self._console.print(escape(text))

    def _say(self, event: Event) -> None:
        if event.what == "finished":
            self._last = None
        mark = {"warning": "[yellow]![/] ", "finished": "[green]✓[/] "}.get(event.what, "")
        counted = (
            f" [dim]({_counted(event)})[/]" if event.what == "progress" and event.counts else ""
        )
        self._console.print(f"{mark}{escape(event.text)}{counted}", soft_wrap=True)

    def _line(self) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, overflow="ellipsis")
        if self._last:
            seconds = f"{time.monotonic() - self._begin:4.0f} s"
            table.add_row(
                f"[dim]{seconds}[/]  {_counted(self._last)}", f"[dim]{escape(self._last.text)}[/]"
            )
        return table


def _counted(event: Event) -> str:
    return " · ".join(f"{count} {name}" for name, count in event.counts.items())
