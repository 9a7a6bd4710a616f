"""Inclusions: parameters that list what rows show besides their own columns.

`?populate=author`, `?include=tags,author`, `?expand[]=items`, `?with[0]=items&with[1]=tags`: a member
is there just where its name is listed, or where everything is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wirebase.blueprint.expressions import AnyOf, Compare, Comparison, Condition, Constant, Given
from wirebase.blueprint.operations import Place
from wirebase.infer.arguments import Arguments
from wirebase.infer.calls import Call
from wirebase.infer.naming import snake
from wirebase.infer.trees import place_of

EVERYTHING = ("*", "all")
"""Values that ask for all that can be included."""


def included(
    arguments: Arguments,
    name: str,
    having: Sequence[Call],
    calls: Sequence[Call],
    path: Sequence[str] = (),
) -> tuple[Condition, tuple[str, ...]] | None:
    """When a member is asked for by name, and the parameters that do so; None where none does.

    `having` are those of the calls whose answers have the member; `path` are the members in which it
    stands: `task.author`."""
    name = ".".join((*path, name))
    shown = {call.exchange.index for call in having}
    if len(shown) == len(calls):
        return None
    given = {call.exchange.index: arguments.of(call) for call in calls}
    for parameters in _stems(arguments).values():
        asking = {
            index: [p for p in parameters if p in told and _asks(told[p], name)]
            for index, told in given.items()
        }
        if any(asking.values()) and all(
            bool(names) == (index in shown) for index, names in asking.items()
        ):
            said = tuple(p for p in parameters if any(p in told for told in given.values()))
            return AnyOf(conditions=tuple(c for p in said for c in _lists(p, name, given))), said
    return None


def _stems(arguments: Arguments) -> dict[str, list[str]]:
    """The parameters of the query by what stands before their brackets."""
    found: dict[str, list[str]] = {}
    for parameter in arguments.parameters.values():
        if parameter.place is Place.QUERY and not parameter.tree:
            found.setdefault(place_of(parameter.key)[0], []).append(parameter.name)
    return found


def _asks(value: str, name: str) -> bool:
    """Whether a value lists the member, what is inside of it, or everything."""
    return any(_is_asked(part.strip(), name) for part in value.split(","))


def _is_asked(part: str, name: str) -> bool:
    told, wanted = part.split("."), name.split(".")
    inside = [*map(snake, told[: len(wanted)])] == [*map(snake, wanted)]
    return inside or (part in EVERYTHING and len(wanted) == 1)


def _lists(parameter: str, name: str, given: Mapping[int, Mapping[str, str]]) -> list[Condition]:
    """The parameter lists the member as requests write it, what is inside of it, or everything."""
    values = [told[parameter] for told in given.values() if parameter in told]
    parts = [part.strip() for value in values for part in value.split(",")]
    deep = name.count(".") + 1
    asking = [p for p in parts if p not in EVERYTHING and _is_asked(p, name)]
    spelled = next((".".join(p.split(".")[:deep]) for p in asking), name)
    every = [p for p in parts if p in EVERYTHING] if deep == 1 else []
    words = dict.fromkeys([spelled, *asking, *every])
    right = Given(parameter=parameter)
    return [Compare(left=Constant(value=w), op=Comparison.IN, right=right) for w in words]
