"""Exchanges made by hand, and servers that answer them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from wirebase.exchange import Exchange, Headers, Json, Message

ORIGIN = "http://app.example"
JSON: Headers = (("content-type", "application/json"),)

type Answered = tuple[int, Json] | tuple[int, Json, dict[str, str]]
type Answering = Callable[[str, str, Json, dict[str, str]], Answered]
"""Method, target, body and headers in; status, body and headers out."""


def exchange(
    method: str,
    target: str,
    answer: Json = None,
    *,
    sent: Json = None,
    status: int = 200,
    index: int = 0,
    request_headers: Headers = (),
    answer_headers: Headers = (),
) -> Exchange:
    body = None if sent is None else json.dumps(sent).encode()
    content = None if answer is None else json.dumps(answer).encode()
    return Exchange(
        index=index,
        started=1_700_000_000.0 + index,
        method=method,
        url=ORIGIN + target,
        request=Message((JSON if body else ()) + request_headers, body),
        status=status,
        answer=Message((JSON if content else ()) + answer_headers, content),
        resource_type="fetch",
    )


def session(*exchanges: Exchange) -> list[Exchange]:
    """The exchanges numbered in their order."""
    from msgspec.structs import replace

    return [replace(x, index=i, started=1_700_000_000.0 + i) for i, x in enumerate(exchanges)]


@contextmanager
def server(answering: Answering) -> Iterator[str]:
    """The address of a server that answers by a function."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length)
            headers = {name.lower(): value for name, value in self.headers.items()}
            told = json.loads(body) if body[:1] in (b"{", b"[") else body.decode() or None
            status, answer, *more = answering(self.command, self.path, told, headers)
            content = b"" if answer is None else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in (more[0] if more else {}).items():
                self.send_header(name, value)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}"
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
