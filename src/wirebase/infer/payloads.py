"""Payloads: the fields that requests send about a row, out of the envelopes that they stand in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from wirebase.exchange import Json
from wirebase.infer.arguments import ARGUMENTS, VARIABLES, escaped
from wirebase.infer.calls import Call
from wirebase.infer.naming import singular, snake

ENVELOPES = frozenset("data input".split())
GIVEN = frozenset(
    "data input value values object objects attributes payload patch set args params body item "
    "record fields changes update create properties model entity".split()
)
"""What GraphQL and remote procedures call the object that holds the fields of a row."""
CONDITIONS = frozenset("where filter condition pk_columns on_conflict".split())


@dataclass(frozen=True, slots=True)
class Sent:
    """A field of the payload, over all calls."""

    pointer: str
    """In the body."""
    name: str
    values: list[Json]
    always: bool
    """Whether every call gave it."""


def payload(calls: Sequence[Call], entity: str, own: Collection[str] = ()) -> list[Sent]:
    """The fields that the calls send about a row of the entity, which has fields of its `own`."""
    bodies = [b for c in calls if c.has_body and isinstance(b := c.body(), dict)]
    if not bodies:
        return []
    if calls[0].route.root:
        return list(_given(bodies, entity, len(calls)))
    prefix, inner = _unwrapped(bodies, {entity} | (ENVELOPES - {*own}))
    return list(_fields(inner, prefix, len(calls)))


def _fields(bodies: Sequence[dict[str, Json]], prefix: str, calls: int) -> Iterator[Sent]:
    for name in dict.fromkeys(n for b in bodies for n in b):
        values = [b[name] for b in bodies if name in b]
        yield Sent(f"{prefix}/{escaped(name)}", name, values, len(values) == calls)


def _unwrapped(
    bodies: Sequence[dict[str, Json]], names: Collection[str]
) -> tuple[str, Sequence[dict[str, Json]]]:
    """The body without an envelope of such a name: {"book": {...}}."""
    for name in {n for b in bodies for n in b}:
        inner = [b.get(name) for b in bodies]
        if singular(snake(name)) in names and all(isinstance(i, dict) for i in inner):
            return f"/{name}", [i for i in inner if isinstance(i, dict)]
    return "", bodies


def _given(bodies: Sequence[dict[str, Json]], entity: str, calls: int) -> Iterator[Sent]:
    """What a GraphQL field or a remote procedure is given, beside and inside of its envelope."""
    outer = [
        (name, b[name]) for b in bodies for name in (ARGUMENTS, VARIABLES, "params") if name in b
    ]
    name = outer[0][0] if outer else ""
    inner = [given for own, given in outer if own == name and isinstance(given, dict)]
    prefix = f"/{name}"
    if name == ARGUMENTS:
        first = next((field for given in inner for field in given), "")
        inner = [given for all_given in inner if isinstance(given := all_given.get(first), dict)]
        prefix += f"/{escaped(first)}"
    yield from _opened(inner, prefix, entity, calls)


def _opened(
    given: Sequence[dict[str, Json]], prefix: str, entity: str, calls: int
) -> Iterator[Sent]:
    """The fields, an object that merely holds fields of the row taken apart."""
    for sent in _fields(given, prefix, calls):
        name = singular(snake(sent.name)).strip("_")
        holds = name in GIVEN | {entity} or name.endswith(("_input", "_data"))
        if name in CONDITIONS:
            continue
        if holds and all(isinstance(v, dict) for v in sent.values):
            objects = [v for v in sent.values if isinstance(v, dict)]
            yield from _opened(objects, sent.pointer, entity, calls)
        elif holds and (single := _single(sent.values)):
            yield from _opened(single, f"{sent.pointer}/0", entity, calls)
        else:
            yield sent


def _single(values: Sequence[Json]) -> list[dict[str, Json]]:
    """The objects of lists that hold just one each; none where some list does not."""
    found = [v[0] for v in values if isinstance(v, list) and len(v) == 1]
    objects = [item for item in found if isinstance(item, dict)]
    return objects if len(objects) == len(values) else []
