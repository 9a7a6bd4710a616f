"""Asked: places where rows would stand that GraphQL documents ask for and no captured answer shows.

An empty list and a null tell nothing of what would stand there. The document says which fields it
wants there, and other answers show which rows stand at the same field of such a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wirebase.exchange import Json
from wirebase.infer.calls import Call, Route, Selection
from wirebase.infer.connections import is_fact
from wirebase.infer.entities import Entity
from wirebase.infer.history import History
from wirebase.infer.identity import SiteKey
from wirebase.infer.kinship import ENVELOPES
from wirebase.infer.naming import singular, snake
from wirebase.infer.records import GENERIC, ITEM, META, Pointer


def guess_lists(past: History, calls: Iterable[Call]) -> None:
    """Takes lists that were always empty for those of the rows that refer to the row, by their names."""
    for route in _routes(calls):
        for here, _, entity in _unseen(past, route, route.selection, ("data",), None):
            field = entity.name, snake(here[-1])
            if field not in past.lists and field not in past.objects:
                _guess(past, route, here, field)


def expect(past: History, calls: Iterable[Call]) -> None:
    """Adds the places to the entities whose rows would stand there."""
    for route in _routes(calls):
        while any(
            _expect(past, route, inner, here, entity)
            for here, inner, entity in list(_unseen(past, route, route.selection, ("data",), None))
        ):
            pass


def _routes(calls: Iterable[Call]) -> Iterable[Route]:
    return {call.route.name: call.route for call in calls if call.route.is_graphql}.values()


def _unseen(
    past: History, route: Route, selection: Selection, pointer: Pointer, entity: Entity | None
) -> Iterator[tuple[Pointer, Selection, Entity]]:
    """The fields of rows that hold objects, of which no answer showed any there, and the rows' entity."""
    for key, (_, inner) in selection.fields.items():
        here = (*pointer, key)
        if not inner.fields:
            continue
        stands = next(_standing(past, route, inner, here), None)
        if stands is not None:
            below = _inside(inner, [step for step in stands[len(here) :] if step != ITEM])
            yield from _unseen(past, route, below, stands, past.places[route.name, stands])
        elif entity is not None:
            yield here, inner, entity
        else:
            yield from _unseen(past, route, inner, here, None)


def _standing(past: History, route: Route, inner: Selection, here: Pointer) -> Iterator[Pointer]:
    """The place of the rows that were seen at a field, be it in an envelope."""
    for steps in ((), (ITEM,), *_envelopes(inner)):
        if (route.name, (*here, *steps)) in past.places:
            yield (*here, *steps)


def _envelopes(inner: Selection) -> Iterator[Pointer]:
    """Where rows stand in an envelope of these fields."""
    for key, (name, below) in inner.fields.items():
        if below.fields and snake(name) in GENERIC:
            yield (key, ITEM)
            yield from (
                (key, ITEM, deeper)
                for deeper, (own, rows) in below.fields.items()
                if rows.fields and own in ("node", "item")
            )


def _inside(selection: Selection, steps: Iterable[str]) -> Selection:
    for step in steps:
        selection = selection.fields[step][1]
    return selection


def _expect(past: History, route: Route, inner: Selection, here: Pointer, entity: Entity) -> bool:
    """Adds the place of the rows that would stand at a field of a row, where they are known."""
    field = entity.name, snake(here[-1])
    steps: Pointer = ()
    if field in past.lists:
        steps = next((s for s in reversed([*_envelopes(inner)])), (ITEM,))
    other = past.entities.get(past.lists.get(field) or past.objects.get(field) or "")
    rows = _inside(inner, [step for step in steps if step != ITEM])
    key = next((k for k, (n, _) in rows.fields.items() if other and n == other.key), "")
    if other is None:
        return False
    place = (*here, *steps)
    other.keys[route.name, place] = SiteKey(key, True, False)
    past.places[route.name, place] = other
    return True


def _guess(past: History, route: Route, here: Pointer, field: tuple[str, str]) -> None:
    values = [v for life in past.rows[field[0]].values() for v in life.values(field[1])]
    if not values or not all(_is_empty(value) for value in values):
        return
    said = snake(route.hints.get("/" + "/".join(here), ""))
    for ending in ENVELOPES:
        said = said.removesuffix(ending)
    other = past.entities.get(said) or past.entities.get(singular(field[1]))
    if other is None or other.name == field[0] or not _refers(past, other, field[0]):
        return
    past.lists[field] = other.name
    for life in past.rows[field[0]].values():
        if field[1] in life.changes:
            life.changes[field[1]] = [(at, []) for at, _ in life.changes[field[1]][:1]]


def _is_empty(value: Json) -> bool:
    """Whether a value is a list without items, or an envelope of one."""
    if isinstance(value, dict):
        return any(inner == [] for inner in value.values()) and all(
            inner == [] or name in META or is_fact(name, inner) for name, inner in value.items()
        )
    return value == []


def _refers(past: History, other: Entity, entity: str) -> bool:
    """Whether rows of the other entity hold the row, or its key, under the entity's name."""
    names = (entity, f"{entity}_id")
    return any(
        past.objects.get((other.name, name)) == entity or (other.name, name) in past.scalars
        for name in names
    )
