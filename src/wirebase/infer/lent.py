"""Lent lists: what a row lists and the row that it refers to lists as well is that row's list.

`{"user": {"id": 7, "projects": [1, 2]}, "projects": [1, 2]}` has no links of its own: it says once more
what its user has.
"""

from __future__ import annotations

from collections.abc import Iterator

from wirebase.infer.history import History
from wirebase.infer.relations import Reference, Relations
from wirebase.infer.values import text

FEWEST = 2
"""Rows with something in their lists that must agree; all must."""


def lent(past: History, found: Relations) -> None:
    """Takes such lists for columns that are borrowed of the other row, and drops their links."""
    for entity, name in [*found.links, *found.children]:
        reference = next((r for r in found.of(entity) if _is_theirs(past, found, r, name)), None)
        if reference is None:
            continue
        past.borrowed[entity, name] = (reference.field, reference.other, name)
        past.lists.pop((entity, name), None)
        found.children.pop((entity, name), None)
        link = found.links.pop((entity, name), None)
        if link is not None and (entity, name) in link.fields:
            link.fields.remove((entity, name))
        for life in past.rows[entity].values():
            life.changes.pop(name, None)


def _is_theirs(past: History, found: Relations, reference: Reference, name: str) -> bool:
    """Whether the list was always that of the row referred to, in the same answers."""
    other = reference.other
    if other == reference.entity or not {(other, name)} & (
        found.links.keys() | found.children.keys()
    ):
        return False
    told = list(_lists(past, reference, name))
    return sum(bool(mine) for mine, _ in told) >= FEWEST and all(a == b for a, b in told)


def _lists(past: History, reference: Reference, name: str) -> Iterator[tuple[object, object]]:
    """What a row and the row that it refers to list, where one exchange shows both."""
    for life in past.rows[reference.entity].values():
        for index, shown in life.looks:
            record = life.at(index) if name in shown else {}
            theirs = past.rows[reference.other].get(text(record.get(reference.field)))
            if theirs is not None and theirs.look(name, index, index + 1) is not None:
                yield record.get(name), theirs.at(index).get(name)
