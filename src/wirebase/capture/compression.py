"""Streams that are compressed or not, and that end where a damaged file ends."""

from __future__ import annotations

import io
import zlib
from collections.abc import Buffer
from typing import Any, Protocol

import zstandard

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"

_CHUNK = 1 << 16


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class Inflated(io.RawIOBase):
    """The content of a gzip or zstd stream, member after member, as far as it is whole."""

    def __init__(self, source: io.BufferedReader) -> None:
        self.damaged = False
        """Whether the stream ended before its content did; known at the end."""
        self._source = source
        self._gzip = source.peek(4).startswith(GZIP)
        self._member: _Decompressor | None = None
        self._ready = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Fills the buffer with what comes next; 0 at the end."""
        room = memoryview(buffer)
        while not self._ready and self._more():
            pass
        count = min(len(room), len(self._ready))
        room[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _more(self) -> bool:
        data = self._source.read(_CHUNK)
        if not data:
            self.damaged |= self._member is not None and not self._member.eof
            return False
        while data and not self.damaged:
            data = self._inflate(data)
        return not self.damaged

    def _inflate(self, data: bytes) -> bytes:
        """Takes one member's share of the data; returns the rest."""
        if self._member is None or self._member.eof:
            self._member = self._begin()
        try:
            self._ready += self._member.decompress(data)
        except (zlib.error, zstandard.ZstdError):
            self.damaged = True
        return self._member.unused_data if self._member.eof else b""

    def _begin(self) -> Any:
        return (
            zlib.decompressobj(31) if self._gzip else zstandard.ZstdDecompressor().decompressobj()
        )


def inflated(source: io.BufferedReader) -> Inflated | None:
    """The decompressed stream, or None where the source is not compressed."""
    return Inflated(source) if source.peek(4).startswith((GZIP, ZSTD)) else None
