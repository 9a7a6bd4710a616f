"""Provenance: where the values of path segments stood in answers and in the bodies of requests."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wirebase.exchange import Exchange, Json
from wirebase.infer.calls import document
from wirebase.infer.formats import lexical
from wirebase.infer.naming import noun, singular, words

ITEM = "*"
KEYED = "{}"

SHARP = frozenset("id uid uuid guid pk oid slug username login handle email hash sha sku".split())
"""Last words of the names of fields that hardly ever hold anything but what names a row."""
NAMING = SHARP | frozenset(
    "key code name mail digest token isbn ean ref identifier alias nickname symbol ticker "
    "permalink shortname iban".split()
)
"""Last words of the names of fields by which a row may be named."""
LONE = frozenset("number reference title label tag date address domain host path".split())
"""Names that may do so where no other word stands before them."""
KIND = frozenset(
    "type kind object resource entity model class rel role status state action method category "
    "collection table scope permission event level mode typename".split()
)
"""Last words of the names of fields that say what a thing is rather than which."""
ENVELOPES = frozenset(
    "data items item results result rows records list nodes node edges payload response content "
    "objects values docs entries hits included attributes".split()
)
"""Names that say nothing of what is inside."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where values stand: in the answers, or the requests, of a group of like exchanges."""

    group: str
    pointer: tuple[str, ...]
    """List items are `*`, keys that are data `{}`."""
    request: bool = False

    @property
    def key(self) -> str:
        """The name of the field; of a list of plain values the singular name of the list."""
        named = [part for part in self.pointer if part not in (ITEM, KEYED)]
        if not named:
            return ""
        return singular(named[-1]) if self.pointer[-1] in (ITEM, KEYED) else named[-1]

    @property
    def container(self) -> str:
        """What encloses the field, by the name in the document; "" where that is the document."""
        named = [part for part in self.pointer[:-1] if part not in (ITEM, KEYED)]
        if self.pointer and self.pointer[-1] in (ITEM, KEYED):
            named = named[-1:] and [named[-1]]
        told = [name for name in named if name.lower() not in ENVELOPES]
        return noun(told[-1]) if told else ""

    @property
    def is_plain(self) -> bool:
        """Whether this is an item of a list of plain values."""
        return bool(self.pointer) and self.pointer[-1] == ITEM

    @property
    def is_identity(self) -> bool:
        """Whether the field may name a row."""
        parts = words(self.key)
        return bool(parts) and (parts[-1] in NAMING or (len(parts) == 1 and parts[0] in LONE))

    @property
    def is_sharp(self) -> bool:
        """Whether the field hardly ever holds anything but the name of a row."""
        parts = words(self.key)
        return bool(parts) and parts[-1] in SHARP

    @property
    def is_kind(self) -> bool:
        """Whether the field says what a thing is rather than which."""
        parts = words(self.key)
        return bool(parts) and parts[-1] in KIND


@dataclass(slots=True)
class Sighting:
    """How often a value stood at a place."""

    first: int
    """The position of the first exchange that shows it there."""
    count: int = 0
    own: int = 0
    """Times in an exchange whose own path holds the value."""
    failed: bool = True
    """Whether only failures show it."""


type Sightings = dict[str, dict[Place, Sighting]]
"""Value, place, how often."""


MOST_DOCUMENTS = 400
"""Exchanges of one group that are looked at: enough to know where values are from."""


def sightings(
    exchanges: Sequence[Exchange],
    groups: Sequence[str],
    paths: Sequence[tuple[str, ...]],
    wanted: frozenset[str],
) -> Sightings:
    """Where the wanted values stand; `groups` and `paths` are those of the exchanges."""
    found: Sightings = {}
    places: dict[tuple[str, tuple[str, ...], bool], Place] = {}
    search = _Search(wanted)
    for position in _sample(groups):
        exchange = exchanges[position]
        own, succeeded = paths[position], exchange.succeeded
        for request, message in ((True, exchange.request), (False, exchange.answer)):
            if not message.content:
                continue
            for value, pointer in search.within(document(message)):
                named = (groups[position], pointer, request)
                place = places.get(named) or places.setdefault(named, Place(*named))
                at = found.setdefault(value, {})
                seen = at.get(place) or at.setdefault(place, Sighting(position))
                seen.count += 1
                seen.own += value in own
                seen.failed = seen.failed and not succeeded
    return found


def _sample(groups: Sequence[str]) -> list[int]:
    """The positions of all exchanges, or of a part of those in great groups, evenly spread."""
    gathered: dict[str, list[int]] = defaultdict(list)
    for position, group in enumerate(groups):
        gathered[group].append(position)
    return sorted(p for found in gathered.values() for p in spread(found, MOST_DOCUMENTS))


def spread[T](values: Sequence[T], most: int) -> Sequence[T]:
    """All values, or as many of them, evenly spread.

    >>> list(spread(range(10), 4))
    [0, 2, 5, 7]
    """
    if len(values) <= most:
        return values
    return [values[i * len(values) // most] for i in range(most)]


class _Search:
    """Finds values among the scalars of documents."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self._texts = wanted
        self._numbers = frozenset(int(text) for text in wanted if NUMBER.fullmatch(text))
        self._hits: list[tuple[str, tuple[str, ...]]] = []

    def within(self, document: Json) -> list[tuple[str, tuple[str, ...]]]:
        """The wanted values in the document, and where."""
        self._hits = []
        if isinstance(document, (dict, list)):
            self._look(document, None)
        return self._hits

    def _look(self, value: dict[str, Json] | list[Json], trail: _Trail) -> None:
        # Exact types, and no pointer before it is needed: this runs once for each value.
        texts, numbers = self._texts, self._numbers
        items = value.items() if isinstance(value, dict) else ((ITEM, inner) for inner in value)
        base: tuple[str, ...] | None = None
        for key, inner in items:
            if type(inner) is str:
                found = inner if inner in texts else ""
            elif type(inner) is int:
                found = str(inner) if inner in numbers else ""
            else:
                if isinstance(inner, (dict, list)):
                    self._look(inner, (trail, key))
                continue
            if found:
                if base is None:
                    base = _pointer(trail)
                self._hits.append((found, (*base, _name(key))))


type _Trail = tuple[_Trail, str] | None
"""A pointer from its end."""

NUMBER = re.compile(r"-?(0|[1-9]\d{0,18})", re.ASCII)


def _pointer(trail: _Trail) -> tuple[str, ...]:
    parts: list[str] = []
    while trail:
        trail, key = trail
        parts.append(_name(key))
    return tuple(reversed(parts))


def _name(key: str) -> str:
    return KEYED if is_data(key) else key


DATA_KEYS = frozenset({"integer", "uuid", "ulid", "cuid", "hex", "date", "base64", "placeholder"})


def is_data(key: str) -> bool:
    """Whether the key of an object is a value rather than the name of a field."""
    return key != ITEM and not key.isidentifier() and lexical(key) in DATA_KEYS


def pointer_text(pointer: Iterable[str]) -> str:
    """The JSON pointer with its names escaped.

    >>> pointer_text(("data", "*", "a/b"))
    '/data/*/a~1b'
    """
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in pointer)
