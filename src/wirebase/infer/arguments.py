"""Arguments: the parameters of a route, and what each call gave for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wirebase.blueprint.operations import Parameter, Place
from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.calls import Call, Route
from wirebase.infer.columns import column_type
from wirebase.infer.naming import snake
from wirebase.infer.readings import text

FEW = 12


@dataclass(slots=True)
class Arguments:
    """The parameters of a route."""

    parameters: dict[str, Parameter] = field(default_factory=dict)
    """By name, in the order path, query, body."""
    body: dict[str, str] = field(default_factory=dict)
    """JSON pointer in the request's body -> parameter name."""

    def own_names(self, *places: Place) -> dict[str, str]:
        """Parameter name -> its own name in the request, of the parameters at these places."""
        return {n: p.key for n, p in self.parameters.items() if p.place in places}

    def of(self, call: Call) -> dict[str, str]:
        """Parameter name -> value as text, of what a call gave in path, query and body."""
        out = dict(call.path)
        for name, parameter in self.parameters.items():
            if parameter.place is Place.HEADER:
                held = call.exchange.request.header(parameter.key)
                if held is not None:
                    out[name] = held
            if parameter.place is Place.QUERY and parameter.key in call.query:
                given = call.query[parameter.key]
                out[name] = ",".join(given) if isinstance(given, list) else given
        if self.body and call.has_body:
            for pointer, value in leaves(call.body()):
                if pointer in self.body and not isinstance(value, (dict, list)):
                    out[self.body[pointer]] = text(value)
        return out


def arguments(
    route: Route, calls: list[Call], *, rpc: bool, headers: Iterable[str] = ()
) -> Arguments:
    """The parameters that the calls of a route gave, these headers among them. With `rpc` each value in the body is one."""
    found = Arguments()
    for variable in route.variables:
        found.parameters[variable.name] = Parameter(
            name=variable.name, place=Place.PATH, key=variable.name, required=True
        )
    names = dict.fromkeys(name for call in calls for name in call.query)
    for name in names:
        values = [_as_json(call.query[name]) for call in calls if name in call.query]
        _add(found, name, Place.QUERY, snake(name), values, required=len(values) == len(calls))
    for name in headers:
        held = [v for c in calls if (v := c.exchange.request.header(name)) is not None]
        if held:
            _add(found, name, Place.HEADER, snake(name), [*held], required=len(held) == len(calls))
    if rpc:
        for pointer, sent in _body_values(calls).items():
            _add(found, pointer, Place.BODY, snake(pointer), sent, required=False)
    return found


def _as_json(value: str | list[str]) -> Json:
    return [*value] if isinstance(value, list) else value


def _add(
    found: Arguments, key: str, place: Place, wish: str, values: list[Json], *, required: bool
) -> None:
    name = unique(wish, found.parameters)
    told = list(dict.fromkeys(v for v in values if isinstance(v, str)))
    found.parameters[name] = Parameter(
        name=name,
        place=place,
        key=key,
        type=column_type(wish, values).type if place is Place.BODY else Type.TEXT,
        array=any(isinstance(v, list) for v in values),
        required=required,
        values=tuple(told) if len(told) <= FEW and len(values) > len(told) else (),
    )
    if place is Place.BODY:
        found.body[key] = name


def unique(wish: str, taken: dict[str, Parameter]) -> str:
    """The name, or the name with a number."""
    name, n = wish[:48], 2
    while name in taken:
        name, n = f"{wish[:45]}_{n}", n + 1
    return name


def _body_values(calls: list[Call]) -> dict[str, list[Json]]:
    out: dict[str, list[Json]] = {}
    for call in calls:
        if call.has_body:
            for pointer, value in leaves(call.body()):
                out.setdefault(pointer, []).append(value)
    return out


def escaped(name: str) -> str:
    """The name as a part of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def leaves(value: Json, pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Every scalar and list of a document by its JSON pointer; lists are not entered."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{pointer}/{escaped(name)}")
    elif pointer:
        yield pointer, value
