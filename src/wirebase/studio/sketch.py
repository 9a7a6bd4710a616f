"""A sketch: the tables as far as a capture that still runs shows them, without any value of theirs."""

from __future__ import annotations

from pydantic import BaseModel

from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import Column, ForeignKey, Role, Table, Type

MOST = 120
"""Tables that a sketch shows."""


class SketchColumn(BaseModel):
    """A column."""

    name: str
    type: Type
    array: bool
    required: bool
    unique: bool
    role: Role

    @classmethod
    def of(cls, column: Column) -> SketchColumn:
        return cls(
            name=column.name,
            type=column.type,
            array=column.array,
            required=not column.nullable,
            unique=column.unique,
            role=column.role,
        )


class SketchRelation(BaseModel):
    """A foreign key, with how often it was seen to hold."""

    columns: list[str]
    table: str
    references: list[str]
    enforced: bool
    support: int
    against: int

    @classmethod
    def of(cls, key: ForeignKey) -> SketchRelation:
        return cls(
            columns=list(key.columns),
            table=key.table,
            references=list(key.references),
            enforced=key.enforced,
            support=key.evidence.support,
            against=key.evidence.against,
        )


class SketchTable(BaseModel):
    """A table."""

    name: str
    rows: int
    """Captured rows."""
    columns: list[SketchColumn]
    primary_key: list[str]
    relations: list[SketchRelation]

    @classmethod
    def of(cls, table: Table, rows: int) -> SketchTable:
        return cls(
            name=table.name,
            rows=rows,
            columns=[SketchColumn.of(column) for column in table.columns],
            primary_key=list(table.primary_key),
            relations=[SketchRelation.of(key) for key in table.foreign_keys],
        )


class Sketch(BaseModel):
    """The tables, those with most rows where there are very many."""

    tables: list[SketchTable]
    left_out: int = 0
    """Tables that are not shown."""

    @classmethod
    def of(cls, blueprint: Blueprint, dataset: Dataset) -> Sketch:
        tables = [SketchTable.of(one, dataset.count(one.name)) for one in blueprint.tables]
        shown = {one.name for one in sorted(tables, key=lambda one: -one.rows)[:MOST]}
        kept = [one for one in tables if one.name in shown]
        return cls(tables=kept, left_out=len(tables) - len(kept))
