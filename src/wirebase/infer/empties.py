"""Empties: lists that were always empty, told by the writes at the same path.

`GET /articles/{slug}/comments` that never showed any shows the comments that a POST to the same path
makes: the rows stand there as the answer to the POST shows them. A list in a row that was empty
wherever one route showed it shows what others show in that list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.entities import Entity
from wirebase.infer.history import History
from wirebase.infer.naming import snake
from wirebase.infer.records import ITEM, Place, Pointer, occurrences


def expect_rows(past: History, calls: Sequence[Call]) -> None:
    """Adds the places of lists that were always empty to the entities whose rows would stand there."""
    made: dict[str, list[Call]] = defaultdict(list)
    read: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        if call.exchange.succeeded and call.has_answer and not call.route.root:
            group = read if call.route.read else made
            group[call.route.path.rstrip("/")].append(call)
    for path, answers in read.items():
        lists = list(_always_empty(answers))
        shown = _made(past, made[path]) if len(lists) == 1 else None
        if shown is not None:
            _expect(past, (answers[0].route.name, (*lists[0], ITEM)), *shown)
    for place, like, rows in _filled_elsewhere(past, calls):
        _expect(past, place, like, past.places[like], rows)


def _filled_elsewhere(
    past: History, calls: Iterable[Call]
) -> Iterator[tuple[Place, Place, list[tuple[Call, Json]]]]:
    """The lists in rows that one route never fills, where others show the same list with rows."""
    empty: dict[Place, tuple[str, str]] = {}
    filled: dict[tuple[str, str], dict[Place, list[tuple[Call, Json]]]] = defaultdict(dict)
    for call in calls:
        if not call.exchange.succeeded or not call.has_answer or call.route.root:
            continue
        for occurrence in occurrences(call, call.answer()):
            entity = past.places.get(occurrence.place)
            for name, value in occurrence.value.items() if entity else ():
                field = (entity.name if entity else "", snake(name))
                if field not in past.lists:
                    continue
                place = (call.route.name, (*occurrence.place[1], name, ITEM))
                if isinstance(value, list) and any(isinstance(v, dict) for v in value):
                    shown = filled[field].setdefault(place, [])
                    shown += [(call, v) for v in value[: FEW - len(shown)]]
                elif not value:
                    empty[place] = field
    for place, field in empty.items():
        others = {p: rows for p, rows in filled[field].items() if p in past.places}
        if place not in past.places and place not in filled[field] and others:
            like = max(others, key=lambda p: (len(others[p]), p))
            yield place, like, others[like]


FEW = 12
"""Rows that are enough to say what rows look like."""


def _always_empty(calls: list[Call]) -> Iterator[Pointer]:
    """The lists that every answer holds outside of any other, and that no answer fills."""
    found: dict[Pointer, list[int]] = defaultdict(list)
    for call in calls:
        for pointer, value in _lists(call.answer(), ()):
            found[pointer].append(len(value))
    return (p for p, lengths in found.items() if not any(lengths) and len(lengths) == len(calls))


def _lists(value: Json, pointer: Pointer) -> Iterator[tuple[Pointer, list[Json]]]:
    if isinstance(value, list):
        yield pointer, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _lists(inner, (*pointer, name))


def _made(past: History, calls: list[Call]) -> tuple[Place, Entity, list[tuple[Call, Json]]] | None:
    """The place at which writes show the rows that they made, and these rows; None without any."""
    shown: list[tuple[Call, Json]] = []
    found: tuple[Place, Entity] | None = None
    for call in calls:
        for occurrence in occurrences(call, call.answer()):
            row = past.shown(occurrence)
            if row is None:
                continue
            if past.rows[row[0].name][row[1]].created != call.exchange.index:
                return None
            found = occurrence.place, row[0]
            shown.append((call, occurrence.value))
            break
    return (*found, shown) if found else None


def _expect(
    past: History, place: Place, like: Place, entity: Entity, rows: list[tuple[Call, Json]]
) -> None:
    """Takes the place for one of the entity's, and what is inside of it for what is inside there."""
    route, pointer = like
    for (name, inner), other in list(past.places.items()):
        if name == route and inner[: len(pointer)] == pointer:
            here = (place[0], (*place[1], *inner[len(pointer) :]))
            past.places[here] = other
            other.keys[here] = other.keys[name, inner]
    past.examples[place] = rows
