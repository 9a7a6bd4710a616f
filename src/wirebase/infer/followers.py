"""Followers: columns of the row that a path names which follow the row that a request makes.

A new state of a run becomes the state of that run, a new message the last one of its thread: looks
at the row after each such request show the key of the new row, or what that row holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf

from wirebase.blueprint.expressions import Field
from wirebase.blueprint.operations import Assignment, Update
from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.changes import ROW, Rows
from wirebase.infer.entities import Entity
from wirebase.infer.history import Life, Record
from wirebase.infer.paths import PathRow, PathRows
from wirebase.infer.scope import Knowledge
from wirebase.infer.stamps import STAMPS
from wirebase.infer.values import text

type KeyOf = Callable[[Call], str | None]
type Look = tuple[Call, Record, Json, Json]
"""A call, the row that it made, and a column of the named row before and after it."""


def follow(
    known: Knowledge, entity: Entity, rows: Rows, paths: PathRows, key: KeyOf
) -> Iterator[Update]:
    """The changes of the rows named by the path that follow the new row."""
    for path in paths.rows:
        if path.entity is entity:
            continue
        values = [
            Assignment(column=column, value=Field(row=ROW, column=source))
            for column in known.schema.columns(path.entity.name)
            if column not in STAMPS
            and (source := _followed(known, entity, list(_looks(known, path, column, rows)), key))
        ]
        if values:
            alias = paths.use(path).alias
            yield Update(table=path.entity.table, alias=alias, values=tuple(values))


def _looks(known: Knowledge, path: PathRow, column: str, rows: Rows) -> Iterator[Look]:
    """What looks at the named rows show of a column before and after each call."""
    lives = [(c, new, _life(known, path, c)) for c, new in rows]
    for place, (call, new, life) in enumerate(lives):
        following = (c.exchange.index for c, _, other in lives[place + 1 :] if other is life)
        index = call.exchange.index
        at = life.look(column, index, next(following, inf)) if life is not None else None
        if life is not None and at is not None:
            yield call, new, life.at(index - 1).get(column), life.at(at).get(column)


def _life(known: Knowledge, path: PathRow, call: Call) -> Life | None:
    rows = known.past.rows[path.entity.name]
    return rows.get(path.named.key(known.past, call) or "")


def _followed(known: Knowledge, entity: Entity, looks: list[Look], key: KeyOf) -> str:
    """The column of the new row that all looks show; "" where there is none, or nothing changed."""
    if not looks or all(before == after for _, _, before, after in looks):
        return ""
    if all(text(after) == key(call) for call, _, _, after in looks):
        return entity.key
    for column in known.schema.columns(entity.name):
        shown = [(new.get(column), after) for _, new, _, after in looks]
        if all(_is_telling(after) and own == after for own, after in shown):
            return column
    return ""


def _is_telling(value: Json) -> bool:
    return isinstance(value, str) and len(value) > 2
