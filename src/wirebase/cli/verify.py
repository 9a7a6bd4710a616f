"""`wirebase verify`: replays a capture against a fresh copy of a generated backend."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wirebase.cli.output import Terminal, console
from wirebase.events import Emit

if TYPE_CHECKING:
    from wirebase.verify import Fidelity


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `wirebase generate` wrote.")],
    capture: Annotated[str, typer.Argument(help="A HAR, flow file or lines of HAR entries, or -.")],
    json: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the fidelity here, - for the terminal."),
    ] = None,
    known: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CAPTURE",
            help="Count only values that this capture tells, or the replay's own requests.",
        ),
    ] = None,
) -> None:
    """Replay a capture against a generated backend.

    A new database is made for it and removed afterwards: no data of yours is touched.
    """
    from wirebase.blueprint.document import Blueprint
    from wirebase.cli.summary import show_fidelity

    with Terminal() as emit:
        fidelity = asyncio.run(_verified(folder, capture, known, emit))
    if json and str(json) == "-":
        print(fidelity.model_dump_json(indent=1))
        return
    if json:
        fidelity.save(json)
    questions = Blueprint.load(folder / "blueprint.json").questions
    show_fidelity(console(), fidelity, questions)


async def _verified(folder: Path, capture: str, known: list[str] | None, emit: Emit) -> Fidelity:
    from wirebase.blueprint.document import Blueprint
    from wirebase.capture.archive import read, read_all
    from wirebase.database import scratch
    from wirebase.project.generation import say_dropped
    from wirebase.verify import verify

    Blueprint.load(folder / "blueprint.json")
    recorded = read(capture)
    say_dropped(recorded, emit)
    exchanges = read_all(known).exchanges if known else None
    with ExitStack() as stack:
        server = await asyncio.to_thread(stack.enter_context, scratch())
        return await verify(folder, recorded, server, known=exchanges, emit=emit)
