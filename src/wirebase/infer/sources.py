"""Sources: the rows that refer to a row, or are linked with it, as expressions name them."""

from __future__ import annotations

from wirebase.blueprint.expressions import (
    Compare,
    Comparison,
    Constant,
    Field,
    Join,
    Order,
    Source,
    Turn,
)
from wirebase.infer.entities import Entity
from wirebase.infer.relations import Children, Link


def gone_through(entity: Entity, alias: str) -> Source:
    """The rows that a write goes through, in its order."""
    turn = Turn(row=alias)
    there = Compare(left=turn, op=Comparison.IS_NULL, right=Constant(value=False))
    return Source(table=entity.table, alias=alias, where=(there,), order=(Order(by=turn),))


def related_source(
    entity: Entity, alias: str, other: Entity, inner: str, related: Children | Link
) -> Source:
    """The rows that refer to the row under an alias, or are linked with it."""
    own = Field(row=alias, column=entity.key)
    if isinstance(related, Children):
        where = Compare(left=Field(row=inner, column=related.column), right=own)
        return Source(table=other.table, alias=inner, where=(where,))
    mine, theirs = (
        (related.left_column, related.right_column)
        if related.left == entity.name
        else (related.right_column, related.left_column)
    )
    link = f"{inner}_link"
    join = Join(
        table=related.name,
        alias=link,
        on=(
            Compare(left=Field(row=link, column=theirs), right=Field(row=inner, column=other.key)),
        ),
    )
    where = Compare(left=Field(row=link, column=mine), right=own)
    return Source(table=other.table, alias=inner, joins=(join,), where=(where,))
