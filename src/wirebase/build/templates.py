"""The rows that new accounts start with, as SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wirebase.blueprint.dataset import Dataset, Record, TemplateRow
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import Column, Table, Type
from wirebase.build.assignments import needs_value
from wirebase.build.literals import document, quoted
from wirebase.build.rows import State, template_state
from wirebase.exchange import Json

BLANK: dict[Type, Json] = {
    Type.TEXT: "",
    Type.BOOLEAN: False,
    Type.UUID: "00000000-0000-0000-0000-000000000000",
    Type.TIMESTAMPTZ: "1970-01-01T00:00:00Z",
    Type.DATE: "1970-01-01",
    Type.TIME: "00:00",
    Type.INTERVAL: "0",
    Type.INET: "0.0.0.0",
    Type.JSONB: {},
}
"""What a column that must hold something holds where nothing was seen; numbers are 0."""

HEAD = "insert into wirebase.templates (name, table_name, place, row)"


def template_lines(blueprint: Blueprint, dataset: Dataset, now: State) -> Iterator[str]:
    """The rows of `wirebase.templates`, each between parentheses that are yet to be put."""
    places: Counter[tuple[str, str]] = Counter()
    for kept in template_state(blueprint, dataset, now):
        place = (kept.template, kept.table)
        places[place] += 1
        row = quoted(document(dict(_filled(kept.row, blueprint.table(kept.table)))))
        yield f"{quoted(kept.template)}, {quoted(kept.table)}, {places[place]}, {row}"


def _filled(row: Record, table: Table) -> Iterator[tuple[str, Json]]:
    """The columns and values of a row, with blank ones where a column must hold something."""
    for column in table.columns:
        value = row.get(column.name)
        if value is not None:
            yield column.name, value
        elif needs_value(column, table):
            yield column.name, _blank(column)


def _blank(column: Column) -> Json:
    if column.array:
        return []
    return column.values[0] if column.values else BLANK.get(column.type, 0)


__all__ = ["HEAD", "TemplateRow", "template_lines"]
