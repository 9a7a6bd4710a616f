"""Uses a small app over HTTP and records what was said."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol

from msgspec.structs import replace

from tests.verify.traffic import Answered, server
from wirebase.exchange import Exchange, Json, Message

START = 1_760_000_000.0


class Clock:
    """A time that passes only when told to."""

    def __init__(self) -> None:
        self.now = START

    def tick(self) -> float:
        self.now += 7.25
        return self.now

    def iso(self) -> str:
        told = datetime.fromtimestamp(self.now, UTC).isoformat(timespec="milliseconds")
        return told.replace("+00:00", "Z")


class Site(Protocol):
    """An app: its clock, and how it answers."""

    clock: Clock

    def __call__(
        self, method: str, target: str, body: Any, headers: dict[str, str]
    ) -> Answered: ...


class Visitor:
    """A client with headers of its own, whose exchanges are recorded."""

    def __init__(self, origin: str, clock: Clock, recorded: list[Exchange]) -> None:
        self._origin, self._clock, self._recorded = origin, clock, recorded
        self.headers: dict[str, str] = {}
        self.cookies: dict[str, str] = {}

    def __call__(self, method: str, target: str, body: Json = None) -> Any:
        """The answer's document."""
        content = None if body is None else json.dumps(body).encode()
        headers = {"accept": "application/json", **self.headers}
        if content is not None:
            headers["content-type"] = "application/json"
        if self.cookies:
            headers["cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        started = self._clock.tick()
        link = http.client.HTTPConnection(self._origin.removeprefix("http://"))
        link.request(method, target, content, headers)
        answer = link.getresponse()
        told = answer.read()
        link.close()
        said = tuple((name.lower(), value) for name, value in answer.getheaders())
        self._keep([value for name, value in said if name == "set-cookie"])
        self._recorded.append(
            Exchange(
                index=len(self._recorded),
                started=started,
                method=method,
                url=self._origin + target,
                request=Message(tuple(headers.items()), content),
                status=answer.status,
                answer=Message(said, told or None),
                elapsed=5.0,
                resource_type="fetch",
            )
        )
        return json.loads(told) if told else None

    def _keep(self, set_cookies: list[str]) -> None:
        for line in set_cookies:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value


class Stage:
    """A running app, and what was recorded of it since the last cut."""

    def __init__(self, origin: str, clock: Clock) -> None:
        self._origin, self._clock = origin, clock
        self._recorded: list[Exchange] = []

    def visitor(self) -> Visitor:
        return Visitor(self._origin, self._clock, self._recorded)

    def cut(self) -> list[Exchange]:
        """The exchanges so far, numbered; the next recording starts."""
        done = [replace(x, index=i) for i, x in enumerate(self._recorded)]
        self._recorded.clear()
        return done


@contextmanager
def stage(site: Site) -> Iterator[Stage]:
    with server(site) as origin:
        yield Stage(origin, site.clock)
