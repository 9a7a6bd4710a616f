"""What speaks against merging two tables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from wirebase.blueprint import captured
from wirebase.blueprint.carrying import carried
from wirebase.blueprint.dataset import Dataset, Record
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.edits import MergeTables
from wirebase.blueprint.merging import joined, mapping, resolved
from wirebase.blueprint.objection import Objection
from wirebase.blueprint.operations import Delete, Operation, Provision
from wirebase.blueprint.references import Renamed, users
from wirebase.blueprint.renaming import following
from wirebase.blueprint.tables import Role, Table
from wirebase.blueprint.wording import impossible

FEW = 3
"""Examples that are shown."""


def against_merge(edit: MergeTables, blueprint: Blueprint, dataset: Dataset) -> Iterator[Objection]:
    """All that speaks against it; of the rows only where the tables fit."""
    tables = {table.name: table for table in blueprint.tables}
    for field, name in (("table", edit.table), ("into", edit.into)):
        if name not in tables:
            yield Objection(text=f"There is no table {name}", field=field)
            return
    if edit.table == edit.into:
        yield Objection(text="A table cannot be merged with itself", field="into")
        return
    final = list(_misfits(edit, tables[edit.table], tables[edit.into]))
    final += _entangled(edit, blueprint)
    yield from final
    if not final:
        whole = resolved(edit, blueprint)
        yield from _of_rows(whole, blueprint, dataset)
        yield from _of_meaning(whole, tables[edit.table], tables[edit.into])
        yield from _of_deletions(whole, blueprint)
        yield from _of_words(whole, blueprint)


def _misfits(edit: MergeTables, gone: Table, stays: Table) -> Iterator[Objection]:
    """What tells that no column of the one can be that of the other."""
    if not gone.primary_key or len(gone.primary_key) != len(stays.primary_key):
        text = "Only tables whose keys have as many columns hold the same rows"
        yield Objection(text=text, field="into")
        return
    columns = mapping(edit, gone, stays)
    for name in edit.columns:
        if not gone.has(name):
            yield Objection(text=f"There is no column {gone.name}.{name}", field="columns")
    twice = {new for new in columns.values() if list(columns.values()).count(new) > 1}
    for name in sorted(twice):
        both = ", ".join(old for old, new in columns.items() if new == name)
        text = f"{both} of {gone.name} cannot all become {name}"
        yield Objection(text=text, field="columns")
    if any(
        columns[old] != new for old, new in zip(gone.primary_key, stays.primary_key, strict=True)
    ):
        yield Objection(text=f"The key of {gone.name} is that of {stays.name}", field="columns")
    for column in gone.columns:
        name = columns[column.name]
        if why := impossible(name):
            yield Objection(text=f"The name {why}", field="columns")
        if not stays.has(name):
            continue
        other = stays.column(name)
        if (column.type, column.array) != (other.type, other.array):
            text = (
                f"{gone.name}.{column.name} is {column.type}{'[]' * column.array} and"
                f" {stays.name}.{name} is {other.type}{'[]' * other.array}:"
                " give one the type of the other first, or it a name of its own"
            )
            yield Objection(text=text, field="columns")
        if (column.role is Role.SECRET) != (other.role is Role.SECRET):
            text = f"Of {gone.name}.{column.name} and {stays.name}.{name} only one is secret"
            yield Objection(text=text, field="columns")


def _entangled(edit: MergeTables, blueprint: Blueprint) -> Iterator[Objection]:
    """What is done with the two tables that cannot be done with one."""
    both = {edit.table, edit.into}
    for operation in blueprint.operations:
        for effect in operation.effects:
            if isinstance(effect, Provision) and both <= {copied.table for copied in effect.tables}:
                text = f"{_endpoint(operation)} starts new accounts with rows of both"
                yield Objection(text=text, field="into")


def _of_rows(edit: MergeTables, blueprint: Blueprint, dataset: Dataset) -> Iterator[Objection]:
    gone, stays = blueprint.table(edit.table), blueprint.table(edit.into)
    ways = ((gone, stays), (stays, gone))
    for one, other in ways:
        if more := len(_keys(other, dataset) - _keys(one, dataset)):
            of = _some(users(blueprint, one.name))
            where = f": {of}" if of else ""
            text = (
                f"{more} captured rows of {other.name} are no rows of {one.name},"
                f" and are shown as such from now on{where}"
            )
            yield Objection(text=text, field="into", final=False)
    yield from _differing(edit, gone, stays, dataset)
    columns = {(gone.name, old): new for old, new in edit.columns.items()}
    names = Renamed(tables={gone.name: stays.name}, columns=columns)
    whole = joined(following(stays, names), following(gone, names))
    rows = carried(dataset, edit)
    singles = [(column.name,) for column in whole.columns if column.unique]
    for key in (*singles, *whole.unique):
        if told := captured.repeated(whole, key, rows):
            text = f"{', '.join(key)} would not tell rows apart any more: {told}"
            yield Objection(text=text, field="columns")


def _differing(
    edit: MergeTables, gone: Table, stays: Table, dataset: Dataset
) -> Iterator[Objection]:
    shared = [(old, new) for old, new in edit.columns.items() if stays.has(new)]
    ends = {name: captured.moments(name, dataset)[0] for name in (gone.name, stays.name)}
    known = {_key(row, stays.primary_key): row for row in ends[stays.name]}
    for old, new in shared:
        pairs = [
            (row.get(old), other.get(new))
            for row in ends[gone.name]
            if (other := known.get(_key(row, gone.primary_key)))
        ]
        count = sum(a is not None and b is not None and a != b for a, b in pairs)
        if count:
            text = (
                f"In {count} of {len(pairs)} captured rows {gone.name}.{old} is not what"
                f" {stays.name}.{new} is, and is given up"
            )
            yield Objection(text=text, field="columns", final=False)


def _of_meaning(edit: MergeTables, gone: Table, stays: Table) -> Iterator[Objection]:
    for old, new in edit.columns.items():
        if stays.has(new) and gone.column(old).encoding != stays.column(new).encoding:
            text = (
                f"{gone.name}.{old} is written in another form than {stays.name}.{new},"
                " and endpoints show it in that one from now on"
            )
            yield Objection(text=text, field="columns", final=False)
    owners = {edit.columns.get(gone.owner, ""), stays.owner}
    if len(owners) > 1:
        text = (
            "Rows that only one of them has may have no owner: Supabase's API shows them to nobody"
        )
        yield Objection(text=text, field="into", final=False)


def _of_deletions(edit: MergeTables, blueprint: Blueprint) -> Iterator[Objection]:
    for name, other in ((edit.table, edit.into), (edit.into, edit.table)):
        deleting = [
            operation
            for operation in blueprint.operations
            if any(isinstance(e, Delete) and e.source.table == name for e in operation.effects)
        ]
        if deleting:
            text = f"What deletes rows of {name} deletes those of {other} with them"
            yield Objection(text=f"{text}: {_some(deleting)}", field="into", final=False)


def _of_words(edit: MergeTables, blueprint: Blueprint) -> Iterator[Objection]:
    if {edit.table, edit.into} <= {vocabulary.table for vocabulary in blueprint.vocabularies}:
        text = (
            f"Requests that select fields of {edit.into} can name those of {edit.table} as well, and"
            " are shown them where they name none"
        )
        yield Objection(text=text, field="into", final=False)


def _keys(table: Table, dataset: Dataset) -> set[tuple[str, ...]]:
    moments = captured.moments(table.name, dataset)
    return {_key(row, table.primary_key) for rows in moments for row in rows}


def _key(row: Record, columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(captured.plain(row.get(column)) for column in columns)


def _some(operations: list[Operation]) -> str:
    more = f" and {len(operations) - FEW} more" if len(operations) > FEW else ""
    return ", ".join(map(_endpoint, islice(operations, FEW))) + more


def _endpoint(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"
