"""The SQLite database: opened, created when new, and used by one request at a time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

APPLICATION_ID = 0x626B7368  # marks the file as ours, so that --reset never empties another
SCHEMA = Path(__file__).with_name("schema.sql")


class DatabaseRefused(Exception):
    """The file is not a database of this app."""


class Database:
    """One SQLite file."""

    def __init__(self, path: Path, *, reset: bool = False) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection = self._open()
        if self._tables():
            self._check_owner()
            if reset:
                self._discard()
        if not self._tables():
            self._create()

    @property
    def empty(self) -> bool:
        """Whether it has no user yet."""
        row = self._connection.execute("SELECT NOT EXISTS (SELECT 1 FROM users)").fetchone()
        return bool(row[0])

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection, alone: committed at the end, rolled back on any error."""
        with self._lock, self._connection:
            yield self._connection

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def _open(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(self._path, check_same_thread=False)
        except sqlite3.OperationalError as error:
            raise DatabaseRefused(f"{self._path}: {error}") from error
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def _tables(self) -> bool:
        try:
            return self._connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
        except sqlite3.DatabaseError as error:
            raise DatabaseRefused(f"{self._path}: {error}") from error

    def _check_owner(self) -> None:
        if self._connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise DatabaseRefused(f"{self._path} is the database of another program")

    def _discard(self) -> None:
        self._connection.close()
        self._path.unlink()
        self._connection = self._open()

    def _create(self) -> None:
        self._connection.executescript(
            f"BEGIN; PRAGMA application_id = {APPLICATION_ID}; {SCHEMA.read_text('utf-8')} COMMIT;"
        )
