"""The rows that new accounts start with, as SQL."""

from __future__ import annotations

from collections.abc import Iterator

from wirebase.blueprint.dataset import Dataset, Record
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import Column, Table, Type
from wirebase.build.assignments import needs_value
from wirebase.build.literals import document, quoted
from wirebase.build.names import short
from wirebase.build.rows import State, templates
from wirebase.exchange import Json

BLANK: dict[Type, Json] = {
    Type.TEXT: "",
    Type.BOOLEAN: False,
    Type.UUID: "00000000-0000-0000-0000-000000000000",
    Type.TIMESTAMPTZ: "1970-01-01T00:00:00Z",
    Type.DATE: "1970-01-01",
    Type.TIME: "00:00",
    Type.INTERVAL: "0",
    Type.INET: "0.0.0.0/32",
    Type.JSONB: {},
}
"""What a column that must hold something holds where nothing was seen; numbers are 0."""


def template_lines(blueprint: Blueprint, dataset: Dataset, now: State) -> Iterator[str]:
    """The values of the rows of `wirebase.templates`."""
    for name, state in templates(blueprint, dataset, now).items():
        for table in blueprint.tables:
            for place, record in enumerate(state.rows[table.name], 1):
                row = quoted(document(dict(_filled(record, table))))
                yield f"{quoted(name)}, {quoted(table.name)}, {place}, {row}"


def _filled(row: Record, table: Table) -> Iterator[tuple[str, Json]]:
    """The columns and values of a row, with blank ones where a column must hold something."""
    for column in table.columns:
        value = row.get(column.name)
        if value is not None:
            yield short(column.name), value
        elif needs_value(column, table):
            yield short(column.name), _blank(column)


def _blank(column: Column) -> Json:
    if column.array:
        return []
    return column.values[0] if column.values else BLANK.get(column.type, 0)
