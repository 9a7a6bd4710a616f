"""Faults: calls that the app refused, told by the status or, behind one URL, by the answer.

GraphQL and JSON-RPC answer errors with status 200, in a form of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wirebase.blueprint.expressions import Constant, Expression
from wirebase.blueprint.operations import Failure, FailureKind, Operation
from wirebase.exchange import Json
from wirebase.infer.calls import Call, Route
from wirebase.infer.naming import snake, words

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
STATUSES = {
    400: FailureKind.INVALID,
    401: FailureKind.UNAUTHORIZED,
    403: FailureKind.FORBIDDEN,
    404: FailureKind.MISSING,
    409: FailureKind.CONFLICT,
    422: FailureKind.INVALID,
}
WORDS: tuple[tuple[FailureKind, frozenset[str]], ...] = (
    (
        FailureKind.UNAUTHORIZED,
        frozenset("unauthenticated unauthorized authentication login token".split()),
    ),
    (
        FailureKind.FORBIDDEN,
        frozenset("forbidden permission permissions authorized denied allowed".split()),
    ),
    (FailureKind.MISSING, frozenset("missing found exist exists unknown".split())),
    (FailureKind.CONFLICT, frozenset("conflict duplicate already taken unique".split())),
)
"""What the codes and messages of errors say; else a request is invalid."""


ERRORS = frozenset("error errors problem problems violation violations failure failures".split())
"""Words for the member of a payload that tells what was wrong."""


def faults(call: Call) -> list[dict[str, Json]]:
    """The errors that an answer of GraphQL or JSON-RPC tells of; none where it holds what was asked for."""
    answer = call.answer() if call.route.root and call.has_answer else None
    if not isinstance(answer, dict):
        return []
    told = answer.get("errors") if call.route.is_graphql else [answer.get("error")]
    listed = told if isinstance(told, list) else []
    data = answer.get(call.route.root.removeprefix("/"))
    inner = list(data.values()) if isinstance(data, dict) else [data]
    found = [error for error in listed if isinstance(error, dict)]
    if found and all(value is None for value in inner):
        return found
    return [error for value in inner for error in _in_payload(value)]


def _in_payload(payload: Json) -> list[dict[str, Json]]:
    """The errors that a payload holds in place of what was asked for: as a member, or as its own type."""
    if not isinstance(payload, dict):
        return []
    if str(payload.get("__typename", "")).endswith("Error"):
        return [payload]
    for name, inner in payload.items():
        errors = inner if isinstance(inner, list) and ERRORS & set(words(name)) else []
        told = [error for error in errors if isinstance(error, dict)]
        rest = [v for n, v in payload.items() if n not in (name, "__typename")]
        if told and rest and all(v in (None, False, []) for v in rest):
            return told
    return []


def is_refused(call: Call) -> bool:
    """Whether the app refused the call."""
    return call.exchange.status >= 400 or bool(faults(call))


def served(call: Call) -> bool:
    """Whether the app did what the call asks for."""
    return call.exchange.succeeded and not faults(call)


def refusal(call: Call, caller: str | None) -> FailureKind | None:
    """Why the app refused the call of that caller; None where it did not, or did not say."""
    if call.exchange.status >= 400:
        return STATUSES.get(call.exchange.status)
    told = faults(call)
    if not told:
        return None
    kind = next((kind for said in _said(told[0]) if (kind := _kind(said))), FailureKind.INVALID)
    if kind is FailureKind.FORBIDDEN and caller is None:
        return FailureKind.UNAUTHORIZED
    return kind


def _said(error: dict[str, Json]) -> Iterable[str]:
    """What an error says of its kind: its code, then its message."""
    extensions = error.get("extensions")
    codes = extensions if isinstance(extensions, dict) else {}
    yield from (str(codes[name]) for name in ("code", "type", "category") if name in codes)
    yield str(error.get("message", ""))


def _kind(text: str) -> FailureKind | None:
    said = set(words(text))
    return next((kind for kind, meant in WORDS if said & meant), None)


PLAIN = {
    FailureKind.UNAUTHORIZED: ("Not logged in", "UNAUTHENTICATED"),
    FailureKind.FORBIDDEN: ("Not allowed", "FORBIDDEN"),
    FailureKind.MISSING: ("Not found", "NOT_FOUND"),
    FailureKind.CONFLICT: ("There is one already", "CONFLICT"),
}


def with_faults(operations: Iterable[Operation], routes: Sequence[Route]) -> list[Operation]:
    """The operations, those of GraphQL with a failure of every kind in the form that errors have there."""
    made = list(operations)
    known = {route.name: route for route in routes if route.is_graphql}
    seen = [(o.path, f) for o in made if o.name in known for f in o.failures if f.when is None]
    return [_completed(o, known[o.name], seen) if o.name in known else o for o in made]


def _completed(
    operation: Operation, route: Route, seen: Sequence[tuple[str, Failure]]
) -> Operation:
    own = {failure.kind for failure in operation.failures if failure.when is None}
    added = [
        Failure(kind=kind, status=status, body=Constant(value=body))
        for kind in PLAIN
        if kind not in own
        for status, body in [_like(kind, operation.path, route, seen)]
    ]
    return operation.model_copy(update={"failures": (*operation.failures, *added)})


def _like(
    kind: FailureKind, path: str, route: Route, seen: Sequence[tuple[str, Failure]]
) -> tuple[int, Json]:
    """Status and body of a failure like those of the same kind elsewhere at this URL."""
    field = next(iter(route.asks), "")
    for place, failure in seen:
        body = _value(failure.body)
        if place == path and failure.kind == kind and isinstance(body, dict):
            return failure.status, _placed(body, field)
    message, code = PLAIN[kind]
    error: Json = {"message": message, "path": [field], "extensions": {"code": code}}
    return 200, {"errors": [error], "data": None}


def _value(body: Expression | None) -> Json:
    return body.value if isinstance(body, Constant) else None


def _placed(body: dict[str, Json], field: str) -> Json:
    """The answer with another field in the paths of its errors and in its data."""
    errors = body.get("errors")
    told = [e for e in errors if isinstance(e, dict)] if isinstance(errors, list) else []
    listed: list[Json] = [{**e, "path": [field]} if "path" in e else e for e in told]
    out: dict[str, Json] = {**body, "errors": listed}
    if isinstance(body.get("data"), dict):
        out["data"] = {field: None}
    return out


def mentioned(call: Call) -> frozenset[str]:
    """The words of a refusal, in snake case, joined as field names are."""
    told = call.message.text if call.has_answer else ""
    return frozenset(snake(word) for word in WORD.findall(told))
