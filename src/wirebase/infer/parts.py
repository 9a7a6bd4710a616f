"""Parts: rows of children that no answer shows, where the row shows what they hold.

A product's name is its translation's. Of a product of which only the name was seen, the translation
that holds it is there all the same.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from wirebase.exchange import Json
from wirebase.infer.derived import Derived
from wirebase.infer.history import History, Life
from wirebase.infer.ties import Children, Field


def complete_parts(past: History, derived: Mapping[Field, Derived]) -> None:
    """Adds a child for each row that has none and shows fields of one."""
    fields: dict[tuple[str, str, str], list[str]] = {}
    relations: dict[tuple[str, str, str], Children] = {}
    for (entity, name), found in derived.items():
        if found.children is not None:
            place = entity, found.children.other, found.children.column
            fields.setdefault(place, []).append(name)
            relations[place] = found.children
    for place, names in fields.items():
        _complete(past, relations[place], names)


def _complete(past: History, children: Children, names: list[str]) -> None:
    rows = past.rows[children.other]
    known = {str(v) for life in rows.values() for v in life.values(children.column)}
    for key, life in past.rows[children.entity].items():
        shown = {name: life.changes[name] for name in names if name in life.changes}
        made = _key(list(rows.values()), key) if shown and key not in known else None
        if made is None:
            continue
        part = Life(made, life.seen, life.created, life.deleted, {**shown})
        part.changes[past.entities[children.other].key] = [(life.seen, made)]
        part.changes[children.column] = [(life.seen, life.key)]
        rows[str(made)] = part


def _key(lives: list[Life], owner: str) -> Json:
    """A key that no child has: the row's own number if it is free, or one made from it."""
    keys = [str(life.key) for life in lives]
    if keys and all(key.isdecimal() for key in keys) and owner.isdecimal():
        number = owner if owner not in keys else str(max(map(int, keys)) + 1)
        return number if isinstance(lives[0].key, str) else int(number)
    try:
        return str(uuid.uuid5(uuid.UUID(keys[0]), owner)) if keys else None
    except ValueError:
        return None
