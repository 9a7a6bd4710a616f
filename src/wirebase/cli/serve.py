"""`wirebase serve`: answers the captured endpoints until it is stopped."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from wirebase.cli.output import Terminal
from wirebase.cli.stopping import until_stopped


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
    as_json: Annotated[bool, typer.Option("--json", help="Say that it is ready in JSON.")] = False,
) -> None:
    """Answer the captured endpoints from a database.

    They answer at their own paths, until you stop it with Ctrl-C.
    """
    asyncio.run(until_stopped(_serve(folder, host, port, database, fresh, as_json)))


async def _serve(
    folder: Path, host: str, port: int, database: str, fresh: bool, as_json: bool
) -> None:
    from wirebase.serve import serving_folder

    async with serving_folder(
        folder, host=host, port=port, database=database, fresh=fresh, emit=Terminal()
    ) as state:
        told = msgspec.json.encode({"ready": state.url, "pid": state.pid}).decode()
        print(told if as_json else f"ready {state.url}", flush=True)
        await asyncio.Event().wait()
