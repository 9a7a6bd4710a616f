"""The statements by which people change one row: insert, update, delete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wirebase.blueprint.tables import Table
from wirebase.build.browsing import Query, keys, of_key, of_text
from wirebase.build.names import columns, identifier

CONSTRAINED = """
select a.attname::text
from pg_class as t
join lateral (
  select conkey::int[] as places from pg_constraint where conrelid = t.oid and conname = $2
  union
  select indkey::int[] from pg_index join pg_class as i on i.oid = indexrelid
  where indrelid = t.oid and i.relname = $2
) as found on true
join pg_attribute as a on a.attrelid = t.oid and a.attnum = any(found.places)
where t.oid = to_regclass($1)
"""
"""The columns that a constraint or a unique index of a table is about."""

type Values = Mapping[str, str | None]
"""Text by column; a column that is not named keeps what it has, or gets its default."""


def insertion(table: Table, values: Values) -> Query:
    """Adds a row, and yields its key."""
    place = f"public.{identifier(table.name)} as t"
    told = ", ".join(keys(table)) or "null"
    if not values:
        return Query(f"insert into {place} default values returning {told}")
    given = ", ".join(of_text(table.column(name), n) for n, name in enumerate(values, 1))
    return Query(
        f"insert into {place} ({columns(values)}) values ({given}) returning {told}",
        tuple(values.values()),
    )


def update(table: Table, key: Sequence[str], version: str, values: Values) -> Query:
    """Changes the row of that key if it is still the version that was seen; yields its key."""
    first = len(key) + 2
    given = ", ".join(
        f"{identifier(name)} = {of_text(table.column(name), n)}"
        for n, name in enumerate(values, first)
    )
    return Query(
        f"update public.{identifier(table.name)} as t set {given}"
        f" where {_seen(table, key)} returning {', '.join(keys(table))}",
        (*key, version, *values.values()),
    )


def deletion(table: Table, key: Sequence[str], version: str) -> Query:
    """Deletes the row of that key if it is still the version that was seen; yields its key."""
    return Query(
        f"delete from public.{identifier(table.name)} as t"
        f" where {_seen(table, key)} returning {', '.join(keys(table))}",
        (*key, version),
    )


def _seen(table: Table, key: Sequence[str]) -> str:
    return f"{of_key(table, key)} and t.xmin::text = ${len(key) + 1}::text"
