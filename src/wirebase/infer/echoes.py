"""Echoes: members of an answer that are there just where the request gives or asks for them."""

from __future__ import annotations

from collections.abc import Sequence

from wirebase.blueprint.operations import Parameter, Place
from wirebase.blueprint.tables import Type
from wirebase.infer.arguments import Arguments, escaped, unique
from wirebase.infer.calls import Call
from wirebase.infer.naming import singular, snake, words


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
