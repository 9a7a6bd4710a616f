"""What the captured rows say against a change."""

from __future__ import annotations

import ipaddress
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from itertools import islice
from uuid import UUID

from wirebase.blueprint.dataset import Dataset, Record
from wirebase.blueprint.tables import Table, Type
from wirebase.exchange import Json

FEW = 3
"""Examples that are shown."""

type Moment = list[Record]
"""The rows of a table at one moment of the capture."""


def moments(table: str, dataset: Dataset) -> tuple[Moment, Moment]:
    """The rows as the capture left them, and as it found them."""
    rows = dataset.rows.get(table, [])
    return [row.end for row in rows if row.end], [row.start for row in rows if row.start]


def empty(table: Table, column: str, dataset: Dataset) -> str:
    """How many captured rows have no value in the column; "" where none is empty."""
    return _counted(table, dataset, lambda row: row.get(column) is None, "no value")


def unfit(table: Table, column: str, type: Type, *, array: bool, dataset: Dataset) -> str:
    """How many captured values are none of the type; "" where all are."""

    def is_unfit(row: Record) -> bool:
        value = row.get(column)
        if value is None:
            return False
        if not array:
            return not fits(value, type)
        return not isinstance(value, list) or not all(fits(item, type) for item in value)

    return _counted(table, dataset, is_unfit, "something else", column)


def strange(table: Table, column: str, values: tuple[str, ...], dataset: Dataset) -> str:
    """How many captured values are outside of the set; "" where none is."""

    def is_strange(row: Record) -> bool:
        value = row.get(column)
        items = value if isinstance(value, list) else [] if value is None else [value]
        return any(plain(item) not in values for item in items)

    return _counted(table, dataset, is_strange, "another value", column)


def repeated(table: Table, columns: tuple[str, ...], dataset: Dataset) -> str:
    """How many captured values stand in more than one row; "" where none does."""
    for rows in moments(table.name, dataset):
        keys = (tuple(plain(row.get(c)) for c in columns) for row in rows if _is_full(row, columns))
        twice = [(key, count) for key, count in Counter(keys).items() if count > 1]
        if twice:
            some = ", ".join(f"{', '.join(key)!r} {n} times" for key, n in twice[:FEW])
            return (
                f"{len(twice)} values stand in more than one of {len(rows)} captured rows: {some}"
            )
    return ""


def lost(
    table: Table, columns: tuple[str, ...], to: Table, keys: tuple[str, ...], dataset: Dataset
) -> str:
    """How many captured rows refer to a row that was not seen; "" where all are there."""
    for rows, others in zip(moments(table.name, dataset), moments(to.name, dataset), strict=True):
        known = {tuple(plain(other.get(c)) for c in keys) for other in others}
        used = [tuple(plain(r.get(c)) for c in columns) for r in rows if _is_full(r, columns)]
        missing = [key for key in used if key not in known]
        if missing:
            some = ", ".join(repr(", ".join(key)) for key in islice(dict.fromkeys(missing), FEW))
            return f"{len(missing)} of {len(used)} captured values name no row of {to.name}: {some}"
    return ""


def fits(value: Json, type: Type) -> bool:
    """Whether the value can stand in a column of the type.

    >>> fits("12", Type.INTEGER), fits("twelve", Type.INTEGER)
    (True, False)
    """
    try:
        return _READERS[type](value)
    except (ValueError, TypeError, OverflowError):
        return False


def plain(value: Json) -> str:
    """The value as text."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _number(limit: int) -> Callable[[Json], bool]:
    def reads(value: Json) -> bool:
        if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
            return False
        return isinstance(value, (int, float, str)) and -limit <= int(value) < limit

    return reads


def _decimal(value: Json) -> bool:
    return (
        not isinstance(value, bool)
        and isinstance(value, (int, float, str))
        and bool([float(value)])
    )


def _boolean(value: Json) -> bool:
    words = ("true", "false", "t", "f", "yes", "no", "on", "off", "1", "0")
    return isinstance(value, bool) or (isinstance(value, str) and value.lower() in words)


def _uuid(value: Json) -> bool:
    return isinstance(value, str) and bool(UUID(value))


def _read_by(reader: Callable[[str], object]) -> Callable[[Json], bool]:
    return lambda value: isinstance(value, str) and bool([reader(value)])


_INTERVAL = re.compile(r"[-+\d:.PTYMDHSW a-z]+", re.IGNORECASE)

_READERS: dict[Type, Callable[[Json], bool]] = {
    Type.TEXT: lambda value: not isinstance(value, (dict, list)),
    Type.INTEGER: _number(2**31),
    Type.BIGINT: _number(2**63),
    Type.NUMERIC: _decimal,
    Type.DOUBLE: _decimal,
    Type.BOOLEAN: _boolean,
    Type.UUID: _uuid,
    Type.TIMESTAMPTZ: _read_by(datetime.fromisoformat),
    Type.DATE: _read_by(date.fromisoformat),
    Type.TIME: _read_by(time.fromisoformat),
    Type.INTERVAL: lambda value: isinstance(value, str) and bool(_INTERVAL.fullmatch(value)),
    Type.INET: _read_by(ipaddress.ip_interface),
    Type.JSONB: lambda value: True,
}


def _is_full(row: Record, columns: tuple[str, ...]) -> bool:
    return all(row.get(column) is not None for column in columns)


def _counted(
    table: Table,
    dataset: Dataset,
    is_against: Callable[[Record], bool],
    what: str,
    column: str = "",
) -> str:
    for rows in moments(table.name, dataset):
        against = [row for row in rows if is_against(row)]
        if against:
            some = ", ".join(islice(_examples(table, against, column), FEW))
            return f"{len(against)} of {len(rows)} captured rows have {what} there: {some}"
    return ""


def _examples(table: Table, rows: Moment, column: str) -> Iterator[str]:
    for row in rows:
        key = ", ".join(f"{name} {plain(row.get(name))}" for name in table.primary_key)
        shown = plain(row.get(column))[:40] if column else ""
        yield f"{shown!r} ({key})" if shown and key else repr(shown) if shown else key
