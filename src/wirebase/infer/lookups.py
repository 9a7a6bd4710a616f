"""Lookups: what a new row holds because another one that is like it holds it.

Where rows with one value in a column always have one value in another, as all labels of one template
have one parsed form, a new row takes it from any row with its value.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from wirebase.blueprint.expressions import (
    Choice,
    Compare,
    Constant,
    Expression,
    Field,
    Fresh,
    Row,
    Source,
)
from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.entities import Entity
from wirebase.infer.history import Record
from wirebase.infer.naming import words
from wirebase.infer.schema import END
from wirebase.infer.scope import Knowledge

CODE = re.compile(r"[A-Z0-9]{16,}|[a-z0-9]{16,}")
"""A text that no words are in, as a code that a server makes."""
FEWEST = 3
"""Rows that must have followed another one with the same value."""


def determined_by(
    known: Knowledge,
    entity: Entity,
    column: str,
    given: Mapping[str, Expression],
    made: Sequence[tuple[Call, Record]],
) -> Row | None:
    """The value of a row that agrees in another column, one which the request sets.

    What all new rows hold alike needs no other row, and codes that all differ are made up unless one of the
    new rows was seen to take over its code."""
    values = [row.get(column) for _, row in made]
    if len(set(map(repr, values))) < 2:
        return None
    lives = known.past.rows[entity.name].values()
    rows = [life.at(END) for life in lives if not life.unseen]
    found: list[tuple[bool, int, str]] = []
    asked = {n: e for n, e in given.items() if not _is_found(e)}
    for own, setting in asked.items():
        support = _support(rows, own, column) if own != column else 0
        if support >= FEWEST and is_opaque(values) and not _takes_over(known, entity, own, made):
            continue
        if support >= FEWEST and not isinstance(setting, Constant):
            found.append((bool(set(words(own)) & set(words(column))), support, own))
    if not found:
        return None
    _, _, own = max(found)
    alias = f"{entity.name}_like"
    where = Compare(left=Field(row=alias, column=own), right=given[own])
    source = Source(table=entity.table, alias=alias, where=(where,))
    return Row(source=source, value=Field(row=alias, column=column), missing=values[-1])


def _is_found(setting: Expression) -> bool:
    """Whether a column is looked up or made up, so that no request says which row is like the new one."""
    if isinstance(setting, Choice):
        return _is_found(setting.otherwise)
    return isinstance(setting, Fresh) or (isinstance(setting, Row) and setting.missing is not None)


def _takes_over(
    known: Knowledge, entity: Entity, own: str, made: Sequence[tuple[Call, Record]]
) -> bool:
    """Whether one of the new rows agreed with a row that was there before."""
    return any(
        row.get(own) is not None and other.get(own) == row[own]
        for call, row in made
        for other in known.state(entity.name, call.exchange.index - 1).values()
    )


def is_opaque(values: Sequence[Json]) -> bool:
    """Whether values are long, without words, and never the same, as what servers make by chance."""
    texts = [v for v in values if isinstance(v, str)]
    opaque = all(len(v) >= 16 and not re.search(r"\s", v) and re.search(r"\d", v) for v in texts)
    few = len(texts) == 2 and all(CODE.fullmatch(v) and not v.isdecimal() for v in texts)
    enough = len(values) == len(texts) and (len(texts) > 2 or few)
    return enough and opaque and len(set(texts)) > 0.8 * len(texts)


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
