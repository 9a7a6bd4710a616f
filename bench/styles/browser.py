"""Who uses an app, and what a recorder of HAR documents sees of it."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlencode

from bench.styles.app import App
from bench.styles.naming import renamed, snake
from bench.styles.style import Style
from bench.styles.web import ORIGIN, Reply, Row

type Har = dict[str, Any]


class Browser[S: Style]:
    """Sends requests to an app and remembers them. Names are in snake case here, both ways."""

    def __init__(self, app: App[S]) -> None:
        self.app = app
        self._entries: list[Row] = []
        self._credentials: dict[str, str] = {}
        self._who = ""

    @property
    def har(self) -> Har:
        """All that was sent and got."""
        creator = {"name": "styles", "version": "1"}
        return {
            "log": {"version": "1.2", "creator": creator, "pages": [], "entries": self._entries}
        }

    def get(self, path: str, **query: object) -> Any:
        return self._send("GET", path, {name: str(value) for name, value in query.items()})

    def post(self, path: str, **body: object) -> Any:
        return self._send("POST", path, body=body)

    def patch(self, path: str, **body: object) -> Any:
        return self._send("PATCH", path, body=body)

    def put(self, path: str, **body: object) -> Any:
        return self._send("PUT", path, body=body)

    def delete(self, path: str) -> Any:
        return self._send("DELETE", path)

    def send(self, method: str, path: str, **body: object) -> Any:
        """What the app answers to a method that depends on its style."""
        return self._send(method, path, body=body)

    def row(self, answer: Any) -> Row:
        """The row that an answer is about."""
        match self.app.style.single:
            case "data" | "success":
                answer = answer["data"]
            case "named":
                (answer,) = answer.values()
            case "bare":
                pass
        row: Row = answer
        return row

    def rows(self, answer: Any) -> list[Row]:
        """The rows of a list, however it is wrapped."""
        if isinstance(answer, dict):
            (answer,) = (member for member in answer.values() if isinstance(member, list))
        rows: list[Row] = answer
        return rows

    # Who it is

    def leave(self) -> None:
        """From here on nobody is logged in."""
        self._who = ""

    def login(self, path: str, name: str, password: str) -> Row:
        """Logs in with a name of this kind; who was logged in remains so if that is refused."""
        before, self._who = self._who, ""
        body = {self.app.login_name: name, "password": password}
        reply = self._reply("POST", path, body=body)
        if reply.status != 200:
            self._who = before
            return {}
        answer: Row = renamed(reply.body, snake)
        self.become(name, self._told(reply, answer) or _basic(name, password))
        return answer

    def become(self, name: str, credentials: str) -> None:
        """From here on requests are sent with these."""
        self._who = name
        self._credentials[name] = credentials

    def _told(self, reply: Reply, answer: Row) -> str:
        match self.app.style.auth:
            case "cookie":
                return reply.headers["set-cookie"].partition("=")[2].partition(";")[0]
            case "apikey":
                return str(answer["api_key"])
            case "bearer" | "token":
                return str(answer["access_token"])
            case "basic":
                return ""

    def _signature(self) -> dict[str, str]:
        if not self._who:
            return {}
        credentials = self._credentials[self._who]
        match self.app.style.auth:
            case "cookie":
                return {"cookie": f"session={credentials}"}
            case "apikey":
                return {"x-api-key": credentials}
            case "bearer" | "token" | "basic" as scheme:
                return {"authorization": f"{scheme.title()} {credentials}"}

    # Exchanges

    def _send(
        self, method: str, path: str, query: dict[str, str] | None = None, body: Row | None = None
    ) -> Any:
        return renamed(self._reply(method, path, query, body).body, snake)

    def _reply(
        self, method: str, path: str, query: dict[str, str] | None = None, body: Row | None = None
    ) -> Reply:
        app = self.app
        query = {app.name(name): value for name, value in (query or {}).items()}
        body = renamed(body or {}, app.name)
        headers = {"accept": "application/json", **self._signature()}
        if body:
            headers["content-type"] = "application/json"
        path = f"{app.style.prefix}{path}{'/' if app.style.slash else ''}"
        url = f"{ORIGIN}{path}{'?' + urlencode(query) if query else ''}"
        sent = _request(method, url, query, body, headers)
        started = app.clock.wait()
        reply = app.answer(method, path, query, body, headers)
        self._entries.append(
            {
                "startedDateTime": started.isoformat().replace("+00:00", "Z"),
                "time": 5,
                "request": sent,
                "response": _response(reply),
                "cache": {},
                "timings": {"send": 0, "wait": 5, "receive": 0},
            }
        )
        return reply


def _basic(name: str, password: str) -> str:
    return base64.b64encode(f"{name}:{password}".encode()).decode()


def _request(
    method: str, url: str, query: dict[str, str], body: Row, headers: dict[str, str]
) -> Row:
    posted = {"mimeType": "application/json", "text": json.dumps(body)}
    return {
        "method": method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(headers),
        "queryString": _pairs(query),
        "headersSize": -1,
        "bodySize": -1,
        **({"postData": posted} if body else {}),
    }


def _response(reply: Reply) -> Row:
    empty = reply.body is None
    kind = "text/plain" if empty else "application/json"
    text = "" if empty else json.dumps(reply.body)
    return {
        "status": reply.status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs({"content-type": kind, **reply.headers}),
        "content": {"size": len(text), "mimeType": kind, "text": text},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }


def _pairs(values: dict[str, str]) -> list[Row]:
    return [{"name": name, "value": value} for name, value in values.items()]
