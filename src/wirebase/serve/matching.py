"""Which of the operations at one method and path a request means."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wirebase.blueprint.operations import Match, Operation, Place
from wirebase.exchange import Exchange, Json, Message
from wirebase.serve.request import Request, raw_header

type Test = Callable[[Request], bool]

ABSENT = object()


def specificity(operation: Operation) -> tuple[int, int]:
    """How much a request must hold to mean the operation: values first, then mere presence."""
    valued = sum(match.value is not None for match in operation.match)
    return (valued, len(operation.match))


def test_for(matches: Iterable[Match]) -> Test | None:
    """What tells whether a request fulfils all the matches; None where there are none."""
    tests = [_test(match) for match in matches]
    if not tests:
        return None
    return tests[0] if len(tests) == 1 else lambda request: all(test(request) for test in tests)


def _test(match: Match) -> Test:
    if "#" in match.key:
        return lambda request: match in _asked(request)
    if match.place is Place.QUERY:
        return lambda request: _fits(match, request.query.get(match.key))
    if match.place is Place.HEADER:
        name = match.key.lower()
        return lambda request: _fits(match, _listed(request.header(name)))
    if match.place is Place.PATH:
        return lambda request: True
    return lambda request: _fits_value(match, at_pointer(request.document, match.key))


def _listed(value: str | None) -> list[str] | None:
    return None if value is None else [value]


def _fits(match: Match, values: list[str] | None) -> bool:
    return values is not None and (match.value is None or match.value in values)


def _fits_value(match: Match, value: object) -> bool:
    return value is not ABSENT and (match.value is None or _text(value) == match.value)


def _text(value: object) -> str | None:
    """A scalar as text, the way JSON writes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return "null" if value is None else None


def at_pointer(document: Json, pointer: str) -> object:
    """What a JSON pointer finds in the document, else ABSENT.

    >>> at_pointer({"a/b": [1, 2]}, "/a~1b/1")
    2
    """
    found: object = document
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(found, dict) and name in found:
            found = found[name]
        elif isinstance(found, list) and name.isdigit() and int(name) < len(found):
            found = found[int(name)]
        else:
            return ABSENT
    return found


def _asked(request: Request) -> tuple[Match, ...]:
    """The matches that tell what a GraphQL document asks for."""
    from wirebase.infer.graphql import remote

    kind = raw_header(request.raw_headers, b"content-type") or ""
    sent = Message((("content-type", kind),), request.content)
    url = f"{request.path}?{request.query_string}"
    asked = remote(Exchange(0, 0.0, request.method, url, sent, 200, Message()))
    return asked.holding if asked else ()
