"""From captures to a folder with a backend in it, applied and verified on a scratch database."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from wirebase.blueprint.changes import changes
from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.document import Blueprint
from wirebase.build.frontend import frontend_of, write_frontend
from wirebase.build.project import keep, write
from wirebase.capture.archive import Capture, read_all
from wirebase.database import EmbeddedPostgres, scratch
from wirebase.database.load import Artefacts, copy_of
from wirebase.errors import BlueprintError, DatabaseError, NoTraffic, UsageError
from wirebase.events import Emit, Event, ignore
from wirebase.infer.pipeline import infer
from wirebase.infer.sampling import working_set
from wirebase.infer.traffic import select
from wirebase.project import history, overrides, samples
from wirebase.project.acceptance import Inferred, accepted, written
from wirebase.project.folder import Project
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
    changed: tuple[str, ...] | None = None
    """Of a backend that was there before: what is other now, in words."""


def check_folder(folder: Path, *, force: bool) -> None:
    """Raises UsageError where the folder holds something that is not a generated backend."""
    if force or not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError("This is no folder", where=str(folder), next="Name another with -o.")
    names = {entry.name for entry in folder.iterdir()}
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
    drop: bool = False,
    emit: Emit,
) -> Generated:
    """Leaves a backend for the captures in the folder; the user's other files there stay.

    One that is there already keeps its edits and the rows of its database, which is migrated; `drop`
    allows for losing what the captures do not show any more, and `force` begins anew.

    With `frontend` the captured pages and assets are kept beside it; what its `wirebase.toml` says
    wins over what the captures tell. Raises DatabaseError where
    Postgres refuses the SQL: what was generated is left to be looked at.
    """
    check_folder(folder, force=force)
    said = overrides.kept(folder)
    capture = await asyncio.to_thread(_read, captures, emit)

    def inference(as_recorded: frozenset[str]) -> tuple[Blueprint, Dataset]:
        return infer(
            capture.exchanges,
            salt=capture.salt,
            dropped=capture.dropped,
            rest=capture.rest or (),
            repeats=capture.rest.repeats if capture.rest else 0,
            overrides=said,
            as_recorded=as_recorded,
            emit=ignore if as_recorded else emit,
        )

    inferred = await written(inference, emit)
    with ExitStack() as stack:
        emit(Event("build", "started", f"Writing {folder}"))
        server = await asyncio.to_thread(_scratch, stack)
        if isinstance(server, EmbeddedPostgres):
            inferred = await accepted(inferred, server, emit)
        blueprint, changed = await _written(inferred, folder, force=force, drop=drop, emit=emit)
        seen = samples.samples(blueprint, capture.exchanges)
        await asyncio.to_thread(keep, [(samples.FILE, [samples.text(seen)])], folder)
        if frontend:
            await asyncio.to_thread(_keep_frontend, capture, folder, emit)
        # Until this run has measured it, no older report may speak for what was written now.
        (folder / FIDELITY).unlink(missing_ok=True)
        save(folder / REPORT, blueprint, None, "it was not finished")
        fidelity, problem = await _verified(folder, capture, server, emit)
    if fidelity:
        fidelity.save(folder / FIDELITY)
    save(folder / REPORT, blueprint, fidelity, problem)
    return Generated(folder, capture, blueprint, fidelity, problem, changed)


async def _written(
    inferred: Inferred, folder: Path, *, force: bool, drop: bool, emit: Emit
) -> tuple[Blueprint, tuple[str, ...] | None]:
    """The blueprint that the folder has now, and what is other than before where there was one."""
    blueprint, dataset = inferred
    earlier = None if force else _earlier(folder, emit)
    if earlier is not None:
        return await _renewed(earlier, blueprint, dataset, drop=drop, emit=emit)
    await asyncio.to_thread(write, blueprint, dataset, folder)
    (folder / history.FILE).unlink(missing_ok=True)
    return blueprint, None


def _earlier(folder: Path, emit: Emit) -> Project | None:
    """The backend that is in the folder, if it can go on; one that was edited must."""
    if not (folder / BLUEPRINT).exists():
        return None
    project = Project(folder)
    try:
        project.blueprint()
        project.dataset()
    except BlueprintError as problem:
        if project.history():
            raise
        emit(Event("build", "warning", f"What is in {folder} is begun anew: {problem.what}"))
        return None
    return project


async def _renewed(
    project: Project, inferred: Blueprint, dataset: Dataset, *, drop: bool, emit: Emit
) -> tuple[Blueprint, tuple[str, ...]]:
    """The blueprint that the folder has now, and what is other than before."""
    before, folder = project.blueprint(), project.folder
    if before.origin.salt != inferred.origin.salt:
        raise UsageError(
            f"The folder holds the backend of {before.origin.url}, the capture is of"
            f" {inferred.origin.url}",
            where=str(folder),
            next="Name another folder with -o, or use --force to begin anew here.",
        )
    found = await project.renew(inferred, dataset, drop=drop)
    for text in found.refused:
        emit(Event("build", "warning", f"This edit could not be made again: {text}"))
    changed = tuple(changes(found.outcome.difference))
    emit(Event("build", "progress", f"{len(changed)} changes since the last capture"))
    return found.outcome.blueprint, changed


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


def _scratch(stack: ExitStack) -> EmbeddedPostgres | DatabaseError:
    """A scratch server, or why there is none."""
    try:
        return stack.enter_context(scratch())
    except DatabaseError as problem:
        return problem


async def _verified(
    folder: Path, capture: Capture, server: EmbeddedPostgres | DatabaseError, emit: Emit
) -> tuple[Fidelity | None, str]:
    if isinstance(server, DatabaseError):
        return _unverified(server, emit)
    emit(Event("database", "started", "Applying the SQL to a scratch database"))
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
