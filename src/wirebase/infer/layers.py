"""Layers: rows that were folded, packed; and their shapes, column by column."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import batched
from typing import Any

import msgspec

from wirebase.exchange import Json
from wirebase.infer.shapes import Shape

type Record = dict[str, Json]

CHUNK = 2_000
"""Rows that are unpacked at a time."""

_pack = msgspec.json.Encoder().encode


class _Packed(msgspec.Struct, array_like=True):
    """A row: the last exchange that showed it, whether a request made it, and what it holds."""

    index: int
    made: bool
    record: dict[str, Any]


_unpack = msgspec.json.Decoder(_Packed).decode


class Layer:
    """The folded rows of one entity, by key; a row takes little more than what it holds."""

    def __init__(self) -> None:
        self._rows: dict[str, bytes] = {}
        self._shapes: dict[str, Shape] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def keys(self) -> set[str]:
        """The keys of all rows, as text."""
        return set(self._rows)

    def note(self, key: str, index: int, record: Record, *, made: bool = False) -> None:
        """Merges what an exchange shows of a row: the latest look counts, earlier ones fill in."""
        packed = self._rows.get(key)
        if packed is not None:
            known = _unpack(packed)
            later = index >= known.index
            record = {**known.record, **record} if later else {**record, **known.record}
            index, made = max(index, known.index), known.made
        self._shapes = None
        self._rows[key] = _pack(_Packed(index, made, record))

    def get(self, key: str) -> Record:
        """What is known of a row; nothing where it was not folded."""
        packed = self._rows.get(key)
        return _unpack(packed).record if packed is not None else {}

    def seen(self, key: str) -> int:
        """The last exchange that showed a row; -1 where none was folded."""
        packed = self._rows.get(key)
        return _unpack(packed).index if packed is not None else -1

    def __iter__(self) -> Iterator[tuple[str, Record, bool]]:
        """Key, record, and whether a request made it, of each row."""
        for key, packed in self._rows.items():
            row = _unpack(packed)
            yield key, row.record, row.made

    def values(self, *names: str) -> Iterator[tuple[Json, ...]]:
        """The values of some fields in each row that has them all."""
        wanted = set(names)
        for _, record, _ in self:
            if wanted <= record.keys():
                yield tuple(record[name] for name in names)

    def fields(self) -> list[str]:
        """The fields of all rows, in the order of the alphabet."""
        return sorted(self._members())

    def shape(self, name: str) -> Shape:
        """The shape of a field."""
        return self._members().get(name) or Shape()

    def _members(self) -> dict[str, Shape]:
        if self._shapes is None:
            self._shapes = {}
            for chunk in batched(self, CHUNK, strict=False):
                rows = Shape.of((record for _, record, _ in chunk), 1)
                for member, shape in rows.members.items():
                    known = self._shapes.get(member)
                    self._shapes[member] = known | shape if known else shape
        return self._shapes


NO_ROWS = Layer()
"""The layer of an entity of which nothing was folded."""
