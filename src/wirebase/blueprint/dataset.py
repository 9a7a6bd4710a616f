"""What the capture says of the rows: as they were before the session, and as it left them."""

from __future__ import annotations

import msgspec

from wirebase.exchange import Json

type Record = dict[str, Json]
"""Column name to value, as JSON: timestamps as ISO text in UTC, numbers as numbers."""


class CapturedRow(msgspec.Struct, frozen=True):
    """One row, at the start of the capture and at its end; None where it did not exist."""

    start: Record | None = None
    end: Record | None = None


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

    rows: dict[str, list[CapturedRow]] = {}
    recorded: list[RecordedAnswer] = []
    credentials: list[Credential] = []
    sessions: list[Session] = []
    templates: list[TemplateRow] = []
    """In the order in which the rows of a table are copied."""
