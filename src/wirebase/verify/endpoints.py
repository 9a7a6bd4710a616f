"""Which operation of a blueprint an exchange belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.operations import Match, Operation, Verb
from wirebase.blueprint.operations import Place as Where
from wirebase.exchange import Exchange, Json
from wirebase.serve.router import Router
from wirebase.verify.identity import is_opaque


@dataclass(frozen=True, slots=True)
class Place:
    """Where an exchange stands in the report."""

    operation: str
    """"" where the blueprint has no operation for it."""
    method: str
    path: str
    """The path template."""
    unexplained: bool = False


class Endpoints:
    """The operations of a blueprint, found as the server finds them."""

    def __init__(self, blueprint: Blueprint) -> None:
        self._router = Router(
            (operation.method, operation.path, operation) for operation in blueprint.operations
        )

    def place(self, x: Exchange) -> Place:
        """The operation that the request means; where there is none, its path by its look."""
        for endpoint, _ in self._router.find(x.method, x.path):
            operation = endpoint.target
            if all(_holds(match, x) for match in operation.match):
                return _of(operation)
        return Place("", x.method, _template(x.path))


def _of(operation: Operation) -> Place:
    unexplained = operation.verb is Verb.RECORDED
    return Place(operation.name, operation.method, operation.path, unexplained)


def _template(path: str) -> str:
    return "/".join("{}" if is_opaque(segment) else segment for segment in path.split("/"))


def _holds(match: Match, x: Exchange) -> bool:
    value = _given(match, x)
    return value is not None and match.value in (None, value)


def _given(match: Match, x: Exchange) -> str | None:
    """The text that the request has there."""
    if match.place is Where.QUERY:
        return dict(x.query).get(match.key)
    if match.place is Where.HEADER:
        return x.request.header(match.key)
    return _at(x.request.json(), match.key) if x.request.is_json else None


def _at(document: Json, pointer: str) -> str | None:
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(document, list) and name.isdigit() and int(name) < len(document):
            document = document[int(name)]
        elif isinstance(document, dict) and name in document:
            document = document[name]
        else:
            return None
    return document if isinstance(document, str) else str(document)
