"""HTTP/1.1 with keep-alive: bytes to requests, answers to bytes."""

from __future__ import annotations

import sys
import traceback
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from .database import Database
from .messages import Answer, Problem, Request
from .routing import Routes

LARGEST_BODY = 1_000_000
SAFETY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' https: data:",
}


class Server(ThreadingHTTPServer):
    """The app on one address."""

    request_queue_size = 128
    daemon_threads = True

    def __init__(self, address: tuple[str, int], routes: Routes, database: Database) -> None:
        super().__init__(address, Connection)
        self.routes = routes
        self.database = database

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keeps quiet about clients that leave in the middle."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @property
    def address(self) -> str:
        """The URL it is reached at."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"


class Connection(BaseHTTPRequestHandler):
    """One client's connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "Bookshelf/1.0"
    sys_version = ""
    timeout = 75
    disable_nagle_algorithm = True

    def _exchange(self) -> None:
        try:
            answer = self._answer(self._body())
        except Problem as problem:
            answer = problem.answer()
        except ConnectionError:
            raise
        except Exception:
            traceback.print_exc(file=sys.stderr)
            self.close_connection = True
            answer = _broken()
        self._send(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _exchange

    def log_message(self, format: str, *args: object) -> None:
        """Keeps no access log."""

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            self.close_connection = True
            message = "The length of the body has to be given."
            raise Problem(HTTPStatus.LENGTH_REQUIRED, "length_required", message)
        if len(length) > 9 or int(length) > LARGEST_BODY:
            self.close_connection = True
            message = f"The body has more than {LARGEST_BODY} bytes."
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", message)
        return self.rfile.read(int(length))

    def _answer(self, body: bytes) -> Answer:
        path, _, query = self.path.partition("?")
        with self.server.database.transaction() as connection:
            request = Request(
                method="GET" if self.command == "HEAD" else self.command,
                path=path,
                query=dict(parse_qsl(query)),
                body=body,
                token=_bearer(self.headers.get("Authorization")),
                database=connection,
            )
            return self.server.routes.answer(request)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in (SAFETY_HEADERS | dict(answer.headers)).items():
            self.send_header(name, value)
        if answer.status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)


def _bearer(header: str | None) -> str | None:
    scheme, _, token = (header or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _broken() -> Answer:
    message = "Something went wrong on our side."
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", message).answer()
