"""Edits in words, as the command line takes them: `rename-column books.author author_id`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

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
    MergeTables,
    RenameColumn,
    RenameTable,
    SetDefault,
    SetPrimaryKey,
    SetReaders,
    SetRequired,
    SetType,
    SetUnique,
    SetValues,
)
from wirebase.blueprint.tables import Column, Default, OnDelete, Readers, Type
from wirebase.errors import UsageError
from wirebase.exchange import Json

PHRASES = {
    "create-table": "TABLE [COLUMN:TYPE[:required][:unique]...] [bare]",
    "rename-table": "TABLE NAME",
    "drop-table": "TABLE",
    "merge": "TABLE [into] TABLE [COLUMN=COLUMN...]",
    "set-key": "TABLE COLUMN...",
    "set-readers": "TABLE owner|all|nobody",
    "describe": "TABLE[.COLUMN] TEXT",
    "add-column": "TABLE.COLUMN TYPE [required] [unique] [default=VALUE]",
    "rename-column": "TABLE.COLUMN NAME",
    "drop-column": "TABLE.COLUMN",
    "set-type": "TABLE.COLUMN TYPE",
    "set-required": "TABLE.COLUMN yes|no",
    "set-unique": "TABLE.COLUMN yes|no",
    "set-default": "TABLE.COLUMN VALUE|none|now|uuid|identity|random",
    "set-values": "TABLE.COLUMN VALUE...",
    "add-relation": "TABLE.COLUMN TABLE[.COLUMN] [cascade|set-null|restrict]",
    "drop-relation": "TABLE.COLUMN TABLE",
}
"""The words of each edit."""
_DEFAULTS = {str(d): d for d in Default if d not in (Default.VALUE, Default.TOKEN)}


def parsed(words: Sequence[str]) -> Edit:
    """The edit that the words name; UsageError where they name none.

    >>> parsed(["set-type", "books.pages", "integer"]).type
    <Type.INTEGER: 'integer'>
    """
    verb, *rest = words or [""]
    if verb not in PHRASES:
        raise UsageError(
            f"There is no edit “{verb}”",
            next="Use one of: " + ", ".join(PHRASES),
        )
    try:
        return _READERS[verb](rest)
    except (ValueError, IndexError) as problem:
        told = str(problem) if isinstance(problem, ValueError) and problem.args else ""
        raise UsageError(
            told or f"The edit {verb} is not complete",
            where=" ".join(words),
            next=f"Write: {verb} {PHRASES[verb]}",
        ) from None


def _only(words: Sequence[str], count: int) -> Sequence[str]:
    if len(words) != count:
        raise ValueError(f"Expected {count} words after the edit, and got {len(words)}")
    return words


def _place(text: str) -> tuple[str, str]:
    table, dot, column = text.partition(".")
    if not (table and dot and column):
        raise ValueError(f"“{text}” is not TABLE.COLUMN")
    return table, column


def _type(text: str) -> tuple[Type, bool]:
    name = text.removesuffix("[]")
    known = {str(t): t for t in Type} | {"double": Type.DOUBLE, "decimal": Type.NUMERIC}
    if name not in known:
        raise ValueError(f"There is no type “{name}”: there are {', '.join(known)}")
    return known[name], text.endswith("[]")


def _truth(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(f"“{text}” is neither yes nor no")
    return text == "yes"


def _value(text: str) -> Json:
    """A value as JSON, or as the text that it is."""
    try:
        value: Json = json.loads(text)
    except ValueError:
        return text
    return value


def _default(text: str, type: Type) -> dict[str, object]:
    if text in _DEFAULTS:
        return {"default": _DEFAULTS[text], "default_value": None}
    value: Json = text if type == Type.TEXT else _value(text)
    return {"default": Default.VALUE, "default_value": value}


def _column(name: str, kind: str, more: Sequence[str]) -> Column:
    type, array = _type(kind)
    told: dict[str, object] = {"name": name, "type": type, "array": array}
    for word in more:
        if word.startswith("default="):
            told |= _default(word.removeprefix("default="), type)
        elif word in ("required", "unique"):
            told |= {"nullable": False} if word == "required" else {"unique": True}
        else:
            raise ValueError(f"“{word}” is none of required, unique, default=VALUE")
    return Column.model_validate(told)


def _create(words: Sequence[str]) -> Edit:
    table, *rest = words
    parts = [word.split(":") for word in rest if word != "bare"]
    columns = tuple(_column(part[0], part[1], part[2:]) for part in parts)
    return CreateTable(table=table, columns=columns, standard="bare" not in rest)


def _merge(words: Sequence[str]) -> Edit:
    table, *rest = words
    into, *pairs = rest[1:] if rest[:1] == ["into"] and len(rest) > 1 else rest
    columns = dict(pair.partition("=")[::2] for pair in pairs)
    if not all(columns.values()):
        raise ValueError("Columns are given as COLUMN=COLUMN, the one that goes first")
    return MergeTables(table=table, into=into, columns=columns)


def _describe(words: Sequence[str]) -> Edit:
    of, text = _only(words, 2)
    table, _, column = of.partition(".")
    if column:
        return DescribeColumn(table=table, column=column, description=text)
    return DescribeTable(table=table, description=text)


def _add_column(words: Sequence[str]) -> Edit:
    table, name = _place(words[0])
    return AddColumn(table=table, column=_column(name, words[1], words[2:]))


def _set_default(words: Sequence[str]) -> Edit:
    table, column = _place(_only(words, 2)[0])
    if words[1] in _DEFAULTS:
        return SetDefault(table=table, column=column, default=_DEFAULTS[words[1]])
    return SetDefault(table=table, column=column, default=Default.VALUE, value=_value(words[1]))


def _set_type(words: Sequence[str]) -> Edit:
    table, column = _place(_only(words, 2)[0])
    type, array = _type(words[1])
    return SetType(table=table, column=column, type=type, array=array)


def _set_values(words: Sequence[str]) -> Edit:
    table, column = _place(words[0])
    return SetValues(table=table, column=column, values=tuple(words[1:]))


def _add_relation(words: Sequence[str]) -> Edit:
    table, columns = _place(words[0])
    to, _, references = words[1].partition(".")
    deletion = OnDelete(words[2].replace("-", " ")) if len(words) > 2 else OnDelete.RESTRICT
    return AddRelation(
        table=table,
        columns=tuple(columns.split(",")),
        to=to,
        references=tuple(references.split(",")) if references else (),
        on_delete=deletion,
    )


def _drop_relation(words: Sequence[str]) -> Edit:
    table, columns = _place(_only(words, 2)[0])
    return DropRelation(table=table, columns=tuple(columns.split(",")), to=words[1])


def _rename_column(words: Sequence[str]) -> Edit:
    table, column = _place(_only(words, 2)[0])
    return RenameColumn(table=table, column=column, to=words[1])


def _drop_column(words: Sequence[str]) -> Edit:
    table, column = _place(_only(words, 1)[0])
    return DropColumn(table=table, column=column)


def _set_required(words: Sequence[str]) -> Edit:
    table, column = _place(_only(words, 2)[0])
    return SetRequired(table=table, column=column, required=_truth(words[1]))


def _set_readers(words: Sequence[str]) -> Edit:
    table, readers = _only(words, 2)
    if readers not in Readers:
        raise ValueError(f"“{readers}” is none of {', '.join(Readers)}")
    return SetReaders(table=table, readers=Readers(readers))


def _set_unique(words: Sequence[str]) -> Edit:
    table, column = _place(_only(words, 2)[0])
    return SetUnique(table=table, column=column, unique=_truth(words[1]))


def _rename_table(words: Sequence[str]) -> Edit:
    table, to = _only(words, 2)
    return RenameTable(table=table, to=to)


_READERS: dict[str, Callable[[Sequence[str]], Edit]] = {
    "create-table": _create,
    "rename-table": _rename_table,
    "drop-table": lambda words: DropTable(table=_only(words, 1)[0]),
    "merge": _merge,
    "set-key": lambda words: SetPrimaryKey(table=words[0], columns=tuple(words[1:])),
    "set-readers": _set_readers,
    "describe": _describe,
    "add-column": _add_column,
    "rename-column": _rename_column,
    "drop-column": _drop_column,
    "set-type": _set_type,
    "set-required": _set_required,
    "set-unique": _set_unique,
    "set-default": _set_default,
    "set-values": _set_values,
    "add-relation": _add_relation,
    "drop-relation": _drop_relation,
}
