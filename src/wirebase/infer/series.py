"""Series: numbers that several tables count together, within the row that they all refer to.

Stories, bugs and tasks of a project may be numbered in one series, so that `#17` names just one of them:
each new row has the number after the highest that any of them has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

from wirebase.blueprint.expressions import (
    Aggregate,
    Case,
    Choice,
    Compare,
    Comparison,
    Constant,
    Expression,
    Field,
    Plus,
    Source,
    Total,
)
from wirebase.infer.calls import Call
from wirebase.infer.entities import Entity
from wirebase.infer.history import Record
from wirebase.infer.scope import Knowledge

FEWEST = 6
"""Numbers of which none may stand twice."""


def in_series(
    known: Knowledge,
    entity: Entity,
    column: str,
    rows: Sequence[tuple[Call, Record]],
    given: Mapping[str, Expression],
) -> Expression | None:
    """The number after the highest of all tables that are numbered together; None where none are.

    A key is no such number: it names a row among all of its table."""
    if column == entity.key:
        return None
    for reference in known.found.of(entity.name):
        field = reference.field
        if field not in given or field == column:
            continue
        beside = list(_numbered(known, column, field, reference.other))
        if (
            entity.name in beside
            and len(beside) > 1
            and _goes_on(known, column, field, beside, rows)
        ):
            highest = [_highest(known, other, column, field, given[field]) for other in beside]
            return Plus(left=reduce(_greater, highest), right=Constant(value=1))
    return None


def _numbered(known: Knowledge, column: str, field: str, parent: str) -> Iterator[str]:
    """The entities whose rows refer to the parent by that field and have a number in that column."""
    for name in known.past.entities:
        reference = known.found.references.get((name, field))
        columns = known.schema.columns(name)
        refers = reference is not None and reference.other == parent != name
        if refers and column in columns:
            values = [v for life in known.past.rows[name].values() for v in life.values(column)]
            if values and all(type(v) is int for v in values):
                yield name


def _goes_on(
    known: Knowledge,
    column: str,
    field: str,
    beside: list[str],
    rows: Sequence[tuple[Call, Record]],
) -> bool:
    """Whether no number stands twice below one row, and each new one is the next after those before.

    Rows that no answer shows being made count once they are seen; till then they leave gaps."""
    lives = [life for name in beside for life in known.past.rows[name].values()]
    numbered = [
        (str(life.values(field)[-1]), value, life.seen if life.created is None else life.created)
        for life in lives
        if life.values(field)
        for value in life.values(column)[-1:]
    ]
    if len(numbered) < FEWEST or len({n[:2] for n in numbered}) < len(numbered):
        return False
    ahead = []
    for call, row in rows:
        of, index = str(row.get(field)), call.exchange.index
        there = [n for parent, n, since in numbered if parent == of and since < index]
        highest = max((n for n in there if isinstance(n, int)), default=0)
        value = row.get(column)
        ahead.append(value - highest if isinstance(value, int) else 0)
    return len(ahead) > 1 and min(ahead) > 0 and 3 * ahead.count(1) >= 2 * len(ahead)


def _highest(
    known: Knowledge, name: str, column: str, field: str, parent: Expression
) -> Expression:
    """The highest number of a table's rows below a row; 0 where there are none."""
    alias = f"{name}_numbered"
    where = (Compare(left=Field(row=alias, column=field), right=parent),)
    source = Source(table=known.schema.table_name(name), alias=alias, where=where)
    last = Total(source=source, function=Aggregate.MAX, column=column)
    return Plus(left=last, right=Constant(value=0))


def _greater(one: Expression, other: Expression) -> Expression:
    more = Compare(left=one, op=Comparison.GT, right=other)
    return Choice(cases=(Case(when=more, then=one),), otherwise=other)
