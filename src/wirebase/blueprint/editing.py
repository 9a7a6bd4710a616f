"""Applies edits: from one blueprint to the next, with the way back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wirebase.blueprint.beside import without_loose
from wirebase.blueprint.carrying import carried
from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.document import Blueprint, Question
from wirebase.blueprint.edits import (
    AddColumn,
    AddRelation,
    CreateTable,
    DescribeColumn,
    DescribeTable,
    DropColumn,
    DropRelation,
    DropTable,
    Edit,
    Group,
    MergeTables,
    Part,
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
    Single,
    singly,
    told,
)
from wirebase.blueprint.merging import merged, resolved
from wirebase.blueprint.objection import Objection
from wirebase.blueprint.objections import objections
from wirebase.blueprint.operations import Operation
from wirebase.blueprint.references import Dropped, Renamed, followed, spoken
from wirebase.blueprint.renaming import renamed
from wirebase.blueprint.tables import Column, Default, ForeignKey, Role, Table, Type
from wirebase.errors import BlueprintError

STANDARD = {
    "id": Column(name="id", type=Type.UUID, nullable=False, default=Default.UUID),
    "created_at": Column(
        name="created_at",
        type=Type.TIMESTAMPTZ,
        nullable=False,
        default=Default.NOW,
        role=Role.SERVER,
    ),
    "updated_at": Column(
        name="updated_at",
        type=Type.TIMESTAMPTZ,
        nullable=False,
        default=Default.NOW,
        touched=True,
        role=Role.SERVER,
    ),
}
"""The columns that a new table gets by itself: a key, and the times of creation and change."""


class EditRefused(BlueprintError):
    """An edit that cannot be applied, or only when forced."""

    def __init__(self, edit: Edit, against: list[Objection]) -> None:
        self.objections = against
        final = any(objection.final for objection in against)
        super().__init__(
            "; ".join(objection.text for objection in against),
            where=told(edit),
            next="Correct the edit." if final else "Correct the edit, or force it.",
        )


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of an edit."""

    blueprint: Blueprint
    inverse: Edit
    """The edit that undoes it."""
    edit: Edit
    """The edit with all that it left to be filled in."""
    dataset: Dataset
    """The captured rows after it."""
    overruled: tuple[Objection, ...] = ()
    """What spoke against it, where it was forced."""


def edited(
    blueprint: Blueprint, edit: Edit, dataset: Dataset | None = None, *, force: bool = False
) -> Edited:
    """The blueprint after the edit; EditRefused where something speaks against it.

    `dataset` holds the captured rows, which the edit must not contradict unless it is forced.
    """
    rows = dataset or Dataset()
    if isinstance(edit, Group | Reversal):
        return _edited_together(blueprint, edit, rows, force=force)
    against = objections(blueprint, edit, rows)
    if any(objection.final or not force for objection in against):
        raise EditRefused(edit, against)
    if isinstance(edit, MergeTables):
        edit = resolved(edit, blueprint)
    after = without_loose(_applied(blueprint, edit, overruled=bool(against)))
    after = after.model_copy(update={"revision": blueprint.revision + 1})
    inverse = _inverse(blueprint, edit, after)
    return Edited(after, inverse, edit, carried(rows, edit), tuple(against))


def _edited_together(
    blueprint: Blueprint, edit: Group | Reversal, dataset: Dataset, *, force: bool
) -> Edited:
    """All edits or none; what can be overruled is told of all of them at once."""
    after, rows = blueprint, dataset
    made: list[Edited] = []
    for one in edit.edits:
        made.append(edited(after, one, rows, force=True))
        after, rows = made[-1].blueprint, made[-1].dataset
    against = tuple(objection for one in made for objection in one.overruled)
    if against and not force:
        raise EditRefused(edit, list(against))
    after = after.model_copy(update={"revision": blueprint.revision + 1})
    back = singly(one.inverse for one in reversed(made))
    inverse = Reversal(undone=told(edit), edits=tuple(back))
    whole = edit.model_copy(update={"edits": tuple(singly(one.edit for one in made))})
    return Edited(after, inverse, whole, rows, against)


def _applied(blueprint: Blueprint, edit: Single | Restore, *, overruled: bool) -> Blueprint:
    match edit:
        case CreateTable():
            return _with_tables(blueprint, (*blueprint.tables, _created(edit)))
        case RenameTable():
            return renamed(blueprint, Renamed(tables={edit.table: edit.to}))
        case RenameColumn():
            return renamed(blueprint, Renamed(columns={(edit.table, edit.column): edit.to}))
        case MergeTables():
            return merged(blueprint, edit)
        case DropTable():
            return _without_table(blueprint, edit.table)
        case DropColumn():
            return _without_column(blueprint, edit.table, edit.column)
        case Restore():
            return _restored(blueprint, edit)
        case AddRelation():
            return _related(blueprint, edit, enforced=not overruled)
    change = _table_change(edit)
    return _with_tables(
        blueprint,
        (change(table) if table.name == edit.table else table for table in blueprint.tables),
    )


def _with_tables(blueprint: Blueprint, tables: Iterable[Table]) -> Blueprint:
    return blueprint.model_copy(update={"tables": tuple(tables)})


def _created(edit: CreateTable) -> Table:
    given = edit.columns
    if edit.standard:
        given = (STANDARD["id"], *given, STANDARD["created_at"], STANDARD["updated_at"])
    return Table(
        name=edit.table,
        columns=given,
        primary_key=("id",) if edit.standard else (),
        description=edit.description,
    )


def _table_change(edit: Edit) -> Callable[[Table], Table]:
    """What the edit makes of the table that it names."""

    def on_table(**update: object) -> Callable[[Table], Table]:
        return lambda table: table.model_copy(update=update)

    match edit:
        case SetPrimaryKey():
            return lambda table: _keyed(table, edit.columns)
        case SetReaders():
            return on_table(readers=edit.readers)
        case DescribeTable():
            return on_table(description=edit.description)
        case AddColumn():
            return lambda table: table.model_copy(update={"columns": (*table.columns, edit.column)})
        case DropRelation():
            return lambda table: table.model_copy(
                update={
                    "foreign_keys": tuple(
                        key
                        for key in table.foreign_keys
                        if (key.columns, key.table) != (edit.columns, edit.to)
                    )
                }
            )
        case SetType():
            return _on_column(edit.column, type=edit.type, array=edit.array)
        case SetRequired():
            return _on_column(edit.column, nullable=not edit.required)
        case SetUnique():
            return _on_column(edit.column, unique=edit.unique)
        case SetDefault():
            return _on_column(edit.column, default=edit.default, default_value=edit.value)
        case SetValues():
            return _on_column(edit.column, values=edit.values)
        case DescribeColumn():
            return _on_column(edit.column, description=edit.description)
    raise AssertionError(edit)


def _on_column(name: str, **update: object) -> Callable[[Table], Table]:
    def change(table: Table) -> Table:
        return table.model_copy(
            update={
                "columns": tuple(
                    column.model_copy(update=update) if column.name == name else column
                    for column in table.columns
                )
            }
        )

    return change


def _keyed(table: Table, key: tuple[str, ...]) -> Table:
    for name in key:
        table = _on_column(name, nullable=False)(table)
    return table.model_copy(update={"primary_key": key})


def _related(blueprint: Blueprint, edit: AddRelation, *, enforced: bool) -> Blueprint:
    references = edit.references or blueprint.table(edit.to).primary_key
    key = ForeignKey(
        columns=edit.columns,
        table=edit.to,
        references=references,
        on_delete=edit.on_delete,
        enforced=enforced,
    )
    return _with_tables(
        blueprint,
        (
            table.model_copy(update={"foreign_keys": (*table.foreign_keys, key)})
            if table.name == edit.table
            else table
            for table in blueprint.tables
        ),
    )


# What goes


def _without_table(blueprint: Blueprint, name: str) -> Blueprint:
    known = blueprint.authentication
    tables = (
        table.model_copy(
            update={"foreign_keys": tuple(k for k in table.foreign_keys if k.table != name)}
        )
        for table in blueprint.tables
        if table.name != name
    )
    return blueprint.model_copy(
        update={
            "tables": tuple(tables),
            "operations": followed(blueprint, Dropped(name)),
            "vocabularies": spoken(blueprint, Dropped(name)),
            "authentication": None if known and known.table == name else known,
            "questions": _without_questions(blueprint, name),
        }
    )


def _without_column(blueprint: Blueprint, table: str, column: str) -> Blueprint:
    known = blueprint.authentication
    if known:
        place = f"{table}.{column}"
        carriers = tuple(c for c in known.carriers if c.account_column != place)
        known = known.model_copy(update={"carriers": carriers})
    return blueprint.model_copy(
        update={
            "tables": tuple(_lacking(t, table, column) for t in blueprint.tables),
            "operations": followed(blueprint, Dropped(table, column)),
            "vocabularies": spoken(blueprint, Dropped(table, column)),
            "authentication": known,
            "questions": _without_questions(blueprint, f"{table}.{column}"),
        }
    )


def _lacking(table: Table, name: str, column: str) -> Table:
    """The table, where some table has lost a column."""
    own = table.name == name
    keys = tuple(
        key
        for key in table.foreign_keys
        if not (own and column in key.columns)
        and not (key.table == name and column in key.references)
    )
    update: dict[str, object] = {"foreign_keys": keys}
    if own:
        update |= {
            "columns": tuple(c for c in table.columns if c.name != column),
            "primary_key": () if column in table.primary_key else table.primary_key,
            "unique": tuple(key for key in table.unique if column not in key),
            "owner": "" if table.owner == column else table.owner,
        }
    return table.model_copy(update=update)


def _without_questions(blueprint: Blueprint, about: str) -> tuple[Question, ...]:
    return tuple(
        question
        for question in blueprint.questions
        if question.about != about and not question.about.startswith(f"{about}.")
    )


# The way back


def _inverse(before: Blueprint, edit: Edit, after: Blueprint) -> Edit:
    match edit:
        case RenameTable():
            return RenameTable(table=edit.to, to=edit.table)
        case RenameColumn():
            return RenameColumn(table=edit.table, column=edit.to, to=edit.column)
        case Restore() if edit.merge:
            return edit.merge
    return Restore(
        undone=told(edit),
        tables=_parts(before.tables, after.tables, Part[Table]),
        order=tuple(table.name for table in before.tables),
        beside=before.beside,
        operations=_parts(before.operations, after.operations, Part[Operation]),
        operation_order=tuple(operation.name for operation in before.operations),
        vocabularies=before.vocabularies,
        authentication=before.authentication,
        questions=before.questions,
        merge=edit if isinstance(edit, MergeTables) else None,
    )


def _parts[T: (Table, Operation)](
    before: tuple[T, ...], after: tuple[T, ...], kind: type[Part[T]]
) -> tuple[Part[T], ...]:
    """What the edit changed: each part as it was, and a fingerprint of what it is now."""
    was, now = {p.name: p for p in before}, {p.name: p for p in after}
    return tuple(
        kind(name=name, was=was.get(name), left=_fingerprint(now.get(name)))
        for name in {**was, **now}
        if was.get(name) != now.get(name)
    )


def _fingerprint(part: Table | Operation | None) -> str:
    return hashlib.sha256(part.model_dump_json().encode()).hexdigest()[:16] if part else ""


def _restored(blueprint: Blueprint, edit: Restore) -> Blueprint:
    return blueprint.model_copy(
        update={
            "tables": _put_back(blueprint.tables, edit.tables, edit.order, edit),
            "beside": edit.beside,
            "operations": _put_back(
                blueprint.operations, edit.operations, edit.operation_order, edit
            ),
            "vocabularies": edit.vocabularies,
            "authentication": edit.authentication,
            "questions": edit.questions,
        }
    )


def _put_back[T: (Table, Operation)](
    present: tuple[T, ...], parts: tuple[Part[T], ...], order: tuple[str, ...], edit: Restore
) -> tuple[T, ...]:
    now = {part.name: part for part in present}
    for part in parts:
        if _fingerprint(now.get(part.name)) != part.left:
            text = f"{part.name} has been changed since: undo that first"
            raise EditRefused(edit, [Objection(text=text)])
        now.pop(part.name, None)
        if part.was is not None:
            now[part.name] = part.was
    places = {name: n for n, name in enumerate(order)}
    return tuple(sorted(now.values(), key=lambda part: places.get(part.name, len(places))))
