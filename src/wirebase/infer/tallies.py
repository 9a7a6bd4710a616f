"""Tallies: counts in other rows that move with the rows which are made and deleted."""

from __future__ import annotations

from wirebase.blueprint.expressions import Compare, Constant, Field, Plus, Source
from wirebase.blueprint.operations import Assignment, Effect, Find, Update
from wirebase.infer.changes import ROW
from wirebase.infer.entities import Entity
from wirebase.infer.scope import Knowledge


def tally(known: Knowledge, entity: Entity, step: int) -> list[Effect]:
    """Moves the counts of the rows that the row in hand refers to."""
    out: list[Effect] = []
    for counter in known.counters.kept(entity.name):
        other = known.past.entities[counter.reference.other]
        table = known.schema.holder(other.name, counter.field).name
        alias = f"{other.name}_counting"
        refers = Field(row=ROW, column=counter.reference.field)
        where = Compare(left=Field(row=alias, column=other.key), right=refers)
        moved = Plus(left=Field(row=alias, column=counter.field), right=Constant(value=step))
        out.append(Find(source=Source(table=table, alias=alias, where=(where,)), required=False))
        out.append(
            Update(
                table=table,
                alias=alias,
                values=(Assignment(column=counter.field, value=moved),),
            )
        )
    return out
