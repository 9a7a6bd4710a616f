"""The child processes of the studio: workers of jobs, and the backends that they made."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from wirebase.blueprint.frontend import FOLDER as FRONTEND
from wirebase.blueprint.frontend import INDEX
from wirebase.errors import ServeError
from wirebase.serve import State
from wirebase.studio.given import Given
from wirebase.studio.jobs import Job, Jobs, Problem, Status
from wirebase.studio.worker import DATABASE

DEMO = Path(__file__).parents[3] / "examples" / "bookshelf" / "app.py"
"""The demo app, which stands beside a checkout and not in the wheel."""
PATIENCE = 20.0
"""Seconds that a child has for ending in order."""
type Process = asyncio.subprocess.Process


@dataclass(slots=True)
class _Child:
    process: Process
    picture: bytes = b""
    """The latest picture of the page, kept in memory alone."""
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Backend:
    """A backend that runs."""

    url: str
    database_url: str


class _Ready(msgspec.Struct):
    """What a server says once it accepts requests, as far as it is looked at."""

    ready: str


class Runner:
    """Starts and ends the children; none outlives it. Unless it is `local`, captures reach public
    addresses alone, and the demo app.
    """

    def __init__(self, jobs: Jobs, home: Path, database_url: str, *, local: bool = True) -> None:
        self._local = local
        self._jobs = jobs
        self._home = home
        self._database_url = database_url
        self._workers: dict[UUID, _Child] = {}
        self._backends: dict[UUID, _Child] = {}
        self._given: dict[UUID, Given] = {}
        """As long as the studio runs, so that a job can go on."""
        self._serving = asyncio.Lock()
        self._demo: tuple[str, _Child] | None = None
        self._watching: set[asyncio.Task[None]] = set()
        self._closing = False

    def folder(self, job: Job) -> Path:
        """Where the backend of a job is generated."""
        return self._home / "projects" / job.name

    def backend(self, job: Job) -> Backend:
        """The backend of a job; ServeError where it does not run."""
        state = State.read(self.folder(job))
        if not job.backend_url or state is None:
            raise ServeError("The backend does not run", next="Start it, and try again.")
        return Backend(job.backend_url, state.database_url)

    def picture(self, id: UUID) -> bytes:
        """The page that the browser shows, as JPEG; empty where none does."""
        child = self._workers.get(id)
        return child.picture if child else b""

    async def start(
        self, job: Job, *, upload: int | None = None, given: Given | None = None
    ) -> None:
        """Starts the worker of a job, with an open file that holds a capture where one was given."""
        await self.stop_backend(job.id)
        if given is not None:
            self._given[job.id] = given
        with self._given.get(job.id, Given()).opened() as files:
            whole = files if upload is None else {**files, "upload": upload}
            await self._start(job, whole)

    def has_script(self, id: UUID) -> bool:
        """Whether the script of a job is still known."""
        return bool(self._given.get(id, Given()).script)

    def has_login(self, id: UUID) -> bool:
        """Whether the login that a job starts with is still known."""
        return bool(self._given.get(id, Given()).storage)

    def forget(self, id: UUID) -> None:
        """Forgets what was given for a job."""
        self._given.pop(id, None)

    async def _start(self, job: Job, files: dict[str, int]) -> None:
        more = [f"{name}={descriptor}" for name, descriptor in files.items()]
        whose = (str(self._home), str(job.id), self._reach(job))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "wirebase.studio.worker", *whose, *more),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=self._log(job),
            env=os.environ | {DATABASE: self._database_url},
            pass_fds=tuple(files.values()),
            start_new_session=True,
            limit=1 << 24,
        )
        child = _Child(process)
        self._workers[job.id] = child
        watch = asyncio.create_task(self._watch(job, child))
        child.tasks.append(watch)
        self._watching.add(watch)
        watch.add_done_callback(self._watching.discard)

    def _reach(self, job: Job) -> str:
        """What the capture of a job may reach, in the worker's words."""
        if self._local:
            return "any"
        return urlsplit(job.url).netloc if self.is_demo(job.url) else "public"

    def _log(self, job: Job) -> int:
        folder = self._home / "logs"
        folder.mkdir(exist_ok=True)
        return os.open(folder / f"{job.name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    async def _watch(self, job: Job, child: _Child) -> None:
        assert child.process.stdout
        while line := await child.process.stdout.readline():
            with contextlib.suppress(ValueError):
                child.picture = base64.b64decode(line)
        code = await child.process.wait()
        if self._workers.get(job.id) is child:
            del self._workers[job.id]
        what = f"The worker ended with exit code {code}"
        problem = Problem(what=what, where=f"logs/{job.name}.log", next="Resume the job.")
        await self._jobs.finish(job.id, Status.FAILED, problem)
        if (await self._jobs.get(job.id)).status == Status.DONE:
            with contextlib.suppress(ServeError):
                await self.serve(job, fresh=True)

    def end_capture(self, id: UUID) -> bool:
        """Lets the worker go on with what was captured; False where none runs."""
        child = self._workers.get(id)
        if child and child.process.returncode is None:
            child.process.send_signal(signal.SIGINT)
            return True
        return False

    async def cancel(self, id: UUID) -> None:
        """Ends a job; what was captured is kept."""
        await self._jobs.finish(id, Status.CANCELLED)
        if child := self._workers.get(id):
            await _end(child.process)
            # Until it is mourned: what its end tells must not be taken for that of the next one.
            await asyncio.gather(*child.tasks, return_exceptions=True)

    async def serve(self, job: Job, *, fresh: bool = False) -> str:
        """Starts the backend of a job, or finds it running; returns its address."""
        async with self._serving:
            known = self._backends.get(job.id)
            if known and known.process.returncode is None:
                current = (await self._jobs.get(job.id)).backend_url
                if current:
                    return current
            if self._closing:
                raise ServeError("The studio is closing", next="Start it again.")
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "wirebase", "serve", str(self.folder(job)), "--json"),
                *(["--fresh"] if fresh else []),
                *(["--with-frontend"] if self._has_frontend(job) else []),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
            child = _Child(process)
            self._backends[job.id] = child
            url = await _ready(process)
            await self._jobs.serve(job.id, url)
            child.tasks.append(asyncio.create_task(self._mourn(job.id, child)))
            return url

    def _has_frontend(self, job: Job) -> bool:
        return job.options.frontend and (self.folder(job) / FRONTEND / INDEX).exists()

    async def _mourn(self, id: UUID, child: _Child) -> None:
        """Tells when a backend has ended."""
        assert child.process.stderr
        while await child.process.stderr.read(1 << 16):
            pass
        await child.process.wait()
        if self._backends.get(id) is child:
            del self._backends[id]
            await self._jobs.serve(id, None)

    async def demo_app(self) -> str:
        """The address of the demo app, which runs as long as the studio does."""
        if self._demo and self.is_demo(self._demo[0]):
            return self._demo[0]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(DEMO), "--port", "0", "--reset"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        assert process.stdout
        line = (await process.stdout.readline()).decode()
        if not line.startswith("ready "):
            raise ServeError("The demo app did not start", where=str(DEMO))
        child = _Child(process)
        child.tasks.append(asyncio.create_task(_drained(process)))
        self._demo = (line.split()[1], child)
        return self._demo[0]

    def is_demo(self, url: str) -> bool:
        """Whether the demo app runs and answers at an address."""
        if self._demo is None or self._demo[1].process.returncode is not None:
            return False
        return urlsplit(url).netloc == urlsplit(self._demo[0]).netloc

    async def stop_backend(self, id: UUID) -> None:
        """Stops the backend of a job, where it runs."""
        if child := self._backends.get(id):
            await _end(child.process)
            await asyncio.gather(*child.tasks, return_exceptions=True)

    async def close(self) -> None:
        """Ends all children, those too that one starts as it ends."""
        self._closing = True
        while children := self._living():
            await asyncio.gather(*(_end(child.process) for child in children))
            await asyncio.gather(
                *(task for child in children for task in child.tasks),
                *self._watching,
                return_exceptions=True,
            )
        async with self._serving:  # a backend that was about to be started is one of the children
            await asyncio.gather(*(_end(child.process) for child in self._living()))

    def _living(self) -> list[_Child]:
        demo = [self._demo[1]] if self._demo else []
        children = [*self._workers.values(), *self._backends.values(), *demo]
        return [child for child in children if child.process.returncode is None]


@contextlib.asynccontextmanager
async def running(
    jobs: Jobs, home: Path, database_url: str, *, local: bool = True
) -> AsyncIterator[Runner]:
    """A runner whose children end with the block."""
    runner = Runner(jobs, home, database_url, local=local)
    try:
        yield runner
    finally:
        await runner.close()


async def _ready(process: Process) -> str:
    """The address that a server tells once it accepts requests."""
    assert process.stdout
    assert process.stderr
    line = await process.stdout.readline()
    try:
        return msgspec.json.decode(line, type=_Ready).ready
    except msgspec.MsgspecError:
        said = (await process.stderr.read()).decode("utf-8", "replace").strip()
        await process.wait()
        told = said.rpartition("error: ")[2] or "it said nothing"
        raise ServeError("The backend could not start", where=told.splitlines()[0]) from None


async def _drained(process: Process) -> None:
    """Reads what a child says, so that it never waits to be heard."""
    assert process.stdout
    while await process.stdout.read(1 << 16):
        pass


async def _end(process: Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
