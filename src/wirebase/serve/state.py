"""What a running server leaves in its folder: where it answers, and that the folder is taken."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from wirebase.errors import ServeError

FOLDER = ".wirebase"


class State(msgspec.Struct, frozen=True):
    """Where a folder is being served."""

    url: str
    database_url: str
    pid: int

    @classmethod
    def read(cls, folder: Path) -> State | None:
        """What the server of that folder says of itself, None where none does."""
        try:
            return msgspec.json.decode((folder / FOLDER / "serve.json").read_bytes(), type=cls)
        except (OSError, ValueError):
            return None


@contextmanager
def published(folder: Path, state: State) -> Iterator[None]:
    """Keeps DIR/.wirebase/serve.json, which only its owner can read, while the server runs."""
    path = folder / FOLDER / "serve.json"
    draft = path.with_name(f"serve.json.{state.pid}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(state), indent=1) + b"\n")
    os.replace(draft, path)
    try:
        yield
    finally:
        if State.read(folder) == state:
            path.unlink(missing_ok=True)


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Keeps other servers from the folder; ServeError where one serves it already."""
    descriptor = _lock_file(folder / FOLDER)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _taken(folder) from None
        yield
    finally:
        os.close(descriptor)


def _lock_file(home: Path) -> int:
    try:
        home.mkdir(exist_ok=True)
        # What is kept here is this machine's alone, however the folder is shared.
        (home / ".gitignore").write_text("*\n", encoding="ascii")
        return os.open(home / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise ServeError(
            f"The folder cannot be written to: {problem.strerror}",
            where=str(problem.filename or home),
            next="Serve it as its owner, or serve a copy of it.",
        ) from None


def _taken(folder: Path) -> ServeError:
    state = State.read(folder)
    where = f"{state.url}, process {state.pid}" if state else str(folder)
    return ServeError(
        f"{folder} is being served already",
        where=where,
        next="Use that server, or stop it first.",
    )
