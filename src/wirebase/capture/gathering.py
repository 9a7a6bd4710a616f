"""Gathers exchanges as they are read: all of them as long as they are few, else a working set.

A long capture is put away packed, with an index. What is chosen from the index is worked with; the
rest can be gone through once more, without secrets.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec

from wirebase.capture.index import Index, is_file, times
from wirebase.capture.redaction import Redactor
from wirebase.capture.spool import Spool
from wirebase.exchange import Exchange, renumbered

FEW = 3_000
"""Exchanges up to which a capture is worked with as a whole; files of a front end count for nothing."""
SMALL = 24_000_000
"""Bytes of bodies up to which it is."""
FILES = 256_000_000
"""Bytes of different files of a front end up to which it is."""

type Choose = Callable[[Index], AbstractSet[int]]
"""Which positions of a long capture make the working set."""


@dataclass(frozen=True, slots=True)
class Rest:
    """The exchanges of a long capture that are not in its working set."""

    spool: Spool
    chosen: AbstractSet[int]
    ranks: array[int]
    """Position to place in time."""
    suspects: AbstractSet[int]
    redactor: Redactor
    repeats: int
    """Exchanges that only repeated another's request and answer."""

    def __len__(self) -> int:
        return len(self.spool) - len(self.chosen)

    def __iter__(self) -> Iterator[Exchange]:
        """The exchanges, redacted and numbered by time, in the order in which they were read."""
        for position, exchange in enumerate(self.spool):
            if position not in self.chosen:
                yield self._clean(position, exchange)

    def _clean(self, position: int, exchange: Exchange) -> Exchange:
        index = self.ranks[position]
        if position in self.suspects:
            exchange = self.redactor.redact(exchange)
        elif self.redactor.learnt:
            exchange = self.redactor.swept(exchange)
        return msgspec.structs.replace(exchange, index=index)


class Gathering:
    """Takes exchanges one by one."""

    def __init__(self, *, bounded: bool, merging: bool = False) -> None:
        self.held: list[Exchange] = []
        """All exchanges, where they are few."""
        self._origins: dict[str, int] = {}
        self._bounded = bounded
        self._merging = merging
        self._before = Counter[Exchange]()
        self._now = Counter[Exchange]()
        self._told = 0
        self._bytes = 0
        self._files: dict[bytes, bytes] = {}
        self._file_bytes = 0
        self._spool: Spool | None = None
        self._index = Index()

    def begin(self) -> None:
        """Begins the next of several captures."""
        self._before |= self._now
        self._now.clear()

    def add(self, exchange: Exchange) -> None:
        """Takes an exchange, if it is not one that an earlier capture held."""
        if self._merging and self._spool is None:
            self._now[exchange] += 1
            if self._now[exchange] <= self._before[exchange]:
                return
        origin = exchange.url[: exchange.url.find("/", 8)]
        weight = 1000 if "json" in exchange.answer.mime else 1
        self._origins[origin] = self._origins.get(origin, 0) + weight
        if self._spool is not None:
            self._put_away(exchange, self._spool)
            return
        self._hold(exchange)
        many = self._told > FEW or self._bytes > SMALL or self._file_bytes > FILES
        if self._bounded and many:
            self._spool = Spool()
            for earlier in self.held:
                self._put_away(earlier, self._spool)
            self.held.clear()
            self._files.clear()
            self._before.clear()
            self._now.clear()

    def _hold(self, exchange: Exchange) -> None:
        """Keeps an exchange at hand: each page loads the same files again, which are kept once."""
        if not is_file(exchange):
            self._told += 1
            self._bytes += len(exchange.answer.content or b"")
        elif content := exchange.answer.content:
            if content not in self._files:
                self._files[content] = content
                self._file_bytes += len(content)
            answer = msgspec.structs.replace(exchange.answer, content=self._files[content])
            exchange = msgspec.structs.replace(exchange, answer=answer)
        self.held.append(exchange)

    def _put_away(self, exchange: Exchange, spool: Spool) -> None:
        if self._index.add(exchange):
            spool.append(exchange)

    def main_host(self) -> str:
        """The host that most answers in JSON come from, or most answers where there is no JSON."""
        hosts = Counter[str]()
        for origin, weight in self._origins.items():
            hosts[urlsplit(origin).hostname or ""] += weight
        return min(hosts, key=lambda host: (-hosts[host], host), default="")

    def __len__(self) -> int:
        if self._spool is None:
            return len(self.held)
        return len(self._spool) + self._index.repeats

    def settled(self, choose: Choose | None, salt: str) -> tuple[list[Exchange], Rest | None]:
        """The exchanges to work with, redacted and numbered by time, and the rest of a long capture."""
        redactor = Redactor(salt)
        if self._spool is None or choose is None:
            return redactor.redact_all(renumbered(self.held)), None
        ordered = times(self._index)
        ranks = array("L", bytes(array("L").itemsize * len(ordered)))
        for rank, position in enumerate(ordered):
            ranks[position] = rank
        chosen = choose(self._index)
        working: list[Exchange] = []
        for position, exchange in self._spool.pick(chosen | self._index.suspects):
            if position in chosen:
                at = self._index.started[position]
                working.append(msgspec.structs.replace(exchange, index=ranks[position], started=at))
            else:
                redactor.redact(exchange)
        working.sort(key=lambda x: x.index)
        rest = Rest(self._spool, chosen, ranks, self._index.suspects, redactor, self._index.repeats)
        return redactor.redact_all(working), rest
