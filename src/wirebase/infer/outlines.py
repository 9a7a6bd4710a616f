"""Outlines: which fields a document has, by which two endpoints are told to answer alike or not."""

from __future__ import annotations

from collections.abc import Iterable

from wirebase.exchange import Exchange, Json
from wirebase.infer.calls import document
from wirebase.infer.provenance import ITEM, KEYED, is_data

type Outline = frozenset[tuple[str, ...]]
"""Collapsed pointers to the plain values of a document."""

DEPTH = 4
"""Names deeper than this say little of what a document is."""
BREADTH = 5
"""Items of a list that are looked at."""
EVERYWHERE = frozenset(
    "id uuid created_at updated_at createdAt updatedAt created updated total count page limit "
    "offset next previous per_page pages status success message __typename type ok version".split()
)
"""Names that so many documents have that they tell little."""


def outline(value: Json) -> Outline:
    """The fields of a document; an empty list or object stands for itself."""
    fields: set[tuple[str, ...]] = set()
    _add(value, (), fields)
    return frozenset(fields - _inner(fields))


def _add(value: Json, pointer: tuple[str, ...], fields: set[tuple[str, ...]]) -> None:
    if not isinstance(value, (dict, list)) or not value or len(pointer) > DEPTH:
        fields.add(pointer)
    elif isinstance(value, list):
        for item in value[:BREADTH]:
            _add(item, (*pointer, ITEM), fields)
    else:
        for key, inner in value.items():
            deeper = (*pointer, KEYED if is_data(key) else key)
            if type(inner) is dict or type(inner) is list:
                _add(inner, deeper, fields)
            else:
                fields.add(deeper)


def answered(exchanges: Iterable[Exchange], most: int = 12) -> Outline:
    """What the successful answers among the first few show together."""
    fields: set[tuple[str, ...]] = set()
    for exchange in exchanges:
        if exchange.succeeded and exchange.answer.content and most > 0:
            _add(document(exchange.answer), (), fields)
            most -= 1
    return frozenset(fields - _inner(fields))


def _inner(fields: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """What the fields stand in."""
    return {pointer[:size] for pointer in fields for size in range(len(pointer))}


def _weight(fields: Iterable[tuple[str, ...]], common: frozenset[str] = frozenset()) -> float:
    return sum(
        0.25 if pointer and (pointer[-1] in EVERYWHERE or pointer[-1] in common) else 1.0
        for pointer in fields
    )


def likeness(one: Outline, other: Outline, common: frozenset[str] = frozenset()) -> float | None:
    """The share of fields in common, 0..1; None where nothing can be compared.

    Names that are `common` in this API tell little.
    """
    a, b = _seen(one, other), _seen(other, one)
    return _weight(a & b, common) / _weight(a | b, common) if a and b else None


def overlap(one: Outline, other: Outline) -> float | None:
    """The share that the smaller has in common with the other: 1 for a part of the same fields."""
    a, b = _seen(one, other), _seen(other, one)
    return _weight(a & b) / min(_weight(a), _weight(b)) if a and b else None


def _seen(one: Outline, other: Outline) -> Outline:
    """The fields of one, but not those where either shows more than the other's null or nothing."""
    inner = _inner(other)
    return frozenset(
        pointer
        for pointer in one
        if pointer not in inner and not any(pointer[:size] in other for size in range(len(pointer)))
    )


def is_rich(fields: Outline) -> bool:
    """Whether there is enough to know a document by."""
    return _weight(fields) >= 2
