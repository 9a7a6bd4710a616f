"""What became of tables and columns between two blueprints: which stayed, under which name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.edits import (
    DropColumn,
    DropTable,
    Edit,
    RenameColumn,
    RenameTable,
    Restore,
    singly,
)
from wirebase.blueprint.references import Renamed
from wirebase.blueprint.tables import Column, Table

type Place = tuple[str, str]
"""A table and its column."""

GONE = "\ufffd gone "
"""What begins the name of what is no more: no name that a person gives begins so."""


@dataclass(frozen=True)
class Difference:
    """Two states of a blueprint, and the names of what stayed."""

    before: Blueprint
    after: Blueprint
    tables: dict[str, str]
    """Of the tables that stayed: the name before, and after."""
    columns: dict[Place, str]
    """Of the columns that stayed in them: table and column before, and the column's name after."""

    @cached_property
    def gone_tables(self) -> list[Table]:
        return [table for table in self.before.tables if table.name not in self.tables]

    @cached_property
    def new_tables(self) -> list[Table]:
        stayed = set(self.tables.values())
        return [table for table in self.after.tables if table.name not in stayed]

    @cached_property
    def gone_columns(self) -> list[tuple[Table, Column]]:
        """The columns that went from tables that stayed."""
        return [
            (table, column)
            for table in self.before.tables
            if table.name in self.tables
            for column in table.columns
            if (table.name, column.name) not in self.columns
        ]

    @cached_property
    def new_columns(self) -> list[tuple[Table, Column]]:
        """The columns that came to tables that stayed."""
        stayed = {(self.tables[table], column) for (table, _), column in self.columns.items()}
        return [
            (table, column)
            for table in self.after.tables
            if table.name in self.tables.values()
            for column in table.columns
            if (table.name, column.name) not in stayed
        ]

    @cached_property
    def kept_columns(self) -> list[tuple[Table, Column, Column]]:
        """Each column that stayed: its table after, and how it was and is."""
        was = {table.name: _columns(table) for table in self.before.tables}
        tables = {table.name: table for table in self.after.tables}
        is_ = {name: _columns(table) for name, table in tables.items()}
        return [
            (tables[self.tables[of]], was[of][column], is_[self.tables[of]][new])
            for (of, column), new in self.columns.items()
        ]

    @cached_property
    def retyped(self) -> set[Place]:
        """The columns, by their names after, whose type changed."""
        return {
            (table.name, is_.name)
            for table, was, is_ in self.kept_columns
            if (was.type, was.array) != (is_.type, is_.array)
        }

    @cached_property
    def names(self) -> Renamed:
        """From every name before to the one after; what is gone gets a name that nothing has."""
        tables = dict(self.tables)
        tables |= {table.name: f"{GONE}{n}" for n, table in enumerate(self.gone_tables)}
        columns = dict(self.columns)
        for n, (table, column) in enumerate(self.gone_columns):
            columns[table.name, column.name] = f"{GONE}{n}"
        return Renamed(tables, columns)

    def losses(self) -> Iterator[str]:
        """What is lost in a database that holds rows, in words."""
        for table in self.gone_tables:
            yield f"The rows of {table.name} are lost"
        for table, column in self.gone_columns:
            yield f"The values of {table.name}.{column.name} are lost"
        for table, was, is_ in self.kept_columns:
            if was.array and not is_.array:
                yield f"Of each list in {table.name}.{is_.name} only the first item stays"


def _columns(table: Table) -> dict[str, Column]:
    return {column.name: column for column in table.columns}


def difference(before: Blueprint, after: Blueprint, edits: Sequence[Edit] = ()) -> Difference:
    """What the edits made of the tables and columns; without them, names tell what stayed."""
    tables = {table.name: table.name for table in before.tables}
    columns = {(t.name, column.name): column.name for t in before.tables for column in t.columns}
    for edit in singly(edits):
        _follow(edit, tables, columns)
    there = {table.name: table for table in after.tables}
    tables = {old: new for old, new in tables.items() if new in there}
    columns = {
        (table, column): new
        for (table, column), new in columns.items()
        if table in tables and there[tables[table]].has(new)
    }
    return Difference(before, after, tables, columns)


def _follow(edit: Edit, tables: dict[str, str], columns: dict[Place, str]) -> None:
    match edit:
        case RenameTable():
            for old in _called(tables, edit.table):
                tables[old] = edit.to
        case DropTable():
            for old in _called(tables, edit.table):
                del tables[old]
        case RenameColumn():
            for place in _columns_called(columns, tables, edit.table, edit.column):
                columns[place] = edit.to
        case DropColumn():
            for place in _columns_called(columns, tables, edit.table, edit.column):
                del columns[place]
        case Restore():
            _follow_restored(edit, tables, columns)


def _follow_restored(edit: Restore, tables: dict[str, str], columns: dict[Place, str]) -> None:
    """What came again comes as new: its rows are gone."""
    for part in edit.tables:
        for old in _called(tables, part.name):
            if part.was is None:
                del tables[old]
                continue
            for place in [place for place in columns if place[0] == old]:
                if not part.was.has(columns[place]):
                    del columns[place]


def _called(tables: dict[str, str], name: str) -> list[str]:
    return [old for old, new in tables.items() if new == name]


def _columns_called(
    columns: dict[Place, str], tables: dict[str, str], table: str, column: str
) -> list[Place]:
    olds = _called(tables, table)
    return [place for place, new in columns.items() if place[0] in olds and new == column]
