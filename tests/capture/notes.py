"""A small app to explore: notes with a login, a search, a filter, pages, forms and a mark."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.capture.origin import Handler, Origin

PAGE = Path(__file__).with_suffix(".html").read_bytes()

TOKEN = "k3J9xQ7bTz1LmN5vR8wYc2Da"


class Notes(Origin):
    """The app; `writes` are the changes that reached it."""

    def __init__(self) -> None:
        super().__init__(NotesHandler)
        self.delay = 0.0
        self.mark: Path | None = None
        """Made when a login has arrived."""
        self.notes: dict[int, dict[str, Any]] = {
            n: {
                "id": n,
                "title": f"Seeded {w}",
                "body": f"About {w}",
                "kind": "work" if n % 2 else "home",
                "starred": False,
            }
            for n, w in enumerate(["gardens", "harbours", "lanterns", "orchards", "windows"], 1)
        }

    @property
    def writes(self) -> list[str]:
        return [
            f"{method} {path}"
            for method, path, *_ in self.seen
            if method != "GET" and path != "/api/login"
        ]


class NotesHandler(Handler):
    server: Notes

    def handle_any(self) -> None:
        content = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.seen.append((self.command, self.path, dict(self.headers), content))
        path = urlsplit(self.path).path
        if not path.startswith("/api/"):
            self.answer(PAGE, "text/html")
            return
        if path == "/api/login" and self.server.mark:
            self.server.mark.touch()
        if self.server.stopping.wait(self.server.delay):
            self.close_connection = True
        elif path == "/api/login":
            self.reply({"token": TOKEN})
        elif self.headers.get("authorization") != f"Bearer {TOKEN}":
            self.reply({"error": "Who are you?"}, 401)
        else:
            self.api(path, json.loads(content) if content else {})

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = handle_any

    def reply(self, body: Any, status: int = 200) -> None:
        self.answer(json.dumps(body).encode(), status=status)

    def api(self, path: str, sent: dict[str, Any]) -> None:
        named = re.fullmatch(r"/api/notes/(\d+)(/star)?", path)
        if path == "/api/notes":
            self.create(sent) if self.command == "POST" else self.list()
        elif named is None or int(named[1]) not in self.server.notes:
            self.reply({"error": "Not found"}, 404)
        elif named[2]:
            self.server.notes[int(named[1])]["starred"] = self.command == "POST"
            self.reply({"starred": self.command == "POST"})
        else:
            self.one(int(named[1]), sent)

    def list(self) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        notes = [
            n
            for n in self.server.notes.values()
            if query.get("q", "").lower() in n["title"].lower()
        ]
        notes = [n for n in notes if query.get("kind", n["kind"]) == n["kind"]]
        begin = (int(query.get("page", 1)) - 1) * 4
        self.reply({"notes": notes[begin : begin + 4]})

    def create(self, sent: dict[str, Any]) -> None:
        if not sent.get("title"):
            self.reply({"error": "A title is needed"}, 422)
            return
        number = max(self.server.notes) + 1
        self.server.notes[number] = {"id": number, "kind": "home", "starred": False, **sent}
        self.reply(self.server.notes[number], 201)

    def one(self, number: int, sent: dict[str, Any]) -> None:
        if self.command == "DELETE":
            del self.server.notes[number]
            self.send_response(204)
            self.end_headers()
            return
        self.server.notes[number].update(sent)
        self.reply(self.server.notes[number])
