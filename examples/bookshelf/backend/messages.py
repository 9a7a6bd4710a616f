"""What goes in and out of a handler: requests, answers, and problems raised on the way."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus
from typing import Any

type Json = Mapping[str, Json] | list[Json] | str | int | float | bool | None


class Problem(Exception):
    """An answer that says what is wrong with the request."""

    def __init__(
        self, status: HTTPStatus, code: str, message: str, fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields

    def answer(self) -> Answer:
        """The problem as the body of an answer."""
        error: dict[str, Json] = {"code": self.code, "message": self.message}
        if self.fields is not None:
            error["fields"] = dict(self.fields)
        return Answer.json({"error": error}, self.status)


def not_found(what: str) -> Problem:
    """404: there is no such thing."""
    return Problem(HTTPStatus.NOT_FOUND, "not_found", f"There is no such {what}.")


def invalid(fields: Mapping[str, str]) -> Problem:
    """422: these fields are wrong, each for its reason."""
    message = "Some fields are missing or wrong."
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "validation_failed", message, fields)


def conflict(code: str, message: str, fields: Mapping[str, str] | None = None) -> Problem:
    """409: the request contradicts what is stored."""
    return Problem(HTTPStatus.CONFLICT, code, message, fields)


@dataclass(frozen=True, slots=True)
class Request:
    """One request, with the database open for it."""

    method: str
    path: str
    query: Mapping[str, str]
    body: bytes
    token: str | None
    database: sqlite3.Connection

    def json(self) -> dict[str, Any]:
        """The object in the body; fractions arrive as exact decimals."""
        try:
            document = json.loads(self.body, parse_float=Decimal, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            message = "The body is not valid JSON."
            raise Problem(HTTPStatus.BAD_REQUEST, "malformed_json", message) from error
        if not isinstance(document, dict):
            message = "The body has to be a JSON object."
            raise Problem(HTTPStatus.BAD_REQUEST, "malformed_json", message)
        return document


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    status: HTTPStatus
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, document: Json, status: HTTPStatus = HTTPStatus.OK) -> Answer:
        """An answer with this document."""
        body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store"}
        return cls(status, body, headers)

    @classmethod
    def created(cls, document: Json) -> Answer:
        """201 with the new record."""
        return cls.json(document, HTTPStatus.CREATED)

    @classmethod
    def empty(cls) -> Answer:
        """204."""
        return cls(HTTPStatus.NO_CONTENT)
