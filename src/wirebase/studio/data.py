"""The rows of a running backend: looked at page by page, and changed one at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Literal
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from wirebase.blueprint.tables import Column, Default, ForeignKey, OnDelete, Role, Table, Type
from wirebase.build import browsing, row_edits
from wirebase.build.browsing import LONGEST_WHOLE, MOST_REFERRING, UNARY, Filter, Wish, visible
from wirebase.database import REFUSALS, Connection, connected, refusal
from wirebase.errors import UsageError
from wirebase.studio.drafts import Drafts
from wirebase.studio.jobs import Jobs, NoJob
from wirebase.studio.refused import Refused, refused
from wirebase.studio.runner import Runner
from wirebase.studio.views import Trouble

PATIENCE = 20
"""Seconds that a query may take."""
type Key = list[str]
KEY = TypeAdapter(list[str])
FILTERS = TypeAdapter(list[Filter])
Direction = Literal["asc", "desc"]


class StoredColumn(BaseModel):
    """A column as the database has it."""

    name: str
    type: Type
    array: bool
    required: bool
    filled: bool
    """Whether the database fills it in where a row does not say."""
    values: list[str]

    @classmethod
    def of(cls, column: Column) -> StoredColumn:
        return cls(
            name=column.name,
            type=column.type,
            array=column.array,
            required=not column.nullable,
            filled=column.default != Default.NONE,
            values=list(column.values),
        )


class Reference(BaseModel):
    """A foreign key as one follows it."""

    columns: list[str]
    table: str
    references: list[str]

    @classmethod
    def of(cls, key: ForeignKey) -> Reference:
        return cls(columns=list(key.columns), table=key.table, references=list(key.references))


class StoredTable(BaseModel):
    """A table as the database has it; of its columns, those that may be shown."""

    name: str
    columns: list[StoredColumn]
    key: list[str]
    """The columns by which one row is told from the others; empty where none can be edited."""
    references: list[Reference]

    @classmethod
    def of(cls, table: Table) -> StoredTable:
        return cls(
            name=table.name,
            columns=[StoredColumn.of(column) for column in visible(table)],
            key=list(table.primary_key) if browsing.has_key(table) else [],
            references=[Reference.of(key) for key in table.foreign_keys if _is_shown(key, table)],
        )


class RowsView(BaseModel):
    """A page of the rows of a table."""

    columns: list[str]
    rows: list[list[str | None]]
    keys: list[Key]
    """Of each row; none where the table has no key."""
    more: bool
    """Whether there are rows after these."""


class Referring(BaseModel):
    """Rows that refer to a row."""

    table: str
    columns: list[str]
    references: list[str]
    count: int
    more: bool
    """Whether there are more than were counted."""
    on_delete: OnDelete


class RowView(BaseModel):
    """One row, whole."""

    key: Key
    version: str
    """Who changes the row says which version was seen."""
    values: dict[str, str | None]
    cut: list[str]
    """Columns whose value is too long to be shown whole, and to be edited."""
    referring: list[Referring]


class RowKey(BaseModel):
    """Which row it is now; no key where the table has none."""

    key: Key


class NewRow(BaseModel):
    """A row to add: a column that is not named gets its default."""

    values: dict[str, str | None]


class SeenRow(BaseModel):
    """A row as it was seen."""

    key: Key
    version: str


class ChangedRow(SeenRow):
    """What is to be other in a row."""

    values: dict[str, str | None] = Field(min_length=1)


class OtherRow(UsageError):
    """Somebody else changed or deleted the row since it was seen."""

    def __init__(self, table: str) -> None:
        super().__init__(
            "The row has been changed or deleted since you saw it",
            where=table,
            next="Look at what it is now, and change that.",
        )


class Data:
    """The endpoints for rows."""

    def __init__(self, jobs: Jobs, runner: Runner, drafts: Drafts) -> None:
        self._jobs = jobs
        self._runner = runner
        self._drafts = drafts
        self.router = APIRouter(prefix="/studio/v1", responses={400: {"model": Trouble}})
        one = "/jobs/{id}/rows/{table}/row"
        self.router.get("/jobs/{id}/tables")(self.tables)
        self.router.get("/jobs/{id}/rows/{table}")(self.rows)
        self.router.post("/jobs/{id}/rows/{table}", status_code=201)(self.insert_row)
        self.router.get(one)(self.row)
        self.router.patch(one)(self.update_row)
        self.router.delete(one, status_code=204)(self.delete_row)

    async def tables(self, id: UUID) -> list[StoredTable]:
        """The tables as the database has them, without pending edits."""
        return [StoredTable.of(table) for table in await self._tables(id)]

    async def rows(
        self,
        id: UUID,
        table: str,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        offset: Annotated[int, Query(ge=0, le=1 << 40)] = 0,
        order: str = "",
        direction: Direction = "asc",
        search: Annotated[str, Query(max_length=1000)] = "",
        filters: Annotated[str, Query(max_length=20_000)] = "[]",
    ) -> RowsView:
        """A page of the rows of a table, from the database of the running backend.

        `filters` is a JSON list of conditions that all hold: column, comparison, value.
        """
        known = await self._table(id, table)
        conditions = _read(FILTERS, filters)
        names = [column.name for column in visible(known)]
        for one in conditions:
            _check(one.column in names, one.column, known)
        wish = Wish(limit + 1, offset, order, direction == "desc", search, conditions)
        async with self._database(id, known) as connection:
            for n, one in enumerate(conditions):
                if one.comparison not in (*UNARY, browsing.Comparison.CONTAINS):
                    await _readable(connection, known.column(one.column), one.value, f"{n}")
            query = browsing.page(known, wish)
            found = await connection.fetch(query.sql, *query.arguments, timeout=PATIENCE)
        rows = [list(row.values()) for row in found[:limit]]
        width = len(names)
        keys = [row[width:] for row in rows] if browsing.has_key(known) else []
        return RowsView(
            columns=names, rows=[row[:width] for row in rows], keys=keys, more=len(found) > limit
        )

    async def row(self, id: UUID, table: str, key: str) -> RowView:
        """One row, and how many rows refer to it. Its key is a JSON list of texts."""
        known = await self._table(id, table)
        named = _read(KEY, key)
        _check_key(known, named)
        tables = await self._tables(id)
        async with self._database(id, known) as connection:
            query = browsing.one_row(known, named)
            found = await connection.fetchrow(query.sql, *query.arguments, timeout=PATIENCE)
            if found is None:
                raise NoJob("There is no such row", where=f"{table} {', '.join(named)}")
            told = [
                await _referring(connection, known, named, other, by)
                for other in tables
                for by in other.foreign_keys
                if by.table == table and _is_shown(by, other)
            ]
        version, *values = found.values()
        shown = dict(zip((column.name for column in visible(known)), values, strict=True))
        cut = [name for name, value in shown.items() if value and len(value) > LONGEST_WHOLE]
        return RowView(
            key=named,
            version=version,
            values={name: value and value[:LONGEST_WHOLE] for name, value in shown.items()},
            cut=cut,
            referring=[one for one in told if one.count],
        )

    async def insert_row(self, id: UUID, table: str, asked: NewRow) -> RowKey:
        """Adds a row."""
        known = await self._table(id, table)
        _check_columns(known, asked.values)
        return await self._changed(id, known, row_edits.insertion(known, asked.values), asked)

    async def update_row(self, id: UUID, table: str, asked: ChangedRow) -> RowKey:
        """Changes one row."""
        known = await self._table(id, table)
        _check_key(known, asked.key)
        _check_columns(known, asked.values)
        query = row_edits.update(known, asked.key, asked.version, asked.values)
        return await self._changed(id, known, query, asked)

    async def delete_row(self, id: UUID, table: str, asked: SeenRow) -> None:
        """Deletes one row."""
        known = await self._table(id, table)
        _check_key(known, asked.key)
        await self._changed(id, known, row_edits.deletion(known, asked.key, asked.version), None)

    async def _changed(
        self, id: UUID, table: Table, query: browsing.Query, asked: NewRow | ChangedRow | None
    ) -> RowKey:
        """The key of the one row that the statement changed; where it is not one, none is changed."""
        values = asked.values if asked else {}
        async with self._database(id, table) as connection:
            try:
                async with connection.transaction():
                    found = await connection.fetch(query.sql, *query.arguments, timeout=PATIENCE)
                    if len(found) != 1:
                        raise OtherRow(table.name)
            except asyncpg.PostgresError as error:
                raise await refused(connection, table, values, error) from error
        return RowKey(key=list(found[0].values()) if browsing.has_key(table) else [])

    async def _tables(self, id: UUID) -> tuple[Table, ...]:
        job = await self._jobs.get(id)
        return (await self._drafts.get(job, self._runner.folder(job))).base.tables

    async def _table(self, id: UUID, name: str) -> Table:
        known = {table.name: table for table in await self._tables(id)}
        if name not in known:
            raise NoJob("There is no such table in the database", where=name)
        return known[name]

    @asynccontextmanager
    async def _database(self, id: UUID, table: Table) -> AsyncIterator[Connection]:
        backend = self._runner.backend(await self._jobs.get(id))
        async with connected(backend.database_url) as connection:
            try:
                yield connection
            except REFUSALS as error:
                raise refusal(error, where=table.name) from error


def _read[T](kind: TypeAdapter[T], text: str) -> T:
    """The value that the text of a parameter holds as JSON."""
    try:
        return kind.validate_json(text)
    except ValidationError as problem:
        raise UsageError(problem.errors()[0]["msg"], where=text[:200]) from None


async def _readable(connection: Connection, column: Column, value: str, field: str) -> None:
    """Returns where the column can be compared with the value; Refused names the field."""
    try:
        await connection.fetchval(browsing.reading(column), value)
    except asyncpg.PostgresError as error:
        raise Refused(error, {f"filters/{field}": error.message or ""}) from error


async def _referring(
    connection: Connection, table: Table, key: Key, other: Table, by: ForeignKey
) -> Referring:
    query = browsing.referring(table, key, other, by)
    count = await connection.fetchval(query.sql, *query.arguments, timeout=PATIENCE)
    return Referring(
        table=other.name,
        columns=list(by.columns),
        references=list(by.references),
        count=count,
        more=count == MOST_REFERRING,
        on_delete=by.on_delete,
    )


def _is_shown(key: ForeignKey, table: Table) -> bool:
    return all(table.column(name).role != Role.SECRET for name in key.columns)


def _check_key(table: Table, key: Sequence[str]) -> None:
    if not browsing.has_key(table) or len(key) != len(table.primary_key):
        raise UsageError("This is no key of the table", where=table.name)


def _check_columns(table: Table, names: Iterable[str]) -> None:
    shown = {column.name for column in visible(table)}
    for name in names:
        _check(name in shown, name, table)


def _check(holds: bool, column: str, table: Table) -> None:
    if not holds:
        raise UsageError("The table has no such column", where=f"{table.name}.{column}")


__all__ = ["Data", "RowsView"]
