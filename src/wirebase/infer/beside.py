"""Beside: the tables that keep, for the rows of another, values which follow from other data in a way
that was not found out."""

from __future__ import annotations

from collections.abc import Sequence

from wirebase.blueprint.expressions import Compare, Expression, Field, Row, Source
from wirebase.blueprint.tables import Column, ForeignKey, Kind, OnDelete, Table
from wirebase.exchange import Json
from wirebase.infer.columns import ColumnType
from wirebase.infer.derived import Derived
from wirebase.infer.history import History
from wirebase.infer.nullability import prevailing


def beside(owner: Table, name: str, fields: Sequence[tuple[str, ColumnType, Derived]]) -> Table:
    """The table beside another one, with its key and the fields."""
    (key,) = owner.primary_key
    held = owner.column(key)
    columns = [Column(name=key, type=held.type, nullable=False, encoding=held.encoding)]
    columns += [
        Column(name=n, type=typed.type, encoding=typed.encoding, evidence=derived.evidence)
        for n, typed, derived in fields
    ]
    whole = ForeignKey(
        columns=(key,), table=owner.name, references=(key,), on_delete=OnDelete.CASCADE
    )
    return Table(
        name=name,
        kind=Kind.DERIVED,
        columns=tuple(columns),
        primary_key=(key,),
        foreign_keys=(whole,),
        description=f"What was last shown of {owner.name} and follows from other data",
    )


def kept(table: Table, alias: str, field: str, first: Json) -> Expression:
    """The value of a field that the table beside keeps for the row under an alias, or the first one."""
    (key,) = table.primary_key
    inner = f"{table.name}_of_{alias}"
    where = Compare(left=Field(row=inner, column=key), right=Field(row=alias, column=key))
    source = Source(table=table.name, alias=inner, where=(where,))
    return Row(source=source, value=Field(row=inner, column=field), missing=first)


def first_value(past: History, entity: str, field: str) -> Json:
    """What a new row shows in the field at first."""
    lives = past.rows[entity].values()
    made = [
        life.values(field)[0] for life in lives if life.created is not None and life.values(field)
    ]
    every = [v for life in lives for v in life.values(field)]
    if not made and all(isinstance(v, int) and not isinstance(v, bool) for v in every):
        return 0
    return prevailing(made or every)
