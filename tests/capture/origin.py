"""A small server that answers in all the ways that make recording hard."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Origin

    def log_message(self, *_: Any) -> None:
        pass

    def answer(
        self, body: bytes, mime: str = "application/json", status: int = 200, **headers: str
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def handle_any(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        content = self.rfile.read(length)
        self.server.seen.append((self.command, self.path, dict(self.headers), content))
        route = getattr(
            self, "on_" + self.path.strip("/").partition("?")[0].partition("/")[0], None
        )
        if route is None:
            self.answer(json.dumps({"path": self.path, "sent": len(content)}).encode())
        else:
            route()

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = do_SEARCH = handle_any

    def on_page(self) -> None:
        self.answer(b'<link rel="icon" href="data:,"><h1>Only words</h1>', "text/html")

    def on_gzip(self) -> None:
        self.answer(
            gzip.compress(json.dumps({"text": "x" * 999}).encode()), Content_Encoding="gzip"
        )

    def on_big(self) -> None:
        self.answer(b"z" * 12_000_000, "application/octet-stream")

    def on_picture(self) -> None:
        self.answer(b"\x89PNG" + b"0" * 400_000, "image/png")

    def on_etag(self) -> None:
        if "If-None-Match" in self.headers:
            self.send_response(304)
            self.end_headers()
        else:
            self.answer(b'{"fresh": true}', ETag='"1"')

    def on_abort(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"only this")
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(2)

    def on_nothing(self) -> None:
        self.close_connection = True
        self.connection.shutdown(2)

    def on_slow(self) -> None:
        self.server.stopping.wait(1)
        self.answer(b'{"late": true}')

    def on_live(self) -> None:
        """A WebSocket that tells two things and ends."""
        key = self.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        accepted = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        self.send_header("Sec-WebSocket-Accept", accepted)
        self.end_headers()
        for text in (b'{"id": 1}', b'{"id": 2,\n"token": "s3cret-Token-9d1f"}'):
            self.wfile.write(bytes([0x81, len(text)]) + text)
        self.wfile.write(b"\x88\x02\x03\xe8")
        self.wfile.flush()
        self.rfile.read(8)
        self.close_connection = True

    def on_events(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            for number in range(200):
                self.wfile.write(f'data: {{"n": {number}}}\n\n'.encode())
                self.wfile.flush()
                if self.server.stopping.wait(0.1):
                    return
        except OSError:
            return


class Origin(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, handler: type[BaseHTTPRequestHandler] = Handler) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        self.others: tuple[Any, ...] = ()
        self.stopping = threading.Event()
        self.scheme = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextmanager
def running(origin: Origin) -> Iterator[Origin]:
    thread = threading.Thread(target=origin.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield origin
    finally:
        origin.stopping.set()
        origin.shutdown()
        thread.join()
        origin.server_close()


def encrypted(origin: Origin, folder: Path) -> Origin:
    """The server behind a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pem = folder / "origin.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    origin.socket = context.wrap_socket(origin.socket, server_side=True)
    origin.scheme = "https"
    return origin


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while True:
            if condition():
                return
            await asyncio.sleep(0.02)
