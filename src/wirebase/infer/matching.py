"""Matching: which of the known routes an exchange follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wirebase.blueprint.operations import Match, Place
from wirebase.exchange import Exchange, Json
from wirebase.infer.calls import Route, Variable, document
from wirebase.infer.segments import segments


@dataclass(slots=True)
class _Node:
    """The routes that go on from here, by their next segment."""

    literals: dict[str, _Node] = field(default_factory=dict)
    variables: list[tuple[Variable, _Node]] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)


class Matcher:
    """Finds routes by method and path, literals before variables."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._roots: dict[str, _Node] = {}
        for route in routes:
            node = self._roots.setdefault(route.method, _Node())
            for part in (s for s in route.segments if s != ""):
                node = _next(node, part)
            node.routes.append(route)

    def route(self, exchange: Exchange) -> tuple[Route, dict[str, str]] | None:
        """The one route of an exchange, and the values of its variables; None where none is certain."""
        root = self._roots.get(exchange.method)
        bare = exchange.url.partition("?")[0]
        start = bare.find("/", bare.find("://") + 3)
        path = segments(bare[start:]) if start > 0 else ()
        for node, values in _found(root, path, 0) if root else ():
            fitting = [r for r in node.routes if _fits(r, exchange)] if node.routes else []
            told = [r for r in fitting if r.match] or fitting
            if len(told) == 1:
                names = (v.name for v in told[0].variables)
                return told[0], dict(zip(names, values, strict=True))
        return None


def _next(node: _Node, part: str | Variable) -> _Node:
    if isinstance(part, str):
        return node.literals.setdefault(part, _Node())
    for known, following in node.variables:
        if (known.prefix, known.suffix) == (part.prefix, part.suffix):
            return following
    following = _Node()
    node.variables.append((part, following))
    return following


def _found(node: _Node, path: tuple[str, ...], at: int) -> Iterator[tuple[_Node, tuple[str, ...]]]:
    if at == len(path):
        if node.routes:
            yield node, ()
        return
    text = path[at]
    literal = node.literals.get(text)
    if literal is not None:
        yield from _found(literal, path, at + 1)
    for variable, following in node.variables:
        before, after = len(variable.prefix), len(text) - len(variable.suffix)
        if text.startswith(variable.prefix) and text.endswith(variable.suffix) and before < after:
            for leaf, values in _found(following, path, at + 1):
                yield leaf, (text[before:after], *values)


def _fits(route: Route, exchange: Exchange) -> bool:
    return all(_holds(match, exchange) for match in route.match)


def _holds(match: Match, exchange: Exchange) -> bool:
    """Whether the request carries what tells the route; what only its server could see counts not."""
    if match.place is Place.QUERY:
        told: Json = dict(exchange.query)
    elif match.place is Place.BODY:
        told = document(exchange.request)
    else:
        return False
    if not isinstance(told, dict):
        return False
    key = match.key.removeprefix("/")
    return key in told and (match.value is None or str(told[key]) == match.value)
