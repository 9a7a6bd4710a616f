"""Captured rows as a blueprint can hold them, where an edit has overruled what they say."""

from __future__ import annotations

import msgspec

from wirebase.blueprint.captured import fits
from wirebase.blueprint.dataset import CapturedRow, Dataset, Record
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import Column, Table
from wirebase.exchange import Json


def conforming(dataset: Dataset, blueprint: Blueprint) -> Dataset:
    """The rows without the values that their columns cannot hold."""
    tables = {table.name: table for table in blueprint.tables}
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


def _held[R: (Record, Record | None)](record: R, table: Table) -> R:
    if record is None:
        return record
    refused = {
        column.name
        for column in table.columns
        if (value := record.get(column.name)) is not None and not _is_held(value, column)
    }
    if not refused:
        return record
    return {name: value for name, value in record.items() if name not in refused}


def _is_held(value: Json, column: Column) -> bool:
    items = value if column.array and isinstance(value, list) else [value]
    if not all(fits(item, column.type) for item in items):
        return False
    return not column.values or all(item in column.values for item in items)
