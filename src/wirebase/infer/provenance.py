"""Provenance: where the values of path segments stood in answers and in the bodies of requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wirebase.exchange import Exchange, Json
from wirebase.infer.calls import document
from wirebase.infer.formats import lexical
from wirebase.infer.naming import noun, singular, words

ITEM = "*"
KEYED = "{}"

SHARP = frozenset("id uuid guid pk oid slug username login handle email hash sha sku".split())
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


def sightings(
    exchanges: Sequence[Exchange],
    groups: Sequence[str],
    paths: Sequence[tuple[str, ...]],
    wanted: frozenset[str],
) -> Sightings:
    """Where the wanted values stand; `groups` and `paths` are those of the exchanges."""
    found: Sightings = {}
    places: dict[tuple[str, tuple[str, ...], bool], Place] = {}
    for position, exchange in enumerate(exchanges):
        own = frozenset(paths[position])
        for request, message in ((True, exchange.request), (False, exchange.answer)):
            for value, pointer in _values(document(message), (), wanted):
                named = (groups[position], pointer, request)
                place = places.setdefault(named, Place(*named))
                at = found.setdefault(value, {})
                seen = at.get(place)
                if seen is None:
                    seen = at[place] = Sighting(position)
                seen.count += 1
                seen.own += value in own
                seen.failed = seen.failed and not exchange.succeeded
    return found


def _values(
    value: Json, pointer: tuple[str, ...], wanted: frozenset[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The wanted values among the scalars of a document."""
    if isinstance(value, dict):
        for key, inner in value.items():
            deeper = (*pointer, KEYED if is_data(key) else key)
            if isinstance(inner, (dict, list)):
                yield from _values(inner, deeper, wanted)
            elif (text := _text(inner)) in wanted:
                yield text, deeper
    elif isinstance(value, list):
        deeper = (*pointer, ITEM)
        for inner in value:
            if isinstance(inner, (dict, list)):
                yield from _values(inner, deeper, wanted)
            elif (text := _text(inner)) in wanted:
                yield text, deeper


def _text(value: Json) -> str:
    """A scalar as it would stand in a path; "" of what never does."""
    if type(value) is str:
        return value
    return str(value) if type(value) is int else ""


DATA_KEYS = frozenset({"integer", "uuid", "ulid", "cuid", "hex", "date", "base64", "placeholder"})


def is_data(key: str) -> bool:
    """Whether the key of an object is a value rather than the name of a field."""
    return not key.isidentifier() and lexical(key) in DATA_KEYS


def pointer_text(pointer: Iterable[str]) -> str:
    """The JSON pointer with its names escaped.

    >>> pointer_text(("data", "*", "a/b"))
    '/data/*/a~1b'
    """
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in pointer)
