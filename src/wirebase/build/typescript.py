"""The tables as types for TypeScript, in the form that supabase-js is given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import Column, Default, Table, Type
from wirebase.build.constraints import Constraint, Kind, constraints
from wirebase.build.names import short

TYPES = {
    Type.INTEGER: "number",
    Type.BIGINT: "number",
    Type.NUMERIC: "number",
    Type.DOUBLE: "number",
    Type.BOOLEAN: "boolean",
    Type.JSONB: "Json",
}
"""All other types are strings in JSON."""
NAME = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
JSON = "export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];"
NONE = "Record<never, never>"


def typescript(blueprint: Blueprint) -> str:
    """The types of all tables: their rows, and what inserting and updating takes."""
    known = constraints(blueprint)
    lines = [JSON, "", "export interface Database {", "  public: {", "    Tables: {"]
    for table in blueprint.tables:
        keys = [one for one in known if one.table == table.name and one.kind == Kind.FOREIGN]
        lines += _table(table, keys)
    lines += ["    };"]
    lines += [f"    {part}: {NONE};" for part in ("Views", "Functions", "Enums", "CompositeTypes")]
    return "\n".join([*lines, "  };", "}", ""])


def _table(table: Table, keys: list[Constraint]) -> Iterator[str]:
    yield f"      {_name(short(table.name))}: {{"
    yield from _shape("Row", [(column, False) for column in table.columns])
    yield from _shape("Insert", [(column, _may_lack(column)) for column in table.columns])
    yield from _shape("Update", [(column, True) for column in table.columns])
    yield "        Relationships: ["
    for key in keys:
        assert key.refers is not None
        yield "          {"
        yield f"            foreignKeyName: {_text(key.name)};"
        yield f"            columns: {_texts(key.columns)};"
        yield f"            isOneToOne: {str(_is_single(table, key)).lower()};"
        yield f"            referencedRelation: {_text(short(key.refers[0]))};"
        yield f"            referencedColumns: {_texts(key.refers[1])};"
        yield "          },"
    yield "        ];"
    yield "      };"


def _shape(name: str, members: list[tuple[Column, bool]]) -> Iterator[str]:
    yield f"        {name}: {{"
    for column, optional in members:
        mark = "?" if optional else ""
        yield f"          {_name(short(column.name))}{mark}: {_type(column)};"
    yield "        };"


def _type(column: Column) -> str:
    told = " | ".join(map(_text, column.values)) or TYPES.get(column.type, "string")
    if column.array:
        told = f"({told})[]" if column.values else f"{told}[]"
    return f"{told} | null" if column.nullable else told


def _may_lack(column: Column) -> bool:
    return column.nullable or column.default != Default.NONE


def _is_single(table: Table, key: Constraint) -> bool:
    """Whether at most one row refers to each row."""
    singles = [(column.name,) for column in table.columns if column.unique]
    return key.columns in (table.primary_key, *table.unique, *singles)


def _name(name: str) -> str:
    return name if NAME.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _texts(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(_text(short(text)) for text in texts)}]"
