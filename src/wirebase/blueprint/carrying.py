"""Captured rows follow the names of their tables and columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from wirebase.blueprint.captured import plain
from wirebase.blueprint.dataset import CapturedRow, Dataset, Record
from wirebase.blueprint.edits import (
    Edit,
    MergeTables,
    RenameColumn,
    RenameTable,
    Restore,
    singly,
)


def carried(dataset: Dataset, *edits: Edit) -> Dataset:
    """The rows under the names that the edits give.

    What an edit drops stays in them, unused: undoing it brings the values back.
    """
    for edit in singly(edits):
        match edit:
            case RenameTable():
                dataset = _with_table(dataset, edit.table, edit.to)
            case RenameColumn():
                dataset = _with_column(dataset, edit.table, edit.column, edit.to)
            case MergeTables():
                dataset = _with_merged(dataset, edit)
            case Restore() if edit.merge:
                dataset = _with_parted(dataset, edit.merge)
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
    taken = {new for old, new in names.items() if old != new}
    kept = {name: value for name, value in record.items() if name in names or name not in taken}
    return {names.get(name, name): value for name, value in kept.items()}


def _with_merged(dataset: Dataset, edit: MergeTables) -> Dataset:
    rows = dict(dataset.rows)
    stays, gone = rows.get(edit.into, []), rows.get(edit.table, [])
    rows[_before(edit)] = stays
    rows[edit.into] = united(stays, [_renamed_row(row, edit.columns) for row in gone], edit.key)
    joining = [
        msgspec.structs.replace(kept, table=edit.into, row=_renamed(kept.row, edit.columns))
        for kept in dataset.templates
        if kept.table == edit.table
    ]
    return msgspec.structs.replace(dataset, rows=rows, templates=[*dataset.templates, *joining])


def _with_parted(dataset: Dataset, edit: MergeTables) -> Dataset:
    rows = dict(dataset.rows)
    rows[edit.into] = rows.pop(_before(edit), rows.get(edit.into, []))
    templates = dataset.templates
    if any(kept.table == edit.table for kept in templates):
        templates = [kept for kept in templates if kept.table != edit.into]
    return msgspec.structs.replace(dataset, rows=rows, templates=templates)


def _before(edit: MergeTables) -> str:
    """Where the rows of the table that stays are kept as they were: no table is called so."""
    return f"\ufffd {edit.into} before {edit.table}"


def united(
    rows: Sequence[CapturedRow], joining: Sequence[CapturedRow], key: tuple[str, ...]
) -> list[CapturedRow]:
    """The rows, and those that join them: one for each key, in which the former count."""
    left = {_key(row, key): row for row in joining}
    found = []
    for row in rows:
        other = left.pop(_key(row, key), None)
        found.append(_both(row, other) if other else row)
    return [*found, *left.values()]


def _key(row: CapturedRow, columns: tuple[str, ...]) -> tuple[str, ...]:
    record = row.end or row.start or {}
    return tuple(plain(record.get(column)) for column in columns)


def _both(row: CapturedRow, other: CapturedRow) -> CapturedRow:
    return CapturedRow(start=_filled(row.start, other.start), end=_filled(row.end, other.end))


def _filled(record: Record | None, other: Record | None) -> Record | None:
    """The record, with the values of the other one where it has none."""
    if record is None or other is None:
        return record if other is None else other
    return other | {name: value for name, value in record.items() if value is not None}
