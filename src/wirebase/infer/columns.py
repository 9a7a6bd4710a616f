"""Columns: the narrowest type that all captured values of a field support, and how it is written
in JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wirebase.blueprint.tables import Encoding, Form, Type
from wirebase.exchange import Json
from wirebase.infer.shapes import TIMESTAMP, Shape, Texts

TIME_WORDS = re.compile(
    r"(^|_)(at|on|date|time|timestamp|ts|created|updated|modified|expires?|expiry|seen|since|until)($|_)"
)
SIZE_WORDS = re.compile(
    r"(size|bytes|count|views|hits|total|amount|balance|quantity|length|duration|weight|width|height)$"
)
"""Ends of the names of numbers, which apps with large ones write as text."""
INT4 = 2**31
EPOCH_S = (946_684_800, 4_102_444_800)
"""2000 to 2100, in Unix seconds."""


@dataclass(frozen=True, slots=True)
class ColumnType:
    """A Postgres type and how its values are written in JSON."""

    type: Type
    encoding: Encoding = Encoding()


def column_type(name: str, values: Iterable[Json], *, key: bool = False) -> ColumnType:
    """The narrowest type that every value supports; text where no value was seen.

    >>> column_type("price", [1, 2.5]).type.value
    'numeric'
    >>> column_type("created_at", ["2026-01-02T03:04:05.678Z"]).type.value
    'timestamptz'
    """
    return shape_type(name, Shape.of(values, 0), key=key)


def shape_type(name: str, shape: Shape, *, key: bool = False) -> ColumnType:
    """The narrowest type for values of that shape."""
    kinds = shape.kinds.keys() - {"null"}
    if kinds & {"object", "array"}:
        return ColumnType(Type.JSONB)
    if kinds == {"boolean"}:
        return ColumnType(Type.BOOLEAN)
    if kinds == {"integer"}:
        return _of_integers(name, int(shape.low or 0), int(shape.high or 0))
    if kinds and kinds <= {"integer", "number"}:
        return ColumnType(Type.NUMERIC)
    if kinds == {"string"}:
        return _of_strings(name, shape, key=key)
    if kinds == {"integer", "string"}:
        return _of_numbers_as_text(shape, key=key)
    return ColumnType(Type.JSONB if len(kinds) > 1 else Type.TEXT)


def _of_integers(name: str, low: int, high: int) -> ColumnType:
    if TIME_WORDS.search(name):
        if EPOCH_S[0] <= low <= high <= EPOCH_S[1]:
            return ColumnType(Type.TIMESTAMPTZ, Encoding(form=Form.EPOCH_S))
        if EPOCH_S[0] * 1000 <= low <= high <= EPOCH_S[1] * 1000:
            return ColumnType(Type.TIMESTAMPTZ, Encoding(form=Form.EPOCH_MS))
    if low < -(2**63) or high >= 2**63:
        return ColumnType(Type.NUMERIC)
    return ColumnType(Type.BIGINT if low < -INT4 or high >= INT4 else Type.INTEGER)


def _of_strings(name: str, shape: Shape, *, key: bool) -> ColumnType:
    texts = shape.texts
    if not texts.count or shape.empty:
        return ColumnType(Type.TEXT)
    if "uuid" in texts.formats:
        return ColumnType(Type.UUID)
    if "timestamp" in texts.formats:
        return ColumnType(Type.TIMESTAMPTZ, _iso(texts))
    if "date" in texts.formats:
        return ColumnType(Type.DATE)
    if key and "integer" in texts.formats:
        return ColumnType(Type.INTEGER, Encoding(form=Form.TEXT))
    if SIZE_WORDS.search(name) and "integer" in texts.formats:
        return ColumnType(Type.BIGINT, Encoding(form=Form.TEXT))
    if "decimal" in texts.formats and texts.count > 1 and len(texts.digits) == 1:
        return ColumnType(Type.NUMERIC, Encoding(form=Form.DECIMAL, digits=max(texts.digits)))
    if "time" in name and "clock" in texts.formats:
        return ColumnType(Type.TIME)
    return ColumnType(Type.TEXT)


def _of_numbers_as_text(shape: Shape, *, key: bool) -> ColumnType:
    """Of numbers that are texts in places."""
    low, high = int(shape.low or 0), int(shape.high or 0)
    numbers = max(abs(low), abs(high)) < 10**18 and "integer" in shape.texts.formats
    if key and numbers and not shape.empty:
        return ColumnType(Type.INTEGER, Encoding(form=Form.TEXT))
    mixed = not key and shape.texts.count and not {"integer", "decimal"} & shape.texts.formats
    return ColumnType(Type.JSONB if mixed else Type.TEXT)


def _iso(texts: Texts) -> Encoding:
    """How ISO timestamps are written, by the form that most of them have."""
    zone = "Z" if "Z" in texts.zones else "+00:00" if texts.zones - {""} else ""
    separator = "T" if "T" in texts.separators else " "
    digits = min(max(texts.digits, default=3), 6)
    return Encoding(form=Form.ISO, digits=digits, zone=zone, separator=separator)


def iso_encoding(values: list[str]) -> Encoding:
    """How ISO timestamps are written; what is none is left out."""
    return _iso(Texts.of([v for v in values if TIMESTAMP.fullmatch(v)]))
