"""Closes what mitmproxy leaves to the end of its process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.connection import Client, Connection
from mitmproxy.proxy import server_hooks

_PATIENCE = 20.0
"""Seconds that mitmproxy's handlers, or the sockets, may take to end."""


class Sockets:
    """An addon that knows each socket of the proxy, also where mitmproxy has lost sight of it: a
    handler that is cancelled while a hook runs never closes its own.
    """

    def __init__(self, server: Proxyserver) -> None:
        self._server = server
        self._writers: set[asyncio.StreamWriter] = set()

    def client_connected(self, client: Client) -> None:
        """A connection from a browser."""
        self._note(client, client)

    def server_connected(self, data: server_hooks.ServerConnectionHookData) -> None:
        """A connection to an app."""
        self._note(data.client, data.server)

    def _note(self, client: Client, connection: Connection) -> None:
        handler = self._server.connections.get(client.id)
        found = handler.transports.get(connection) if handler else None
        self._writers = {writer for writer in self._writers if not _is_closed(writer)}
        if found and isinstance(found.writer, asyncio.StreamWriter):
            self._writers.add(found.writer)

    async def close(self) -> None:
        """Returns once the proxy listens no more and no socket of it is open."""
        await self._server.servers.update([])
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        while self._server.connections and asyncio.get_running_loop().time() < deadline:
            for task in self._handlers():
                if not task.cancelling():
                    task.cancel()
            await asyncio.sleep(0.02)
        writers, self._writers = self._writers, set()
        for writer in writers:
            writer.transport.abort()
        ends = [asyncio.ensure_future(writer.wait_closed()) for writer in writers]
        if ends:
            _, late = await asyncio.wait(ends, timeout=_PATIENCE)
            for end in late:
                end.cancel()
            await asyncio.gather(*ends, return_exceptions=True)

    def _handlers(self) -> Iterator[asyncio.Task[None]]:
        for connection in list(self._server.connections.values()):
            for transport in list(connection.transports.values()):
                if transport.handler:
                    yield transport.handler


def _is_closed(writer: asyncio.StreamWriter) -> bool:
    return writer.is_closing() and writer.transport.get_write_buffer_size() == 0
