"""Broods: rows that come with the row that they belong to, as a new board has three columns.

What belongs to a row that the capture made, was not made by any request, and does not say when it was made,
was made with it.
"""

from __future__ import annotations

from wirebase.infer.history import History, Life
from wirebase.infer.moments import created
from wirebase.infer.relations import Reference, Relations
from wirebase.infer.values import text


def date_broods(past: History, found: Relations) -> None:
    """Notes which calls made the rows of which no request says who made them, by those they belong to."""
    for entity, rows in past.rows.items():
        needed = [r for r in found.of(entity) if r.other != entity and _is_needed(past, r)]
        for life in rows.values():
            if life.created is None and not life.unseen and needed and created(life) is None:
                made = [m for r in needed if (m := _made(past, r, life)) is not None]
                if made and max(made) < life.seen:
                    life.created = max(made)


def _is_needed(past: History, reference: Reference) -> bool:
    """Whether every row refers to one."""
    lives = [life for life in past.rows[reference.entity].values() if not life.unseen]
    return bool(lives) and all(
        life.values(reference.field) and None not in life.values(reference.field) for life in lives
    )


def _made(past: History, reference: Reference, life: Life) -> int | None:
    """The exchange that made the row which a row refers to first, if the capture made it."""
    first = life.values(reference.field)[0]
    other = past.rows[reference.other].get(text(first))
    return other.created if other is not None else None
