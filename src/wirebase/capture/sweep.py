"""Finds known secrets wherever they stand in a text, in one pass however many are known."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from ahocorasick_rs import MATCHKIND_LEFTMOST_LONGEST, BytesAhoCorasick

from wirebase.capture.sensitive import STARTS, TELLTALE, looks_random

_starts = BytesAhoCorasick([start.encode() for start in STARTS])
_ALNUM = re.compile(rb"[A-Za-z0-9]")
_PENDING = 4
"""New secrets are looked for one by one up to about this number; then the automaton is built anew.
"""


def telltales(data: bytes) -> Iterator[re.Match[bytes]]:
    """The parts of a text that are secrets by their form, found by how they begin."""
    done = 0
    for _, start, _ in _starts.find_matches_as_indexes(data):
        found = TELLTALE.match(data, start) if start >= done else None
        if found:
            done = found.end()
            yield found


def travels(value: str) -> bool:
    """Whether the value is so much its own that it is the same secret wherever it stands.

    >>> travels("admin-bench-1"), travels("admin"), travels("12345678")
    (True, False, False)
    """
    if looks_random(value):
        return True
    letters = any(c.isalpha() for c in value)
    return len(value) >= 8 and letters and not value.isalpha()


class Sweep:
    """Replaces each secret that it has learnt, in every spelling it travels in."""

    def __init__(self) -> None:
        self._spellings: dict[bytes, tuple[bytes, bool]] = {}
        self._built: list[bytes] = []
        self._pending: list[bytes] = []
        self._automaton: BytesAhoCorasick | None = None

    def __len__(self) -> int:
        return len(self._spellings)

    def learn(self, value: str, placeholder: str) -> None:
        """From now on, the value is replaced wherever it stands, if it is distinctive enough."""
        if not travels(value):
            return
        alone = looks_random(value)
        for spelling in _spellings(value):
            if spelling not in self._spellings:
                self._spellings[spelling] = (placeholder.encode(), alone)
                self._pending.append(spelling)

    def clean(self, data: bytes) -> bytes:
        """The text with all known secrets replaced; the same object where there was none."""
        if len(self._pending) > _PENDING + len(self._built) // 16:
            self._build()
        if any(spelling in data for spelling in self._pending):
            self._build()
        if self._automaton is None:
            return data
        found = self._automaton.find_matches_as_indexes(data)
        return self._replaced(data, found) if found else data

    def _build(self) -> None:
        self._built += self._pending
        self._pending = []
        self._automaton = BytesAhoCorasick(self._built, matchkind=MATCHKIND_LEFTMOST_LONGEST)

    def _replaced(self, data: bytes, found: list[tuple[int, int, int]]) -> bytes:
        parts: list[bytes] = []
        done = 0
        for index, start, end in found:
            placeholder, alone = self._spellings[self._built[index]]
            if alone or not _touches(data, start, end):
                parts += (data[done:start], placeholder)
                done = end
        return b"".join((*parts, data[done:])) if done else data


def _spellings(value: str) -> set[bytes]:
    """The value as it is, percent-encoded, and as JSON writes it."""
    escaped = json.dumps(value)[1:-1]
    texts = {
        value,
        quote(value, safe=""),
        re.sub("%[0-9A-F]{2}", lambda hit: hit[0].lower(), quote(value, safe="")),
        quote(value),
        quote_plus(value),
        escaped,
        escaped.replace("/", "\\/"),
        json.dumps(value, ensure_ascii=False)[1:-1],
    }
    return {text.encode("utf-8", "surrogatepass") for text in texts}


def _touches(data: bytes, start: int, end: int) -> bool:
    """Whether a letter or digit goes on before or after."""
    return bool(_ALNUM.match(data[start - 1 : start]) or _ALNUM.match(data[end : end + 1]))
