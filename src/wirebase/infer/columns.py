"""Columns: the narrowest type that all captured values of a field support, and how it is written
in JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wirebase.blueprint.tables import Encoding, Form, Type
from wirebase.exchange import Json
from wirebase.infer.records import kind

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
TIMESTAMP = re.compile(
    r"\d{4}-\d\d-\d\d(?P<separator>[T ])\d\d:\d\d:\d\d(?:\.(?P<digits>\d{1,9}))?(?P<zone>Z|[+-]\d\d:?\d\d)?"
)
DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
DECIMAL = re.compile(r"-?\d+\.\d+")
INTEGER = re.compile(r"0|-?[1-9]\d{0,17}")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?")
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
    seen = [v for v in values if v is not None]
    kinds = {kind(v) for v in seen}
    if kinds & {"object", "array"}:
        return ColumnType(Type.JSONB)
    if kinds == {"boolean"}:
        return ColumnType(Type.BOOLEAN)
    if kinds == {"integer"}:
        return _of_integers(name, [v for v in seen if isinstance(v, int)])
    if kinds and kinds <= {"integer", "number"}:
        return ColumnType(Type.NUMERIC)
    if kinds == {"string"}:
        return _of_strings(name, [v for v in seen if isinstance(v, str)], key=key)
    if kinds == {"integer", "string"}:
        return _of_strings(name, [str(v) for v in seen], key=key)
    return ColumnType(Type.JSONB if len(kinds) > 1 else Type.TEXT)


def _of_integers(name: str, values: list[int]) -> ColumnType:
    if TIME_WORDS.search(name):
        if all(EPOCH_S[0] <= v <= EPOCH_S[1] for v in values):
            return ColumnType(Type.TIMESTAMPTZ, Encoding(form=Form.EPOCH_S))
        if all(EPOCH_S[0] * 1000 <= v <= EPOCH_S[1] * 1000 for v in values):
            return ColumnType(Type.TIMESTAMPTZ, Encoding(form=Form.EPOCH_MS))
    wide = any(not -INT4 <= v < INT4 for v in values)
    huge = any(not -(2**63) <= v < 2**63 for v in values)
    return ColumnType(Type.NUMERIC if huge else Type.BIGINT if wide else Type.INTEGER)


def _of_strings(name: str, values: list[str], *, key: bool) -> ColumnType:
    told = [v for v in values if v]
    if not told or len(told) < len(values):
        return ColumnType(Type.TEXT)
    if all(UUID.fullmatch(v) for v in told):
        return ColumnType(Type.UUID)
    if all(TIMESTAMP.fullmatch(v) for v in told):
        return ColumnType(Type.TIMESTAMPTZ, iso_encoding(told))
    if all(DATE.fullmatch(v) for v in told):
        return ColumnType(Type.DATE)
    if key and all(INTEGER.fullmatch(v) for v in told):
        return ColumnType(Type.INTEGER, Encoding(form=Form.TEXT))
    if SIZE_WORDS.search(name) and all(INTEGER.fullmatch(v) for v in told):
        return ColumnType(Type.BIGINT, Encoding(form=Form.TEXT))
    if _is_decimal_text(told):
        return ColumnType(Type.NUMERIC, Encoding(form=Form.TEXT))
    if "time" in name and all(CLOCK.fullmatch(v) for v in told):
        return ColumnType(Type.TIME)
    return ColumnType(Type.TEXT)


def _is_decimal_text(values: list[str]) -> bool:
    """Amounts written as text, all with the same number of decimals: "20.00", "7.50"."""
    return (
        len(values) > 1
        and all(DECIMAL.fullmatch(v) for v in values)
        and (len({len(v.partition(".")[2]) for v in values}) == 1)
    )


def iso_encoding(values: list[str]) -> Encoding:
    """How ISO timestamps are written, by the form that most of them have."""
    forms = [m for v in values if (m := TIMESTAMP.fullmatch(v))]
    digits = max((len(m["digits"] or "") for m in forms), default=3)
    zones = {m["zone"] or "" for m in forms}
    zone = "Z" if "Z" in zones else "+00:00" if any(zones) else ""
    separator = "T" if any(m["separator"] == "T" for m in forms) else " "
    return Encoding(form=Form.ISO, digits=min(digits, 6), zone=zone, separator=separator)
