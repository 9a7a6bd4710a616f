"""Unlooked rows: rows that come with others, below a row where nobody looked for them.

Who makes a project is its first member. Where two projects showed that and nothing else is known of a third,
that one has such a member too: what only members see would be a riddle without.
"""

from __future__ import annotations

from collections.abc import Mapping

from wirebase.exchange import Json
from wirebase.infer.accounts import Accounts
from wirebase.infer.calls import Call
from wirebase.infer.history import History, Life
from wirebase.infer.relations import Reference, Relations
from wirebase.infer.values import text

FEWEST = 2
"""Rows with which just one such row was seen to come."""


def unlooked(past: History, calls: Mapping[int, Call], found: Relations, who: Accounts) -> None:
    """Adds such rows, where every column of theirs is known."""
    for entity in past.entities:
        for reference in found.of(entity):
            if reference.other not in (entity, who.entity):
                _add(past, calls, reference, who)


def _add(past: History, calls: Mapping[int, Call], reference: Reference, who: Accounts) -> None:
    parents = {
        key: life
        for key, life in past.rows[reference.other].items()
        if life.created is not None and not life.unseen
    }
    broods = _came_with(past, reference, parents)
    missing = [key for key, brood in broods.items() if not brood]
    told = [(parents[key], brood[0]) for key, brood in broods.items() if brood]
    if any(len(brood) > 1 for brood in broods.values()) or len(told) < FEWEST or not missing:
        return
    routes = _routes(past, reference)
    named = {
        text(v) for row in past.rows[reference.entity].values() for v in row.values(reference.field)
    }
    if not routes or not named.isdisjoint(missing):
        return
    if any((route, reference.other, key) in past.looked for key in missing for route in routes):
        return
    for key in missing:
        _make(past, calls, reference, who, parents[key], told)


def _came_with(
    past: History, reference: Reference, parents: Mapping[str, Life]
) -> dict[str, list[Life]]:
    """Key of each row -> the rows that were made with it and refer to it."""
    found: dict[str, list[Life]] = {key: [] for key in parents}
    for row in past.rows[reference.entity].values():
        for value in row.values(reference.field)[:1]:
            parent = parents.get(text(value))
            if parent is not None and row.created == parent.created:
                found[text(value)].append(row)
    return found


def _routes(past: History, reference: Reference) -> set[str]:
    """The routes that show such rows below a row."""
    below = {route for route, entity, _ in past.looked if entity == reference.other}
    return {p[0] for p, e in past.places.items() if e.name == reference.entity} & below


def _make(
    past: History,
    calls: Mapping[int, Call],
    reference: Reference,
    who: Accounts,
    parent: Life,
    told: list[tuple[Life, Life]],
) -> None:
    assert parent.created is not None
    rows, own = past.rows[reference.entity], past.entities[reference.entity].key
    before = [r.key for r in rows.values() if (r.created or 0) <= parent.created]
    numbers = [key for key in before if isinstance(key, int)]
    if not numbers or len(numbers) < len(before) or str(max(numbers) + 1) in rows:
        return
    values: dict[str, Json] = {own: max(numbers) + 1, reference.field: parent.key}
    for name in {name for _, row in told for name in row.changes} - values.keys():
        held = [(row.values(name)[:1], _maker(past, calls, who, life)) for life, row in told]
        mine = _maker(past, calls, who, parent)
        if all(value == [maker] and maker is not None for value, maker in held):
            values[name] = mine
        elif all(value == held[0][0] for value, _ in held):
            values[name] = held[0][0][0] if held[0][0] else None
        else:
            return
    at = parent.created
    changes = {name: [(at, value)] for name, value in values.items()}
    made = Life(values[own], at, created=at, deleted=parent.deleted, changes=changes)
    rows[str(values[own])] = made


def _maker(past: History, calls: Mapping[int, Call], who: Accounts, life: Life) -> Json:
    """The key of the account that made a row."""
    call = calls.get(life.created if life.created is not None else -1)
    key = who.caller(call) if call is not None else None
    account = past.rows[who.entity].get(key) if who.entity and key is not None else None
    return account.key if account is not None else None
