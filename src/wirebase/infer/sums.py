"""Sums: numbers of a row that are the sum of what its parts hold.

The total of an order is that of its lines. It must be so wherever the row was seen, for enough different
numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import prod

from wirebase.blueprint.expressions import (
    Aggregate,
    Compare,
    Constant,
    Expression,
    Field,
    Plus,
    Product,
    Source,
    Total,
)
from wirebase.blueprint.operations import Assignment, Effect, Find, Update
from wirebase.infer.arithmetic import CLOSE, number
from wirebase.infer.entities import Entity
from wirebase.infer.history import Record
from wirebase.infer.relations import Reference
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text

VALUES = 3
"""Different numbers that tell a sum."""
MOST = 300
"""Looks at rows that sums are tried on."""

type Part = tuple[str, ...]
"""What is summed up of each part: a column, or the product of two."""


def sums(known: Knowledge, entity: Entity) -> Iterator[tuple[str, Reference, Part]]:
    """(column, reference of the parts, what of them) of the sums that a row holds of its parts."""
    for children in known.found.children.values():
        if children.entity != entity.name:
            continue
        reference = known.found.references.get((children.other, children.column))
        for column in known.schema.columns(entity.name) if reference else ():
            field = (entity.name, column)
            refers = field in known.found.references or column == entity.key
            if not refers and field not in known.past.given and reference is not None:
                part = _summed(known, entity, column, reference)
                if part:
                    yield column, reference, part


def _summed(known: Knowledge, entity: Entity, column: str, reference: Reference) -> Part:
    """What of the parts a column was always the sum of; nothing where that is nothing."""
    looks = [
        (key, at, number(value))
        for key, life in known.past.rows[entity.name].items()
        for at, value in life.changes.get(column, ())
    ][:MOST]
    if len({held for _, _, held in looks}) < VALUES or any(held is None for _, _, held in looks):
        return ()
    parts = [(_parts(known, reference, key, at), held or 0.0) for key, at, held in looks]
    if sum(len(rows) > 1 for rows, _ in parts) < 1:
        return ()
    other = reference.entity
    plain = [
        n
        for n in known.schema.columns(other)
        if n != known.key(other) and (other, n) not in known.found.references
    ]
    for part in (*((name,) for name in plain), *combinations(plain, 2)):
        if all(_adds_up(rows, part, total) for rows, total in parts):
            return part
    return ()


def _adds_up(rows: Sequence[Record], part: Part, total: float) -> bool:
    """Whether what the rows hold makes up a number."""
    held = [[number(row.get(name)) for name in part] for row in rows]
    if any(None in numbers for numbers in held):
        return False
    return abs(sum(prod(n or 0.0 for n in numbers) for numbers in held) - total) < CLOSE


def _parts(known: Knowledge, reference: Reference, key: str, at: int) -> list[Record]:
    rows = known.state(reference.entity, at).values()
    return [row for row in rows if text(row.get(reference.field)) == key]


def added_up(known: Knowledge, entity: Entity, alias: str) -> Iterator[Effect]:
    """Sets the sums of the row under an alias anew."""
    values = tuple(
        Assignment(column=column, value=_sum(known, entity, alias, reference, part))
        for column, reference, part in sums(known, entity)
    )
    if values:
        yield Update(table=entity.table, alias=alias, values=values)


def added_up_above(known: Knowledge, entity: Entity, alias: str) -> Iterator[Effect]:
    """Sets the sums of the rows anew whose part the row under an alias is."""
    for reference in known.found.of(entity.name):
        other = known.past.entities[reference.other]
        above = f"{other.name}_above"
        effects = list(added_up(known, other, above)) if other is not entity else []
        if effects and any(r is reference for _, r, _ in sums(known, other)):
            refers = Field(row=alias, column=reference.field)
            where = (Compare(left=Field(row=above, column=other.key), right=refers),)
            yield Find(source=Source(table=other.table, alias=above, where=where), required=False)
            yield from effects


def _sum(
    known: Knowledge, entity: Entity, alias: str, reference: Reference, part: Part
) -> Expression:
    inner = f"{reference.entity}_of_{alias}"
    mine = Compare(
        left=Field(row=inner, column=reference.field), right=Field(row=alias, column=entity.key)
    )
    table = known.schema.table_name(reference.entity)
    source = Source(table=table, alias=inner, where=(mine,))
    if len(part) > 1:
        left, right = (Field(row=inner, column=name) for name in part)
        of = Product(left=left, right=right)
        total = Total(source=source, function=Aggregate.SUM, of=of)
    else:
        total = Total(source=source, function=Aggregate.SUM, column=part[0])
    return Plus(left=total, right=Constant(value=0))
