"""Captures of small apps as lines of text, and what is inferred from them.

A line is `[@who] METHOD target status [answer] [+name: value]... [<- request]`, answer and request
in JSON; a line that begins otherwise goes on with the one before. `@ann` carries the bearer token
`<ann>`, `@sid=ann` the cookie `sid` that holds it, `@x-key:ann` the header `x-key`, `@basic:ann` Ann's
name and password;
`+name: value` is a header of the answer.
`<ann>` stands for a token's placeholder, `<pw ann>` for a password's.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from msgspec.structs import replace

from tests.infer.fixtures import exchange
from wirebase.blueprint.dataset import Dataset, Record
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.operations import Operation
from wirebase.events import Event
from wirebase.exchange import Exchange, Headers, Json, Message, parse_json
from wirebase.infer.calls import Call
from wirebase.infer.pipeline import infer, understand
from wirebase.infer.routes import routes
from wirebase.infer.scope import Knowledge

SALT = "app.example"
START = re.compile(r"(@\S+ )?[A-Z]+ ")
WHO = re.compile(r"@(\S+) ")
HEADER = re.compile(r" \+([a-z-]+): (.*?)(?= \+[a-z-]+: | <- |$)")
PLACEHOLDER = re.compile(r"<(pw )?(\w+)>")
KINDS = {"pw ": "password", None: "token"}


def secret(name: str, kind: str = "token") -> str:
    """The placeholder that stands for a secret in a capture."""
    return f"wb_{kind}_{hashlib.md5(name.encode()).hexdigest()}"


def plain(name: str, kind: str = "token") -> str:
    """The secret itself, as it stood before it was redacted."""
    chance = hashlib.sha256(name.encode()).hexdigest()
    return f"open-{name}-{chance[:6]}" if kind == "password" else chance[:40]


def capture(text: str, told: Callable[[str, str], str] = secret) -> list[Exchange]:
    """The exchanges that the lines tell, one a second; `told` says what their secrets are."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    starts = [i for i, line in enumerate(lines) if START.match(line)]
    ends = [*starts[1:], len(lines)]
    whole = [" ".join(lines[i:j]) for i, j in zip(starts, ends, strict=True)]
    filled = [PLACEHOLDER.sub(lambda m: told(m[2], KINDS[m[1]]), line) for line in whole]
    return [_exchange(line, index, told) for index, line in enumerate(filled)]


def _exchange(line: str, index: int, told: Callable[[str, str], str]) -> Exchange:
    who = WHO.match(line)
    headers: Headers = tuple((m[1], m[2]) for m in HEADER.finditer(line))
    bare = exchange(HEADER.sub("", line.removeprefix(who[0] if who else "")), index)
    asked = _carried(who[1], told) if who else ()
    return replace(bare, request=_with(bare.request, asked), answer=_with(bare.answer, headers))


def _carried(who: str, told: Callable[[str, str], str]) -> Headers:
    header, is_header, name = who.rpartition(":")
    if header == "basic":
        return (("authorization", f"Basic {name}:{told(name, 'password')}"),)
    if is_header:
        return ((header, told(name, "token")),)
    cookie, is_cookie, name = who.rpartition("=")
    token = told(name, "token")
    if is_cookie:
        return (("cookie", f"{cookie}={token}"),)
    return (("authorization", f"Bearer {token}"),)


def _with(message: Message, headers: Headers) -> Message:
    return Message(message.headers + headers, message.content)


@dataclass
class App:
    """What was inferred from a capture."""

    exchanges: list[Exchange]
    blueprint: Blueprint
    dataset: Dataset

    def __getitem__(self, named: str) -> Operation:
        """The operation of a method and path template."""
        method, path = named.split(" ")
        found = [o for o in self.blueprint.operations if (o.method, o.path) == (method, path)]
        assert len(found) == 1, [f"{o.method} {o.path}" for o in self.blueprint.operations]
        return found[0]

    @cached_property
    def calls(self) -> list[Call]:
        return routes(self.exchanges)

    @cached_property
    def known(self) -> Knowledge:
        return understand(self.calls, self.exchanges)

    def start(self, table: str) -> list[Record]:
        """The rows before the capture."""
        return [row.start for row in self.dataset.rows[table] if row.start is not None]

    def end(self, table: str) -> list[Record]:
        """The rows that the capture left."""
        return [row.end for row in self.dataset.rows[table] if row.end is not None]


def sound(event: Event) -> None:
    """No endpoint may be given up for a fault of ours."""
    assert "not understood" not in event.text, event.text


def app(*texts: str) -> App:
    """The app whose capture these lines are."""
    exchanges = capture("\n".join(texts))
    return App(exchanges, *infer(exchanges, salt=SALT, emit=sound))


class Rows(dict[str, Record]):
    """Rows by what stands in their first column, read from a table of JSON values and words."""

    def __init__(self, table: str) -> None:
        header, *lines = (line.split() for line in table.strip().splitlines())
        super().__init__(
            {line[0]: dict(zip(header, map(cell, line), strict=True)) for line in lines}
        )

    def got(self, target: str, keys: str = "", *, who: str = "") -> str:
        """The line of a GET that shows these rows, or all of them."""
        shown = [self[key] for key in keys.split()] if keys else list(self.values())
        return f"{who} GET {target} 200 {compact(shown)}"


def cell(text: str) -> Json:
    """A JSON value, or else the text itself."""
    try:
        return parse_json(text)
    except ValueError:
        return text


def compact(value: Json) -> str:
    """The value as JSON without spaces."""
    return json.dumps(value, separators=(",", ":"))
