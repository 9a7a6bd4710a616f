"""Elsewhere: the members of a row that other documents of a GraphQL API ask for, where one of its own may too.

A field belongs to the type of the object, not to the operation: what one operation asks for of a book, any
other may ask for wherever it shows one.
"""

from __future__ import annotations

from collections.abc import Iterator

from wirebase.infer.entities import Entity
from wirebase.infer.history import History
from wirebase.infer.naming import snake
from wirebase.infer.records import ITEM, VALUE


def plain_names(past: History, entity: str) -> Iterator[tuple[str, str]]:
    """(name, column) of the plain fields that answers show of an entity under the column's own name."""
    for (owner, column), names in past.names.items():
        if owner == entity:
            yield from ((name, column) for name in sorted(names) if snake(name) == column)


def rows_held(past: History, entity: Entity) -> dict[str, Entity]:
    """Field -> the entity of the one row that answers show in it, where they show a row of the entity."""
    held: dict[str, Entity] = {}
    for (route, pointer), other in past.places.items():
        if pointer and pointer[-1] not in (ITEM, VALUE):
            outer = past.places.get((route, pointer[:-1]))
            if outer is entity and (route, pointer) not in other.scalar:
                held[pointer[-1]] = other
    return held
