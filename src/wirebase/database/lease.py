"""Who uses a database server, kept by file locks that the system drops when a process dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wirebase.errors import DatabaseError

if sys.platform != "win32":
    import fcntl

PAUSE = 0.02


class Lease:
    """A share in the use of a server: many processes may hold one, and the last stops the server.

    The supervisor of the server waits for the lock alone, so it hears when nobody holds it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Whether this process has a share."""
        return self._handle is not None

    def share(self, *, patience: float = 60) -> None:
        """Takes a share, waiting for a server that is being stopped."""
        if self._handle is not None:
            return
        self._handle = _open(self.path)
        try:
            _wait(self._handle, fcntl.LOCK_SH, patience, self.path)
        except BaseException:
            self.release()
            raise

    def keep_alone(self) -> bool:
        """Whether no one else has a share; if so this process keeps the lock, and else gives up."""
        if self._handle is None:
            return False
        while not _try(self._handle, fcntl.LOCK_EX):
            # Asking for the lock alone gave our share away. If it cannot be had back, then the
            # supervisor is stopping the server at this moment, and its end is waited for.
            if _try(self._handle, fcntl.LOCK_SH):
                self.release()
                return False
            time.sleep(PAUSE)
        return True

    def release(self) -> None:
        """Gives the share back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


@contextmanager
def alone(path: Path, *, patience: float = 120) -> Iterator[None]:
    """Holds a lock file for one process at a time."""
    handle = _open(path)
    try:
        _wait(handle, fcntl.LOCK_EX, patience, path)
        yield
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    if sys.platform == "win32":
        raise DatabaseError(
            "The embedded Postgres runs on Linux and macOS only",
            next="Give a database with --database URL.",
        )
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _try(handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(handle: int, how: int, patience: float, path: Path) -> None:
    deadline = time.monotonic() + patience
    while not _try(handle, how):
        if time.monotonic() > deadline:
            raise DatabaseError(
                f"Another process has been starting or stopping the database for {patience:.0f} s",
                where=str(path),
                next="Wait for it, or end it, and try again.",
            )
        time.sleep(PAUSE)
