"""From captures to a folder with a backend in it, applied and verified on a scratch database."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from wirebase.blueprint.document import Blueprint
from wirebase.build.frontend import frontend_of, write_frontend
from wirebase.build.project import keep, write
from wirebase.capture.archive import Capture, read_all
from wirebase.database import EmbeddedPostgres, scratch
from wirebase.database.load import Artefacts, copy_of
from wirebase.errors import DatabaseError, NoTraffic, UsageError
from wirebase.events import Emit, Event
from wirebase.infer.pipeline import infer
from wirebase.infer.sampling import working_set
from wirebase.infer.traffic import select
from wirebase.project import history, overrides, samples
from wirebase.verify import Fidelity, verify
from wirebase.verify.fidelity import FILE as FIDELITY
from wirebase.verify.report import FILE as REPORT
from wirebase.verify.report import save

BLUEPRINT = "blueprint.json"
OURS = frozenset({BLUEPRINT, overrides.FILE, "captures", ".wirebase"})
"""What says that a folder is, or is to become, a generated backend."""


@dataclass(frozen=True, slots=True)
class Generated:
    """What came of a generation."""

    folder: Path
    capture: Capture
    blueprint: Blueprint
    fidelity: Fidelity | None
    """None where it could not be measured."""
    problem: str = ""
    """Why it could not be."""


def check_folder(folder: Path, *, force: bool) -> None:
    """Raises UsageError where the folder holds something that is not a generated backend."""
    if force or not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError("This is no folder", where=str(folder), next="Name another with -o.")
    names = {entry.name for entry in folder.iterdir()}
    if edits := len(history.read(folder)):
        raise UsageError(
            f"{edits} edits were made of this backend, which a new one would not have",
            where=str(folder),
            next="Name another folder with -o, or use --force to give the edits up.",
        )
    if names and BLUEPRINT not in names and not names <= OURS:
        raise UsageError(
            "The folder holds something else",
            where=f"{folder}: {', '.join(sorted(names)[:3])}",
            next="Name another with -o, or use --force: files of the same names are replaced.",
        )


async def generate(
    captures: Sequence[str | Path],
    folder: Path,
    *,
    force: bool,
    frontend: bool = False,
    emit: Emit,
) -> Generated:
    """Leaves a backend for the captures in the folder; the user's other files there stay.

    With `frontend` the captured pages and assets are kept beside it; what its `wirebase.toml` says
    wins over what the captures tell. Raises DatabaseError where
    Postgres refuses the SQL: what was generated is left to be looked at.
    """
    check_folder(folder, force=force)
    said = overrides.kept(folder)
    capture = await asyncio.to_thread(_read, captures, emit)
    blueprint, dataset = await asyncio.to_thread(
        infer,
        capture.exchanges,
        salt=capture.salt,
        dropped=capture.dropped,
        rest=capture.rest or (),
        repeats=capture.rest.repeats if capture.rest else 0,
        overrides=said,
        emit=emit,
    )
    emit(Event("build", "started", f"Writing {folder}"))
    await asyncio.to_thread(write, blueprint, dataset, folder)
    (folder / history.FILE).unlink(missing_ok=True)
    seen = samples.samples(blueprint, capture.exchanges)
    await asyncio.to_thread(keep, [(samples.FILE, [samples.text(seen)])], folder)
    if frontend:
        await asyncio.to_thread(_keep_frontend, capture, folder, emit)
    # Until this run has measured it, no older report may speak for what was written now.
    (folder / FIDELITY).unlink(missing_ok=True)
    save(folder / REPORT, blueprint, None, "it was not finished")
    fidelity, problem = await _verified(folder, capture, emit)
    if fidelity:
        fidelity.save(folder / FIDELITY)
    save(folder / REPORT, blueprint, fidelity, problem)
    return Generated(folder, capture, blueprint, fidelity, problem)


def _read(captures: Sequence[str | Path], emit: Emit) -> Capture:
    emit(Event("capture", "started", f"Reading {', '.join(map(str, captures))}"))
    capture = read_all(captures, working_set)
    emit(Event("capture", "finished", f"{capture.read} exchanges read"))
    if capture.rest is not None:
        told = f"{len(capture.exchanges)} of them are worked with, the others give rows and types"
        emit(Event("capture", "progress", told))
    say_dropped(capture, emit)
    return capture


def _keep_frontend(capture: Capture, folder: Path, emit: Emit) -> None:
    traffic = select(capture.exchanges)
    kept = frontend_of((*traffic.pages, *traffic.assets, *traffic.redirects))
    if not kept.frontend.home:
        raise NoTraffic(
            "The capture holds no page whose content was kept",
            where=str(folder),
            next="Capture the app again with --with-frontend.",
        )
    write_frontend(kept, folder)
    told = f"The front end: {len(kept.frontend.files)} pages and assets"
    emit(Event("build", "finished", told, {"files": len(kept.frontend.files)}))
    if kept.missing:
        some = ", ".join(kept.missing[:3])
        emit(Event("build", "warning", f"{len(kept.missing)} were not kept whole ({some})"))


def say_dropped(capture: Capture, emit: Emit) -> None:
    """Tells what of the captures was not taken, and why."""
    if capture.dropped:
        reasons = ", ".join(f"{count} {why}" for why, count in capture.dropped.items())
        emit(Event("capture", "warning", f"Not taken: {reasons}"))


async def _verified(folder: Path, capture: Capture, emit: Emit) -> tuple[Fidelity | None, str]:
    with ExitStack() as stack:
        emit(Event("database", "started", "Applying the SQL to a scratch database"))
        try:
            server = await asyncio.to_thread(stack.enter_context, scratch())
        except DatabaseError as problem:
            return _unverified(problem, emit)
        await _applied(folder, server, emit)
        try:
            return await verify(folder, capture, server, emit=emit), ""
        except NoTraffic as problem:
            return _unverified(problem, emit)


async def _applied(folder: Path, server: EmbeddedPostgres, emit: Emit) -> None:
    """Returns where Postgres takes the migrations, and the rows as the capture left them."""
    database = await copy_of(server, await asyncio.to_thread(Artefacts.read, folder))
    emit(Event("database", "finished", "The migrations and the captured rows were applied"))
    await asyncio.to_thread(server.drop_database, database.rpartition("/")[2].partition("?")[0])


def _unverified(problem: DatabaseError | NoTraffic, emit: Emit) -> tuple[None, str]:
    emit(Event("verify", "warning", f"The fidelity could not be measured: {problem.what}"))
    return None, str(problem).replace("\n", " ")


def folder_name(url: str) -> str:
    """A name for a folder, after the host of a URL.

    >>> folder_name("http://127.0.0.1:8000/app"), folder_name("https://app.example.com")
    ('127.0.0.1-8000', 'app.example.com')
    """
    return re.sub(r"[^\w.-]+", "-", urlsplit(url).netloc.rpartition("@")[2])
