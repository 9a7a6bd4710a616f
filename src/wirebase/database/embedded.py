"""Postgres in a folder, started when somebody uses it and stopped when nobody does."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from wirebase.database.account import Account
from wirebase.database.binaries import find_binaries
from wirebase.database.cluster import ensure_cluster
from wirebase.database.connection import connected, wait_until_ready
from wirebase.database.lease import Lease, alone
from wirebase.database.places import find_place
from wirebase.database.postmaster import (
    FLEETING,
    SETTINGS,
    START_TIME,
    Launch,
    Postmaster,
    attach,
    find_postmaster,
    stop,
)
from wirebase.database.refusal import REFUSALS, address, refusal
from wirebase.errors import DatabaseError


class EmbeddedPostgres:
    """A Postgres server of its own for one folder.

    Any number of processes may use one folder at once: the first starts the server, the last stops
    it, and a process that dies counts as one that stopped. What was committed survives all of it.
    """

    def __init__(self, folder: Path, *, fleeting: bool = False) -> None:
        """`fleeting` is for data that a crash of the machine may take: faster, and removed."""
        self.folder = folder.absolute()
        self._fleeting = fleeting
        self._place = self.folder
        self._lease: Lease | None = None
        self._server: Postmaster | None = None
        self._supervisor: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process number of the server."""
        return self._running().pid

    @property
    def port(self) -> int:
        """Where the server listens, on 127.0.0.1."""
        return self._running().port

    @property
    def data(self) -> Path:
        """Where the server keeps its files."""
        return self._place / "data"

    def start(self) -> Self:
        """Returns with the server taking connections; starts it again if it has died."""
        try:
            self._place, account = find_place(self.folder)
            lease = self._lease or Lease(self._place / "lease")
            lease.share()
            self._lease = lease
            with alone(self._place / "lock"):
                self._server = attach(self.data)
                if self._server is None:
                    self._launch(account)
                else:
                    # It may be repeating its log after the crash of one of its processes.
                    url = self.url()
                    _finish(lambda: wait_until_ready(url, patience=START_TIME))
        except OSError as error:
            self.stop()
            raise refusal(error, where=str(self._place)) from error
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Gives the server up; it ends unless another process uses it."""
        lease, self._lease, self._server = self._lease, None, None
        if lease is None:
            return
        try:
            if lease.keep_alone():
                stop(find_postmaster(self.data))
                self._reap()
            elif self._supervisor is not None:
                # Others still need it; it is waited for so that it leaves no zombie.
                threading.Thread(target=self._supervisor.wait, daemon=True).start()
        finally:
            lease.release()
            self._supervisor = None

    def url(self, database: str = "postgres") -> str:
        """The address of a database, with the password in it."""
        password = (self._place / "password").read_text(encoding="ascii").strip()
        host = f"127.0.0.1:{self._running().port}"
        path = quote(database, safe="")
        return f"postgresql://postgres:{password}@{host}/{path}?sslmode=disable"

    def create_database(self, name: str, *, template: str = "template1") -> str:
        """Makes a database, a copy of another that nobody is connected to; returns its address."""
        self._execute("CREATE DATABASE %I TEMPLATE %I", name, template)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Removes a database if it exists, and ends the connections to it."""
        self._execute("DROP DATABASE IF EXISTS %I WITH (FORCE)", name)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.start)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.stop)

    def _running(self) -> Postmaster:
        if self._server is None:
            raise DatabaseError("The database is not started", where=str(self.folder))
        return self._server

    def _launch(self, account: Account) -> None:
        self._reap()
        binaries = find_binaries(account)
        ensure_cluster(self._place, binaries, account)
        settings = SETTINGS | (FLEETING if self._fleeting else {})
        remove = self._place if self._fleeting else None
        launch = Launch(self._place, binaries, account, settings, remove)
        self._supervisor = launch.start()
        self._server = find_postmaster(self.data)

    def _reap(self) -> None:
        """Waits for the supervisor of a server that has ended."""
        if self._supervisor is not None:
            self._supervisor.wait()
            self._supervisor = None

    def _execute(self, statement: str, *names: str) -> None:
        """Runs a statement whose names Postgres itself quotes, from sync and async code alike."""
        url = self.url()
        _finish(lambda: _execute(url, statement, names))


@contextmanager
def scratch(within: Path | None = None) -> Iterator[EmbeddedPostgres]:
    """A server in a new temporary folder (in `within`), which is removed with it."""
    folder = Path(tempfile.mkdtemp(prefix="wirebase-scratch-", dir=within))
    server = EmbeddedPostgres(folder, fleeting=True)
    try:
        with server:
            yield server
    finally:
        for left in (server.data.parent, folder):
            shutil.rmtree(left, ignore_errors=True)


async def _execute(url: str, statement: str, names: tuple[str, ...]) -> None:
    async with connected(url) as connection:
        try:
            quoted = await connection.fetchval(
                "SELECT format($1::text, VARIADIC $2::text[])", statement, list(names)
            )
            await connection.execute(quoted)
        except REFUSALS as error:
            raise refusal(error, where=address(url)) from error


def _finish(work: Callable[[], Coroutine[None, None, None]]) -> None:
    """Runs a coroutine to its end in a loop of its own, also where one runs already."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(work())
        except BaseException as error:  # Raised again in the caller's thread.
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]
