"""Keys, checks, foreign keys, sequences and indexes, each with a name that nothing else has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import Column, Default, ForeignKey, OnDelete, Table, Type
from wirebase.build.assignments import INTEGERS
from wirebase.build.literals import quoted
from wirebase.build.names import Names, columns, identifier
from wirebase.build.order import declared, in_order

DELETIONS = {OnDelete.CASCADE: " on delete cascade", OnDelete.SET_NULL: " on delete set null"}


class Kind(StrEnum):
    """What kind of object a constraint is to Postgres."""

    PRIMARY = "primary key"
    UNIQUE = "unique"
    CHECK = "check"
    SEQUENCE = "sequence"
    FOREIGN = "foreign key"
    INDEX = "index"


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint of a table, or an index or sequence that serves its columns."""

    table: str
    kind: Kind
    columns: tuple[str, ...]
    name: str
    definition: str
    """What follows the name."""
    refers: tuple[str, tuple[str, ...]] | None = None
    """Of a foreign key: the other table and its columns."""


def constraints(blueprint: Blueprint) -> list[Constraint]:
    """All of them, in the order in which they get their names."""
    names = Names(table.name for table in blueprint.tables)
    ordered = in_order(blueprint)
    found: list[Constraint] = []
    for table in ordered:
        found += _keys(table, names)
        found += _checks(table, names)
        found += _sequences(table, names)
    for table in ordered:
        found += [_foreign_key(table, key, names) for key in declared(table, blueprint)]
    for table in ordered:
        wanted = [key for key in table.foreign_keys if _wants_index(table, key)]
        found += [_index(table, key, names) for key in wanted]
    return found


def _keys(table: Table, names: Names) -> Iterator[Constraint]:
    if key := table.primary_key:
        name = names.new(f"{table.name}_pkey")
        yield Constraint(table.name, Kind.PRIMARY, key, name, f"primary key ({columns(key)})")
    singles = [(column.name,) for column in table.columns if column.unique]
    for key in dict.fromkeys([*singles, *table.unique]):
        if key != table.primary_key:
            name = names.new(f"{table.name}_{'_'.join(key)}_key")
            yield Constraint(table.name, Kind.UNIQUE, key, name, f"unique ({columns(key)})")


def _checks(table: Table, names: Names) -> Iterator[Constraint]:
    for column in table.columns:
        if column.values:
            name = names.new(f"{table.name}_{column.name}_check")
            definition = f"check ({_is_one_of(column)})"
            yield Constraint(table.name, Kind.CHECK, (column.name,), name, definition)


def _is_one_of(column: Column) -> str:
    allowed = ", ".join(quoted(value) for value in column.values)
    name = identifier(column.name)
    if column.array:
        return f"{name}::text[] <@ array[{allowed}]"
    text = name if column.type == Type.TEXT else f"({name})::text"
    return f"{text} in ({allowed})"


def _sequences(table: Table, names: Names) -> Iterator[Constraint]:
    """The sequences of columns that hold running numbers but are no integers."""
    for column in table.columns:
        if column.default == Default.IDENTITY and column.type not in INTEGERS:
            name = names.new(f"{table.name}_{column.name}_seq")
            default = f"nextval({quoted(f'public.{identifier(name)}')})::{column.type}"
            yield Constraint(table.name, Kind.SEQUENCE, (column.name,), name, default)


def _foreign_key(table: Table, key: ForeignKey, names: Names) -> Constraint:
    name = names.new(f"{table.name}_{'_'.join(key.columns)}_fkey")
    # A key that is text may be a slug or a name, which can change.
    is_text = any(table.column(c).type == Type.TEXT for c in key.columns)
    renamed = " on update cascade" if is_text else ""
    definition = (
        f"foreign key ({columns(key.columns)}) references public.{identifier(key.table)}"
        f" ({columns(key.references)}){DELETIONS.get(key.on_delete, '')}{renamed} deferrable"
    )
    refers = (key.table, key.references)
    return Constraint(table.name, Kind.FOREIGN, key.columns, name, definition, refers)


def _wants_index(table: Table, key: ForeignKey) -> bool:
    """Whether looking rows up by the columns needs an index, since no key begins with them."""
    singles = [(column.name,) for column in table.columns if column.unique]
    keys = [table.primary_key, *table.unique, *singles]
    return not any(known[: len(key.columns)] == key.columns for known in keys)


def _index(table: Table, key: ForeignKey, names: Names) -> Constraint:
    name = names.new(f"{table.name}_{'_'.join(key.columns)}_idx")
    definition = f"on public.{identifier(table.name)} ({columns(key.columns)})"
    return Constraint(table.name, Kind.INDEX, key.columns, name, definition)
