"""A running Postgres server: found by its pid file, launched under a supervisor, stopped."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from wirebase.database.account import Account, environment
from wirebase.database.binaries import Binaries
from wirebase.errors import DatabaseError

PAUSE = 0.01
START_TIME = 120
"""Seconds; after a crash Postgres first repeats what it had promised."""
STOP_TIME = 15
"""Seconds for a fast shutdown before Postgres is made to stop at once, which loses nothing."""
RETRY_TIME = 10
SUPERVISOR = Path(__file__).with_name("supervisor.py")

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "wal_level": "logical",
    "max_slot_wal_keep_size": "1GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # A failing statement holds rows and secrets, which belong in no log.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
}
FLEETING = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""For a server whose data need not outlive the machine's next crash."""


@dataclass(frozen=True, slots=True)
class Postmaster:
    """The first process of a server."""

    pid: int
    port: int
    status: str


@dataclass(frozen=True, slots=True)
class Launch:
    """All that is needed to start a server."""

    place: Path
    binaries: Binaries
    account: Account
    settings: Mapping[str, str]
    remove: Path | None
    """What the supervisor removes once nobody uses the server."""

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.place / "data"

    def start(self) -> subprocess.Popen[bytes]:
        """The supervisor of a server that takes connections."""
        deadline = time.monotonic() + RETRY_TIME
        port = _free_port(_last_port(self.place))
        while True:
            supervisor = self._spawn(port)
            if self._is_ready(supervisor):
                (self.place / "port").write_text(f"{port}\n", encoding="ascii")
                return supervisor
            log = (self.place / "log").read_text(encoding="utf-8", errors="replace")
            if not _passes(log) or time.monotonic() > deadline:
                raise _failed(log, self.place)
            time.sleep(0.2)
            port = _free_port(port)

    def _spawn(self, port: int) -> subprocess.Popen[bytes]:
        command = [str(self.binaries.folder / "postgres"), "-D", str(self.data), "-p", str(port)]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        order = {
            "command": command,
            "identity": self.account.identity(),
            "lease": str(self.place / "lease"),
            "remove": str(self.remove) if self.remove else None,
        }
        log = os.open(self.place / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            return subprocess.Popen(
                [sys.executable, "-I", "-S", SUPERVISOR, json.dumps(order)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=environment() | _stale_pid(self.data),
                start_new_session=True,
            )
        finally:
            os.close(log)

    def _is_ready(self, supervisor: subprocess.Popen[bytes]) -> bool:
        """Whether the server took connections before it ended."""
        deadline = time.monotonic() + START_TIME
        while supervisor.poll() is None:
            found = find_postmaster(self.data)
            if found and found.status == "ready":
                return True
            if time.monotonic() > deadline:
                supervisor.kill()
                stop(found)
                raise _failed(f"FATAL:  it was not ready after {START_TIME} s", self.place)
            time.sleep(PAUSE)
        return False


def find_postmaster(data: Path) -> Postmaster | None:
    """The server that runs on a data folder now, if one does."""
    lines = _pid_file(data)
    if not lines or not lines[0].lstrip("-").isdecimal() or not _serves(int(lines[0]), data):
        return None
    port = lines[3] if len(lines) > 3 else ""
    status = lines[7] if len(lines) > 7 else "starting"
    return Postmaster(abs(int(lines[0])), int(port) if port.isdecimal() else 0, status)


def attach(data: Path) -> Postmaster | None:
    """The server on a data folder, once it is neither starting nor stopping any more."""
    deadline = time.monotonic() + START_TIME
    while (found := find_postmaster(data)) is not None and found.status != "ready":
        if time.monotonic() > deadline:
            raise _failed(f"FATAL:  it was still {found.status} after {START_TIME} s", data.parent)
        time.sleep(PAUSE)
    return found


def stop(server: Postmaster | None) -> None:
    """Ends a server: open transactions are rolled back, and all that was committed is kept."""
    if server is None:
        return
    for how, patience in ((signal.SIGINT, STOP_TIME), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        try:
            os.kill(server.pid, how)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not _lives(server.pid):
                return
            time.sleep(PAUSE)


def _pid_file(data: Path) -> list[str]:
    try:
        text = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return [line.strip() for line in text.splitlines()]


def _serves(pid: int, data: Path) -> bool:
    """Whether the process is a live Postgres on this folder, and no zombie or later namesake."""
    try:
        process = psutil.Process(abs(pid))
        return process.status() != psutil.STATUS_ZOMBIE and str(data) in process.cmdline()
    except psutil.AccessDenied:
        return True
    except psutil.Error:
        return False


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _stale_pid(data: Path) -> dict[str, str]:
    """Tells Postgres which pid in its pid file is nobody's.

    Postgres sees only that some process has that number (a zombie, or a later one), and would not
    start. It overlooks the number of its own grandparent, which it takes from this variable, and
    still checks that no orphan of the old server has the shared memory open.
    """
    lines = _pid_file(data)
    return {"PG_GRANDPARENT_PID": lines[0].lstrip("-")} if lines else {}


def _last_port(place: Path) -> int:
    try:
        return int((place / "port").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def _free_port(wanted: int) -> int:
    """The wanted port if nobody listens there, else another."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                continue
            return int(probe.getsockname()[1])
    raise DatabaseError(
        "There is no free port on 127.0.0.1 for the database",
        next="Close other servers, or give a database with --database URL.",
    )


def _passes(log: str) -> bool:
    """Whether what stopped the start goes away: a port just taken, the last of an old server."""
    return any(
        sign in log
        for sign in (
            "Address already in use",
            "pre-existing shared memory block",
            'lock file "postmaster.pid"',
        )
    )


def _failed(log: str, place: Path) -> DatabaseError:
    fatal = re.findall(r"(?:FATAL|PANIC): +(.*)", log)
    reason = fatal[-1] if fatal else " ".join(log.split()) or "it gave no reason"
    then = "Read the log, or give a database with --database URL."
    if "No space left" in log:
        then = "Free space on that disk, and try again."
    elif "ermission denied" in log:
        then = "Let the user that Postgres runs as write there, or give --database URL."
    return DatabaseError(f"Postgres did not start: {reason}", where=str(place / "log"), next=then)
