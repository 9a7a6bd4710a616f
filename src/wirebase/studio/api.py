"""The API of the page, under /studio/v1."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, FastAPI, Query, Request, WebSocket
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response

from wirebase import __version__
from wirebase.blueprint.editing import EditRefused
from wirebase.build.migration import table_sql
from wirebase.capture.archive import read_all
from wirebase.capture.browser import has_display
from wirebase.capture.reach import is_private
from wirebase.capture.record import checked_url
from wirebase.errors import UsageError, WirebaseError
from wirebase.exchange import Exchange
from wirebase.project.folder import Stale
from wirebase.project.generation import folder_name
from wirebase.studio.data import Data, OtherRow
from wirebase.studio.downloads import Downloads
from wirebase.studio.drafts import Draft, Drafts, preview
from wirebase.studio.fields import FieldError
from wirebase.studio.forms import form_of
from wirebase.studio.given import Given, Unfit, nameless
from wirebase.studio.jobs import Job, JobEvent, Jobs, NoJob, Options, Steps
from wirebase.studio.page import Page, folder
from wirebase.studio.realtime import Client, Feed
from wirebase.studio.runner import DEMO, Runner
from wirebase.studio.shipping import Shipping
from wirebase.studio.trials import Trials
from wirebase.studio.views import (
    Applied,
    Edits,
    EndpointView,
    ExchangeView,
    Migration,
    NewJob,
    ObjectionView,
    PreviewView,
    Resume,
    SchemaView,
    Seen,
    Sql,
    Studio,
    Trial,
    Trouble,
    endpoints,
)
from wirebase.verify import Fidelity
from wirebase.verify.fidelity import FILE as FIDELITY

LARGEST_UPLOAD = 512 << 20
REMOTE = "Private addresses are only captured where the studio listens on loopback."
LONGEST_BODY = 20_000
"""Characters of a recorded body that are shown."""
STATUS = {
    NoJob: 404,
    Stale: 409,
    OtherRow: 409,
    EditRefused: 422,
    FieldError: 422,
    UsageError: 400,
}


class Api:
    """The endpoints, over the parts of the studio."""

    def __init__(
        self, jobs: Jobs, runner: Runner, drafts: Drafts, feed: Feed, *, local: bool = True
    ) -> None:
        self._local = local
        self._jobs = jobs
        self._runner = runner
        self._drafts = drafts
        self._feed = feed
        self._captured: tuple[Path, float, list[Exchange]] | None = None
        self.router = APIRouter(prefix="/studio/v1", responses={400: {"model": Trouble}})
        parts = (
            Data(jobs, runner, drafts),
            Trials(jobs, runner, drafts),
            Shipping(jobs, runner, local=local),
            Downloads(jobs, runner, drafts),
        )
        self.routers = (self.router, *(part.router for part in parts))
        self._route()

    def _route(self) -> None:
        get, post = self.router.get, self.router.post
        get("/studio")(self.studio)
        get("/jobs")(self.jobs)
        post("/jobs", status_code=201)(self.create)
        post("/captures", status_code=201)(self.upload)
        post("/demo", status_code=201)(self.demo)
        get("/jobs/{id}")(self.job)
        self.router.delete("/jobs/{id}", status_code=204)(self.remove)
        post("/jobs/{id}/finish", status_code=202)(self.finish)
        post("/jobs/{id}/cancel")(self.cancel)
        post("/jobs/{id}/resume")(self.resume)
        get("/jobs/{id}/events")(self.events)
        get("/jobs/{id}/picture", response_class=Response)(self.picture)
        post("/jobs/{id}/backend")(self.start_backend)
        self.router.delete("/jobs/{id}/backend")(self.stop_backend)
        get("/jobs/{id}/schema")(self.schema)
        post("/jobs/{id}/preview")(self.preview)
        get("/jobs/{id}/sql/{table}")(self.sql)
        post("/jobs/{id}/edits")(self.edit)
        post("/jobs/{id}/undo")(self.undo)
        post("/jobs/{id}/redo")(self.redo)
        get("/jobs/{id}/migration")(self.migration)
        post("/jobs/{id}/apply")(self.apply)
        get("/jobs/{id}/endpoints")(self.endpoints)
        get("/jobs/{id}/exchanges/{index}")(self.exchange)

    # Jobs

    async def studio(self) -> Studio:
        """The studio itself."""
        return Studio(
            version=__version__,
            demo=DEMO.exists(),
            windows=has_display(),
            scripts=self._local,
            private_hosts=self._local,
        )

    async def jobs(self) -> list[Job]:
        """All jobs, newest first."""
        return await self._jobs.all()

    async def create(self, asked: NewJob) -> Job:
        """Starts to capture a web app."""
        url = checked_url(asked.url.strip())
        given = Given(asked.script.get_secret_value(), asked.storage.get_secret_value())
        options = asked.options.model_copy(update={"logged_in": bool(given.storage)})
        self._check(options, given)
        await self._check_reach(url, options)
        return await self._start(url, options, given)

    def _check(self, options: Options, given: Given) -> None:
        """Raises where an app cannot be captured so."""
        if options.steps == Steps.SCRIPT and not given.script:
            raise Unfit("script", "Choose your script.")
        if given.script and not self._local:
            raise Unfit("script", "Scripts are only taken where the studio listens on loopback.")
        if options.steps == Steps.HAND and not has_display():
            raise Unfit("options/steps", "There is no display for a browser window here.")
        given.check()

    async def _check_reach(self, url: str, options: Options) -> None:
        """Raises where others than this machine would reach its network through a capture."""
        if self._local or not options.capture:
            return
        if options.private_hosts:
            raise Unfit("options/private_hosts", REMOTE)
        if not self._runner.is_demo(url) and await is_private(urlsplit(url).hostname or ""):
            raise Unfit("url", REMOTE)

    async def demo(self) -> Job:
        """Starts the bundled demo app, and captures it."""
        url = await self._runner.demo_app()
        return await self._start(url, Options(allow_writes=True, max_time=60, frontend=True))

    async def _start(self, url: str, options: Options, given: Given | None = None) -> Job:
        job = await self._jobs.create(url, await self._free_name(folder_name(url)), options)
        await self._runner.start(job, given=given)
        return job

    async def _free_name(self, wish: str) -> str:
        taken = {job.name for job in await self._jobs.all()}
        name, number = wish, 1
        while name in taken:
            number += 1
            name = f"{wish}-{number}"
        return name

    async def upload(self, request: Request, name: Annotated[str, Query(max_length=200)]) -> Job:
        """Generates a backend from a capture file, which is the body of the request."""
        wish = re.sub(r"[^\w.-]+", "-", Path(name).name.partition(".")[0]) or "capture"
        descriptor = await _received(request)
        try:
            options = Options(capture=False)
            job = await self._jobs.create(name, await self._free_name(wish), options)
            await self._runner.start(job, upload=descriptor)
        finally:
            os.close(descriptor)
        return job

    async def job(self, id: UUID) -> Job:
        """One job."""
        return await self._jobs.get(id)

    async def remove(self, id: UUID) -> None:
        """Forgets a job; its folder stays on disk."""
        await self._runner.cancel(id)
        await self._runner.stop_backend(id)
        self._runner.forget(id)
        await self._jobs.remove(id)

    async def finish(self, id: UUID) -> bool:
        """Ends the exploration; the job goes on with what was captured."""
        return self._runner.end_capture(id)

    async def cancel(self, id: UUID) -> Job:
        """Ends a job; what was captured is kept."""
        await self._runner.cancel(id)
        return await self._jobs.get(id)

    async def resume(self, id: UUID, asked: Resume) -> Job:
        """Lets a job that has ended run again, with another capture or with what is there."""
        known = await self._jobs.get(id)
        folder = self._runner.folder(known)
        has_captures = any(folder.glob("captures/*.jsonl.zst"))
        wanted = asked.options or known.options
        options = wanted.model_copy(update={"capture": asked.capture or not has_captures})
        self._check_known(id, options)
        await self._check_reach(known.url, options)
        job = await self._jobs.queue(id, options)
        self._drafts.forget(id)
        await self._runner.start(job)
        return job

    def _check_known(self, id: UUID, options: Options) -> None:
        """Raises where an app would be captured again with what is not known any more."""
        again = "Start a new project, and give it again."
        if options.capture and options.steps == Steps.SCRIPT and not self._runner.has_script(id):
            raise UsageError("Your script was not kept, as it may hold a password", next=again)
        if options.capture and options.logged_in and not self._runner.has_login(id):
            raise UsageError("The login that you gave was not kept", next=again)

    async def events(
        self,
        id: UUID,
        after: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 300,
    ) -> list[JobEvent]:
        """The feed of a job after an event, or its end."""
        return await self._jobs.events(id, after, limit)

    async def picture(self, id: UUID) -> Response:
        """What the browser of a job shows now."""
        picture = self._runner.picture(id)
        headers = {"cache-control": "no-store"}
        if not picture:
            return Response(status_code=204, headers=headers)
        return Response(picture, media_type="image/jpeg", headers=headers)

    async def start_backend(self, id: UUID) -> Job:
        """Serves the backend of a job."""
        await self._runner.serve(await self._jobs.get(id))
        return await self._jobs.get(id)

    async def stop_backend(self, id: UUID) -> Job:
        """Stops the backend of a job; its rows stay."""
        await self._runner.stop_backend(id)
        return await self._jobs.get(id)

    # The blueprint

    async def _draft(self, id: UUID) -> tuple[Job, Path, Draft]:
        job = await self._jobs.get(id)
        folder = self._runner.folder(job)
        return job, folder, await self._drafts.get(job, folder)

    async def schema(self, id: UUID) -> SchemaView:
        """The blueprint of a job with its pending edits."""
        _, _, draft = await self._draft(id)
        return SchemaView.of(draft)

    async def preview(self, id: UUID, asked: Trial) -> PreviewView:
        """What edits would do: the SQL, and what speaks against them."""
        _, _, draft = await self._draft(id)
        made = await asyncio.to_thread(preview, draft, asked.edits)
        return PreviewView(
            sql=made.sql,
            migration=made.migration,
            objections=[ObjectionView.of(one) for one in made.objections],
            losses=list(made.losses),
        )

    async def sql(self, id: UUID, table: str) -> Sql:
        """The SQL that makes a table, as the blueprint is now."""
        _, _, draft = await self._draft(id)
        if not any(one.name == table for one in draft.current.tables):
            raise NoJob("There is no such table", where=table)
        return Sql(sql=await asyncio.to_thread(table_sql, draft.current, table))

    async def edit(self, id: UUID, asked: Edits) -> SchemaView:
        """Makes edits."""
        job = await self._jobs.get(id)
        folder = self._runner.folder(job)
        draft = await self._drafts.edit(job, folder, asked.edits, asked.revision, force=asked.force)
        return SchemaView.of(draft)

    async def undo(self, id: UUID, seen: Seen) -> SchemaView:
        """Takes the last edit back."""
        job = await self._jobs.get(id)
        return SchemaView.of(await self._drafts.undo(job, self._runner.folder(job), seen.revision))

    async def redo(self, id: UUID, seen: Seen) -> SchemaView:
        """Makes the edit again that was taken back last."""
        job = await self._jobs.get(id)
        return SchemaView.of(await self._drafts.redo(job, self._runner.folder(job), seen.revision))

    async def migration(self, id: UUID) -> Migration:
        """The SQL that applying the pending edits would run."""
        job = await self._jobs.get(id)
        sql, losses = await self._drafts.migration(job, self._runner.folder(job))
        return Migration(sql=sql, losses=losses)

    async def apply(self, id: UUID, seen: Seen) -> Applied:
        """Applies the pending edits to the folder and its database, all or none."""
        job = await self._jobs.get(id)
        folder = self._runner.folder(job)
        draft, sql = await self._drafts.apply(job, folder, seen.revision)
        url = None
        if job.backend_url:
            await self._runner.stop_backend(id)
            url = await self._runner.serve(job)
        return Applied(blueprint=SchemaView.of(draft), sql=sql, backend_url=url)

    # What came of it

    async def endpoints(self, id: UUID) -> list[EndpointView]:
        """The endpoints of the app, and how faithfully they are answered."""
        _, folder, draft = await self._draft(id)
        path = folder / FIDELITY
        fidelity = await asyncio.to_thread(Fidelity.load, path) if path.exists() else None
        return endpoints(draft.current, fidelity)

    async def exchange(self, id: UUID, index: int) -> ExchangeView:
        """A recorded exchange, by the number with which evidence names it."""
        job = await self._jobs.get(id)
        exchanges = await asyncio.to_thread(self._exchanges, self._runner.folder(job))
        if not 0 <= index < len(exchanges):
            raise NoJob("There is no such exchange", where=str(index))
        one = exchanges[index]
        return ExchangeView(
            index=index,
            method=one.method,
            url=one.url,
            status=one.status,
            request=one.request.text[:LONGEST_BODY],
            form=form_of(one.request),
            answer=one.answer.text[:LONGEST_BODY],
        )

    def _exchanges(self, folder: Path) -> list[Exchange]:
        captures = sorted(folder.glob("captures/*.jsonl.zst"))
        newest = max((path.stat().st_mtime for path in captures), default=0.0)
        if self._captured is None or self._captured[:2] != (folder, newest):
            found = list(read_all(captures).exchanges) if captures else []
            self._captured = (folder, newest, found)
        return self._captured[2]

    async def realtime(self, socket: WebSocket) -> None:
        """Supabase Realtime's protocol."""
        await socket.accept()
        await Client(socket, self._feed, socket.query_params.get("vsn", "1.0.0")).run()


def application(api: Api, page: Page) -> FastAPI:
    """The whole application, page included."""
    app = FastAPI(
        title="Wirebase Studio",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/studio/v1/openapi.json",
        generate_unique_id_function=lambda route: route.name,
    )
    for router in api.routers:
        app.include_router(router)
    app.add_api_websocket_route("/realtime/v1/websocket", api.realtime)
    app.add_exception_handler(WirebaseError, _told)
    app.add_exception_handler(RequestValidationError, _misshapen)

    @app.api_route("/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def file(path: str) -> Response:
        return page.answer(path)

    return app


def description() -> str:
    """What the API says of itself, as `web/openapi.json` holds it."""
    nothing: Any = None
    api = Api(nothing, nothing, nothing, nothing)
    return json.dumps(application(api, Page(folder())).openapi(), indent=1) + "\n"


def _told(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, WirebaseError)
    trouble = Trouble(what=error.what, where=error.where, next=error.next)
    if isinstance(error, EditRefused):
        trouble.objections = [ObjectionView.of(one) for one in error.objections]
    if isinstance(error, FieldError):
        trouble.fields = error.fields
    if isinstance(error, Stale):
        trouble.revision = error.revision
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 502)
    return JSONResponse(trouble.model_dump(), status)


def _misshapen(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fields: dict[str, str] = {}
    for one in error.errors():
        place = "/".join(str(part) for part in one["loc"][1:])
        fields.setdefault(place, one["msg"])
    first = next(iter(fields.items()), ("", "The request makes no sense"))
    trouble = Trouble(what=first[1], where=first[0], fields=fields)
    return JSONResponse(trouble.model_dump(), 422)


async def _received(request: Request) -> int:
    """An open file with the body of the request, which has no name on any disk."""
    descriptor = nameless("capture")
    try:
        await asyncio.shield(_copied(request.stream(), descriptor))
        os.lseek(descriptor, 0, os.SEEK_SET)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


async def _copied(chunks: AsyncIterator[bytes], descriptor: int) -> None:
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > LARGEST_UPLOAD:
            raise UsageError(
                f"The file is larger than {LARGEST_UPLOAD >> 20} MB",
                next="Use `wirebase generate FILE -o DIR` for it.",
            )
        view = memoryview(chunk)
        while view:
            view = view[os.write(descriptor, view) :]
    if not size:
        raise UsageError("The file is empty", next="Choose a HAR or mitmproxy flow file.")


__all__ = ["Api", "application"]
