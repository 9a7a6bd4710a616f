"""Completion: what a row holds in fields that no answer showed of it, told by the rows that it is tied to.

A list that is the same for all rows that show it is so for the others; a list of the one row that
another field refers to is too; the price of an order's line is that of what it is a line of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wirebase.exchange import Json
from wirebase.infer.history import History, Life
from wirebase.infer.ties import Reference, Relations

FEWEST_LISTS = 2
FEWEST_VALUES = 3
"""Rows that must agree, for lists and for values of other rows."""
END = 2**60


def completion(past: History, found: Relations) -> None:
    """Fills in what was never shown of rows."""
    for entity, name in found.links:
        _complete_list(past, found, entity, name)
    for reference in found.references.values():
        pairs = list(_pairs(past, reference))
        for mine, theirs in _alike(past, reference) if pairs else ():
            _complete_copies(pairs, mine, theirs)


def _complete_list(past: History, found: Relations, entity: str, name: str) -> None:
    lives = past.rows[entity].values()
    told = [life.at(END) for life in lives if isinstance(life.at(END).get(name), list)]
    lists = [row[name] for row in told]
    if len(lists) < FEWEST_LISTS or not any(lists):
        return
    if all(value == lists[0] for value in lists):
        for life in lives:
            _set(life, name, lists[0])
        return
    for reference in found.of(entity):
        if all(_own(row, reference.field) == value for row, value in zip(told, lists, strict=True)):
            for life in lives:
                if reference.field in life.changes:
                    _set(life, name, _own(life.at(END), reference.field))
            return


def _own(row: Mapping[str, Json], field: str) -> Json:
    value = row.get(field)
    return [] if value is None else [value]


def _alike(past: History, reference: Reference) -> Iterator[tuple[str, str]]:
    """The fields of a row and of the row that it refers to which mean the same, by their names."""
    other = past.entities[reference.other]
    for mine in past.fields(reference.entity):
        for theirs in past.fields(reference.other):
            same = mine == theirs or mine.endswith(f"_{theirs}")
            if same and theirs != other.key and mine != reference.field:
                yield mine, theirs


def _pairs(past: History, reference: Reference) -> Iterator[tuple[Life, Life]]:
    """Rows, and the rows that they refer to."""
    others = past.rows[reference.other]
    for life in past.rows[reference.entity].values():
        key = str(life.changes[reference.field][-1][1]) if reference.field in life.changes else ""
        if key in others:
            yield life, others[key]


def _complete_copies(pairs: Sequence[tuple[Life, Life]], mine: str, theirs: str) -> None:
    """Gives rows the values of the rows that they refer to, where all that show both have them."""
    if all(mine in life.changes for life, _ in pairs):
        return
    told = [(a.values(mine), b.values(theirs)) for a, b in pairs if a.values(mine)]
    known = [(a[0], b) for a, b in told if b and a[0] is not None]
    distinct = {repr(value) for value, _ in known}
    if len(known) < FEWEST_VALUES or len(distinct) < FEWEST_LISTS:
        return
    if all(value in values for value, values in known):
        for life, other in pairs:
            if theirs in other.changes:
                _set(life, mine, other.changes[theirs][0][1])


def _set(life: Life, name: str, value: Json) -> None:
    if name not in life.changes:
        life.changes[name] = [(life.seen, value)]
