"""`wirebase serve`: answers the captured endpoints until it is stopped."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from wirebase.cli.output import Terminal
from wirebase.cli.stopping import until_stopped

if TYPE_CHECKING:
    from wirebase.serve import State


def serve(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `wirebase generate` wrote.")],
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 finds a free one.")] = 0,
    database: Annotated[
        str, typer.Option(metavar="URL", help="Another Postgres than the one kept in DIR.")
    ] = "",
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Begin again with the captured rows.")
    ] = False,
    with_frontend: Annotated[
        bool,
        typer.Option(
            "--with-frontend",
            help="Also serve the captured pages: the whole app, without a network.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Say that it is ready in JSON.")] = False,
) -> None:
    """Answer the captured endpoints from a database.

    They answer at their own paths, until you stop it with Ctrl-C.
    """
    from wirebase.serve import serving_folder

    server = serving_folder(
        folder,
        host=host,
        port=port,
        database=database,
        fresh=fresh,
        with_frontend=with_frontend,
        emit=Terminal(),
    )
    asyncio.run(until_stopped(_serve(server, as_json)))


async def _serve(server: AbstractAsyncContextManager[State], as_json: bool) -> None:
    async with server as state:
        told = msgspec.json.encode({"ready": state.url, "pid": state.pid}).decode()
        print(told if as_json else f"ready {state.url}", flush=True)
        await asyncio.Event().wait()
