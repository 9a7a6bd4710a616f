"""Jobs: the rows of `analysis_jobs`, and what is told of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from importlib.resources import files
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from wirebase.blueprint.document import Blueprint
from wirebase.database import Pool
from wirebase.errors import UsageError, WirebaseError
from wirebase.events import Event
from wirebase.studio.sketch import Sketch
from wirebase.verify import Fidelity

COLUMNS = (
    "id, url, status, created_at, updated_at, started_at, finished_at, name, options, progress,"
    " error, fidelity, backend_url"
)
"""All but the blueprint and the sketch, which are asked for by themselves."""


class Status(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """The studio ended while it ran: it can go on."""


class Steps(StrEnum):
    """Who uses the app while it is captured."""

    EXPLORE = "explore"
    HAND = "hand"
    """The user, in a browser window."""
    SCRIPT = "script"
    """A script of the user's, which is not kept."""


class Options(BaseModel):
    """How an app is captured."""

    capture: bool = True
    """Whether the app is opened at all; not where a capture file was given."""
    allow_writes: bool = False
    max_time: int = Field(default=300, ge=10, le=3600)
    """Seconds that the exploration may take."""
    max_pages: int = Field(default=60, ge=1, le=1000)
    insecure: bool = False
    private_hosts: bool = False
    """Whether an app of the public web may reach this machine and its network."""
    frontend: bool = False
    """Whether pages and assets are kept, so that the backend shows them too."""
    steps: Steps = Steps.EXPLORE
    logged_in: bool = False
    """Whether a saved login was given to start with, which is not kept."""


class Problem(BaseModel):
    """What went wrong, where, and what to do."""

    what: str
    where: str = ""
    next: str = ""


class Stage(BaseModel):
    """One stage of a job."""

    stage: str
    started: datetime
    finished: datetime | None = None
    text: str = ""
    counts: dict[str, int] = {}


class Progress(BaseModel):
    """How far a job is, stage by stage."""

    text: str = ""
    """What is being done."""
    stages: list[Stage] = []


class Scores(BaseModel):
    """How faithfully the backend answers, each from 0 to 1."""

    exchanges: int
    status: float
    shape: float
    value: float
    exact: float


class Job(BaseModel):
    """A row of `analysis_jobs`, without the blueprint."""

    id: UUID
    url: str
    name: str
    """Of its folder."""
    status: Status
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    options: Options = Options()
    progress: Progress = Progress()
    error: Problem | None = None
    fidelity: Scores | None = None
    backend_url: str | None = None
    sketch: Sketch | None = None
    """Of one job that is asked for alone: its tables, as far as its capture shows them."""


class JobEvent(BaseModel):
    """A line of the feed."""

    id: int
    job: UUID
    at: datetime
    stage: str
    what: str
    text: str
    counts: dict[str, int] = {}


class NoJob(UsageError):
    """There is no job of that id."""


def problem_of(error: BaseException) -> Problem:
    """What to tell of an error; of one that nobody foresaw, its kind alone."""
    if isinstance(error, BaseExceptionGroup):
        return problem_of(error.exceptions[0])
    if isinstance(error, WirebaseError):
        return Problem(what=error.what, where=error.where, next=error.next)
    return Problem(
        what=f"An unforeseen error: {type(error).__name__}",
        next="This is a fault of Wirebase; the log of the job says more.",
    )


class Jobs:
    """The jobs in a database."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def prepare(self) -> None:
        """Makes the tables, where they are not there yet."""
        await self._pool.execute(files("wirebase.studio").joinpath("jobs.sql").read_text("utf-8"))

    async def create(self, url: str, name: str, options: Options) -> Job:
        """A new job, which waits for its turn."""
        row = await self._pool.fetchrow(
            f"insert into analysis_jobs (url, name, options) values ($1, $2, $3)"
            f" returning {COLUMNS}",
            url,
            name,
            options.model_dump_json(),
        )
        return _job(row)

    async def all(self) -> list[Job]:
        """All jobs, newest first."""
        rows = await self._pool.fetch(
            f"select {COLUMNS} from analysis_jobs order by created_at desc limit 200"
        )
        return [_job(row) for row in rows]

    async def get(self, id: UUID) -> Job:
        """The job of that id."""
        row = await self._pool.fetchrow(
            f"select {COLUMNS}, sketch from analysis_jobs where id = $1", id
        )
        if row is None:
            raise NoJob("There is no such job", where=str(id), next="Go back to the list of jobs.")
        return _job(row)

    async def claim(self, id: UUID) -> Job | None:
        """The job, if it waited and is this caller's now; another worker never gets it too."""
        row = await self._pool.fetchrow(
            "update analysis_jobs set status = 'running', started_at = now(), finished_at = null,"
            " error = null, progress = '{}', sketch = null where id = (select id from analysis_jobs"
            " where id = $1 and status = 'queued' for update skip locked)"
            f" returning {COLUMNS}",
            id,
        )
        return _job(row) if row else None

    async def queue(self, id: UUID, options: Options) -> Job:
        """Lets a job that has ended run again."""
        row = await self._pool.fetchrow(
            "update analysis_jobs set status = 'queued', options = $2, error = null"
            f" where id = $1 and status not in ('queued', 'running') returning {COLUMNS}",
            id,
            options.model_dump_json(),
        )
        if row is None:
            await self.get(id)
            raise UsageError("The job is running already", where=str(id))
        return _job(row)

    async def finish(self, id: UUID, status: Status, error: Problem | None = None) -> None:
        """Ends a job that has not ended yet."""
        await self._pool.execute(
            "update analysis_jobs set status = $2, error = $3, finished_at = now()"
            " where id = $1 and status in ('queued', 'running')",
            id,
            str(status),
            error.model_dump_json() if error else None,
        )

    async def remove(self, id: UUID) -> None:
        """Forgets a job."""
        await self._pool.execute("delete from analysis_jobs where id = $1", id)

    async def abandon(self) -> None:
        """Marks jobs whose worker can no longer be there."""
        await self._pool.execute(
            "update analysis_jobs set status = 'interrupted', finished_at = now()"
            " where status in ('queued', 'running')"
        )
        await self._pool.execute(
            "update analysis_jobs set backend_url = null where backend_url is not null"
        )

    async def advance(self, id: UUID, progress: Progress) -> None:
        """Tells how far a job is."""
        await self._pool.execute(
            "update analysis_jobs set progress = $2 where id = $1", id, progress.model_dump_json()
        )

    async def draw(self, id: UUID, sketch: Sketch) -> None:
        """Tells what tables a job has come to so far."""
        await self._pool.execute(
            "update analysis_jobs set sketch = $2 where id = $1", id, sketch.model_dump_json()
        )

    async def tell(self, id: UUID, events: Iterable[Event]) -> None:
        """Adds lines to the feed of a job."""
        await self._pool.executemany(
            "insert into job_events (job, stage, what, text, counts) values ($1, $2, $3, $4, $5)",
            [(id, e.stage, e.what, e.text, json.dumps(e.counts)) for e in events],
        )

    async def events(self, id: UUID, after: int, limit: int) -> list[JobEvent]:
        """The feed of a job after an event, or its end where that is 0."""
        order = "desc" if after == 0 else "asc"
        rows = await self._pool.fetch(
            "select id, job, at, stage, what, text, counts from job_events"
            f" where job = $1 and id > $2 order by id {order} limit $3",
            id,
            after,
            limit,
        )
        found = [JobEvent.model_validate(_read(row)) for row in rows]
        return sorted(found, key=lambda event: event.id)

    async def blueprint(self, id: UUID) -> Blueprint | None:
        """The blueprint of a job with its pending edits; None before there is one."""
        text = await self._pool.fetchval("select schema from analysis_jobs where id = $1", id)
        return Blueprint.model_validate_json(text) if text else None

    async def keep(self, id: UUID, blueprint: Blueprint, fidelity: Fidelity | None) -> None:
        """Keeps what a job has come to; edits that are pending stay, as far as they still fit."""
        scores = None
        if fidelity:
            fields = set(Scores.model_fields)
            scores = Scores.model_validate(fidelity.total.model_dump(include=fields))
        await self._pool.execute(
            "update analysis_jobs set schema = $2, fidelity = $3 where id = $1",
            id,
            blueprint.model_dump_json(),
            scores.model_dump_json() if scores else None,
        )

    async def serve(self, id: UUID, url: str | None) -> None:
        """Tells where the backend of a job answers."""
        await self._pool.execute("update analysis_jobs set backend_url = $2 where id = $1", id, url)


JSON = ("options", "progress", "error", "fidelity", "counts", "sketch")
"""The columns that hold documents."""


def _read(row: Any) -> dict[str, Any]:
    return {
        name: json.loads(value) if name in JSON and value is not None else value
        for name, value in row.items()
    }


def _job(row: Any) -> Job:
    return Job.model_validate(_read(row))
