"""Captured rows follow the names of their tables and columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from wirebase.blueprint.dataset import CapturedRow, Dataset, Record
from wirebase.blueprint.edits import Edit, RenameColumn, RenameTable, singly


def carried(dataset: Dataset, edits: Iterable[Edit]) -> Dataset:
    """The rows under the names that the edits give.

    What an edit drops stays in them, unused: undoing it brings the values back.
    """
    for edit in singly(edits):
        match edit:
            case RenameTable():
                dataset = _with_table(dataset, edit.table, edit.to)
            case RenameColumn():
                dataset = _with_column(dataset, edit.table, edit.column, edit.to)
    return dataset


def _with_table(dataset: Dataset, old: str, new: str) -> Dataset:
    rows = {new if name == old else name: rows for name, rows in dataset.rows.items()}
    templates = [
        msgspec.structs.replace(kept, table=new) if kept.table == old else kept
        for kept in dataset.templates
    ]
    return msgspec.structs.replace(dataset, rows=rows, templates=templates)


def _with_column(dataset: Dataset, table: str, old: str, new: str) -> Dataset:
    names = {old: new}
    rows = {
        name: [_renamed_row(row, names) for row in rows] if name == table else rows
        for name, rows in dataset.rows.items()
    }
    templates = [
        msgspec.structs.replace(kept, row=_renamed(kept.row, names))
        if kept.table == table
        else kept
        for kept in dataset.templates
    ]
    return msgspec.structs.replace(dataset, rows=rows, templates=templates)


def _renamed_row(row: CapturedRow, names: Mapping[str, str]) -> CapturedRow:
    return CapturedRow(
        start=None if row.start is None else _renamed(row.start, names),
        end=None if row.end is None else _renamed(row.end, names),
    )


def _renamed(record: Record, names: Mapping[str, str]) -> Record:
    """The record; a value that stands there under the new name gives way."""
    kept = {name: value for name, value in record.items() if name not in names.values()}
    return {names.get(name, name): value for name, value in kept.items()}
