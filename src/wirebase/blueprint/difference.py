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
    MergeTables,
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


@dataclass(frozen=True, slots=True)
class Moved:
    """Rows that go from one table to another."""

    table: str
    """The one that they were in, as it was called."""
    into: str
    """The one that they are in, as it is called."""
    columns: dict[str, str]
    """What their columns were called, and are."""


@dataclass(frozen=True)
class Difference:
    """Two states of a blueprint, and the names of what stayed."""

    before: Blueprint
    after: Blueprint
    tables: dict[str, str]
    """Of the tables that stayed: the name before, and after."""
    columns: dict[Place, str]
    """Of the columns that stayed in them: table and column before, and the column's name after."""
    merged: tuple[Moved, ...] = ()
    """The tables whose rows joined those of another one."""
    parted: tuple[Moved, ...] = ()
    """The tables that were merged and are there again, with the rows that may be theirs."""

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
        merged = {moved.table: moved for moved in self.merged}
        for table in self.gone_tables:
            if table.name not in merged:
                yield f"The rows of {table.name} are lost"
        for moved in self.merged:
            yield from self._losses_of_merging(moved)
        back = {(moved.table, column) for moved in self.parted for column in moved.columns}
        for table, column in self.gone_columns:
            if (table.name, column.name) not in back:
                yield f"The values of {table.name}.{column.name} are lost"
        for moved in self.parted:
            both = f"{moved.into} and {self.tables[moved.table]}"
            yield f"Rows that only one of {both} had stand in both"
        for table, was, is_ in self.kept_columns:
            if was.array and not is_.array:
                yield f"Of each list in {table.name}.{is_.name} only the first item stays"

    def _losses_of_merging(self, moved: Moved) -> Iterator[str]:
        for column in self.before.table(moved.table).columns:
            if column.name not in moved.columns:
                yield f"The values of {moved.table}.{column.name} are lost"
        stayed = {new for (of, _), new in self.columns.items() if self.tables[of] == moved.into}
        key = self.after.table(moved.into).primary_key
        shared = [new for new in moved.columns.values() if new in stayed and new not in key]
        if shared:
            yield (
                f"Where {moved.table} has another value of {', '.join(shared)} than {moved.into}"
                " in the same row, it is lost"
            )


def _columns(table: Table) -> dict[str, Column]:
    return {column.name: column for column in table.columns}


def difference(before: Blueprint, after: Blueprint, edits: Sequence[Edit] = ()) -> Difference:
    """What the edits made of the tables and columns; without them, names tell what stayed."""
    names = _Following(before)
    for edit in singly(edits):
        names.follow(edit)
    return names.difference(after)


class _Following:
    """What tables and columns are called, edit by edit; tables that merged are called the same."""

    def __init__(self, before: Blueprint) -> None:
        self._before = before
        self._tables = {table.name: table.name for table in before.tables}
        self._columns = {
            (table.name, column.name): column.name
            for table in before.tables
            for column in table.columns
        }
        self._merged: dict[str, str] = {}
        """The tables that merged into others, and what they were called then."""
        self._parted: dict[str, Moved] = {}
        """The tables that came again, by what they are called."""

    def difference(self, after: Blueprint) -> Difference:
        there = {table.name: table for table in after.tables}
        tables = {old: new for old, new in self._tables.items() if new in there}
        columns = {
            (table, column): new
            for (table, column), new in self._columns.items()
            if table in tables and there[tables[table]].has(new)
        }
        moved = [
            Moved(old, new, {column: name for (of, column), name in columns.items() if of == old})
            for old, new in tables.items()
            if old in self._merged
        ]
        gone = {one.table for one in moved}
        kept = {old: new for old, new in tables.items() if old not in gone}
        came = there.keys() - kept.values()
        return Difference(
            self._before,
            after,
            kept,
            {place: new for place, new in columns.items() if place[0] not in gone},
            tuple(one for one in moved if one.into in kept.values()),
            tuple(one for one in self._parted.values() if one.into in came and one.table in kept),
        )

    def follow(self, edit: Edit) -> None:
        match edit:
            case RenameTable():
                for old in self._called(edit.table):
                    self._tables[old] = edit.to
            case DropTable():
                for old in self._called(edit.table):
                    del self._tables[old]
            case MergeTables():
                self._merge(edit)
            case RenameColumn():
                for place in self._columns_called(edit.table, edit.column):
                    self._columns[place] = edit.to
            case DropColumn():
                for place in self._columns_called(edit.table, edit.column):
                    del self._columns[place]
            case Restore():
                self._restore(edit)

    def _merge(self, edit: MergeTables) -> None:
        for old in self._called(edit.table):
            self._tables[old] = edit.into
            self._merged[old] = edit.table
            for place in self._of(old):
                self._columns[place] = edit.columns.get(self._columns[place], self._columns[place])

    def _restore(self, edit: Restore) -> None:
        """What came again comes as new: its rows are gone, but for those of a table that was merged."""
        if edit.merge:
            self._part(edit.merge)
        for part in edit.tables:
            for old in self._called(part.name):
                if part.was is None:
                    del self._tables[old]
                    continue
                for place in self._of(old):
                    if not part.was.has(self._columns[place]):
                        del self._columns[place]

    def _part(self, merge: MergeTables) -> None:
        back = {new: old for old, new in merge.columns.items()}
        for old in self._called(merge.into):
            names = {place[1]: self._columns[place] for place in self._of(old)}
            if self._merged.get(old) == merge.table:
                self._tables[old] = merge.table
                del self._merged[old]
                for column, name in names.items():
                    self._columns[old, column] = back.get(name, name)
            elif old not in self._merged:
                shared = {column: back[name] for column, name in names.items() if name in back}
                self._parted[merge.table] = Moved(old, merge.table, shared)

    def _called(self, name: str) -> list[str]:
        return [old for old, new in self._tables.items() if new == name]

    def _of(self, table: str) -> list[Place]:
        return [place for place in self._columns if place[0] == table]

    def _columns_called(self, table: str, column: str) -> list[Place]:
        olds = self._called(table)
        return [place for place, new in self._columns.items() if place[0] in olds and new == column]
