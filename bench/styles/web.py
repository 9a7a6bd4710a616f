"""Requests, and what an app says to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ORIGIN = "https://app.example"

type Row = dict[str, Any]
type Table = dict[Any, Row]
"""Rows by their ids."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request, its names in snake case whatever the style."""

    method: str
    parts: tuple[str, ...]
    """Of the path, without what all paths begin with."""
    query: dict[str, str]
    body: Row
    headers: dict[str, str]

    @property
    def call(self) -> tuple[str, ...]:
        """Method and path."""
        return (self.method, *self.parts)

    @property
    def path(self) -> str:
        return "/" + "/".join(self.parts)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """Why an app does not do what is asked, and what is wrong with the fields that were sent."""

    def __init__(self, status: int, message: str, **fields: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.fields = fields


def invalid(status: int = 400, **fields: str) -> Refusal:
    """The refusal of such fields."""
    return Refusal(status, "Validation failed", **fields)
