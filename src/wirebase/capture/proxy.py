"""mitmproxy inside our own event loop."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.options import Options
from mitmproxy.tools.dump import DumpMaster

from wirebase.capture.recorder import Recorder
from wirebase.capture.sockets import Sockets
from wirebase.errors import CaptureError

AUTHORITY = Path("~/.mitmproxy").expanduser()
"""Where mitmproxy itself keeps its certificate authority: whoever trusts it already need not do so
again.
"""

_START_SECONDS = 60.0


class Proxy:
    """A running proxy that records; an async context manager.

    >>> Proxy(Recorder(print)).address
    ('127.0.0.1', 0)
    """

    def __init__(
        self,
        recorder: Recorder,
        *,
        listen: tuple[str, int] = ("127.0.0.1", 0),
        insecure: bool = False,
        authority: Path = AUTHORITY,
    ) -> None:
        self._recorder = recorder
        self._listen = listen
        self._insecure = insecure
        self._authority = authority
        self._master: DumpMaster | None = None
        self._sockets: Sockets | None = None
        self._ready = _Ready()
        self._task: asyncio.Task[None] | None = None
        self.address = listen
        """Host and port; the port is known once the proxy runs."""

    @property
    def url(self) -> str:
        """The address as a browser takes it."""
        host = f"[{self.address[0]}]" if ":" in self.address[0] else self.address[0]
        return f"http://{host}:{self.address[1]}"

    @property
    def certificate(self) -> Path:
        """The certificate authority that a client must trust."""
        return self._authority / "mitmproxy-ca-cert.pem"

    def fingerprint(self) -> str:
        """The hash of the authority's public key by which Chromium trusts it, and it alone."""
        try:
            certificate = x509.load_pem_x509_certificate(self.certificate.read_bytes())
        except OSError as error:
            raise CaptureError(
                f"The proxy has no certificate authority: {error.strerror}",
                where=str(self.certificate),
                next="Set HOME to a folder that can be written.",
            ) from None
        key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(hashlib.sha256(key).digest()).decode()

    async def __aenter__(self) -> Self:
        _silence()
        options = Options(
            listen_host=self._listen[0],
            listen_port=self._listen[1],
            confdir=str(self._authority),
            ssl_insecure=self._insecure,
        )
        master = DumpMaster(
            options, loop=asyncio.get_running_loop(), with_termlog=False, with_dumper=False
        )
        # This addon ends the whole process where a port is taken.
        addons: Any = master.addons  # mitmproxy annotates none of its methods
        addons.remove(addons.get("errorcheck"))
        self._sockets = Sockets(addons.get("proxyserver"))
        # The last addon hears last: the certificate authority is there then.
        addons.add(self._sockets, self._recorder, self._ready)
        self._master = master
        self._task = asyncio.create_task(master.run())
        try:
            self.address = await asyncio.wait_for(self._listening(master), _START_SECONDS)
        except BaseException:
            await self._stop()
            raise
        return self

    async def _listening(self, master: DumpMaster) -> tuple[str, int]:
        addons: Any = master.addons
        server: Proxyserver = addons.get("proxyserver")
        while True:
            if self._task and self._task.done():
                self._task.result()
            for instance in server.servers:
                if instance.last_exception:
                    raise self._cannot_listen(instance.last_exception)
            if self._ready.is_set and (addresses := server.listen_addrs()):
                return addresses[0][0], addresses[0][1]
            await asyncio.sleep(0.01)

    def _cannot_listen(self, why: BaseException) -> CaptureError:
        where = f"{self._listen[0]}:{self._listen[1]}"
        return CaptureError(
            f"The proxy cannot listen: {why}",
            where=where,
            next="Choose another address with --listen HOST:PORT.",
        )

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._stop()

    async def _stop(self) -> None:
        self._recorder.done()
        if self._master and self._task:
            if self._sockets and not self._task.done():
                await self._sockets.close()
            self._master.should_exit.set()
            await asyncio.gather(self._task, return_exceptions=True)


class _Ready:
    """An addon that knows whether all others have started."""

    def __init__(self) -> None:
        self.is_set = False

    def running(self) -> None:
        self.is_set = True


def _silence() -> None:
    """What mitmproxy logs is for its own users; ours are told by the recorder."""
    logger = logging.getLogger("mitmproxy")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
