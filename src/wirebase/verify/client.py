"""The connection to the backend under test, and the cookies that it set."""

from __future__ import annotations

import http.client
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from wirebase.exchange import Headers, parse_json
from wirebase.verify.compare import Answer

_OWN_HEADERS = frozenset(
    {
        "host",
        "content-length",
        "connection",
        "accept-encoding",
        "cookie",
        "if-none-match",
        "if-modified-since",
        "transfer-encoding",
        "upgrade-insecure-requests",
    }
)
"""Headers that the client sets itself, or leaves out so that every answer has a body."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; a status of 0 and the reason where nothing did."""

    status: int
    headers: Headers = ()
    content: bytes = b""
    failure: str = ""

    def answer(self) -> Answer:
        """The reply as it is compared."""
        try:
            return Answer(self.status, parse_json(self.content), is_json=True)
        except ValueError:
            return Answer(self.status)


@dataclass(slots=True)
class Cookies:
    """What the backend under test set; None where it deleted a cookie."""

    held: dict[str, str | None] = field(default_factory=dict)

    def take(self, headers: Headers) -> dict[str, str | None]:
        """Keeps the cookies of an answer and returns them."""
        fresh = set_cookies(value for name, value in headers if name == "set-cookie")
        self.held |= fresh
        return fresh

    def header(self, recorded: Mapping[str, str] | None) -> str:
        """A Cookie header: with `recorded` those cookies alone, with the values that are held."""
        chosen = self.held if recorded is None else {**recorded, **_among(self.held, recorded)}
        return "; ".join(f"{name}={value}" for name, value in chosen.items() if value is not None)


def _among(held: Mapping[str, str | None], recorded: Mapping[str, str]) -> dict[str, str | None]:
    return {name: value for name, value in held.items() if name in recorded}


def set_cookies(lines: Iterable[str]) -> dict[str, str | None]:
    """The cookies that Set-Cookie lines set, None where they delete one."""
    found: dict[str, str | None] = {}
    for line in (part for several in lines for part in several.split("\n")):
        name, equals, rest = line.partition("=")
        value, _, attributes = rest.partition(";")
        if equals:
            found[name.strip()] = None if _deletes(attributes) else value.strip()
    return found


def _deletes(attributes: str) -> bool:
    """Whether the cookie ends at once: by its age, or by a date at the beginning of time."""
    for attribute in attributes.split(";"):
        name, _, value = attribute.strip().partition("=")
        if name.lower() == "max-age" and value.lstrip("-").isdigit():
            return int(value) <= 0
        if name.lower() == "expires" and "1970" in value:
            return True
    return False


def recorded_cookies(headers: Headers) -> dict[str, str]:
    """The cookies of a recorded request."""
    lines = [value for name, value in headers if name == "cookie"]
    pairs = (pair.strip().partition("=") for line in lines for pair in line.split(";"))
    return {name: value for name, equals, value in pairs if equals}


def sendable(headers: Headers) -> dict[str, str]:
    """The recorded headers that are sent again."""
    return {
        name: value
        for name, value in headers
        if name not in _OWN_HEADERS and not name.startswith(("sec-", ":"))
    }


class Client:
    """Sends one request after the other; what goes wrong is a reply that says so."""

    def __init__(self, origin: str, timeout: float = 30.0) -> None:
        parts = urlsplit(origin)
        kind = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        self._connection = kind(parts.hostname or "127.0.0.1", parts.port, timeout=timeout)

    def send(self, request: Request) -> Reply:
        """The reply; a connection that the server closed in the meantime is opened anew."""
        reused = self._connection.sock is not None
        try:
            return self._send(request)
        except (ConnectionError, http.client.BadStatusLine) as problem:
            self.close()
            if not reused:
                return _failed(problem)
        try:
            return self._send(request)
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            return _failed(problem)

    def _send(self, request: Request) -> Reply:
        try:
            self._connection.request(
                request.method, request.target, body=request.body, headers=dict(request.headers)
            )
            response = self._connection.getresponse()
            content = response.read()
        except (ConnectionError, http.client.BadStatusLine):
            raise
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            return _failed(problem)
        headers = tuple((name.lower(), value) for name, value in response.getheaders())
        return Reply(response.status, headers, content)

    def close(self) -> None:
        """Closes the connection; the next request opens another."""
        self._connection.close()


def _failed(problem: Exception) -> Reply:
    return Reply(0, failure=f"{type(problem).__name__}: {problem}")
