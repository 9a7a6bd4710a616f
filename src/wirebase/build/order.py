"""The order of tables: each after those that it refers to, as far as they do not go in circles."""

from __future__ import annotations

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import Column, ForeignKey, Table, Type


def in_order(blueprint: Blueprint) -> list[Table]:
    """The tables, each after those that it refers to, as far as they do not go in circles."""
    done: dict[str, Table] = {}
    for table in blueprint.tables:
        _settle(table, blueprint, done, set())
    return list(done.values())


def _settle(table: Table, blueprint: Blueprint, done: dict[str, Table], open: set[str]) -> None:
    if table.name in done or table.name in open:
        return
    open.add(table.name)
    for key in declared(table, blueprint):
        _settle(blueprint.table(key.table), blueprint, done, open)
    done[table.name] = table


def in_groups(blueprint: Blueprint) -> tuple[list[Table], list[Table], list[Table]]:
    """The tables in order: before the first that is part of a circle, up to the last, the rest."""
    ordered = in_order(blueprint)
    circles = [
        n for n, table in enumerate(ordered) if _reaches(table, table.name, blueprint, set())
    ]
    if not circles:
        return ordered, [], []
    first, last = circles[0], circles[-1] + 1
    return ordered[:first], ordered[first:last], ordered[last:]


def _reaches(table: Table, goal: str, blueprint: Blueprint, seen: set[str]) -> bool:
    """Whether foreign keys lead from the table to the goal."""
    for key in declared(table, blueprint):
        if key.table == goal:
            return True
        if key.table not in seen:
            seen.add(key.table)
            if _reaches(blueprint.table(key.table), goal, blueprint, seen):
                return True
    return False


def declared(table: Table, blueprint: Blueprint) -> list[ForeignKey]:
    """The foreign keys that the database watches over."""
    return [key for key in table.foreign_keys if key.enforced and _fits(table, key, blueprint)]


def _fits(table: Table, key: ForeignKey, blueprint: Blueprint) -> bool:
    """Whether Postgres takes the foreign key: it holds the other table's key, in the same types."""
    other = blueprint.table(key.table)
    singles = [(column.name,) for column in other.columns if column.unique]
    if key.references not in (other.primary_key, *other.unique, *singles):
        return False
    pairs = zip(key.columns, key.references, strict=True)
    return all(_kind(table.column(one)) == _kind(other.column(two)) for one, two in pairs)


def _kind(column: Column) -> tuple[str, bool]:
    number = column.type in (Type.INTEGER, Type.BIGINT, Type.NUMERIC)
    return ("number" if number else column.type), column.array
