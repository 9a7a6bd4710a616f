"""A client of the studio's Realtime that shows the frames as they are."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Event,
    Request,
    TextMessage,
)

from tests.studio.conftest import Running

PATIENCE = 30


class Talk:
    """One connection, frame by frame."""

    def __init__(self, studio: Running, path: str) -> None:
        host, _, port = studio.base.partition("//")[2].partition(":")
        self._socket = socket.create_connection((host, int(port)), timeout=PATIENCE)
        self._connection = WSConnection(ConnectionType.CLIENT)
        self._socket.sendall(self._connection.send(Request(host=f"{host}:{port}", target=path)))
        self._events: list[Event] = []
        assert isinstance(self._next(), AcceptConnection)

    def _next(self) -> Event:
        while not self._events:
            self._connection.receive_data(self._socket.recv(1 << 16) or None)
            self._events += self._connection.events()
        return self._events.pop(0)

    def say(self, frame: object) -> None:
        """Sends bytes as they are, and anything else as JSON."""
        event = (
            BytesMessage(data=frame) if isinstance(frame, bytes) else TextMessage(json.dumps(frame))
        )
        self._socket.sendall(self._connection.send(event))

    def hear(self) -> Any:
        """The next frame, which is one of text."""
        text = ""
        while True:
            event = self._next()
            assert not isinstance(event, CloseConnection), event
            assert isinstance(event, TextMessage)
            text += event.data
            if event.message_finished:
                return json.loads(text)

    def close(self) -> None:
        self._socket.close()


@contextmanager
def talking(studio: Running, version: str) -> Iterator[Talk]:
    """A connection in a version of the protocol; "" names none."""
    named = f"&vsn={version}" if version else ""
    talk = Talk(studio, f"/realtime/v1/websocket?apikey={studio.token}{named}")
    try:
        yield talk
    finally:
        talk.close()
