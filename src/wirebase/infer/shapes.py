"""Shapes: what is known of JSON values, in memory that does not grow with their number.

A shape is a monoid: shapes of two heaps of values merge to the shape of both heaps together, in any
order and grouping, so that one process may fold a capture or many may fold its parts. Counts add up;
everything else (kinds, ranges, formats, distinct values, examples) merges idempotently. A shape accepts
every value that it was made of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import chain
from zlib import crc32

from wirebase.exchange import Json

KINDS: Mapping[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}

TIMESTAMP = re.compile(
    r"\d{4}-\d\d-\d\d(?P<separator>[T ])\d\d:\d\d:\d\d(?:\.(?P<digits>\d{1,9}))?(?P<zone>Z|[+-]\d\d:?\d\d)?"
)
FORMATS: Mapping[str, re.Pattern[str]] = {
    "uuid": re.compile(
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE
    ),
    "timestamp": TIMESTAMP,
    "date": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
    "decimal": re.compile(r"-?\d+\.\d+"),
    "integer": re.compile(r"0|-?[1-9]\d{0,17}"),
    "clock": re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?"),
}
"""What all texts of a shape may have in common."""

DEEP = 64
"""Levels of lists and objects that are looked into."""
SKETCH = 64
"""Hashes that are kept of distinct values."""
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Texts:
    """What is known of texts that are not empty."""

    count: int
    formats: frozenset[str]
    """The formats that every one of them has."""
    digits: frozenset[int] = frozenset()
    """Lengths of fractions, where all are timestamps or all are decimals."""
    zones: frozenset[str] = frozenset()
    """Ways in which timestamps tell the zone: "Z", "+" or ""."""
    separators: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: list[str]) -> Texts:
        """The facts of some texts."""
        formats = frozenset(n for n, form in FORMATS.items() if all(map(form.fullmatch, texts)))
        made = cls(len(texts), formats)
        if "timestamp" in formats:
            found = [m for text in texts if (m := TIMESTAMP.fullmatch(text))]
            digits = frozenset(len(m["digits"] or "") for m in found)
            zones = frozenset((m["zone"] or "").replace("-", "+")[:1] for m in found)
            return cls(len(texts), formats, digits, zones, frozenset(m["separator"] for m in found))
        if "decimal" in formats:
            return cls(len(texts), formats, frozenset(len(t.partition(".")[2]) for t in texts))
        return made

    def __or__(self, other: Texts) -> Texts:
        if not self.count or not other.count:
            return self if self.count else other
        formats = self.formats & other.formats
        count = self.count + other.count
        if not formats & {"timestamp", "decimal"}:
            return Texts(count, formats)
        return Texts(
            count,
            formats,
            self.digits | other.digits,
            self.zones | other.zones,
            self.separators | other.separators,
        )


NO_TEXTS = Texts(0, frozenset(FORMATS))


@dataclass(frozen=True, slots=True)
class Sketch:
    """The distinct values of a heap, as the smallest of their hashes."""

    smallest: tuple[tuple[int, str], ...] = ()
    """Hash and text of the values with the smallest hashes; the text only of the first few."""

    @classmethod
    def of(cls, values: Iterable[str]) -> Sketch:
        """The sketch of some values, as texts."""
        texts = set(values)
        found = {crc32(text.encode("utf-8", "replace")): text for text in texts}
        if len(found) < len(texts):
            return cls(_kept((crc32(text.encode("utf-8", "replace")), text) for text in texts))
        return cls(_kept((number, found[number]) for number in sorted(found)[:SKETCH]))

    def __or__(self, other: Sketch) -> Sketch:
        return Sketch(_kept({*self.smallest, *other.smallest}))

    def distinct(self) -> int:
        """How many distinct values there are: exact as long as they are few, else an estimate."""
        if len(self.smallest) < SKETCH:
            return len(self.smallest)
        return round((SKETCH - 1) * 2**32 / (self.smallest[-1][0] + 1))

    def examples(self) -> tuple[str, ...]:
        """A few of the values, always the same."""
        return tuple(text for _, text in self.smallest[:EXAMPLES])


def _kept(pairs: Iterable[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """The pairs of the smallest hashes, one a hash; texts beyond the examples are let go."""
    found: dict[int, str] = {}
    for number, text in pairs:
        found[number] = max(text, found.get(number, ""))
    smallest = nsmallest(SKETCH, found.items())
    return tuple((h, text if i < EXAMPLES else "") for i, (h, text) in enumerate(smallest))


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a heap of values."""

    kinds: Counter[str] = field(default_factory=Counter)
    low: float | None = None
    """The smallest number."""
    high: float | None = None
    empty: int = 0
    """Empty texts."""
    texts: Texts = NO_TEXTS
    sketch: Sketch = Sketch()
    """Of all values but lists and objects."""
    members: dict[str, Shape] = field(default_factory=dict)
    """Of objects."""
    items: Shape | None = None
    """Of lists."""

    @classmethod
    def of(cls, values: Iterable[Json], depth: int = DEEP) -> Shape:
        """The shape of some values; of what stands deeper in them, nothing is noted."""
        heap = list(values)
        kinds = Counter[str]()
        for found, number in Counter(map(type, heap)).items():
            kinds[_kind(found)] += number
        numbers = [v for v in heap if isinstance(v, (int, float)) and not isinstance(v, bool)]
        texts = [v for v in heap if isinstance(v, str)]
        told = [text for text in texts if text]
        objects = [v for v in heap if isinstance(v, dict)] if depth else []
        lists = [v for v in heap if isinstance(v, list)] if depth else []
        inner = depth - 1
        return cls(
            kinds,
            min(numbers, default=None),
            max(numbers, default=None),
            len(texts) - len(told),
            Texts.of(told) if told else NO_TEXTS,
            Sketch.of(chain(texts, map(repr, numbers))),
            {n: cls.of((o[n] for o in objects if n in o), inner) for n in _names(objects)},
            cls.of(chain.from_iterable(lists), inner) if lists else None,
        )

    def __or__(self, other: Shape) -> Shape:
        """The shape of both heaps together."""
        members = dict(self.members)
        for name, shape in other.members.items():
            members[name] = members[name] | shape if name in members else shape
        items = [s.items for s in (self, other) if s.items is not None]
        return Shape(
            self.kinds + other.kinds,
            min((n for n in (self.low, other.low) if n is not None), default=None),
            max((n for n in (self.high, other.high) if n is not None), default=None),
            self.empty + other.empty,
            self.texts | other.texts,
            self.sketch | other.sketch,
            members,
            items[0] | items[1] if len(items) == 2 else items[0] if items else None,
        )

    @property
    def count(self) -> int:
        """How many values there are."""
        return self.kinds.total()

    @property
    def nulls(self) -> int:
        """How many of them are null."""
        return self.kinds["null"]

    def always(self) -> set[str]:
        """The members that every object has."""
        return {n for n, shape in self.members.items() if shape.count == self.kinds["object"]}

    def accepts(self, value: Json) -> bool:
        """Whether a value is like those of the heap."""
        if not self.kinds[_kind(type(value))]:
            return False
        if isinstance(value, dict):
            known = value.keys() <= self.members.keys() and self.always() <= value.keys()
            return known and all(self.members[n].accepts(v) for n, v in value.items())
        if isinstance(value, list):
            return all(self.items is not None and self.items.accepts(item) for item in value)
        if isinstance(value, str):
            if not value:
                return self.empty > 0
            return all(FORMATS[name].fullmatch(value) for name in self.texts.formats)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self.low is not None and self.high is not None and self.low <= value <= self.high
        return True


def _kind(of: type) -> str:
    return KINDS.get(of) or next(name for kind, name in KINDS.items() if issubclass(of, kind))


def _names(objects: Iterable[dict[str, Json]]) -> dict[str, None]:
    names: dict[str, None] = {}
    for layout in dict.fromkeys(map(tuple, objects)):
        names.update(dict.fromkeys(layout))
    return names
