"""The process of one job: captures an app, generates its backend, and tells of it on the way.

    python -m wirebase.studio.worker HOME JOB REACH [upload=N] [script=N] [storage=N]

The address of the database stands in the environment. An interrupt ends the exploration and goes on
with what was captured. REACH is what may be reached, whatever the job says: `any`, `public` for public
addresses alone, or HOST:PORT for that address besides. The numbers are those of open files: a capture,
the user's own steps, a saved login. The worker ends when its standard input does: nobody waits for it
any more. Pictures of the page go to standard output and nowhere else, one a line.
"""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import sys
import threading
import traceback
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from wirebase.capture.archive import read_all
from wirebase.capture.record import Options as Recording
from wirebase.capture.record import record
from wirebase.capture.redaction import Redactor
from wirebase.capture.writer import Writer, partial
from wirebase.database import open_pool
from wirebase.errors import NoTraffic, WirebaseError
from wirebase.events import Emit, Event, broadcast
from wirebase.project import generate
from wirebase.studio.findings import Told, findings
from wirebase.studio.jobs import Job, Jobs, Status, Steps, problem_of
from wirebase.studio.journal import Journal
from wirebase.studio.sketcher import Drawn
from wirebase.studio.sketching import Sketching

DATABASE = "WIREBASE_STUDIO_DATABASE"
CAPTURES = "captures"


type Files = dict[str, int]
"""Open files by what they hold."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a capture may reach."""

    public: bool = False
    """Whether only public addresses."""
    besides: tuple[str, int] | None = None
    """The address and port that may be reached even so."""

    @classmethod
    def read(cls, text: str) -> Reach:
        """What the command line says.

        >>> Reach.read("127.0.0.1:8000")
        Reach(public=True, besides=('127.0.0.1', 8000))
        """
        if text in ("any", "public"):
            return cls(public=text == "public")
        host, _, port = text.rpartition(":")
        return cls(public=True, besides=(host, int(port)))


async def work(home: Path, id: UUID, reach: Reach, files: Files) -> int:
    """Does the job; returns the exit code of the process."""
    pool = await open_pool(os.environ[DATABASE], size=2)
    jobs = Jobs(pool)
    try:
        job = await jobs.claim(id)
        if job is not None:
            async with Journal(jobs, id) as journal:
                return await _outcome(home, job, jobs, journal, reach, files)
        return 0
    finally:
        await pool.close()


async def _outcome(
    home: Path, job: Job, jobs: Jobs, journal: Journal, reach: Reach, files: Files
) -> int:
    def emit(event: Event) -> None:
        """Tells of files by their place in the studio's folder."""
        journal.emit(replace(event, text=event.text.replace(f"{home}/", "")))

    try:
        await _done(home, job, jobs, emit, reach, files)
    except BaseException as error:
        if not isinstance(error, WirebaseError):
            traceback.print_exception(error)
        problem = problem_of(error)
        journal.emit(Event("job", "failed", problem.what))
        await journal.flush()
        await jobs.finish(job.id, Status.FAILED, problem)
        return 1
    await journal.flush()
    await jobs.finish(job.id, Status.DONE)
    return 0


async def _done(home: Path, job: Job, jobs: Jobs, emit: Emit, reach: Reach, files: Files) -> None:
    folder = home / "projects" / job.name
    captures = folder / CAPTURES
    captures.mkdir(parents=True, exist_ok=True)
    told = Told()
    made = captures / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.jsonl.zst"
    if "upload" in files:
        await asyncio.to_thread(_keep, files["upload"], made, emit)
    elif job.options.capture:
        await _captured(job, made, reach, files, jobs, told, emit)
        if (await jobs.get(job.id)).status != Status.RUNNING:
            return
    found = sorted(captures.glob("*.jsonl.zst"))
    if not found:
        raise NoTraffic(
            "Nothing has been captured yet", where=job.url, next="Start the capture again."
        )
    kept = job.options.frontend
    made_of = await generate(found, folder, force=False, frontend=kept, drop=True, emit=emit)
    for event in told.final(findings(made_of.blueprint)):
        emit(event)
    await jobs.keep(job.id, made_of.blueprint, made_of.fidelity)


def _keep(upload: int, path: Path, emit: Emit) -> None:
    """Keeps a capture without its secrets; as it came, it never stands on disk."""
    emit(Event("capture", "started", "Reading the capture file"))
    capture = read_all([f"/dev/fd/{upload}"])
    os.close(upload)
    with Writer(path, Redactor(capture.salt)) as writer:
        for exchange in capture.exchanges:
            writer.write(exchange)
    counts = {"exchanges": len(capture.exchanges)}
    emit(Event("capture", "finished", f"{len(capture.exchanges)} exchanges read", counts))


async def _captured(
    job: Job, path: Path, reach: Reach, files: Files, jobs: Jobs, told: Told, emit: Emit
) -> None:
    given = {name: Path(f"/dev/fd/{descriptor}") for name, descriptor in files.items()}
    options = Recording(
        allow_writes=job.options.allow_writes,
        max_time=job.options.max_time,
        max_pages=job.options.max_pages,
        insecure=job.options.insecure,
        private_hosts=job.options.private_hosts,
        public=reach.public,
        besides=reach.besides,
        frontend=job.options.frontend,
        manual=job.options.steps == Steps.HAND,
        ending="press “Enough” on the page of the studio",
        script=given.get("script") if job.options.steps == Steps.SCRIPT else None,
        storage_state=given.get("storage"),
        picture=_show,
    )

    def named(text: str) -> str:
        for name, place in given.items():
            text = text.replace(str(place), f"your {name}")
        return text

    async def show(drawn: Drawn) -> None:
        await jobs.draw(job.id, drawn.sketch)
        for event in told.fresh(drawn.findings):
            emit(event)

    try:
        async with Sketching(partial(path), show) as sketching:
            heard = broadcast(sketching.notice, lambda e: emit(replace(e, text=named(e.text))))
            await record(job.url, path, options, heard)
    except WirebaseError as error:
        error.where = named(error.where)
        raise
    finally:
        # From now on an interrupt has nothing to end.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _show(picture: bytes) -> None:
    """Hands a picture of the page to whoever started this."""
    sys.stdout.write(base64.b64encode(picture).decode() + "\n")
    sys.stdout.flush()


def _end_with_input() -> None:
    """Ends the process when its standard input ends."""

    def wait() -> None:
        while sys.stdin.buffer.read(1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def main(home: str, job: str, reach: str, *files: str) -> int:
    """Runs the job that the arguments name."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_input()
    named = {name: int(number) for name, _, number in (one.partition("=") for one in files)}
    return asyncio.run(work(Path(home), UUID(job), Reach.read(reach), named))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
