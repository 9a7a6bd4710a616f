"""Replaced rows: lists of parts that a change of the row around them makes anew.

`PUT /recipes/7 {"steps": [{"text": "Cook"}]}` gives the recipe the steps that it lists, under keys of their
own: those of before are no more, even where they are listed with the keys that they had.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.faults import served
from wirebase.infer.history import History, Life
from wirebase.infer.relations import Children, Relations
from wirebase.infer.schema import END
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text


def replaced(past: History, calls: Iterable[Call], found: Relations) -> None:
    """Dates the rows that writes replaced by others, and notes whose all that were ever listed were."""
    writes = [
        c.exchange.index for c in calls if not c.route.read and served(c) and not c.route.root
    ]
    for children in found.children.values():
        for parent in past.rows[children.entity].values():
            _replace(past, children, parent, writes)


def _replace(past: History, children: Children, parent: Life, writes: Sequence[int]) -> None:
    rows = past.rows[children.other]
    series = [(at, _keys(value)) for at, value in parent.changes.get(children.field, [])]
    for key in {key for _, keys in series for key in keys} & rows.keys():
        rows[key].changes.setdefault(children.column, [(rows[key].seen, parent.key)])
    for (since, before), (until, after) in pairwise(series):
        at = max((index for index in writes if since < index <= until), default=None)
        if at is None or not before or not after or set(before) & set(after):
            continue
        for life in (rows[key] for key in before if key in rows):
            if life.deleted is None and not any(index >= at for index, _ in life.looks):
                life.deleted = at
        for life in (rows[key] for key in after if key in rows):
            if life.created is None and life.seen >= at:
                life.created = at
        for old, new in zip(before, after, strict=False):
            if _tells_same(past, children, old, new):
                past.renamed[children.other, old, at] = new


def _tells_same(past: History, children: Children, old: str, new: str) -> bool:
    """Whether a row only got another key."""
    rows, key = past.rows[children.other], past.entities[children.other].key
    if old not in rows or new not in rows:
        return False
    left, right = rows[old].at(END), rows[new].at(rows[new].seen)
    return all(left.get(name) == value for name, value in right.items() if name != key)


def _keys(value: Json) -> list[str]:
    return list(map(text, value)) if isinstance(value, list) else []


def replaces(
    known: Knowledge, children: Children, lists: Sequence[tuple[Call, str | None, list[Json]]]
) -> bool:
    """Whether rows that were listed by the requests are all new ones afterwards, as many as are listed, and
    those of before are gone."""
    told = []
    for call, parent, values in lists:
        index = call.exchange.index
        before, after = (_below(known, children, parent, at) for at in (index - 1, index))
        if before and values:
            told.append(before.isdisjoint(after) and len(after) == len(values))
    return bool(told) and all(told)


def _below(known: Knowledge, children: Children, parent: str | None, index: int) -> set[str]:
    """The keys of the rows that belonged to a row after an exchange."""
    rows = known.state(children.other, index).items()
    return {key for key, row in rows if text(row.get(children.column)) == parent}
