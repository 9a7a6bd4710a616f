"""Many clients at once, who read and write, and remember what the server acknowledged."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

CLIENTS = 50
PATIENCE = 30.0

type Errand = Callable[[Visitor], Awaitable[None]]
"""What a visitor does again and again."""


@dataclass(slots=True)
class Tally:
    """What came of all visits."""

    statuses: Counter[int] = field(default_factory=Counter)
    written: list[str] = field(default_factory=list)
    """What the server acknowledged, by the text that tells each write from the others."""
    broken: int = 0
    """Requests whose connection ended before an answer."""

    @property
    def failed(self) -> int:
        """Answers that blame the server."""
        return sum(count for status, count in self.statuses.items() if status >= 500)


@dataclass(slots=True)
class Visitor:
    """One client, on a connection of its own that it opens again where it breaks."""

    number: int
    address: Callable[[], str]
    tally: Tally
    round: int = 0
    token: str = ""
    """What the visitor got for logging in."""
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    @property
    def word(self) -> str:
        """A text that no other visit has."""
        return f"visitor {self.number} round {self.round}"

    async def ask(self, method: str, target: str, body: object = None) -> tuple[int, Any]:
        """Status and document of the answer; status 0 where there came none."""
        try:
            status, content = await asyncio.wait_for(self._asked(method, target, body), PATIENCE)
        except (OSError, EOFError, TimeoutError):
            self.tally.broken += 1
            self.leave()
            await asyncio.sleep(0.05)
            return 0, None
        self.tally.statuses[status] += 1
        return status, json.loads(content) if content else None

    def wrote(self, word: str) -> None:
        """Notes a write that was acknowledged."""
        self.tally.written.append(word)

    async def _asked(self, method: str, target: str, body: object) -> tuple[int, bytes]:
        place = urlsplit(self.address())
        if self._writer is None or self._reader is None:
            self._reader, self._writer = await asyncio.open_connection(place.hostname, place.port)
        content = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {target} HTTP/1.1\r\nhost: {place.netloc}\r\n"
        if self.token:
            head += f"authorization: Bearer {self.token}\r\n"
        if body is not None:
            head += f"content-type: application/json\r\ncontent-length: {len(content)}\r\n"
        self._writer.write(head.encode() + b"\r\n" + content)
        await self._writer.drain()
        return await _answer(self._reader)

    def leave(self) -> None:
        """Ends the connection."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    length = head.partition("content-length:")[2].split("\r\n", 1)[0].strip()
    return status, await reader.readexactly(int(length)) if length else b""


async def crowd(
    address: Callable[[], str], errand: Errand, *, seconds: float, clients: int = CLIENTS
) -> Tally:
    """What many visitors came to who all run the same errand, over and over, for so long."""
    tally = Tally()
    until = time.monotonic() + seconds
    await asyncio.gather(
        *(_visit(Visitor(n, address, tally), errand, until) for n in range(clients))
    )
    return tally


async def _visit(visitor: Visitor, errand: Errand, until: float) -> None:
    with contextlib.closing(_Leaving(visitor)):
        while time.monotonic() < until:
            visitor.round += 1
            await errand(visitor)


@dataclass(slots=True)
class _Leaving:
    visitor: Visitor

    def close(self) -> None:
        self.visitor.leave()
