"""Calls: how a request becomes the one statement that answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec

from wirebase.blueprint.expressions import Expression
from wirebase.blueprint.operations import Operation, Parameter, Place
from wirebase.build.functions import Argument, Binding, call
from wirebase.build.nodes import is_recorded, tells_token
from wirebase.serve.backend import Bound
from wirebase.serve.callers import Callers
from wirebase.serve.graphql import data_of, is_graphql
from wirebase.serve.matching import Test, specificity, test_for
from wirebase.serve.request import Request

type Values = dict[str, str]
"""What stood at the variables of the path, by their names."""
type Binder = Callable[[Request, Values], Bound]


@dataclass(frozen=True, slots=True)
class Call:
    """An operation, its statement, and what binds a request to the statement's arguments."""

    name: str
    statement: str
    binders: tuple[Binder, ...]
    fits: Test | None
    """Whether a request at the operation's path means it; None where each one does."""
    recorded: bool
    """Whether it repeats what was recorded."""
    tagged: bool = False
    """Whether its answers bear a tag of their content."""
    data: list[Expression] | None = None
    """Of GraphQL: what it answers."""
    tells_token: bool = False
    """Whether it tells who asks the token that they carry."""

    def bind(self, request: Request, values: Values) -> list[Bound]:
        """The statement's arguments."""
        return [binder(request, values) for binder in self.binders]


def calls_of(operations: tuple[Operation, ...], callers: Callers) -> list[tuple[Operation, Call]]:
    """The calls, those that ask most of a request before those that ask less."""
    ordered = sorted(operations, key=specificity, reverse=True)
    return [(operation, _call(operation, callers)) for operation in ordered]


def _call(operation: Operation, callers: Callers) -> Call:
    statement, arguments = call(operation)
    return Call(
        operation.name,
        statement,
        tuple(_binder(argument, callers) for argument in arguments),
        test_for(operation.match),
        is_recorded(operation),
        operation.tagged,
        data_of(operation) if is_graphql(operation) else None,
        tells_token(operation),
    )


def _binder(argument: Argument, callers: Callers) -> Binder:
    match argument.binding:
        case Binding.TOKEN:
            return lambda request, _: callers.token(request)
        case Binding.PATH:
            return lambda request, _: request.path
        case Binding.QUERY:
            return lambda request, _: _sorted_query(request)
        case Binding.CONTENT:
            return lambda request, _: request.body or request.content.decode("utf-8", "replace")
        case Binding.BODY:
            return lambda request, _: request.body
    if argument.parameter is None:
        raise ValueError(f"{argument.binding} names no parameter")
    return _parameter(argument.parameter)


def _parameter(parameter: Parameter) -> Binder:
    key = parameter.key
    if parameter.place is Place.PATH:
        return lambda _, values: values.get(key)
    if parameter.place is Place.HEADER:
        name = key.lower()
        return lambda request, _: request.header(name)
    if parameter.tree:
        return lambda request, _: _pairs(request, key)
    if parameter.array:
        return lambda request, _: request.query.get(key)
    return lambda request, _: next(iter(request.query.get(key, ())), None)


def _pairs(request: Request, stem: str) -> str | None:
    """The parameters whose names begin with the stem, as JSON text; None where there are none."""
    found = {name: values for name, values in request.query.items() if name.startswith(stem)}
    return msgspec.json.encode(found).decode() if found else None


def _sorted_query(request: Request) -> str:
    pairs = [(name, value) for name, values in request.query.items() for value in values]
    return urlencode(sorted(pairs))
