"""Connections: lists of rows inside a row that stand in an envelope, with counts or page facts beside them.

`{"reviews": {"edges": [{"node": {...}}], "pageInfo": {...}}}` and `{"reviews": {"items": [...], "total": 9}}`
list the reviews of a book just as a plain list does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from wirebase.blueprint.expressions import PageFact
from wirebase.exchange import Json
from wirebase.infer.entities import Entity
from wirebase.infer.naming import snake
from wirebase.infer.paging import fact_named, told_by
from wirebase.infer.records import GENERIC, ITEM, META, Place, Pointer, kind

FACTS = frozenset("page_info pagination paging meta cursor links aggregate page".split())
"""What tells of the list, beside numbers that are named for what they count."""


class Part(list[Json]):
    """Keys of some of the rows that a list has; what else it has is as it was before."""

    def __init__(self, keys: Iterable[Json] = (), total: int | None = None) -> None:
        super().__init__(keys)
        self.total = total
        """How many rows the list is said to have."""

    def joined(self, before: Json) -> list[Json]:
        """The list with what was known of it."""
        known = before if isinstance(before, list) else []
        return [*known, *(key for key in self if key not in known)]


class Glimpse(dict[str, Json]):
    """Those members of an object that a GraphQL document asked for; others are as they were before."""

    def joined(self, before: Json) -> Json:
        """The object with what was known of it."""
        return filled(dict(self), before)


class Glimpses(list[Json]):
    """A list of such objects."""

    def joined(self, before: Json) -> Json:
        """The list with what was known of its objects."""
        return filled(list(self), before)


def filled(value: Json, other: Json) -> Json:
    """A value with what it does not show, and another look at it does.

    >>> filled({"a": 1, "b": [{"c": 2}]}, {"a": 0, "b": [{"d": 3}], "e": None})
    {'a': 1, 'b': [{'c': 2, 'd': 3}], 'e': None}
    """
    if isinstance(value, dict) and isinstance(other, dict):
        own = {n: filled(v, other[n]) if n in other else v for n, v in value.items()}
        return {**own, **{n: v for n, v in other.items() if n not in value}}
    if isinstance(value, list) and isinstance(other, list) and len(value) == len(other):
        return [filled(mine, theirs) for mine, theirs in zip(value, other, strict=True)]
    return value


@dataclass(frozen=True, slots=True)
class Connection:
    """Where the rows of an envelope stand."""

    entity: Entity
    steps: Pointer
    """From the envelope to a row: ("items", "*") or ("edges", "*", "node")."""

    def rows(self, envelope: Json) -> list[dict[str, Json]]:
        """The rows in an envelope."""
        return [row for row in _at(envelope, self.steps) if isinstance(row, dict)]

    def keys(self, envelope: Json, key: str = "") -> list[Json]:
        """The keys of the rows in an envelope, some of which may be shown by their keys alone."""
        return listed(_at(envelope, self.steps), key)


def connection(
    places: Mapping[Place, Entity], route: str, pointer: Pointer, value: Mapping[str, Json]
) -> Connection | None:
    """The rows that an object at this place merely wraps; None where it is something of its own."""
    for name, inner in value.items():
        for steps in _lists(name, inner):
            entity = places.get((route, (*pointer, *steps)))
            if entity is not None and _is_bare(value, name):
                return Connection(entity, steps)
    return None


def _lists(name: str, inner: Json) -> Iterator[Pointer]:
    """The places of rows in a member of an envelope."""
    if isinstance(inner, list) and (snake(name) in GENERIC):
        yield (name, ITEM)
        wrapped = {key for item in inner if isinstance(item, dict) for key in item}
        yield from ((name, ITEM, key) for key in sorted(wrapped & {"node", "item"}))


def _is_bare(value: Mapping[str, Json], name: str) -> bool:
    """Whether the rest of an envelope only tells of the list."""
    return all(key in META or key == name or is_fact(key, inner) for key, inner in value.items())


def is_fact(name: str, value: Json) -> bool:
    """Whether a member of an envelope tells of the list beside it."""
    if snake(name) in FACTS or snake(name) in GENERIC:
        return True
    scalar = kind(value) in ("integer", "boolean", "null")
    return scalar and any(fact_named(fact, name) for fact in PageFact)


def keys_of(found: Connection, envelope: dict[str, Json], key: str) -> list[Json]:
    """The keys of the rows in an envelope; a `Part` where it says that there are more."""
    keys = found.keys(envelope, key)
    total = told_by(envelope, PageFact.TOTAL)
    more = any(
        isinstance(inner, dict) and inner.get("hasNextPage") is True for inner in envelope.values()
    )
    return Part(keys, total) if more or (total is not None and total > len(keys)) else keys


def listed(items: Iterable[Json], key: str) -> list[Json]:
    """The keys of listed rows, where some of them may be shown by their keys alone."""
    shown = [item.get(key) if isinstance(item, dict) else item for item in items]
    return [held for held in shown if isinstance(held, (int, str)) and not isinstance(held, bool)]


def tally(envelope: Mapping[str, Json]) -> int | None:
    """How many rows an envelope says that its list has, where it shows none and says nothing else."""
    if any(isinstance(inner, (list, dict)) for inner in envelope.values()):
        return None
    told = all(name in META or is_fact(name, inner) for name, inner in envelope.items())
    return told_by(dict(envelope), PageFact.TOTAL) if told else None


def counting(field: str) -> str:
    """What a field is called that holds how many rows a list has, where not all are known."""
    return f"{field}_count"


def _at(value: Json, steps: Pointer) -> Iterator[Json]:
    if not steps:
        yield value
    elif steps[0] == ITEM:
        for item in value if isinstance(value, list) else ():
            yield from _at(item, steps[1:])
    elif isinstance(value, dict):
        yield from _at(value.get(steps[0]), steps[1:])
