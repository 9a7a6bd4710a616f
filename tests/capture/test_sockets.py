"""A proxy that has ended holds no socket, whatever was under way."""

import asyncio
import gc
from asyncio.selector_events import _SelectorTransport
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.capture.origin import Origin, until
from wirebase.capture.proxy import Proxy
from wirebase.capture.recorder import Recorder


def open_transports() -> list[Any]:
    gc.collect()
    loop = asyncio.get_running_loop()
    return [
        thing
        for thing in gc.get_objects()
        if isinstance(thing, _SelectorTransport)
        and thing._sock is not None
        and thing._loop is loop
        and thing.get_extra_info("peername")
    ]


async def ask(proxy: Proxy, line: str, host: str) -> asyncio.StreamWriter:
    _, writer = await asyncio.open_connection(*proxy.address)
    writer.write(f"{line} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    await writer.drain()
    return writer


class Busy:
    """Keeps mitmproxy in the middle of making a connection."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()

    async def server_connected(self, _: Any) -> None:
        self.reached.set()
        await asyncio.Event().wait()


async def test_a_connection_given_up_while_it_was_made_is_closed(authority: Path, origin: Origin):
    host = urlsplit(origin.url).netloc
    async with Proxy(Recorder(lambda _: None), authority=authority) as proxy:
        busy = Busy()
        proxy._master.addons.add(busy)
        writer = await ask(proxy, f"GET {origin.url}/things", host)
        await busy.reached.wait()
        writer.close()
        await writer.wait_closed()
        await until(lambda: not proxy._master.addons.get("proxyserver").connections)
    assert open_transports() == []


@pytest.mark.parametrize("path", ["events", "slow", "nothing", "big"])
async def test_connections_in_use_are_closed(authority: Path, origin: Origin, path: str):
    host = urlsplit(origin.url).netloc
    async with Proxy(Recorder(lambda _: None), authority=authority) as proxy:
        writers = [await ask(proxy, f"GET {origin.url}/{path}", host) for _ in range(5)]
        await until(lambda: len(origin.seen) == 5)
    for writer in writers:
        writer.transport.abort()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)
    assert open_transports() == []


async def test_connections_whose_certificate_was_refused_are_closed(
    authority: Path, secure_origin: Origin
):
    host = urlsplit(secure_origin.url).netloc
    recorder = Recorder(lambda _: None)
    async with Proxy(recorder, authority=authority) as proxy:
        writers = [await ask(proxy, f"CONNECT {host}", host) for _ in range(20)]
        for writer in writers[:10]:
            writer.transport.abort()
    for writer in writers:
        writer.transport.abort()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)
    assert open_transports() == []
