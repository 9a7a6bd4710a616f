"""The index of a long capture: what is remembered of each exchange while the bodies are put away."""

from __future__ import annotations

import hashlib
import re
from array import array
from typing import NamedTuple

import msgspec

from wirebase.capture.documents import has_secret_names, may_label_secrets
from wirebase.capture.layouts import NO_LOT, Layouts
from wirebase.capture.sensitive import Kind, kind_of_header, kind_of_name
from wirebase.capture.sweep import telltales
from wirebase.exchange import Exchange, Headers, Message, parse_json

LOTS = 40
"""Lowest lots that are kept for each member of each sort of exchange."""
MOST_MEMBERS = 5_000
ASKING = ("operationName", "query", "method", "action")
"""Members of a request by which one URL serves many operations."""


FILE_TYPES = re.compile(
    r"(image|font|audio|video)/.*|(application|text)/(x-)?(javascript|ecmascript|css)"
    r"|text/html|application/(wasm|font.*)"
)
"""Media types of what a front end is made of; no data is in it that the API does not tell."""


class Sort(NamedTuple):
    """What exchanges of one sort have in common, beside the form of their paths."""

    method: str
    status: int
    origin: str
    mime: str
    parameters: tuple[str, ...]
    """The names in the query string, in order of the alphabet."""
    asked: str
    """Of one URL that serves many operations: which."""


class Index:
    """Facts by position, in the order of arrival.

    All of it is small numbers: an exchange takes some 50 bytes, whatever it weighs.
    """

    def __init__(self) -> None:
        self.started = array("d")
        self.digests = array("Q")
        self.sizes = array("L")
        self.sorts = array("L")
        self.paths = array("L")
        self.repeats = 0
        """Exchanges that only repeated another's request and answer, and were put away nowhere."""
        self.suspects: set[int] = set()
        """Exchanges in which something new may be a secret."""
        self.novel: dict[tuple[int, int, int], tuple[int, int]] = {}
        """(sort, depth of the path, layout) -> digest and position of one that shows it."""
        self.lots: dict[tuple[int, int, str], dict[int, tuple[int, int]]] = {}
        """(sort, depth, member) -> the lowest lots of the objects there -> digest and position of one
        that shows the object. Exchanges of different sorts that show the same objects can be compared."""
        self._limits: dict[tuple[int, int, str], int] = {}
        self.all_sorts: list[Sort] = []
        self.all_paths: list[str] = []
        self._sorts: dict[Sort, int] = {}
        self._paths: dict[str, int] = {}
        self._seen: dict[int, int] = {}
        self._layouts = Layouts()
        self._named: dict[tuple[str, ...], bool] = {}
        self._headers: set[Headers] = set()

    def __len__(self) -> int:
        return len(self.started)

    def add(self, exchange: Exchange) -> bool:
        """Notes an exchange; False where it only repeats one that was noted."""
        digest = _digest(exchange)
        known = self._seen.get(digest)
        if known is not None:
            self.repeats += 1
            self.started[known] = min(self.started[known], exchange.started)
            return False
        position = self._seen[digest] = len(self.started)
        origin, path, query = _parts(exchange.url)
        layouts, lots, secret = self._of_bodies(exchange)
        sort = self._sort(exchange, origin, query)
        self.started.append(exchange.started)
        self.digests.append(digest)
        self.sizes.append(_size(exchange))
        self.sorts.append(sort)
        self.paths.append(_numbered(path, self._paths, self.all_paths))
        depth = path.count("/")
        for layout in layouts:
            place = sort, depth, layout
            other = self.novel.get(place)
            if other is None or other[0] > digest:
                self.novel[place] = digest, position
        for member, lot in lots.items():
            self._draw((sort, depth, member), lot, digest, position)
        if secret or self._is_told(exchange, query):
            self.suspects.add(position)
        return True

    def _sort(self, exchange: Exchange, origin: str, query: str) -> int:
        names = {pair.partition("=")[0] for pair in query.split("&")} if query else ()
        sort = Sort(
            exchange.method,
            exchange.status,
            origin,
            exchange.answer.mime,
            tuple(sorted(names)),
            _asked(exchange.request),
        )
        return _numbered(sort, self._sorts, self.all_sorts)

    def _draw(self, place: tuple[int, int, str], lot: int, digest: int, position: int) -> None:
        """Keeps the exchanges whose objects drew the lowest lots, one a lot."""
        drawn = self.lots.get(place)
        if drawn is None:
            if len(self.lots) >= MOST_MEMBERS:
                return
            drawn = self.lots[place] = {}
        if lot > self._limits.get(place, NO_LOT):
            return
        drawn[lot] = min((digest, position), drawn.get(lot, (digest, position)))
        if len(drawn) > LOTS:
            del drawn[max(drawn)]
            self._limits[place] = max(drawn)

    def _of_bodies(self, exchange: Exchange) -> tuple[set[int], dict[str, int], bool]:
        """The layouts of both bodies, the lots of their objects, and whether they may hold secrets."""
        found: set[int] = set()
        lots: dict[str, int] = {}
        secret = False
        for message in (exchange.request, exchange.answer):
            if not message.content:
                continue
            try:
                self._layouts.look(parse_json(message.content))
            except ValueError:
                secret |= message.mime[:6] not in ("image/", "font/", "video/", "audio/")
                continue
            linked = message is exchange.request or b"://" in message.content
            secret = secret or linked or self._layouts.is_secret
            secret = secret or any(telltales(message.content)) or _has_secrets(message.content)
            found |= self._layouts.found
            lots = self._layouts.lots
        return found, lots, secret

    def _is_told(self, exchange: Exchange, query: str) -> bool:
        """Whether headers or URL may tell a secret that none before told."""
        for message in (exchange.request, exchange.answer):
            if self._has_secrets(message.headers) and message.headers not in self._headers:
                self._headers.add(message.headers)
                return True
        names = (pair.partition("=")[0] for pair in query.split("&"))
        return "@" in exchange.url or any(kind_of_name(name) is not Kind.PLAIN for name in names)

    def _has_secrets(self, headers: Headers) -> bool:
        names = tuple(name for name, _ in headers)
        known = self._named.get(names)
        if known is None:
            known = self._named[names] = any(
                name in ("cookie", "set-cookie") or kind_of_header(name) is not Kind.PLAIN
                for name in names
            )
        return known


def _has_secrets(content: bytes) -> bool:
    """Whether a document may hold secrets beside those that the layouts of its objects tell of: under
    names in a text inside it, or labelled as such."""
    return has_secret_names(content) if b'\\"' in content else may_label_secrets(content)


def _parts(url: str) -> tuple[str, str, str]:
    """Origin, path and query of an absolute URL."""
    bare, _, query = url.partition("?")
    start = bare.find("/", bare.find("://") + 3)
    return (bare, "/", query) if start < 0 else (bare[:start], bare[start:], query)


def times(index: Index) -> list[int]:
    """The positions in the order of time; what happened at once is told apart by what it was."""
    return sorted(range(len(index)), key=lambda i: (index.started[i], index.digests[i]))


def _numbered[T](value: T, numbers: dict[T, int], every: list[T]) -> int:
    number = numbers.get(value)
    if number is None:
        number = numbers[value] = len(every)
        every.append(value)
    return number


def _digest(exchange: Exchange) -> int:
    """The same for the same request with the same answer; writes are told apart by their time, too."""
    told = hashlib.blake2b(
        f"{exchange.method} {exchange.url} {exchange.status}".encode(), digest_size=8
    )
    if exchange.method not in ("GET", "HEAD"):
        told.update(b"%f" % exchange.started)
    told.update(exchange.request.content or b"")
    told.update(b"\0")
    told.update(exchange.answer.content or b"")
    return int.from_bytes(told.digest())


def is_file(exchange: Exchange) -> bool:
    """Whether a page or a part of one was loaded: it takes no room of what tells of data."""
    return exchange.method == "GET" and bool(FILE_TYPES.fullmatch(exchange.answer.mime))


def _size(exchange: Exchange) -> int:
    if is_file(exchange):
        return 0
    return len(exchange.answer.content or b"") + len(exchange.request.content or b"")


def _asked(request: Message) -> str:
    """What tells operations of one URL apart: short names, or the beginning of a GraphQL document."""
    if not request.content or request.content[:1] != b"{":
        return ""
    try:
        told = msgspec.json.decode(request.content, type=dict[str, msgspec.Raw])
    except ValueError:
        return ""
    return " ".join(
        bytes(told[name][:80]).decode("utf-8", "replace") for name in ASKING if name in told
    )
