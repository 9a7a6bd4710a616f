"""Captured rows as a blueprint can hold them, where an edit has overruled what they say, or inference."""

from __future__ import annotations

from collections import Counter

import msgspec

from wirebase.blueprint.captured import fits
from wirebase.blueprint.dataset import CapturedRow, Dataset, Record
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import Column, Table
from wirebase.exchange import Json


def conforming(dataset: Dataset, blueprint: Blueprint) -> Dataset:
    """The rows without the values that their columns cannot hold."""
    tables = {table.name: table for table in blueprint.every_table}
    rows = {
        name: [
            CapturedRow(_held(row.start, tables[name]), _held(row.end, tables[name]))
            for row in rows
        ]
        for name, rows in dataset.rows.items()
        if name in tables
    }
    templates = [
        msgspec.structs.replace(kept, row=_held(kept.row, tables[kept.table]))
        for kept in dataset.templates
        if kept.table in tables
    ]
    return msgspec.structs.replace(dataset, rows=rows, templates=templates)


def misfits(dataset: Dataset, blueprint: Blueprint) -> Counter[str]:
    """How many values `conforming` leaves out, by column: table.column."""
    tables = {table.name: table for table in blueprint.every_table}
    records = [
        *((row.start, name) for name, rows in dataset.rows.items() for row in rows),
        *((row.end, name) for name, rows in dataset.rows.items() for row in rows),
        *((kept.row, kept.table) for kept in dataset.templates),
    ]
    return Counter(
        f"{name}.{column}"
        for record, name in records
        if record and name in tables
        for column in _refused(record, tables[name])
    )


def _held[R: (Record, Record | None)](record: R, table: Table) -> R:
    if record is None:
        return record
    refused = _refused(record, table)
    if not refused:
        return record
    return {name: value for name, value in record.items() if name not in refused}


def _refused(record: Record, table: Table) -> set[str]:
    """The columns that cannot hold what the record has for them."""
    return {
        column.name
        for column in table.columns
        if (value := record.get(column.name)) is not None and not _is_held(value, column)
    }


def _is_held(value: Json, column: Column) -> bool:
    if column.array and not isinstance(value, list):
        return False
    items = value if column.array and isinstance(value, list) else [value]
    if not all(fits(item, column.type) for item in items):
        return False
    return not column.values or all(item in column.values for item in items)
