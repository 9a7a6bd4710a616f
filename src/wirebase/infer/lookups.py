"""Lookups: what a new row holds because another one that is like it holds it.

Where rows with one value in a column always have one value in another, as all labels of one template
have one parsed form, a new row takes it from any row with its value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from wirebase.blueprint.expressions import Compare, Constant, Expression, Field, Row, Source
from wirebase.exchange import Json
from wirebase.infer.entities import Entity
from wirebase.infer.history import Record
from wirebase.infer.naming import words
from wirebase.infer.schema import END
from wirebase.infer.scope import Knowledge

FEWEST = 3
"""Rows that must have followed another one with the same value."""


def determined_by(
    known: Knowledge,
    entity: Entity,
    column: str,
    given: Mapping[str, Expression],
    values: Sequence[Json],
) -> Row | None:
    """The value of a row that agrees in another column, one which the request sets.

    What all new rows hold alike needs no other row."""
    if len(set(map(repr, values))) < 2:
        return None
    lives = known.past.rows[entity.name].values()
    rows = [life.at(END) for life in lives if not life.unseen]
    found: list[tuple[bool, int, str]] = []
    for own, setting in given.items():
        support = _support(rows, own, column)
        if support >= FEWEST and not isinstance(setting, Constant):
            found.append((bool(set(words(own)) & set(words(column))), support, own))
    if not found:
        return None
    _, _, own = max(found)
    alias = f"{entity.name}_like"
    where = Compare(left=Field(row=alias, column=own), right=given[own])
    source = Source(table=entity.table, alias=alias, where=(where,))
    return Row(source=source, value=Field(row=alias, column=column), missing=values[-1])


def _support(rows: Sequence[Record], own: str, column: str) -> int:
    """How many rows repeat what another row with the same value holds; 0 where one contradicts."""
    held: dict[str, set[str]] = defaultdict(set)
    repeated = 0
    for row in rows:
        if row.get(own) is None or column not in row:
            continue
        kind = held[repr(row[own])]
        repeated += bool(kind)
        kind.add(repr(row[column]))
        if len(kind) > 1:
            return 0
    return repeated if len({v for kind in held.values() for v in kind}) > 1 else 0
