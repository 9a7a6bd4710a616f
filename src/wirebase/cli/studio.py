"""`wirebase studio`: the page, until it is stopped."""

from __future__ import annotations

import asyncio
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from wirebase.cli.stopping import until_stopped


def studio(
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 finds a free one.")] = 0,
    home: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where its projects are kept.")
    ] = None,
    open: Annotated[
        bool, typer.Option("--open/--no-open", help="Whether to open the page in a browser.")
    ] = True,
) -> None:
    """Capture, understand and change on a web page.

    Prints its address, which holds the key to it, and runs until you stop it with Ctrl-C.
    """
    asyncio.run(until_stopped(_serve(host, port, home, open)))


async def _serve(host: str, port: int, home: Path | None, open: bool) -> None:
    from wirebase.studio.server import studio as serving
    from wirebase.studio.server import usual_home

    async with serving(home or usual_home(), host=host, port=port) as url:
        print(f"ready {url}", flush=True)
        if open:
            await asyncio.to_thread(webbrowser.open, url)
        await asyncio.Event().wait()
