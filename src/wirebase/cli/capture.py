"""`wirebase capture` and `wirebase proxy`: the traffic of an app into a file."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wirebase.cli.output import Terminal

if TYPE_CHECKING:
    from wirebase.capture.recording import Summary


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
            help="A Python file with async def run(page) or def run(page): your Playwright steps."
        ),
    ] = None,
    storage_state: Annotated[
        Path | None, typer.Option(help="A login saved by Playwright: start logged in.")
    ] = None,
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser.")] = False,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Accept certificates that nobody vouches for.")
    ] = False,
    private_hosts: Annotated[
        bool,
        typer.Option(
            "--private-hosts", help="Let an app of the public web reach this machine's network."
        ),
    ] = False,
    with_frontend: Annotated[
        bool,
        typer.Option(
            "--with-frontend", help="Also keep the pages and their scripts, styles and pictures."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Record the API traffic of a web app.

    A browser opens the app behind a recording proxy and explores it: follows its links, uses its
    searches and filters, and writes nothing unless --allow-writes is given. Ctrl-C ends and keeps
    what was captured. Secrets are replaced by placeholders before anything reaches the disk.
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
        private_hosts=private_hosts,
        frontend=with_frontend,
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
    with_frontend: Annotated[
        bool,
        typer.Option(
            "--with-frontend", help="Also keep the pages and their scripts, styles and pictures."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Record what passes through a proxy.

    For your own browser, phone or test suite. The clients must trust the certificate that is named
    at the start. Ctrl-C ends and saves.
    """
    from wirebase.capture.listen import listen as record

    with Terminal() as terminal:
        summary = asyncio.run(
            record(listen, output, insecure=insecure, frontend=with_frontend, emit=terminal)
        )
    if as_json:
        _print_json(summary)


def _print_json(summary: Summary) -> None:
    print(json.dumps(dataclasses.asdict(summary), default=str))
