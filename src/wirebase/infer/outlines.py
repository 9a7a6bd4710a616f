"""Outlines: which fields a document has, by which two endpoints are told to answer alike or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wirebase.exchange import Exchange, Json
from wirebase.infer.calls import document
from wirebase.infer.provenance import ITEM, KEYED, is_data

type Outline = frozenset[tuple[str, ...]]
"""Collapsed pointers to the plain values of a document."""

DEPTH = 4
"""Names deeper than this say little of what a document is."""
BREADTH = 8
"""Items of a list that are looked at."""
EVERYWHERE = frozenset(
    "id uuid created_at updated_at createdAt updatedAt created updated total count page limit offset "
    "next previous per_page pages status success message __typename type ok version".split()
)
"""Names that so many documents have that they tell little."""


def outline(value: Json) -> Outline:
    """The fields of a document; what is empty shows none."""
    return frozenset(_leaves(value, ()))


def _leaves(value: Json, pointer: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if len(pointer) > DEPTH or not isinstance(value, (dict, list)):
        yield pointer
    elif isinstance(value, list):
        for item in value[:BREADTH]:
            yield from _leaves(item, (*pointer, ITEM))
    else:
        for key, inner in value.items():
            yield from _leaves(inner, (*pointer, KEYED if is_data(key) else key))


def answered(exchanges: Iterable[Exchange], most: int = 12) -> Outline:
    """What the successful answers among the first few show together."""
    fields: set[tuple[str, ...]] = set()
    for exchange in exchanges:
        if exchange.succeeded and exchange.answer.content and most > 0:
            fields |= outline(document(exchange.answer))
            most -= 1
    return frozenset(fields)


def _weight(fields: Iterable[tuple[str, ...]]) -> float:
    return sum(0.25 if pointer and pointer[-1] in EVERYWHERE else 1.0 for pointer in fields)


def likeness(one: Outline, other: Outline) -> float | None:
    """The share of fields in common, 0..1; None where one shows nothing to compare."""
    if not one or not other:
        return None
    return _weight(one & other) / _weight(one | other)


def overlap(one: Outline, other: Outline) -> float | None:
    """The share that the smaller has in common with the other: 1 for a part of the same fields."""
    if not one or not other:
        return None
    return _weight(one & other) / min(_weight(one), _weight(other))


def is_rich(fields: Outline) -> bool:
    """Whether there is enough to know a document by."""
    return _weight(fields) >= 2
