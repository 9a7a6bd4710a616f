"""`wirebase run`: from the address of a web app to a backend that answers its requests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from wirebase.cli.output import Terminal


def run(
    url: Annotated[str, typer.Argument(help="The address of the app.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="By default named after the host."),
    ] = None,
    allow_writes: Annotated[
        bool,
        typer.Option("--allow-writes", help="Also create, edit and delete what was created here."),
    ] = False,
    max_time: Annotated[float, typer.Option(metavar="SECONDS", help="Of the exploration.")] = 300,
    max_pages: Annotated[int, typer.Option(metavar="N", help="Of the exploration.")] = 60,
    manual: Annotated[
        bool, typer.Option("--manual", help="Drive the browser yourself until you press Enter.")
    ] = False,
    script: Annotated[
        Path | None, typer.Option(metavar="FILE.py", help="Run your own Playwright steps.")
    ] = None,
    storage_state: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Start logged in, as Playwright saved it.")
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
            "--with-frontend",
            help="Also keep the pages and their scripts, styles and pictures, and serve them.",
        ),
    ] = False,
    host: Annotated[str, typer.Option(help="The address to serve at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to serve at; 0 finds a free one.")] = 0,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Whether to serve the backend at the end.")
    ] = True,
    force: Annotated[bool, typer.Option("--force", help="Begin anew, whatever DIR holds.")] = False,
) -> None:
    """Capture a web app, generate its backend, and serve it.

    The capture is kept in DIR/captures, and those that are there already count, too: your edits and the
    rows of the database stay. Interrupt it once to go on with what was captured so far.
    """
    from wirebase.capture.record import Options, checked_url, record
    from wirebase.cli.generate import show
    from wirebase.project.generation import check_folder, folder_name, generate

    address = checked_url(url)
    folder = output or Path(folder_name(address))
    check_folder(folder, force=force)
    capture = folder / "captures" / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.jsonl.zst"
    capture.parent.mkdir(parents=True, exist_ok=True)
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
    with Terminal() as emit:
        with _tidied(capture.parent):
            asyncio.run(record(address, capture, options, emit))
        captures = [capture] if force else sorted(capture.parent.glob("*.jsonl.zst"))
        result = asyncio.run(
            generate(captures, folder, force=force, frontend=with_frontend, emit=emit)
        )
    show(result, as_json=False)
    if serve:
        from wirebase.cli.serve import serve as served

        served(
            folder, host=host, port=port, fresh=result.changed is None, with_frontend=with_frontend
        )


@contextmanager
def _tidied(captures: Path) -> Iterator[None]:
    """Removes the new folders again where nothing came to be in them."""
    try:
        yield
    finally:
        with suppress(OSError):
            captures.rmdir()
            captures.parent.rmdir()
