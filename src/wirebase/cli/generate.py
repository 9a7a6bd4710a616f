"""`wirebase generate`: captures in, a folder with a backend out."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wirebase.cli.output import Terminal, console

if TYPE_CHECKING:
    from wirebase.project.generation import Generated


def generate(
    captures: Annotated[
        list[str],
        typer.Argument(
            metavar="CAPTURE...", help="HAR files, flow files or lines of HAR entries, or -."
        ),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Where the backend is written.")
    ],
    force: Annotated[bool, typer.Option("--force", help="Begin anew, whatever DIR holds.")] = False,
    drop: Annotated[
        bool,
        typer.Option("--drop", help="Give up rows that later captures do not show any more."),
    ] = False,
    with_frontend: Annotated[
        bool,
        typer.Option(
            "--with-frontend", help="Also write the pages and assets that the captures hold."
        ),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Show the summary as JSON.")] = False,
) -> None:
    """Generate a backend from captures.

    Leaves blueprint, SQL, OpenAPI document and fidelity report in DIR; your other files there stay.
    The SQL is applied to a scratch database and the capture is replayed against it. A backend that is
    in DIR keeps your edits and its rows: name all of its captures, the earlier ones too.
    """
    from wirebase.project.generation import generate as generated

    with Terminal() as emit:
        result = asyncio.run(
            generated(captures, output, force=force, frontend=with_frontend, drop=drop, emit=emit)
        )
    show(result, as_json=json)


def show(result: Generated, *, as_json: bool) -> None:
    """Prints what was generated, for a person or for a program."""
    from wirebase.cli.summary import as_document, show_generated

    if as_json:
        print(as_document(result))
    else:
        show_generated(console(), result)
