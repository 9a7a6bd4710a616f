"""Writes a capture line by line, so that what was captured is kept however it ends."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import zstandard

from wirebase.capture.entries import from_entry, loads, to_line
from wirebase.capture.redaction import Redactor
from wirebase.errors import ArchiveError
from wirebase.exchange import Exchange


class _Sink:
    """A file, compressed as its name says, whose written part can be read at any moment."""

    def __init__(self, path: Path, name: str) -> None:
        # Only the owner may read a capture: bodies hold more than secrets can be told from.
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        self._gzip = (
            gzip.GzipFile(fileobj=self._file, mode="wb", compresslevel=6)
            if name.endswith(".gz")
            else None
        )
        self._zstd: Any = None  # zstandard annotates no close()
        if name.endswith(".zst"):
            self._zstd = zstandard.ZstdCompressor(level=6).stream_writer(self._file, closefd=False)

    def write(self, data: bytes) -> None:
        (self._gzip or self._zstd or self._file).write(data)

    def flush(self) -> None:
        if self._gzip:
            self._gzip.flush()
        if self._zstd:
            self._zstd.flush(zstandard.FLUSH_BLOCK)
        self._file.flush()

    def close(self) -> None:
        if self._gzip:
            self._gzip.close()
        if self._zstd:
            self._zstd.close()
        self._file.close()


def _source(path: Path, name: str) -> Iterator[bytes]:
    with path.open("rb") as file:
        if name.endswith(".zst"):
            reader = zstandard.ZstdDecompressor().stream_reader(file)
            pending = b""
            while chunk := reader.read(1 << 20):
                *lines, pending = (pending + chunk).split(b"\n")
                yield from lines
        elif name.endswith(".gz"):
            yield from gzip.GzipFile(fileobj=file)
        else:
            yield from file


def partial(path: Path) -> Path:
    """Where a capture stands as long as it grows; what is written of it can be read."""
    return path.with_name(path.name + ".partial")


class Writer:
    """Appends exchanges to a capture under a name with `.partial`; closing gives it its own name.

    Each line is redacted with the secrets known by then, and out of our hands at once. A secret
    that is found later may stand in earlier lines under an innocent name: closing then writes all
    anew.
    """

    def __init__(self, path: str | Path, redactor: Redactor) -> None:
        self.path = Path(path)
        self.count = 0
        self._redactor = redactor
        self._partial = partial(self.path)
        self._learnt_first: int | None = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._out = _Sink(self._partial, self.path.name)
        except OSError as error:
            raise ArchiveError(
                f"The capture cannot be written: {error.strerror}",
                where=str(path),
                next="Choose another -o FILE.",
            ) from None

    def write(self, exchange: Exchange) -> Exchange:
        """Writes the exchange, redacted, as the next line; returns it so."""
        redacted = self._redactor.redact(exchange)
        if self._learnt_first is None:
            self._learnt_first = self._redactor.learnt
        self._out.write(to_line(redacted, self._redactor.salt))
        self._out.flush()
        self.count += 1
        return redacted

    def close(self) -> None:
        """Gives the capture its own name, after a last look for secrets."""
        self._out.close()
        if self._learnt_first is not None and self._learnt_first < self._redactor.learnt:
            self._rewrite()
        os.replace(self._partial, self.path)

    def discard(self) -> None:
        """Leaves no file."""
        self._out.close()
        self._partial.unlink(missing_ok=True)

    def _rewrite(self) -> None:
        again = self._partial.with_name(self._partial.name + "2")
        out = _Sink(again, self.path.name)
        for line in _source(self._partial, self.path.name):
            entry = loads(line)
            if isinstance(entry, dict):
                out.write(
                    to_line(self._redactor.redact(from_entry(entry, {})), self._redactor.salt)
                )
        out.close()
        os.replace(again, self._partial)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
