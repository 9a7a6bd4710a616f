"""Trials: one request to a running backend, as whoever is chosen of its accounts."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from wirebase.blueprint.document import Authentication, Blueprint
from wirebase.blueprint.operations import Operation
from wirebase.build.browsing import Wish, page, visible
from wirebase.build.sessions import CLOSE_SESSION, OPEN_SESSION
from wirebase.database import REFUSALS, connected, refusal
from wirebase.errors import ServeError, UsageError
from wirebase.studio.drafts import Drafts
from wirebase.studio.forms import Form, encoded
from wirebase.studio.jobs import Job, Jobs, NoJob
from wirebase.studio.runner import Backend, Runner
from wirebase.studio.views import Trouble
from wirebase.verify.client import Client, Reply
from wirebase.verify.client import Request as Sent

MOST_ACCOUNTS = 50
LONGEST_ANSWER = 500_000
"""Characters of an answer that are shown."""
LONGEST_BODY = 4 << 20
VARIABLE = re.compile(r"\{([^{}]*)\}")
TOKEN = re.compile(r"[!#$%&'*+.^_`|~\w-]+", re.ASCII)
"""The name of a header."""
LINE_BREAK = re.compile(r"[\r\n\0]")
OWN = ("host", "content-length", "connection", "transfer-encoding")
"""Headers that say how a request is sent, not what is asked."""


class AccountView(BaseModel):
    """An account of the app."""

    key: str
    name: str
    """What it goes by, as far as that is known, and its key."""


class NewTrial(BaseModel):
    """A request to an endpoint."""

    operation: str
    path: dict[str, str] = {}
    query: list[tuple[str, str]] = Field(default=[], max_length=200)
    headers: dict[str, str] = {}
    body: str | None = Field(default=None, max_length=LONGEST_BODY)
    form: Form | None = None
    """In place of the body."""
    account: str = ""
    """The key of the account that asks; "" is nobody."""


class TrialView(BaseModel):
    """What the backend answered."""

    method: str
    target: str
    """Path and query as they were sent, without what tells who asks."""
    status: int
    headers: list[tuple[str, str]]
    body: str
    cut: bool
    """Whether the body was too long to be shown whole."""
    milliseconds: float


class Trials:
    """The endpoints for trying endpoints."""

    def __init__(self, jobs: Jobs, runner: Runner, drafts: Drafts) -> None:
        self._jobs = jobs
        self._runner = runner
        self._drafts = drafts
        self.router = APIRouter(prefix="/studio/v1", responses={400: {"model": Trouble}})
        self.router.get("/jobs/{id}/accounts")(self.accounts)
        self.router.post("/jobs/{id}/trials")(self.attempt)

    async def accounts(
        self, id: UUID, search: Annotated[str, Query(max_length=1000)] = ""
    ) -> list[AccountView]:
        """Some accounts of the running backend, by what they go by."""
        job, blueprint = await self._blueprint(id)
        known = blueprint.authentication
        if known is None:
            return []
        table = blueprint.table(known.table)
        found = page(table, Wish(MOST_ACCOUNTS, search=search))
        names = [column.name for column in visible(table)]
        told = dict.fromkeys((*known.logins, known.key))
        shown = [names.index(name) for name in told if name in names]
        async with connected(self._runner.backend(job).database_url) as connection:
            try:
                rows = await connection.fetch(found.sql, *found.arguments)
            except REFUSALS as error:
                raise refusal(error, where=table.name) from error
        at = names.index(known.key)
        return [
            AccountView(key=row[at], name=" · ".join(row[n] for n in shown if row[n] is not None))
            for row in rows
        ]

    async def attempt(self, id: UUID, asked: NewTrial) -> TrialView:
        """Sends one request to the running backend, which may change its rows."""
        job, blueprint = await self._blueprint(id)
        operation = next((o for o in blueprint.operations if o.name == asked.operation), None)
        if operation is None:
            raise NoJob("There is no such endpoint", where=asked.operation)
        target = _target(operation, asked)
        backend = self._runner.backend(job)
        async with _session(backend, blueprint, asked.account) as token:
            known = blueprint.authentication if token else None
            sent = _request(operation, target, asked, known, token)
            begin = time.perf_counter()
            reply = await asyncio.to_thread(_answer, backend.url, sent)
            took = (time.perf_counter() - begin) * 1000
        if reply.failure:
            raise ServeError("The backend did not answer", where=reply.failure)
        text = reply.content.decode("utf-8", "replace")
        return TrialView(
            method=operation.method,
            target=target,
            status=reply.status,
            headers=list(reply.headers),
            body=text[:LONGEST_ANSWER],
            cut=len(text) > LONGEST_ANSWER,
            milliseconds=round(took, 1),
        )

    async def _blueprint(self, id: UUID) -> tuple[Job, Blueprint]:
        job = await self._jobs.get(id)
        draft = await self._drafts.get(job, self._runner.folder(job))
        return job, draft.base


@asynccontextmanager
async def _session(backend: Backend, blueprint: Blueprint, account: str) -> AsyncIterator[str]:
    """The token of a session that ends with the trial; "" where nobody asks."""
    if not account:
        yield ""
        return
    if blueprint.authentication is None:
        raise UsageError("The app knows no accounts", where=account)
    async with connected(backend.database_url) as connection:
        token: str = await connection.fetchval(OPEN_SESSION, account)
        try:
            yield token
        finally:
            await connection.execute(CLOSE_SESSION, token)


def _answer(origin: str, sent: Sent) -> Reply:
    client = Client(origin)
    try:
        return client.send(sent)
    finally:
        client.close()


def _target(operation: Operation, asked: NewTrial) -> str:
    empty = [name for name in VARIABLE.findall(operation.path) if not asked.path.get(name)]
    if empty:
        raise UsageError("A part of the path is empty", where=", ".join(empty))
    path = VARIABLE.sub(lambda found: quote(asked.path[found[1]], safe=""), operation.path)
    return f"{path}?{urlencode(asked.query)}" if asked.query else path


def _request(
    operation: Operation, target: str, asked: NewTrial, known: Authentication | None, token: str
) -> Sent:
    headers = {
        name.lower(): LINE_BREAK.sub(" ", value).encode().decode("latin-1")
        for name, value in asked.headers.items()
        if TOKEN.fullmatch(name) and name.lower() not in OWN
    }
    body = None if asked.body is None else asked.body.encode("utf-8", "replace")
    if asked.form:
        headers["content-type"], body = encoded(asked.form)
        if len(body) > LONGEST_BODY:
            raise UsageError(f"A form may have {LONGEST_BODY >> 20} MB", where=operation.name)
    elif body is not None:
        headers.setdefault("content-type", "application/json")
    cookies = []
    for carrier in known.carriers if known else ():
        if carrier.place == "cookie":
            cookies.append(f"{carrier.name}={token}")
        elif carrier.place == "query":
            target += ("&" if "?" in target else "?") + urlencode({carrier.name: token})
        else:
            headers[carrier.name] = f"{carrier.scheme} {token}" if carrier.scheme else token
    if cookies:
        headers["cookie"] = "; ".join(cookies)
    return Sent(operation.method, target, headers, body)


__all__ = ["Trials"]
