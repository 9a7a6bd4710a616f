"""Answers to requests that reach no operation, in the app's own words where they are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import takewhile

import msgspec

from wirebase.blueprint.expressions import Constant, Expression, Items, Object
from wirebase.blueprint.operations import Failure, FailureKind, Operation
from wirebase.build.error_form import ErrorForm, Told
from wirebase.exchange import Json
from wirebase.infer.naming import singular, words
from wirebase.serve.origins import RawHeaders

JSON_TYPE = (b"content-type", b"application/json")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Status, headers and body of an answer that no operation gave."""

    status: int
    content: bytes
    headers: tuple[tuple[bytes, bytes], ...] = (JSON_TYPE,)
    told: Told | None = None
    """What it says, where the app's own words are not known."""


class Refused(Exception):
    """Ends a request with that answer."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.status)
        self.refusal = refusal


def plain(status: int, error: str, message: str, headers: RawHeaders | None = None) -> Refusal:
    """The generic answer: a JSON object with an error and a message."""
    content = msgspec.json.encode({"error": error, "message": message})
    told = Told(status, error, message)
    return Refusal(status, content, (JSON_TYPE, *(headers or ())), told)


class Refusals:
    """What the app answers to requests that cannot be served."""

    def __init__(self, operations: Iterable[Operation] = ()) -> None:
        operations = tuple(operations)
        self._form = ErrorForm.of(operations)
        failures = [(o, failure) for o in operations for failure in o.failures]
        self._invalid = {
            operation.name: refusal
            for operation, failure in reversed(failures)
            if failure.kind is FailureKind.INVALID and (refusal := _constant(failure))
        }
        self._usual = {kind: _shared(failures, kind) for kind in FailureKind}
        self._missing = _said_of_paths(failures)

    def invalid(self, operation: str, message: str) -> Refusal:
        """The answer to a request that cannot be read, as the operation or the app gives it."""
        own = self._invalid.get(operation) or self._usual[FailureKind.INVALID]
        return own or plain(400, "invalid_request", message)

    def worded(self, refusal: Refusal) -> Refusal:
        """The refusal in the form of the app's errors, where it says nothing of the app's own."""
        if refusal.told is None or self._form is None:
            return refusal
        return replace(refusal, content=msgspec.json.encode(self._form.body(refusal.told)))

    def unknown(self, method: str, path: str) -> Refusal:
        """The answer where no operation is meant."""
        near = max(self._missing, key=lambda known: _nearness(known[0], path), default=None)
        if near and _nearness(near[0], path):
            return near[1]
        own = self._usual[FailureKind.MISSING]
        return own or plain(404, "not_found", f"No captured endpoint answers {method} {path}.")


def _shared(failures: list[tuple[Operation, Failure]], kind: FailureKind) -> Refusal | None:
    """The refusal that most tables share; what is said of one alone may speak of that one."""
    tables: dict[Refusal, set[str]] = {}
    for operation, failure in failures:
        if failure.kind is kind and failure.status >= 400 and (refusal := _constant(failure)):
            tables.setdefault(refusal, set()).add(operation.table)
    usual = max(tables, key=lambda refusal: len(tables[refusal]), default=None)
    return usual if usual and len(tables[usual] - {""}) > 1 else None


def _said_of_paths(failures: list[tuple[Operation, Failure]]) -> list[tuple[str, Refusal]]:
    """What the app says where nothing is found, by path: not what it says of a thing by its name."""
    return [
        (operation.path, refusal)
        for operation, failure in failures
        if failure.kind is FailureKind.MISSING and failure.status == 404
        if (refusal := _constant(failure)) and not _names(refusal, operation)
    ]


def _names(refusal: Refusal, operation: Operation) -> bool:
    """Whether the refusal speaks of the operation's own things."""
    said = set(words(refusal.content.decode()))
    nouns = {word for segment in operation.path.split("/") for word in words(segment)}
    nouns |= set(words(operation.table))
    return any({noun, singular(noun)} & said for noun in nouns)


def _nearness(known: str, path: str) -> int:
    """How many segments of a path begin another one."""
    pairs = zip(known.split("/")[1:], path.split("/")[1:], strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _constant(failure: Failure) -> Refusal | None:
    """The refusal, where it is the same for every request."""
    if failure.body is None:
        return Refusal(failure.status, b"", ())
    try:
        return Refusal(failure.status, msgspec.json.encode(_value(failure.body)))
    except LookupError:
        return None


def _value(expression: Expression) -> Json:
    match expression:
        case Constant(value=value):
            return value
        case Object(members=members):
            return {member.name: _value(member.value) for member in members}
        case Items(items=items):
            return [_value(item) for item in items]
    raise LookupError(expression.node)
