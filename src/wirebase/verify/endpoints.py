"""Which operation of a blueprint an exchange belongs to, found as the server finds it."""

from __future__ import annotations

from dataclasses import dataclass

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.operations import Operation
from wirebase.capture.redaction import Redactor
from wirebase.exchange import Exchange
from wirebase.infer.segments import is_strict
from wirebase.serve.matching import Test, specificity, test_for
from wirebase.serve.request import Request, Unreadable
from wirebase.serve.router import Router
from wirebase.verify.unexplained import is_unexplained, repeated


@dataclass(frozen=True, slots=True)
class Place:
    """Where an exchange stands in the report."""

    operation: str
    """"" where the blueprint has no operation for it."""
    method: str
    path: str
    """The path template."""
    unexplained: bool = False
    """Whether the operation merely repeats recorded answers."""
    repeated: tuple[str, ...] = ()
    """The parts that an operation which is explained otherwise repeats."""


class Endpoints:
    """The operations of a blueprint by what requests mean them."""

    def __init__(self, blueprint: Blueprint) -> None:
        ordered = sorted(blueprint.operations, key=specificity, reverse=True)
        tests = ((operation, test_for(operation.match)) for operation in ordered)
        self._router = Router((o.method, o.path, (_place(o), test)) for o, test in tests)
        self._redactor = Redactor(blueprint.origin.salt, remember=False)

    def place(self, x: Exchange) -> Place:
        """The place of the operation that is meant, or else of the path by its look."""
        request = self._request(x)
        for endpoint, _ in self._router.find(x.method, x.path):
            place, test = endpoint.target
            if test is None or _holds(test, request):
                return place
        return Place("", x.method, _template(x.path))

    def _request(self, x: Exchange) -> Request:
        headers = [(name.encode(), value.encode()) for name, value in x.request.headers]
        content = x.request.content or b""
        return Request(x.method, x.path, x.parts.query, content, headers, self._redactor)


def _holds(test: Test, request: Request) -> bool:
    try:
        return test(request)
    except Unreadable:
        return False


def _place(operation: Operation) -> Place:
    return Place(
        operation.name,
        operation.method,
        operation.path,
        is_unexplained(operation),
        repeated(operation),
    )


def _template(path: str) -> str:
    return "/".join("{}" if is_strict(segment) else segment for segment in path.split("/"))
