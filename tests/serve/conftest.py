from __future__ import annotations

import asyncio
import http.client
import json
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.serve.library import library, write_library
from wirebase.blueprint.document import Blueprint
from wirebase.database import EmbeddedPostgres
from wirebase.database.load import Artefacts, copy_of
from wirebase.events import Event
from wirebase.serve import serving
from wirebase.serve.pages import Pages


@dataclass
class Reply:
    """An answer as it came over the wire."""

    status: int
    headers: list[tuple[str, str]]
    content: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]

    def json(self) -> Any:
        return json.loads(self.content)


@dataclass
class Client:
    """Sends requests to one server, each over a connection of its own; paths go as they are."""

    url: str
    events: list[Event] = field(default_factory=list)
    """What the server told of itself."""

    def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        sent = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("content-type", "application/json")
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            if body is not None and "transfer-encoding" not in sent:
                connection.putheader("content-length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            told = [(name.lower(), value) for name, value in answer.getheaders()]
            return Reply(answer.status, told, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Reply:
        return self("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def post(self, path: str, body: object = None, **headers: str) -> Reply:
        return self("POST", path, body, {k.replace("_", "-"): v for k, v in headers.items()})


@pytest.fixture
def folder() -> Iterator[Path]:
    """A generated folder that any user can walk to, as pytest's own is not."""
    home = Path(tempfile.mkdtemp(prefix="wirebase-test-"))
    home.chmod(0o755)
    yield write_library(home)
    _remove(home)


def _remove(home: Path, seconds: float = 20.0) -> None:
    """Removes a folder in which a Postgres that was killed may still be ending."""
    until = time.monotonic() + seconds
    while home.exists():
        shutil.rmtree(home, ignore_errors=time.monotonic() < until)
        time.sleep(0.1)


@pytest.fixture(scope="session")
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> Artefacts:
    return Artefacts.read(write_library(tmp_path_factory.mktemp("library")))


@pytest.fixture
def library_url(postgres: EmbeddedPostgres, artefacts: Artefacts) -> Iterator[str]:
    """The address of a database with the library's rows."""
    url = asyncio.run(copy_of(postgres, artefacts))
    yield url
    postgres.drop_database(urlsplit(url).path[1:])


@pytest.fixture
def client(library_url: str) -> Iterator[Client]:
    """A client of a server of the library that no other test uses."""
    with served(library_url) as client:
        yield client


@pytest.fixture(scope="session")
def reader(postgres: EmbeddedPostgres, artefacts: Artefacts) -> Iterator[Client]:
    """A client of a server that tests may share, for they leave its data alone."""
    with served(asyncio.run(copy_of(postgres, artefacts))) as client:
        yield client


@contextmanager
def served(
    url: str, pages: Pages | None = None, blueprint: Blueprint | None = None
) -> Iterator[Client]:
    """A server of the library, or of another app, in a thread."""
    ready: SimpleQueue[Client | BaseException] = SimpleQueue()
    stopping: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        stop = asyncio.Event()
        stopping.append((asyncio.get_running_loop(), stop))
        events: list[Event] = []
        async with serving(blueprint or library(), url, pages=pages, emit=events.append) as server:
            ready.put(Client(server.url, events))
            await stop.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            ready.put(error)

    thread = threading.Thread(target=run)
    thread.start()
    client = ready.get()
    if isinstance(client, BaseException):
        raise client
    try:
        yield client
    finally:  # a test that fails ends as well
        loop, stop = stopping[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join()
    assert ready.empty(), ready.get()
