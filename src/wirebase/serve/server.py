"""Listening: an ASGI application on a loopback port, inside the running event loop."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager, closing
from ipaddress import ip_address
from typing import Any

import psutil
from granian.constants import Interfaces
from granian.server.embed import Server

from wirebase.errors import ServeError

type Message = MutableMapping[str, Any]
type Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]
"""An ASGI application."""

START_TIME = 60.0
"""Seconds that a start may take."""
STOP_TIME = 10.0
"""Seconds that the requests under way may take at a stop."""


@asynccontextmanager
async def listening(
    application: Application, host: str = "127.0.0.1", port: int = 0, *, websockets: bool = False
) -> AsyncIterator[str]:
    """Yields the URL at which the application accepts requests; nothing listens afterwards."""
    address = _resolve(host)
    _refuse_taken(address, port)
    with closing(_reserve(address, port)) as reserved:
        port = reserved.getsockname()[1]
        threads = _foreign_threads()
        server = Server(
            application,
            address=address,
            port=port,
            interface=Interfaces.ASGINL,
            websockets=websockets,
            log_enabled=False,
        )
        stop: Callable[[], None] = server.stop
        task = asyncio.create_task(server.serve(), name="granian")
        try:
            await _accepting(task, address, port)
            yield f"http://{_shown(host, address)}:{port}"
        finally:
            stop()
            await _ended(task)
            await _threads_back_to(threads)


def _resolve(host: str) -> str:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as problem:
        raise ServeError(
            f"No address has the name {host}: {problem.strerror}",
            where="--host",
            next="Use 127.0.0.1, or an address of this machine.",
        ) from None
    return str(found[0][4][0])


def _shown(host: str, address: str) -> str:
    name = host if _reached(address) == address else _reached(address)
    return f"[{name}]" if ":" in name else name


def _socket(address: str, *, shared: bool) -> socket.socket:
    made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared and sys.platform == "linux":
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return made


def _bind(made: socket.socket, address: str, port: int) -> None:
    try:
        made.bind((address, port))
    except OSError as problem:
        made.close()
        raise ServeError(
            f"Port {port} cannot be used: {problem.strerror}",
            where=f"{address}:{port}",
            next="Stop what listens there, or choose another port (--port 0 finds a free one).",
        ) from None


def _refuse_taken(address: str, port: int) -> None:
    """Granian shares its port with other processes (SO_REUSEPORT): two servers would mix unseen."""
    with closing(_socket(address, shared=False)) as probe:
        _bind(probe, address, port)
        if sys.platform != "linux" and port:
            return
        probe.listen(1)


def _reserve(address: str, port: int) -> socket.socket:
    """A socket that holds the port, without listening, until the server does."""
    made = _socket(address, shared=True)
    _bind(made, address, port)
    if sys.platform != "linux":
        made.close()
    return made


async def _accepting(task: asyncio.Task[None], address: str, port: int) -> None:
    deadline = asyncio.get_running_loop().time() + START_TIME
    while asyncio.get_running_loop().time() < deadline and not task.done():
        try:
            _, writer = await asyncio.open_connection(_reached(address), port)
        except OSError:
            await asyncio.sleep(0.01)
            continue
        writer.close()
        await writer.wait_closed()
        return
    problem = task.exception() if task.done() and not task.cancelled() else "no answer"
    raise ServeError(f"The server did not start: {problem}", where=f"{address}:{port}")


def _reached(address: str) -> str:
    """Where a program of this machine finds what listens at an address."""
    if not ip_address(address).is_unspecified:
        return address
    return "::1" if ":" in address else "127.0.0.1"


async def _ended(task: asyncio.Task[None]) -> None:
    done, _ = await asyncio.wait([task], timeout=STOP_TIME)
    if not done:
        task.cancel()
        await asyncio.wait([task], timeout=1)


def _foreign_threads() -> int:
    return psutil.Process().num_threads() - threading.active_count()


async def _threads_back_to(count: int) -> None:
    """Granian's threads may still hold Python objects: an interpreter that ends now aborts."""
    for _ in range(100):
        if _foreign_threads() <= count:
            return
        await asyncio.sleep(0.02)
