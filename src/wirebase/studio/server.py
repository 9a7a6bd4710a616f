"""The studio as a whole: its database, its children, its API and its page, on one address."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from wirebase.database import EmbeddedPostgres, open_pool
from wirebase.database.load import has_database
from wirebase.errors import ServeError
from wirebase.serve.server import listening
from wirebase.studio.access import LOOPBACK, Access, token_of
from wirebase.studio.api import Api, application
from wirebase.studio.drafts import Drafts
from wirebase.studio.jobs import Jobs
from wirebase.studio.page import Page, folder
from wirebase.studio.realtime import feeding
from wirebase.studio.runner import running

DATABASE = "studio"


def usual_home() -> Path:
    """Where the studio keeps its projects when it is not told."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(data) / "wirebase" / "studio"


@asynccontextmanager
async def studio(home: Path, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Yields the address of the page, token included, once it answers."""
    with _claimed(home):
        async with EmbeddedPostgres(home / "postgres") as server:
            if not await has_database(server.url(), DATABASE):
                await asyncio.to_thread(server.create_database, DATABASE)
            async with _serving(home, host, port, server.url(DATABASE)) as url:
                token = token_of(home)
                with _published(home, url):
                    yield f"{url}/?token={token}"


@asynccontextmanager
async def _serving(home: Path, host: str, port: int, database: str) -> AsyncIterator[str]:
    pool = await open_pool(database)
    local = host in LOOPBACK
    try:
        jobs = Jobs(pool)
        await jobs.prepare()
        await jobs.abandon()
        async with (
            feeding(pool, database) as feed,
            running(jobs, home, database, local=local) as runner,
        ):
            api = Api(jobs, runner, Drafts(pool), feed, local=local)
            guarded = Access(application(api, Page(folder())), token_of(home), (host,))
            async with listening(guarded, host, port, websockets=True) as url:
                yield url
    finally:
        await pool.close()


@contextmanager
def _published(home: Path, url: str) -> Iterator[None]:
    path = home / "studio.json"
    path.write_text(json.dumps({"url": url, "pid": os.getpid()}) + "\n", "utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _claimed(home: Path) -> Iterator[None]:
    """Makes the home, and keeps a second studio from it."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(home / "studio.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServeError(
                "A studio is running already",
                where=_where(home),
                next="Use that one, stop it first, or give this one another --home.",
            ) from None
        yield
    finally:
        os.close(handle)


def _where(home: Path) -> str:
    try:
        known = json.loads((home / "studio.json").read_text("utf-8"))
        return f"{known['url']}, process {known['pid']}"
    except (OSError, ValueError, KeyError):
        return str(home)
