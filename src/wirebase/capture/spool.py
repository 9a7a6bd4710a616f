"""Exchanges by the hundred thousand, packed and compressed in memory: secrets in them reach no disk."""

from __future__ import annotations

from collections.abc import Container, Iterator

import msgspec
import zstandard

from wirebase.exchange import Exchange

BLOCK = 1 << 19
"""Bytes of bodies after which a block is closed."""


class Spool:
    """A sequence that is only appended to, and read from the beginning."""

    def __init__(self) -> None:
        self._open: list[Exchange] = []
        self._bytes = 0
        self._blocks: list[tuple[int, bytes]] = []
        self._length = 0
        self._pack = msgspec.msgpack.Encoder().encode
        self._unpack = msgspec.msgpack.Decoder(list[Exchange]).decode
        self._compressor = zstandard.ZstdCompressor(level=1)
        self._decompressor = zstandard.ZstdDecompressor()

    def __len__(self) -> int:
        return self._length

    def append(self, exchange: Exchange) -> None:
        """Adds an exchange at the end."""
        self._open.append(exchange)
        self._length += 1
        self._bytes += len(exchange.answer.content or b"") + len(exchange.request.content or b"")
        if self._bytes > BLOCK or len(self._open) == 1000:
            self._close()

    def _close(self) -> None:
        packed = self._compressor.compress(self._pack(self._open))
        self._blocks.append((len(self._open), packed))
        self._open, self._bytes = [], 0

    def __iter__(self) -> Iterator[Exchange]:
        for _, block in self._blocks:
            yield from self._unpack(self._decompressor.decompress(block))
        yield from self._open

    def pick(self, positions: Container[int]) -> Iterator[tuple[int, Exchange]]:
        """The exchanges at these positions; blocks without any are not unpacked."""
        at = 0
        for length, block in self._blocks:
            if any(i in positions for i in range(at, at + length)):
                found = self._unpack(self._decompressor.decompress(block))
                yield from ((at + i, x) for i, x in enumerate(found) if at + i in positions)
            at += length
        yield from ((at + i, x) for i, x in enumerate(self._open) if at + i in positions)
