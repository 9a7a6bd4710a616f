"""Edits: the closed vocabulary in which people, programs and the page change a blueprint.

table      CreateTable  RenameTable  DropTable  MergeTables  SetPrimaryKey  SetReaders
           DescribeTable
column     AddColumn  RenameColumn  DropColumn  SetType  SetRequired  SetUnique  SetDefault
           SetValues  DescribeColumn
relation   AddRelation  DropRelation
several    Group
undo       Restore  Reversal
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import Field as Discriminated

from wirebase.blueprint.document import Authentication, Question
from wirebase.blueprint.operations import Operation
from wirebase.blueprint.tables import Column, Default, OnDelete, Readers, Table, Type
from wirebase.blueprint.vocabulary import Vocabulary
from wirebase.exchange import Json
from wirebase.model import Model


class CreateTable(Model):
    """A new table; with `standard`, it gets a uuid key and times of creation and change."""

    edit: Literal["create_table"] = "create_table"
    table: str
    columns: tuple[Column, ...] = ()
    standard: bool = True
    description: str = ""


class RenameTable(Model):
    """Another name for a table, also wherever an operation refers to it."""

    edit: Literal["rename_table"] = "rename_table"
    table: str
    to: str


class DropTable(Model):
    """Takes away a table with its rows, and what cannot be without it."""

    edit: Literal["drop_table"] = "drop_table"
    table: str


class MergeTables(Model):
    """The rows of a table join those of another one, row by row where the keys are the same.

    Whatever refers to the table refers to the other one from then on.
    """

    edit: Literal["merge_tables"] = "merge_tables"
    table: str
    into: str
    columns: dict[str, str] = {}
    """What the columns of the table are called in the other one. Left out: the keys are the same, as
    are columns of one name; others are new columns there."""
    key: tuple[str, ...] = ()
    """The key of the other table; () is what it is now."""


class SetPrimaryKey(Model):
    """The columns that tell the rows of a table apart."""

    edit: Literal["set_primary_key"] = "set_primary_key"
    table: str
    columns: tuple[str, ...]


class SetReaders(Model):
    """Who reads the rows of a table through Supabase's own API, besides the service role."""

    edit: Literal["set_readers"] = "set_readers"
    table: str
    readers: Readers


class DescribeTable(Model):
    """What a table is, in words."""

    edit: Literal["describe_table"] = "describe_table"
    table: str
    description: str


class AddColumn(Model):
    """A new column, the last one of its table."""

    edit: Literal["add_column"] = "add_column"
    table: str
    column: Column


class RenameColumn(Model):
    """Another name for a column; the JSON names by which the app shows it stay."""

    edit: Literal["rename_column"] = "rename_column"
    table: str
    column: str
    to: str


class DropColumn(Model):
    """Takes away a column with its values, and what cannot be without it."""

    edit: Literal["drop_column"] = "drop_column"
    table: str
    column: str


class SetType(Model):
    """Another type for a column."""

    edit: Literal["set_type"] = "set_type"
    table: str
    column: str
    type: Type
    array: bool = False


class SetRequired(Model):
    """Whether every row must have a value."""

    edit: Literal["set_required"] = "set_required"
    table: str
    column: str
    required: bool


class SetUnique(Model):
    """Whether no two rows may have the same value."""

    edit: Literal["set_unique"] = "set_unique"
    table: str
    column: str
    unique: bool


class SetDefault(Model):
    """What the database fills in where a row does not say."""

    edit: Literal["set_default"] = "set_default"
    table: str
    column: str
    default: Default
    value: Json = None
    """Of Default.VALUE."""


class SetValues(Model):
    """The closed set of values that a column may have; an empty set opens it."""

    edit: Literal["set_values"] = "set_values"
    table: str
    column: str
    values: tuple[str, ...]


class DescribeColumn(Model):
    """What a column holds, in words."""

    edit: Literal["describe_column"] = "describe_column"
    table: str
    column: str
    description: str


class AddRelation(Model):
    """The columns hold the key of a row of another table."""

    edit: Literal["add_relation"] = "add_relation"
    table: str
    columns: tuple[str, ...]
    to: str
    references: tuple[str, ...] = ()
    """The columns of the other table; () is its primary key."""
    on_delete: OnDelete = OnDelete.RESTRICT


class DropRelation(Model):
    """The columns are mere values from now on."""

    edit: Literal["drop_relation"] = "drop_relation"
    table: str
    columns: tuple[str, ...]
    to: str


class Part[T](Model):
    """One table or operation as it was, or None where it was not there."""

    name: str
    was: T | None = None
    left: str = ""
    """A fingerprint of what the edit made of it; "" where that is nothing."""


class Restore(Model):
    """Puts back what an edit changed, as long as nobody has changed it since."""

    edit: Literal["restore"] = "restore"
    undone: str
    """The edit that is undone, in words."""
    tables: tuple[Part[Table], ...] = ()
    order: tuple[str, ...] = ()
    """All tables in their order."""
    beside: tuple[Table, ...] = ()
    """The tables beside others."""
    operations: tuple[Part[Operation], ...] = ()
    operation_order: tuple[str, ...] = ()
    vocabularies: tuple[Vocabulary, ...] = ()
    authentication: Authentication | None = None
    questions: tuple[Question, ...] = ()
    merge: MergeTables | None = None
    """The edit that is undone, where it is one that moved rows."""


type Single = Annotated[
    CreateTable
    | RenameTable
    | DropTable
    | MergeTables
    | SetPrimaryKey
    | SetReaders
    | DescribeTable
    | AddColumn
    | RenameColumn
    | DropColumn
    | SetType
    | SetRequired
    | SetUnique
    | SetDefault
    | SetValues
    | DescribeColumn
    | AddRelation
    | DropRelation,
    Discriminated(discriminator="edit"),
]
"""One change."""


class Group(Model):
    """Changes that are made, and undone, as one."""

    edit: Literal["group"] = "group"
    edits: tuple[Single, ...] = Discriminated(min_length=1, max_length=2000)


class Reversal(Model):
    """Undoes a group: the way back of each of its edits, the last one first."""

    edit: Literal["reversal"] = "reversal"
    undone: str
    """The group that is undone, in words."""
    edits: tuple[Annotated[Single | Restore, Discriminated(discriminator="edit")], ...]


type Change = Annotated[Single | Group, Discriminated(discriminator="edit")]
"""What somebody may ask for; the way back is made here alone."""

type Edit = Annotated[Change | Restore | Reversal, Discriminated(discriminator="edit")]


def singly(edits: Iterable[Edit]) -> Iterator[Single | Restore]:
    """The edits one by one, groups taken apart."""
    for edit in edits:
        if isinstance(edit, Group | Reversal):
            yield from edit.edits
        else:
            yield edit


_READERS = {Readers.OWNER: "its owner", Readers.ALL: "others too", Readers.NOBODY: "nobody"}


def told(edit: Edit) -> str:
    """The edit in words, as history and errors call it.

    >>> told(RenameColumn(table="books", column="author", to="author_id"))
    'rename books.author to author_id'
    """
    match edit:
        case CreateTable():
            return f"create table {edit.table}"
        case RenameTable():
            return f"rename {edit.table} to {edit.to}"
        case DropTable():
            return f"drop table {edit.table}"
        case MergeTables():
            return f"merge {edit.table} into {edit.into}"
        case SetPrimaryKey():
            return f"make {', '.join(edit.columns) or 'nothing'} the key of {edit.table}"
        case SetReaders():
            return f"let {_READERS[edit.readers]} read {edit.table}"
        case DescribeTable():
            return f"describe {edit.table}"
        case AddColumn():
            return f"add {edit.table}.{edit.column.name}"
        case RenameColumn():
            return f"rename {edit.table}.{edit.column} to {edit.to}"
        case AddRelation():
            return f"refer from {edit.table}.{', '.join(edit.columns)} to {edit.to}"
        case DropRelation():
            return f"no longer refer from {edit.table}.{', '.join(edit.columns)} to {edit.to}"
        case Group():
            more = len(edit.edits) - 1
            return told(edit.edits[0]) + (f" and {more} more" if more else "")
        case Restore() | Reversal():
            return f"undo: {edit.undone}"
    return f"{_told_of_column(edit)}"


def _told_of_column(
    edit: DropColumn | SetType | SetRequired | SetUnique | SetDefault | SetValues | DescribeColumn,
) -> str:
    place = f"{edit.table}.{edit.column}"
    match edit:
        case DropColumn():
            return f"drop {place}"
        case SetType():
            return f"make {place} {edit.type}{'[]' if edit.array else ''}"
        case SetRequired():
            return f"make {place} {'required' if edit.required else 'optional'}"
        case SetUnique():
            return f"make {place} {'unique' if edit.unique else 'repeatable'}"
        case SetDefault():
            return f"set the default of {place}"
        case SetValues():
            return f"set the values of {place}"
        case DescribeColumn():
            return f"describe {place}"
