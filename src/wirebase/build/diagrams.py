"""The tables as text that other tools draw: DBML and Mermaid."""

from __future__ import annotations

import json
import re

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import Column, Default, ForeignKey, Table
from wirebase.build.assignments import sql_type

_PLAIN = re.compile(r"[A-Za-z_]\w*")


def dbml(blueprint: Blueprint) -> str:
    """The tables and relations in the language of dbdiagram.io and drawDB."""
    parts = [_dbml_table(table) for table in blueprint.tables]
    parts += [_dbml_relation(t, key) for t in blueprint.tables for key in t.foreign_keys]
    return "\n".join(parts)


def mermaid(blueprint: Blueprint) -> str:
    """The tables and relations as an entity-relationship diagram of Mermaid."""
    lines = ["erDiagram"]
    for table in blueprint.tables:
        lines.append(f"  {_text(table.name)} {{")
        lines += [f"    {_mermaid_column(column, table)}" for column in table.columns]
        lines.append("  }")
    for table in blueprint.tables:
        for key in table.foreign_keys:
            many = "|o" if _is_single(table, key) else "}o"
            told = _text(", ".join(key.columns))
            lines.append(f"  {_text(table.name)} {many}--|| {_text(key.table)} : {told}")
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """The text in double quotes, without what would end them."""
    return '"' + text.replace('"', "'").replace("\n", " ") + '"'


def _name(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else _text(name)


def _dbml_table(table: Table) -> str:
    lines = [f"  {_dbml_column(column, table)}" for column in table.columns]
    if len(table.primary_key) > 1:
        keys = ", ".join(map(_name, table.primary_key))
        lines.append(f"\n  indexes {{\n    ({keys}) [pk]\n  }}")
    if table.description:
        lines.append(f"\n  Note: {json.dumps(table.description, ensure_ascii=False)}")
    return f"Table {_name(table.name)} {{\n" + "\n".join(lines) + "\n}\n"


def _dbml_column(column: Column, table: Table) -> str:
    settings = []
    if table.primary_key == (column.name,):
        settings.append("pk")
    elif not column.nullable:
        settings.append("not null")
    if column.unique:
        settings.append("unique")
    if column.default == Default.IDENTITY:
        settings.append("increment")
    elif column.default == Default.NOW:
        settings.append("default: `now()`")
    elif column.default == Default.UUID:
        settings.append("default: `gen_random_uuid()`")
    elif column.default == Default.VALUE:
        settings.append(f"default: {json.dumps(column.default_value, ensure_ascii=False)}")
    told = f" [{', '.join(settings)}]" if settings else ""
    return f"{_name(column.name)} {_name(sql_type(column))}{told}"


def _dbml_relation(table: Table, key: ForeignKey) -> str:
    def place(name: str, columns: tuple[str, ...]) -> str:
        listed = ", ".join(map(_name, columns))
        return f"{_name(name)}.{listed if len(columns) == 1 else f'({listed})'}"

    arrow = "-" if _is_single(table, key) else ">"
    deletion = "" if key.on_delete == "restrict" else f" [delete: {key.on_delete}]"
    here, there = place(table.name, key.columns), place(key.table, key.references)
    return f"Ref: {here} {arrow} {there}{deletion}\n"


def _is_single(table: Table, key: ForeignKey) -> bool:
    """Whether at most one row refers to each row."""
    singles = [(column.name,) for column in table.columns if column.unique]
    return key.columns in (table.primary_key, *table.unique, *singles)


def _mermaid_column(column: Column, table: Table) -> str:
    refers = any(column.name in key.columns for key in table.foreign_keys)
    marks = [
        mark
        for mark, holds in (
            ("PK", column.name in table.primary_key),
            ("FK", refers),
            ("UK", column.unique),
        )
        if holds
    ]
    kind = re.sub(r"\W", "_", sql_type(column).replace("[]", "_list"))
    name = re.sub(r"\W", "_", column.name)
    return " ".join([kind, name, ", ".join(marks)]).rstrip()
