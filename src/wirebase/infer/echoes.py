"""Echoes: members of an answer that are there just where the request gives or asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wirebase.blueprint.expressions import Condition, IsGiven, Negation
from wirebase.blueprint.operations import Parameter, Place
from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.arguments import Arguments, escaped, unique
from wirebase.infer.calls import Call
from wirebase.infer.naming import singular, snake, words

FEWEST = 2
"""Answers that lack a member which another field of the body comes with."""


def echoed(arguments: Arguments, name: str, having: Sequence[Call], calls: Sequence[Call]) -> str:
    """The parameter without which answers lack a member: the field of its name, or one of the query.

    "" where there is none; `having` are those of the calls whose answers have the member."""
    shown = {call.exchange.index for call in having}
    asking = _asked(arguments, name, shown, calls)
    if asking:
        return asking
    told = {call.exchange.index: _pointer(call, name) for call in calls}
    pointers = {pointer for pointer in told.values() if pointer}
    if len(pointers) != 1 or any(
        bool(pointer) != (index in shown) for index, pointer in told.items()
    ):
        return ""
    return _parameter(arguments, pointers.pop(), name)


def _asked(arguments: Arguments, name: str, shown: set[int], calls: Sequence[Call]) -> str:
    """The parameter of the query that is given just where the member is shown, and is named alike."""
    for parameter in arguments.parameters.values():
        given = {c.exchange.index for c in calls if parameter.key in c.query}
        alike = set(_stems(parameter.key)) & set(_stems(name))
        if parameter.place is Place.QUERY and given == shown and alike:
            return parameter.name
    return ""


def _stems(name: str) -> tuple[str, ...]:
    """The words of a name in the singular."""
    return tuple(singular(word) for word in words(name))


def asking(arguments: Arguments, having: Sequence[Call], calls: Sequence[Call]) -> str:
    """The query parameter without which answers lack what those of some calls have; "" if none."""
    shown = {call.exchange.index for call in having}
    given = {call.exchange.index: arguments.of(call).keys() for call in calls}
    for name, parameter in arguments.parameters.items():
        if parameter.place is Place.QUERY and all(
            (name in told) == (index in shown) for index, told in given.items()
        ):
            return name
    return ""


def _pointer(call: Call, name: str) -> str:
    """Where the body holds a field of that name: at its top, or inside an envelope."""
    body = call.body() if call.has_body else None
    if not isinstance(body, dict):
        return ""
    if name in body:
        return f"/{escaped(name)}"
    inside = [key for key, inner in body.items() if isinstance(inner, dict) and name in inner]
    return f"/{escaped(inside[0])}/{escaped(name)}" if len(body) == 1 and inside else ""


def _parameter(arguments: Arguments, pointer: str, name: str) -> str:
    known = arguments.body.get(pointer)
    if known is None:
        known = unique(snake(name), arguments.parameters)
        arguments.parameters[known] = Parameter(
            name=known, place=Place.BODY, key=pointer, type=Type.JSONB
        )
        arguments.body[pointer] = known
    return known


def told_by_body(
    arguments: Arguments, name: str, having: Sequence[Call], calls: Sequence[Call]
) -> Condition | None:
    """What in the body says whether an answer to a write has a member; None where nothing does.

    An answer may leave out what the request gives, show only what is told to be done with a value, or
    what comes with another field, as a new token with a new password."""
    shown = {call.exchange.index for call in having}
    given: dict[str, set[int]] = {}
    for call in calls:
        for pointer in _pointers(call.body() if call.has_body else None):
            given.setdefault(pointer, set()).add(call.exchange.index)
    every = {call.exchange.index for call in calls}
    own = f"/{escaped(name)}"
    inner = sorted(p for p, some in given.items() if some == shown and p.startswith(f"{own}/"))
    if inner:
        return IsGiven(parameter=_parameter(arguments, inner[0], f"{name}_told"))
    if given.get(own) == every - shown:
        return Negation(condition=IsGiven(parameter=_parameter(arguments, own, name)))
    beside = [p for p, some in given.items() if some == shown]
    if len(beside) == 1 and len(every - shown) >= FEWEST:
        return IsGiven(parameter=_parameter(arguments, beside[0], beside[0].rsplit("/", 1)[-1]))
    return None


def _pointers(body: Json) -> Iterator[str]:
    """The fields of a body, and those of objects in them."""
    for name, inner in body.items() if isinstance(body, dict) else ():
        yield f"/{escaped(name)}"
        for deeper in inner if isinstance(inner, dict) else ():
            yield f"/{escaped(name)}/{escaped(deeper)}"
