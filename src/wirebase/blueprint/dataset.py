"""What the capture says of the rows: as they were before the session, and as it left them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import batched
from typing import Any, overload

import msgspec

from wirebase.exchange import Json

CHUNK = 1000
"""Rows that are encoded at a time."""

_encode = msgspec.json.Encoder().encode

type Record = dict[str, Json]
"""Column name to value, as JSON: timestamps as ISO text in UTC, numbers as numbers."""


class CapturedRow(msgspec.Struct, frozen=True):
    """One row, at the start of the capture and at its end; None where it did not exist."""

    start: Record | None = None
    end: Record | None = None


class Rows(Sequence[CapturedRow]):
    """Rows of which most are made up only when they are asked for, each time anew."""

    def __init__(
        self, made: Callable[[], Iterator[CapturedRow]], count: int, before: Sequence[CapturedRow]
    ) -> None:
        self._made = made
        self._count = count
        self._before = before

    def __len__(self) -> int:
        return len(self._before) + self._count

    def __iter__(self) -> Iterator[CapturedRow]:
        yield from self._before
        yield from self._made()

    @overload
    def __getitem__(self, at: int) -> CapturedRow: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[CapturedRow]: ...
    def __getitem__(self, at: int | slice) -> CapturedRow | Sequence[CapturedRow]:
        return list(self)[at]


class RecordedAnswer(msgspec.Struct, frozen=True):
    """An answer of an operation that was not explained, kept as it stood."""

    operation: str
    query: str
    """The query string, parameters in sorted order."""
    body: str
    """The request's body (canonical JSON where it is JSON), "" where there was none."""
    status: int
    headers: tuple[tuple[str, str], ...]
    answer: str
    path: str = ""
    """The path as sent."""


class Credential(msgspec.Struct, frozen=True):
    """A login that worked in the capture."""

    account: str
    """The key of the account, as text."""
    login: str
    password: str
    """The placeholder of the password: a slow hash."""
    start: bool = True
    """Whether it worked before the capture."""
    end: bool = True
    """Whether it works by its end: the password was not changed, nor the account deleted."""


class Session(msgspec.Struct, frozen=True):
    """A token that the app accepted in the capture."""

    account: str
    token: str
    """The placeholder of the token."""


class TemplateRow(msgspec.Struct, frozen=True):
    """A row that `Provision` copies."""

    template: str
    table: str
    row: Record


class Dataset(msgspec.Struct, frozen=True):
    """The captured rows of each table, and what else the capture says of the state."""

    rows: dict[str, Sequence[CapturedRow]] = {}
    passed: dict[str, list[int]] = {}
    """The numbers of rows that were made and deleted during the capture: no row gets them again."""
    recorded: list[RecordedAnswer] = []
    credentials: list[Credential] = []
    sessions: list[Session] = []
    templates: list[TemplateRow] = []
    """In the order in which the rows of a table are copied."""

    def count(self, table: str) -> int:
        """How many rows the capture left in a table."""
        return sum(row.end is not None for row in self.rows.get(table, ()))

    def encoded(self) -> Iterator[str]:
        """The dataset as a JSON document, piece by piece."""
        start = '{"rows":{'
        for name, rows in self.rows.items():
            yield f"{start}{_encode(name).decode()}:["
            start = "],"
            for number, chunk in enumerate(batched(rows, CHUNK, strict=False)):
                yield ("," if number else "") + _encode(chunk).decode()[1:-1]
        yield "]}" if self.rows else f"{start}}}"
        for name in ("recorded", "credentials", "sessions", "templates"):
            yield f',"{name}":{_encode(getattr(self, name)).decode()}'
        yield "}\n"

    @classmethod
    def decoded(cls, content: bytes) -> Dataset:
        """The dataset that such a document holds; ValueError where it is none."""
        told = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
        rows = msgspec.json.decode(told["rows"], type=dict[str, list[dict[str, _Loose | None]]])
        templates = msgspec.json.decode(told["templates"], type=list[_Loose])
        return cls(
            rows={name: [CapturedRow(**row) for row in kept] for name, kept in rows.items()},
            recorded=msgspec.json.decode(told["recorded"], type=list[RecordedAnswer]),
            credentials=msgspec.json.decode(told["credentials"], type=list[Credential]),
            sessions=msgspec.json.decode(told["sessions"], type=list[Session]),
            templates=[TemplateRow(**kept) for kept in templates],
        )


_Loose = dict[str, Any]
"""A `Record` to msgspec, which knows no types that are made of themselves."""
