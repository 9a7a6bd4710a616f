"""`wirebase edit`: changes the tables of a generated backend, its database included."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from pydantic import TypeAdapter, ValidationError

from wirebase.blueprint.edits import Edit, told
from wirebase.errors import UsageError
from wirebase.project.folder import Project
from wirebase.project.outcome import Outcome
from wirebase.project.phrases import PHRASES, parsed

_EDITS: TypeAdapter[list[Edit]] = TypeAdapter(list[Edit])


def edit(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `wirebase generate` wrote.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="EDIT...", help="Such as: rename-column books.author author_id"),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="A JSON list of edits, - for standard input."),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Undo the latest edit.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Also where captured rows or endpoints are against it.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the SQL, and change nothing.")
    ] = False,
    revision: Annotated[
        int | None, typer.Option(metavar="N", help="Only if the blueprint is at this revision.")
    ] = None,
    database: Annotated[
        str, typer.Option(metavar="URL", help="Another Postgres to migrate than the one in DIR.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Show the outcome as JSON.")] = False,
) -> None:
    """Change the tables of a generated backend.

    The blueprint, the SQL and the database in DIR change together or not at all. An edit that the
    captured rows speak against is refused, and says which.
    """
    project = Project(folder)
    edits, undoes = _asked(project, words or [], source, undo=undo)
    if dry_run:
        done = project.outcome(edits, force=force or bool(undoes))
    else:
        done = asyncio.run(
            project.apply(edits, force=force, revision=revision, database=database, undoes=undoes)
        )
    _show(done, dry_run=dry_run, as_json=as_json)


def _asked(
    project: Project, words: list[str], source: Path | None, *, undo: bool
) -> tuple[list[Edit], int]:
    """The edits, and the revision that they undo or 0."""
    if bool(words) + (source is not None) + undo != 1:
        phrases = "".join(f"\n  {verb} {rest}" for verb, rest in PHRASES.items())
        raise UsageError(
            "One edit in words, --from FILE or --undo is wanted", next=f"The words are:{phrases}"
        )
    if undo:
        inverse, revision = project.undoing()
        return [inverse], revision
    if source is None:
        return [parsed(words)], 0
    try:
        text = sys.stdin.read() if str(source) == "-" else source.read_text("utf-8")
        return _EDITS.validate_json(text), 0
    except OSError as problem:
        raise UsageError(
            f"The edits cannot be read: {problem.strerror}", where=str(source)
        ) from None
    except ValidationError as problem:
        first = problem.errors()[0]
        place = "/".join(str(part) for part in first["loc"])
        raise UsageError(
            f"These are no edits: {first['msg']}", where=f"{source} at /{place}"
        ) from None


def _show(done: Outcome, *, dry_run: bool, as_json: bool) -> None:
    losses = list(done.difference.losses())
    if as_json:
        document: dict[str, Any] = {
            "revision": done.blueprint.revision,
            "edits": [told(entry.edit) for entry in done.entries],
            "overruled": done.overruled,
            "losses": losses,
            "sql": done.migration,
        }
        print(msgspec.json.encode(document).decode())
        return
    for text in (*done.overruled, *losses):
        print(f"! {text}", file=sys.stderr)
    print(done.migration or "-- Nothing changes in the database.", end="\n" * (not done.migration))
    state = "would be" if dry_run else "is"
    print(f"✓ The blueprint {state} at revision {done.blueprint.revision}", file=sys.stderr)
