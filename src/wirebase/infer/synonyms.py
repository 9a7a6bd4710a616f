"""Synonyms: fields of one entity that are one column under two names.

One screen shows a wallet's owner as `user`, another as `user_id`; a report calls a wallet's name
`wallet_name`. Where such names stand for one thing and their values never contradict each other, they
are one column.
"""

from __future__ import annotations

from collections.abc import Iterator

from wirebase.infer.history import History, Life


def synonyms(past: History) -> None:
    """Moves the values of the rarer name to the other one, and notes that they mean the same."""
    for entity in past.entities:
        for kept, other in list(_pairs(past, entity)):
            lives = list(past.rows[entity].values())
            if _contradict(lives, kept, other):
                continue
            past.synonyms[entity, other] = kept
            for life in lives:
                _move(life, other, kept)


def _pairs(past: History, entity: str) -> Iterator[tuple[str, str]]:
    """(kept, other) names that may mean the same."""
    fields = set(past.fields(entity)) - {f for e, f in past.objects if e == entity}
    key = past.entities[entity].key
    for name in sorted(fields):
        for other in (f"{name}_id", f"{entity}_{name}"):
            if other in fields and key not in (name, other):
                more = _count(past, entity, other) > _count(past, entity, name)
                turned = more and other == f"{name}_id"
                yield (other, name) if turned else (name, other)


def _count(past: History, entity: str, name: str) -> int:
    return sum(name in life.changes for life in past.rows[entity].values())


def _contradict(lives: list[Life], a: str, b: str) -> bool:
    """Whether some row had two values at once, or the values are not of one kind."""
    kinds = {type(v) for life in lives for n in (a, b) for v in life.values(n) if v is not None}
    if len(kinds) != 1:
        return True
    both = [life for life in lives if life.values(a) and life.values(b)]
    return any(not set(map(repr, life.values(a))) & set(map(repr, life.values(b))) for life in both)


def _move(life: Life, name: str, to: str) -> None:
    moved = life.changes.pop(name, None)
    if moved:
        merged = sorted([*life.changes.get(to, []), *moved], key=lambda change: change[0])
        life.changes[to] = merged
