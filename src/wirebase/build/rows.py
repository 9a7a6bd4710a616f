"""The rows of the database at one moment of the capture, consistent with the foreign keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from wirebase.blueprint.dataset import Dataset, Record
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import Column, Default, ForeignKey, OnDelete, Table, Type
from wirebase.build.literals import document
from wirebase.build.order import declared
from wirebase.exchange import Json

type Key = tuple[str, ...]

LARGEST = {Type.INTEGER: 2**31 - 1}
LARGEST_OF_ALL = 2**63 - 1
"""What a sequence can count to."""


@dataclass(slots=True)
class State:
    """The rows of each table at one moment, and how many were left out for want of another row."""

    rows: dict[str, list[Record]]
    left_out: dict[str, int] = field(default_factory=dict)


def state(blueprint: Blueprint, dataset: Dataset, *, start: bool) -> State:
    """The rows as they were before the capture, or as it left them."""
    rows = {
        table.name: [
            record
            for row in dataset.rows.get(table.name, [])
            if (record := row.start if start else row.end) is not None
        ]
        for table in blueprint.every_table
    }
    return _mended(State(rows), blueprint, State({}))


def templates(blueprint: Blueprint, dataset: Dataset, beside: State) -> dict[str, State]:
    """The rows of each template, that may refer to one another and to the rows beside them."""
    found: dict[str, State] = {}
    for kept in dataset.templates:
        rows = found.setdefault(
            kept.template, State({table.name: [] for table in blueprint.every_table})
        )
        rows.rows[kept.table].append(kept.row)
    return {name: _mended(rows, blueprint, beside) for name, rows in found.items()}


def _mended(state: State, blueprint: Blueprint, beside: State) -> State:
    keys = [(table, key) for table in blueprint.every_table for key in declared(table, blueprint)]
    while sum(_mend(table, key, state, beside) for table, key in keys):
        pass
    return state


def _mend(table: Table, key: ForeignKey, state: State, beside: State) -> bool:
    """Does to rows what the deletion of those they refer to would have done; whether it did."""
    there = (*state.rows[key.table], *beside.rows.get(key.table, ()))
    known = {_key(record, key.references) for record in there}
    kept: list[Record] = []
    mended = False
    for record in state.rows[table.name]:
        held = _key(record, key.columns)
        if held is None or held in known:
            kept.append(record)
            continue
        mended = True
        if _may_be_null(table, key):
            kept.append({**record, **dict.fromkeys(key.columns)})
        else:
            state.left_out[table.name] = state.left_out.get(table.name, 0) + 1
    state.rows[table.name] = kept
    return mended


def _may_be_null(table: Table, key: ForeignKey) -> bool:
    """Whether the row can stay without what it refers to."""
    if key.on_delete == OnDelete.CASCADE or set(key.columns) & set(table.primary_key):
        return False
    return all(table.column(name).nullable for name in key.columns)


def _key(record: Record, names: tuple[str, ...]) -> Key | None:
    """The values by which rows refer to one another, as texts; None where one is null."""
    values = [record.get(name) for name in names]
    return None if None in values else tuple(_text(value) for value in values)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else document(value)


def next_numbers(
    blueprint: Blueprint, dataset: Dataset, *, start: bool
) -> Iterator[tuple[Table, Column, int]]:
    """The table, column and next number of each sequence: past all numbers that were ever seen.

    At the start of the capture it is the first number that the capture saw given.
    """
    for table in blueprint.tables:
        for column in table.columns:
            if column.default == Default.IDENTITY:
                number = _next(table, column.name, dataset, start=start)
                yield table, column, max(1, min(number, LARGEST.get(column.type, LARGEST_OF_ALL)))


def _next(table: Table, column: str, dataset: Dataset, *, start: bool) -> int:
    rows = dataset.rows.get(table.name, [])
    before = [_number(row.start, column) for row in rows if row.start is not None]
    later = [_number(row.end, column) for row in rows if row.start is None]
    later += dataset.passed.get(table.name, [])
    highest = max(before, default=0)
    if start:
        return min((number for number in later if number > highest), default=highest + 1)
    return max(before + later, default=0) + 1


def _number(record: Record | None, column: str) -> int:
    value = (record or {}).get(column)
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return int(value) if isinstance(value, int | float) else 0
