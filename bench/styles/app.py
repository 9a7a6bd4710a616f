"""What the apps have in common: ids, names, sessions, refusals."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from bench.styles import clock
from bench.styles.naming import camel, renamed, snake
from bench.styles.refusals import told
from bench.styles.style import Style
from bench.styles.web import Refusal, Reply, Request, Row, Table, invalid

type Handler = Callable[[Any, Request], Reply | None]
"""Answers the requests of one kind, None to others."""


class App[S: Style]:
    """An app that answers as its style wants."""

    login_name = "username"
    """What its users log in with, besides a password."""

    def __init__(self, style: S, seed: int, handlers: Sequence[Handler]) -> None:
        self.style = style
        self.chance = Random(seed)
        self.clock = clock.Clock(self.chance)
        self.users: Table = {}
        self.sessions: dict[str, Any] = {}
        """The user's id by the token."""
        self._handlers = handlers
        self._serials: dict[str, int] = {}

    def answer(
        self, method: str, path: str, query: dict[str, str], body: Row, headers: dict[str, str]
    ) -> Reply:
        """What the app says to a request."""
        inner = path.removeprefix(self.style.prefix).strip("/")
        parts = tuple(unquote(part) for part in inner.split("/"))
        query = {snake(name): value for name, value in query.items()}
        request = Request(method, parts, query, renamed(body, snake), headers)
        try:
            reply = self._handled(request)
        except Refusal as refusal:
            refusal.fields = {self.name(field): text for field, text in refusal.fields.items()}
            reply = Reply(refusal.status, told(refusal, self.style))
        return Reply(reply.status, renamed(reply.body, self.name), reply.headers)

    def _handled(self, request: Request) -> Reply:
        for handler in self._handlers:
            reply = handler(self, request)
            if reply is not None:
                return reply
        raise Refusal(404, "Not found")

    # How things are written

    def name(self, name: str) -> str:
        """A name as the API writes it."""
        return camel(name) if self.style.case == "camel" else name

    def time(self, moment: datetime | None) -> str | int | None:
        return clock.shown(moment, self.style)

    def one(self, name: str, row: Row, status: int = 200) -> Reply:
        """The answer that is this row."""
        match self.style.single:
            case "bare":
                return Reply(status, row)
            case "data":
                return Reply(status, {"data": row})
            case "named":
                return Reply(status, {name: row})
            case "success":
                return Reply(status, {"success": True, "data": row})

    def new(self, name: str, row: Row) -> Reply:
        """The answer that tells of a new row."""
        return self.one(name, row, self.style.created)

    # Rows

    def new_id(self, kind: str) -> str | int:
        match self.style.ids:
            case "int" | "slug":
                self._serials[kind] = self._serials.get(kind, 0) + 1
                return self._serials[kind]
            case "uuid":
                return str(UUID(int=self.chance.getrandbits(128), version=4))
            case "objectid":
                return f"{self.chance.getrandbits(96):024x}"

    def added(self, table: Table, row: Row) -> Row:
        """The row, which stands in the table from now on."""
        table[row["id"]] = row
        return row

    def find(self, table: Table, key: object, what: str) -> Row:
        """The row with this id."""
        row = next((row for found, row in table.items() if str(found) == str(key)), None)
        if row is None or row.get("deleted"):
            raise Refusal(404, f"{what} not found")
        return row

    def require(self, body: Row, *names: str) -> None:
        """Refuses a body without these fields."""
        missing = [name for name in names if body.get(name) in (None, "")]
        if missing:
            status = 422 if self.style.error in ("detail", "problem") else 400
            raise invalid(status, **dict.fromkeys(missing, "This field is required."))

    # Sessions

    def with_password(self, name: object, password: object) -> Row | None:
        """The user who has both."""
        for user in self.users.values():
            if user[self.login_name] == name and user["password"] == password:
                return user
        return None

    def new_token(self, user: Row) -> str:
        token = f"{self.chance.getrandbits(128):032x}"
        self.sessions[token] = user["id"]
        return token

    def signed_in(self, request: Request) -> Row:
        """The user who asks."""
        user = self._asking(request.headers)
        if user is None:
            raise Refusal(401, "Authentication required")
        return user

    def _asking(self, headers: dict[str, str]) -> Row | None:
        scheme, _, credentials = headers.get("authorization", "").partition(" ")
        match self.style.auth:
            case "basic":
                if scheme != "Basic":
                    return None
                name, _, password = base64.b64decode(credentials).decode().partition(":")
                return self.with_password(name, password)
            case "cookie":
                found = re.search(r"session=(\w+)", headers.get("cookie", ""))
                token = found[1] if found else ""
            case "apikey":
                token = headers.get("x-api-key", "")
            case "bearer" | "token":
                token = credentials
        return self.users.get(self.sessions.get(token))
