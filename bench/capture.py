"""Captures as large as wanted, the same at each run."""

from __future__ import annotations

from pathlib import Path

from bench.shop import HOST, Shop
from wirebase.capture.entries import to_line
from wirebase.capture.redaction import Redactor
from wirebase.capture.writer import Writer

# Bytes of an exchange, about: a larger capture is one of a shop with more rows.
USUAL = 10_000


def make_capture(folder: Path, megabytes: float) -> Path:
    """The path of an archive that has this size before it is compressed."""
    path = folder / f"shop-{megabytes:g}-MB.jsonl.zst"
    left = megabytes * 1e6
    redactor = Redactor(HOST)
    with Writer(path, redactor) as writer:
        for exchange in Shop(round(left / USUAL)).visits():
            left -= len(to_line(writer.write(exchange), redactor.salt))
            if left <= 0:
                return path
    return path
