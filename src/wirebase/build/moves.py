"""Rows that go from one table to another, in the migration that changes both.

They are put aside before anything changes, as the tables may be called otherwise, and one be gone, by
the time that the rows can be added.
"""

from __future__ import annotations

from collections.abc import Iterator

from wirebase.blueprint.difference import Difference, Moved
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import Column, Default, Table
from wirebase.build.assignments import INTEGERS, needs_value, sequence_of
from wirebase.build.casts import Value, cast
from wirebase.build.names import columns, identifier, relation


def put_aside(change: Difference) -> Iterator[str]:
    """The statements that keep the rows which go to another table."""
    for moved in (*change.merged, *change.parted):
        listed = ", ".join(map(identifier, moved.columns))
        table = f"public.{identifier(moved.table)}"
        yield f"create temporary table {_aside(moved)} as select {listed} from {table};\n"


def moved_in(change: Difference) -> Iterator[str]:
    """The statements that add the rows which were put aside, under the names of after."""
    for moved in change.merged:
        yield from _merged(moved, change)
    for moved in change.parted:
        yield from _parted(moved, change)


def beside_aside(table: Table) -> Iterator[str]:
    """The statements that keep the rows of a table beside another one, and take it away."""
    yield f"create temporary table {_kept(table)} as select * from {relation(table)};\n"
    yield f"drop table {relation(table)};\n"


def beside_again(was: Table, table: Table, after: Blueprint) -> str:
    """The statements that put them back beside the rows that are there."""
    (whole,) = table.foreign_keys
    owner = relation(after.table(whole.table))
    same = " and ".join(
        f"above.{identifier(key)} = kept.{identifier(column)}"
        for column, key in zip(whole.columns, whole.references, strict=True)
    )
    held = [
        column.name
        for column in table.columns
        if was.has(column.name) and was.column(column.name).type == column.type
    ]
    return (
        f"insert into {relation(table)} ({columns(held)})\n"
        f"  select {columns(held, 'kept')} from {_kept(table)} as kept\n"
        f"  where exists (select from {owner} as above where {same});\n"
        f"drop table {_kept(table)};\n"
    )


def _kept(table: Table) -> str:
    return identifier(f"{table.name} kept")


def _aside(moved: Moved) -> str:
    return identifier(f"{moved.table} for {moved.into}")


def _merged(moved: Moved, change: Difference) -> Iterator[str]:
    after = change.after.table(moved.into)
    values = _values(moved, change, "moved.")
    into = f"public.{identifier(moved.into)}"
    same = " and ".join(f"kept.{identifier(c)} = {values[c]}" for c in after.primary_key)
    had = {new for (of, _), new in change.columns.items() if change.tables[of] == moved.into}
    filled = [
        f"{identifier(c)} = coalesce(kept.{identifier(c)}, {v})"
        if c in had
        else f"{identifier(c)} = {v}"
        for c, v in values.items()
        if c not in after.primary_key
    ]
    # Rows are not changed by being put together: what notes the time of a change rests meanwhile.
    yield f"alter table {into} disable trigger user;\n"
    if filled:
        setting = ",\n    ".join(filled)
        yield f"update {into} as kept\n  set {setting}\n  from {_aside(moved)} as moved where {same};\n"
    yield (
        f"insert into {into} ({columns(values)})\n"
        f"  select {', '.join(values.values())} from {_aside(moved)} as moved\n"
        f"  where not exists (select from {into} as kept where {same});\n"
    )
    yield f"alter table {into} enable trigger user;\n"
    yield f"drop table {_aside(moved)};\n"
    for column in after.columns:
        if column.default == Default.IDENTITY:
            yield _continued(after, column)


def _parted(moved: Moved, change: Difference) -> Iterator[str]:
    after = change.after.table(moved.into)
    values = _values(moved, change, "moved.")
    needed = [
        values[c.name]
        for c in after.columns
        if c.name in values and not c.nullable and needs_value(c, after)
    ]
    where = "".join(
        f"\n  {'and' if n else 'where'} {value} is not null" for n, value in enumerate(needed)
    )
    yield (
        f"insert into public.{identifier(moved.into)} ({columns(values)})\n"
        f"  select {', '.join(values.values())} from {_aside(moved)} as moved{where};\n"
        f"drop table {_aside(moved)};\n"
    )


def _values(moved: Moved, change: Difference, row: str) -> dict[str, str]:
    """The value of each column of the table that the rows go to."""
    before, after = change.before.table(moved.table), change.after.table(moved.into)
    return {
        new: _cast(before.column(old), after.column(new), f"{row}{identifier(old)}")
        for old, new in moved.columns.items()
        if after.has(new)
    }


def _cast(was: Column, column: Column, sql: str) -> str:
    if (was.type, was.array) == (column.type, column.array):
        return sql
    value = Value(sql, was.type, was.array)
    return cast(value, column.type, array=column.array, strict=True)


def _continued(table: Table, column: Column) -> str:
    """Lets numbers go on after those that came, and never again with some that were given out."""
    sequence, name = sequence_of(column, table), identifier(column.name)
    number = name if column.type in INTEGERS else f"{name}::text::bigint"
    used = f"coalesce(pg_sequence_last_value({sequence}::regclass), 0) + 1"
    return (
        f"select setval({sequence}, greatest({used}, coalesce(max({number}), 0) + 1), false)"
        f" from public.{identifier(table.name)};\n"
    )
