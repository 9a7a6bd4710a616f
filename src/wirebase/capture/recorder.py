"""The addon of mitmproxy that makes exchanges of what passes, in bounded memory."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from mitmproxy import http, tls
from mitmproxy.connection import Server
from mitmproxy.proxy import server_hooks

from wirebase.capture.flows import exchange_of, message_of
from wirebase.capture.guard import Guard
from wirebase.capture.reach import addresses, is_public
from wirebase.capture.sent import Sent
from wirebase.exchange import Exchange, Message

CAP = 2 * 1024 * 1024
"""Bytes that are kept of one body."""

PATIENCE = 5.0
"""Seconds that requests under way may take when a recording ends."""

_QUIET = 15
"""Looks in a row at which nothing is under way: a click takes a moment to become a request."""

REFUSED = "x-wirebase-refused"
"""The header of an answer that the proxy gave instead of the app."""

LARGEST_ASSET = 64 * 1024 * 1024
"""Bytes that are kept of a page or an asset, where the front end is wanted."""

_SMALL = 256 * 1024
_ASSETS = frozenset(
    {"script", "style", "font", "image", "audio", "video", "track", "manifest", "worker"}
)
_ASSET_TYPES = re.compile(
    r"^(image|font|audio|video)/|^(text|application)/(javascript|x-javascript|css|wasm)"
)
_CONDITIONS = ("if-none-match", "if-modified-since")
_PARTS = ("range", "if-range")

NOISE = re.compile(
    r"(^|\.)(gvt1\.com|gvt2\.com|google-analytics\.com)$"
    r"|^(update|clients\d*|optimizationguide-pa|content-autofill|safebrowsing|"
    r"chromesyncpasswords-pa|android\.clients|accounts|edgedl\.me|redirector)\.(googleapis|google|gvt1)\.com$"
)
"""Hosts that a browser asks by itself."""


@dataclass(slots=True)
class _Tee:
    """Keeps the start of a stream that is passed on at once."""

    cap: int
    kept: bytearray = field(default_factory=bytearray)
    seen: int = 0

    def __call__(self, chunk: bytes) -> bytes:
        self.seen += len(chunk)
        room = self.cap - len(self.kept)
        if room > 0:
            self.kept += chunk[:room]
        return chunk

    def message(self, message: http.Message) -> Message:
        return message_of(message, bytes(self.kept), dropped=self.seen - len(self.kept))


@dataclass(frozen=True, slots=True)
class Hint:
    """What the browser said about a request."""

    resource_type: str
    page: str


class Recorder:
    """Hands on each exchange as it ends.

    Bodies are passed on as they come, and kept up to a cap; conditional headers are taken away, as
    an answer of 304 has no body. `guard` decides which requests may pass at all. With `assets`,
    scripts, styles and pictures are kept as well, each body once.
    """

    def __init__(
        self,
        keep: Callable[[Exchange], None],
        *,
        guard: Guard | None = None,
        cap: int = CAP,
        assets: bool = False,
    ) -> None:
        self._keep = keep
        self._guard = guard
        self._cap = cap
        self._assets = assets
        self._known: set[bytes] = set()
        self._sent: dict[str, _Tee] = {}
        self._answered: dict[str, _Tee] = {}
        self._open: dict[str, http.HTTPFlow] = {}
        self._hints: dict[tuple[str, str], list[Hint]] = {}
        self._named: dict[str, tuple[str, int]] = {}
        self.public_only = False
        """Whether private addresses are out of reach, as they are for a page of the public web."""
        self.besides: tuple[str, int] | None = None
        """The address and port that are in reach even so."""
        self.failures: dict[str, str] = {}
        """Why there was no connection, by host."""
        self.refused_private: Counter[str] = Counter()
        self.trouble: Exception | None = None
        """What went wrong in keeping an exchange: mitmproxy would only log it."""

    def hint(self, method: str, url: str, hint: Hint) -> None:
        """Notes what the browser says about a request that is under way."""
        self._hints.setdefault((method, url.partition("#")[0]), []).append(hint)

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Looks at a request before its body."""
        for name in (*_CONDITIONS, *(_PARTS if self._assets else ())):
            flow.request.headers.pop(name, None)
        length = flow.request.headers.get("content-length", "")
        if length.isdigit() and int(length) > self._cap:
            self._pass_on(flow)

    def _pass_on(self, flow: http.HTTPFlow) -> None:
        """A large upload is not held back, so it is judged before its body is seen."""
        self._judge(flow, b"")
        if flow.response is None:
            self._sent[flow.id] = tee = _Tee(self._cap)
            flow.request.stream = tee

    def request(self, flow: http.HTTPFlow) -> None:
        """Judges a request, and remembers it until it ends."""
        if flow.request.method == "CONNECT" or NOISE.search(flow.request.pretty_host):
            return
        if flow.id not in self._sent and flow.response is None:
            self._judge(flow, flow.request.content or b"")
        if REFUSED not in (flow.response.headers if flow.response else ()):
            self._open[flow.id] = flow

    def _judge(self, flow: http.HTTPFlow, content: bytes) -> None:
        if self._guard is None:
            return
        reason = self._guard.refusal(Sent(flow.request.method.upper(), flow.request.url, content))
        if reason:
            body = json.dumps({"message": f"Wirebase did not let this pass: {reason}."})
            origin = flow.request.headers.get("origin", "*")
            headers = {
                "content-type": "application/json",
                REFUSED: "1",
                "access-control-allow-origin": origin,
            }
            headers["access-control-allow-credentials"] = "true"
            flow.response = http.Response.make(403, body, headers)

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Lets the body pass as it comes, and keeps its start."""
        if flow.response is None or flow.id not in self._open or flow.response.status_code == 101:
            return
        self._answered[flow.id] = tee = _Tee(self._cap_for(flow.request, flow.response))
        flow.response.stream = tee

    def _cap_for(self, request: http.Request, response: http.Response) -> int:
        """Scripts, styles and pictures are no API; what a program fetched is kept even so, if it is
        small.
        """
        if _is_asset(request, response) and self._assets:
            return LARGEST_ASSET
        if request.headers.get("sec-fetch-dest", "") in _ASSETS:
            return 0
        if _ASSET_TYPES.search(response.headers.get("content-type", "").lower()):
            length = response.headers.get("content-length", "")
            fetched = request.headers.get("sec-fetch-dest", "") == "empty"
            return _SMALL if fetched and length.isdigit() and int(length) <= _SMALL else 0
        return self._cap

    def response(self, flow: http.HTTPFlow) -> None:
        """The end of an exchange; a WebSocket only begins there."""
        if flow.websocket is None:
            self._finish(flow)

    def websocket_message(self, flow: http.HTTPFlow) -> None:
        """Keeps a text that came, up to the cap; what was kept is not held a second time."""
        if flow.websocket is None or flow.id not in self._open:
            return
        message = flow.websocket.messages[-1]
        if message.is_text and not message.from_client:
            told = self._answered.setdefault(flow.id, _Tee(self._cap))
            told(message.content.replace(b"\n", b" ") + b"\n")
        del flow.websocket.messages[:-1]

    def websocket_end(self, flow: http.HTTPFlow) -> None:
        """The end of a WebSocket."""
        self._finish(flow)

    def error(self, flow: http.HTTPFlow) -> None:
        """The end of an exchange without an answer, or with a part of one."""
        if flow.response is None and flow.error:
            self._note(flow.request.pretty_host, flow.error.msg)
        self._finish(flow)

    async def settled(self, patience: float = PATIENCE) -> None:
        """Returns once no request waits for the rest of its answer, or patience is at its end."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + patience
        quiet = 0
        while loop.time() < deadline and quiet < _QUIET:
            await asyncio.sleep(0.02)
            quiet = 0 if any(map(_ends, self._open.values())) else quiet + 1

    def done(self) -> None:
        """Keeps what is under way, such as streams of events, when the recording ends."""
        for flow in list(self._open.values()):
            if flow.response is not None:
                self._finish(flow)

    def _finish(self, flow: http.HTTPFlow) -> None:
        sent, answered = self._sent.pop(flow.id, None), self._answered.pop(flow.id, None)
        if self._open.pop(flow.id, None) is None:
            return
        hints = self._hints.get((flow.request.method, flow.request.url))
        hint = hints.pop(0) if hints else Hint("", "")
        exchange = exchange_of(
            flow,
            sent.message(flow.request) if sent else None,
            answered.message(flow.response) if answered and flow.response else None,
            resource_type=hint.resource_type,
            page=hint.page,
        )
        if self._assets and flow.response and _is_asset(flow.request, flow.response):
            exchange = self._once(exchange)
        try:
            self._keep(exchange)
        except Exception as error:
            self.trouble = error

    def _once(self, exchange: Exchange) -> Exchange:
        """The exchange, without a body that was kept at the same address before."""
        content = exchange.answer.content or b""
        told = hashlib.sha256(exchange.url.encode() + b"\n" + content).digest()
        if told not in self._known:
            self._known.add(told)
            return exchange
        answer = msgspec.structs.replace(exchange.answer, content=None, dropped=len(content))
        return msgspec.structs.replace(exchange, answer=answer)

    def _note(self, host: str, reason: str) -> None:
        if not NOISE.search(host):
            self.failures.setdefault(host, reason)

    def http_connect_error(self, flow: http.HTTPFlow) -> None:
        """No tunnel to the host of an HTTPS address."""
        if flow.error:
            self._note(flow.request.pretty_host, flow.error.msg)

    def tls_failed_server(self, data: tls.TlsData) -> None:
        """The host's certificate was refused."""
        if data.conn.error:
            self.failures[data.context.server.address[0] if data.context.server.address else ""] = (
                data.conn.error
            )

    def tls_failed_client(self, data: tls.TlsData) -> None:
        """The client does not trust our certificate."""
        host = data.conn.sni or ""
        if host:
            self._note(host, f"the client refused the proxy's certificate: {data.conn.error}")

    async def server_connect(self, data: server_hooks.ServerConnectionHookData) -> None:
        """Keeps a page of the public web away from private addresses.

        The connection goes to the very address that was looked at: a name could lead elsewhere when
        it is asked for again.
        """
        server = data.server
        if not self.public_only or not server.address or server.address[:2] == self.besides:
            return
        host, port = server.address[:2]
        try:
            found = await addresses(host)
        except OSError as error:
            server.error = str(error)
            return
        if not all(map(is_public, found)):
            self.refused_private[host] += 1
            server.error = "a page of the public web may not reach a private address"
            return
        self._named[server.id] = (host, port)
        server.address = (found[0], port)

    def server_connected(self, data: server_hooks.ServerConnectionHookData) -> None:
        """A connection goes by its name again, so that more requests to it find it."""
        self._name(data.server)

    def server_connect_error(self, data: server_hooks.ServerConnectionHookData) -> None:
        """No connection to a host."""
        self._name(data.server)
        if data.server.address:
            self._note(data.server.address[0], data.server.error or "no connection")

    def _name(self, server: Server) -> None:
        if name := self._named.pop(server.id, None):
            # Not by assignment, which mitmproxy refuses where a connection is open.
            vars(server)["address"] = name


def _is_asset(request: http.Request, response: http.Response) -> bool:
    return request.headers.get("sec-fetch-dest", "") in _ASSETS or bool(
        _ASSET_TYPES.search(response.headers.get("content-type", "").lower())
    )


def _ends(flow: http.HTTPFlow) -> bool:
    """Whether an answer comes to its end by itself: a stream of events does not."""
    answer = flow.response
    if answer is None:
        return True
    streams = answer.headers.get("content-type", "").startswith("text/event-stream")
    return answer.status_code != 101 and not streams
