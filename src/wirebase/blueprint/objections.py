"""What speaks against an edit: names, contradictions within the blueprint, and the captured rows."""

from __future__ import annotations

from collections.abc import Iterator

from wirebase.blueprint import captured
from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.edits import (
    AddColumn,
    AddRelation,
    CreateTable,
    DescribeColumn,
    DropColumn,
    DropRelation,
    DropTable,
    Edit,
    Group,
    MergeTables,
    RenameColumn,
    RenameTable,
    Restore,
    Reversal,
    SetDefault,
    SetPrimaryKey,
    SetReaders,
    SetRequired,
    SetType,
    SetUnique,
    SetValues,
)
from wirebase.blueprint.merge_objections import against_merge
from wirebase.blueprint.objection import Objection
from wirebase.blueprint.references import users
from wirebase.blueprint.tables import Column, Default, Readers, Table, Type
from wirebase.blueprint.wording import awkward, impossible
from wirebase.exchange import Json

WORDS = (Type.INTEGER, Type.BIGINT, Type.NUMERIC, Type.TEXT)
_DEFAULTS = {
    Default.IDENTITY: WORDS,
    Default.UUID: (Type.UUID, Type.TEXT),
    Default.NOW: (Type.TIMESTAMPTZ, Type.DATE, Type.TIME, Type.TEXT),
    Default.TOKEN: (Type.TEXT,),
    Default.RANDOM: (Type.TEXT,),
}
"""The types of columns that a default can fill."""


def objections(blueprint: Blueprint, edit: Edit, dataset: Dataset) -> list[Objection]:
    """All that speaks against the edit; nothing where it can be applied."""
    return list(_Examiner(blueprint, dataset).about(edit))


class _Examiner:
    def __init__(self, blueprint: Blueprint, dataset: Dataset) -> None:
        self._blueprint = blueprint
        self._dataset = dataset
        self._tables = {table.name: table for table in blueprint.tables}

    def about(self, edit: Edit) -> Iterator[Objection]:
        if isinstance(edit, Restore | Group | Reversal):
            return  # Those of a group are told by each of its edits.
        if isinstance(edit, CreateTable):
            yield from self._creation(edit)
            return
        if isinstance(edit, MergeTables):
            yield from against_merge(edit, self._blueprint, self._dataset)
            return
        table = self._tables.get(edit.table)
        if table is None:
            yield Objection(text=f"There is no table {edit.table}", field="table")
            return
        named = getattr(edit, "column", "")
        column = table.column(named) if isinstance(named, str) and table.has(named) else None
        if isinstance(named, str) and named and column is None:
            yield Objection(text=f"There is no column {table.name}.{named}", field="column")
        elif column is not None:
            yield from self._on_column(edit, table, column)
        else:
            yield from self._on_table(edit, table)

    def _on_table(self, edit: Edit, table: Table) -> Iterator[Objection]:
        match edit:
            case RenameTable():
                yield from _name(edit.to, "to")
                if edit.to in self._tables:
                    yield Objection(text=f"There is a table {edit.to} already", field="to")
            case DropTable():
                yield from self._dropping_table(table)
            case AddColumn():
                yield from self._new_column(edit.column, table, "column")
            case SetPrimaryKey():
                yield from self._key(edit, table)
            case SetReaders(readers=Readers.OWNER) if not (table.owner or table.through):
                text = f"No column of {table.name} tells who owns a row"
                yield Objection(text=text, field="readers")
            case AddRelation():
                yield from self._relation(edit, table)
            case DropRelation():
                known = [(key.columns, key.table) for key in table.foreign_keys]
                if (edit.columns, edit.to) not in known:
                    text = (
                        f"{table.name} has no relation from {', '.join(edit.columns)} to {edit.to}"
                    )
                    yield Objection(text=text, field="columns")

    def _on_column(self, edit: Edit, table: Table, column: Column) -> Iterator[Objection]:
        match edit:
            case RenameColumn():
                yield from _name(edit.to, "to")
                if table.has(edit.to):
                    text = f"{table.name} has a column {edit.to} already"
                    yield Objection(text=text, field="to")
            case DropColumn():
                yield from self._dropping_column(table, column)
            case SetType():
                yield from self._type(edit, table, column)
            case SetRequired() if edit.required:
                yield from _seen(captured.empty(table, column.name, self._dataset), "required")
            case SetRequired() if column.name in table.primary_key:
                yield Objection(text="A key always has a value", field="required")
            case SetUnique() if edit.unique:
                told = captured.repeated(table, (column.name,), self._dataset)
                yield from _seen(told, "unique")
            case SetUnique():
                yield from self._no_longer_unique(table, column)
            case SetDefault():
                yield from _default(edit.default, edit.value, column, "default")
            case SetValues() if edit.values:
                yield from self._values(edit, table, column)
            case DescribeColumn():
                pass

    def _creation(self, edit: CreateTable) -> Iterator[Objection]:
        yield from _name(edit.table, "table")
        if edit.table in self._tables:
            yield Objection(text=f"There is a table {edit.table} already", field="table")
        taken = {"id", "created_at", "updated_at"} if edit.standard else set()
        for n, column in enumerate(edit.columns):
            place = f"columns/{n}"
            if column.name in taken:
                yield Objection(text=f"{column.name} stands twice", field=f"{place}/name")
            taken.add(column.name)
            yield from self._new_column(column, Table(name=edit.table), place)

    def _new_column(self, column: Column, table: Table, place: str) -> Iterator[Objection]:
        yield from _name(column.name, f"{place}/name")
        if table.has(column.name):
            text = f"{table.name} has a column {column.name} already"
            yield Objection(text=text, field=f"{place}/name")
        yield from _default(column.default, column.default_value, column, f"{place}/default")
        if column.values and column.type != Type.TEXT:
            yield Objection(text="Only text has a set of values", field=f"{place}/values")
        rows = len(self._dataset.rows.get(table.name, []))
        if rows and not column.nullable and column.default == Default.NONE:
            text = f"The {rows} captured rows have no value for it, and get one that says nothing"
            yield Objection(text=text, field=f"{place}/nullable", final=False)
        if rows and column.unique and not column.nullable and column.default == Default.VALUE:
            text = f"All {rows} captured rows would get the same value"
            yield Objection(text=text, field=f"{place}/unique", final=False)

    def _dropping_table(self, table: Table) -> Iterator[Objection]:
        known = self._blueprint.authentication
        if known and known.table == table.name:
            text = f"{table.name} holds the accounts that log in"
            yield Objection(text=text, field="table", final=False)
        for other in self._blueprint.tables:
            if other.name != table.name and any(k.table == table.name for k in other.foreign_keys):
                text = f"{other.name} refers to it"
                yield Objection(text=text, field="table", final=False)
        yield from self._used(table.name)
        if rows := len(self._dataset.rows.get(table.name, [])):
            yield Objection(text=f"It holds {rows} captured rows", field="table", final=False)

    def _dropping_column(self, table: Table, column: Column) -> Iterator[Objection]:
        known = self._blueprint.authentication
        if known and (known.table, known.key) == (table.name, column.name):
            text = f"{table.name}.{column.name} tells the accounts apart that log in"
            yield Objection(text=text, field="column")
        if column.name in table.primary_key:
            text = f"It belongs to the key of {table.name}"
            yield Objection(text=text, field="column", final=False)
        for other in self._blueprint.tables:
            for key in other.foreign_keys:
                if key.table == table.name and column.name in key.references:
                    text = f"{other.name}.{', '.join(key.columns)} refers to it"
                    yield Objection(text=text, field="column", final=False)
        yield from self._used(table.name, column.name)

    def _used(self, table: str, column: str = "") -> Iterator[Objection]:
        if used := users(self._blueprint, table, column):
            some = ", ".join(f"{o.method} {o.path}" for o in used[:3])
            more = f" and {len(used) - 3} more" if len(used) > 3 else ""
            text = f"Endpoints use it, and lose it: {some}{more}"
            yield Objection(text=text, field="column" if column else "table", final=False)

    def _type(self, edit: SetType, table: Table, column: Column) -> Iterator[Objection]:
        told = captured.unfit(
            table, column.name, edit.type, array=edit.array, dataset=self._dataset
        )
        yield from _seen(told, "type")
        if column.values and edit.type != Type.TEXT:
            yield Objection(text="It has a set of values, which only text has", field="type")
        changed = column.model_copy(update={"type": edit.type, "array": edit.array})
        yield from _default(column.default, column.default_value, changed, "type")
        for key in table.foreign_keys:
            if column.name in key.columns and key.enforced:
                text = f"It refers to {key.table}, whose key has another type"
                yield Objection(text=text, field="type", final=False)
        for other in self._blueprint.tables:
            for key in other.foreign_keys:
                if key.table == table.name and column.name in key.references and key.enforced:
                    text = f"{other.name}.{', '.join(key.columns)} refers to it in the old type"
                    yield Objection(text=text, field="type", final=False)

    def _key(self, edit: SetPrimaryKey, table: Table) -> Iterator[Objection]:
        if not edit.columns:
            yield Objection(text="Without a key no row can be told from another", field="columns")
        for name in edit.columns:
            if not table.has(name):
                text = f"There is no column {table.name}.{name}"
                yield Objection(text=text, field="columns")
                return
            yield from _seen(captured.empty(table, name, self._dataset), "columns")
        yield from _seen(captured.repeated(table, edit.columns, self._dataset), "columns")
        for other in self._blueprint.tables:
            for key in other.foreign_keys:
                if key.table == table.name and key.references == table.primary_key:
                    text = f"{other.name}.{', '.join(key.columns)} refers to the old key"
                    yield Objection(text=text, field="columns", final=False)

    def _no_longer_unique(self, table: Table, column: Column) -> Iterator[Objection]:
        if table.primary_key == (column.name,):
            return
        for other in self._blueprint.tables:
            for key in other.foreign_keys:
                if key.enforced and (key.table, key.references) == (table.name, (column.name,)):
                    text = f"{other.name}.{', '.join(key.columns)} refers to it"
                    yield Objection(text=text, field="unique", final=False)

    def _values(self, edit: SetValues, table: Table, column: Column) -> Iterator[Objection]:
        if column.type != Type.TEXT:
            yield Objection(text="Only text has a set of values", field="values")
        if column.default == Default.VALUE and column.default_value not in edit.values:
            text = f"Its default, {column.default_value!r}, is not among them"
            yield Objection(text=text, field="values")
        told = captured.strange(table, column.name, edit.values, self._dataset)
        yield from _seen(told, "values")

    def _relation(self, edit: AddRelation, table: Table) -> Iterator[Objection]:
        to = self._tables.get(edit.to)
        if to is None:
            yield Objection(text=f"There is no table {edit.to}", field="to")
            return
        keys = edit.references or to.primary_key
        absent = [f"{table.name}.{c}" for c in edit.columns if not table.has(c)]
        absent += [f"{to.name}.{c}" for c in keys if not to.has(c)]
        if absent:
            yield Objection(text=f"There is no column {', '.join(absent)}", field="columns")
            return
        if not keys or len(keys) != len(edit.columns):
            text = (
                f"The key of {to.name} is ({', '.join(keys)}), and holds another number of columns"
            )
            yield Objection(text=text, field="columns")
            return
        if any(k.columns == edit.columns and k.table == edit.to for k in table.foreign_keys):
            yield Objection(text="This relation is there already", field="columns")
        singles = [(column.name,) for column in to.columns if column.unique]
        if keys not in (to.primary_key, *to.unique, *singles):
            text = f"{to.name} ({', '.join(keys)}) is no key: two rows could be meant"
            yield Objection(text=text, field="references")
        for one, two in zip(edit.columns, keys, strict=True):
            yield from _same_kind(table, one, to, two)
        yield from _seen(captured.lost(table, edit.columns, to, keys, self._dataset), "columns")


def _same_kind(table: Table, one: str, to: Table, two: str) -> Iterator[Objection]:
    left, right = table.column(one), to.column(two)
    numbers = (Type.INTEGER, Type.BIGINT, Type.NUMERIC)
    if left.array or right.array or left.type != right.type:
        if left.type in numbers and right.type in numbers and not (left.array or right.array):
            return
        text = f"{table.name}.{one} is {left.type} and {to.name}.{two} is {right.type}"
        yield Objection(text=text, field="columns")


def _seen(text: str, field: str) -> Iterator[Objection]:
    """An objection of the captured rows, which the user may overrule."""
    if text:
        yield Objection(text=text, field=field, final=False)


def _name(name: str, field: str) -> Iterator[Objection]:
    if why := impossible(name):
        yield Objection(text=f"The name {why}", field=field)
    elif why := awkward(name):
        text = f"The name “{name}” {why}: SQL typed by hand must quote it"
        yield Objection(text=text, field=field, final=False)


def _default(default: Default, value: Json, column: Column, field: str) -> Iterator[Objection]:
    if default == Default.VALUE:
        items = value if column.array and isinstance(value, list) else [value]
        if not all(captured.fits(item, column.type) for item in items):
            yield Objection(text=f"The default {value!r} is no {column.type}", field=field)
        elif column.values and value not in column.values:
            text = f"The default {value!r} is not among the values of the column"
            yield Objection(text=text, field=field)
    elif default in _DEFAULTS and (column.array or column.type not in _DEFAULTS[default]):
        fitting = ", ".join(_DEFAULTS[default])
        kind = f"{column.type}{'[]' if column.array else ''}"
        text = f"The default “{default}” fills {fitting}, and the column is {kind}"
        yield Objection(text=text, field=field)
