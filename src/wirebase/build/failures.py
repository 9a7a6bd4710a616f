"""How a function fails: as the app did there, or elsewhere, or else in the form of its other errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.expressions import Constant, Items, Member, Now, Object
from wirebase.blueprint.operations import Failure, FailureKind, Insert, Operation, SetLinks
from wirebase.build.error_form import ErrorForm, Told
from wirebase.build.nodes import nodes
from wirebase.build.outcomes import JSON_MIME, is_json, mime_of, returning
from wirebase.build.scope import Scope
from wirebase.evidence import Evidence
from wirebase.exchange import Json

CODES = {
    FailureKind.UNAUTHORIZED: "WB401",
    FailureKind.FORBIDDEN: "WB403",
    FailureKind.MISSING: "WB404",
    FailureKind.CONFLICT: "WB409",
    FailureKind.INVALID: "WB422",
}
"""SQLSTATEs that a function raises to undo what it did before it fails."""

INVALIDITY = ("integrity_constraint_violation", "data_exception", "program_limit_exceeded")
REFERRED = ("foreign_key_violation", "restrict_violation")
"""What Postgres raises where others refer to a row that is deleted, or a row refers to none."""

PLAIN = {
    FailureKind.UNAUTHORIZED: Told(401, "unauthorized", "Not logged in"),
    FailureKind.FORBIDDEN: Told(403, "forbidden", "Not allowed"),
    FailureKind.MISSING: Told(404, "not_found", "Not found"),
    FailureKind.CONFLICT: Told(409, "conflict", "There is one already"),
    FailureKind.INVALID: Told(422, "invalid", "The request holds what cannot be stored"),
}

_CLOSED = (Constant, Object, Member, Items, Now)


def violations(operation: Operation) -> dict[FailureKind, tuple[str, ...]]:
    """What Postgres itself raises for each kind; the first that fits counts."""
    deletes = not any(isinstance(part, (Insert, SetLinks)) for part in nodes(operation.effects))
    conflicts = ("unique_violation", *(REFERRED if deletes else ()))
    return {FailureKind.CONFLICT: conflicts, FailureKind.INVALID: INVALIDITY}


def failing(kind: FailureKind, scope: Scope, table: str = "") -> list[str]:
    """The statements that end the function as a failure of that kind, about a row of a table."""
    failure = failure_of(kind, scope.frame.operation, scope.blueprint, table)
    return returning_failure(failure, scope)


def returning_failure(failure: Failure, scope: Scope) -> list[str]:
    """The statements that end the function with that failure."""
    return returning(failure.status, failure.headers, failure.body, JSON_MIME, scope)


def failure_of(
    kind: FailureKind, operation: Operation, blueprint: Blueprint, table: str = ""
) -> Failure:
    """The operation's own failure of that kind, else the app's most usual one, else a plain one.

    Those of operations about the same table come first: `table`, or the operation's own."""
    own = [failure for failure in operation.failures if failure.kind == kind]
    for failure in sorted(own, key=lambda failure: failure.when is not None):
        return failure
    alike = [other for other in blueprint.operations if _speaks_alike(other, operation)]
    near = [other for other in alike if other.table == (table or operation.table)]
    return usual(kind, near) or usual(kind, alike) or _plain(kind, blueprint)


def _speaks_alike(other: Operation, operation: Operation) -> bool:
    """Whether two operations refuse in one form: where one URL stands for many, it has its own."""
    return other.path == operation.path or not (other.match or operation.match)


def usual(kind: FailureKind, operations: Iterable[Operation]) -> Failure | None:
    """The failure of that kind that most share, of those that say nothing of the request."""
    counts: Counter[str] = Counter()
    for operation in operations:
        for failure in operation.failures:
            if failure.kind == kind and _is_closed(failure):
                bare = failure.model_copy(update={"when": None, "evidence": Evidence()})
                counts[bare.model_dump_json()] += 1
    return Failure.model_validate_json(counts.most_common(1)[0][0]) if counts else None


def _is_closed(failure: Failure) -> bool:
    if not is_json(mime_of(failure.headers)):
        return False
    parts = (*nodes(failure.body), *(n for h in failure.headers for n in nodes(h.value)))
    return all(isinstance(part, _CLOSED) for part in parts)


def _plain(kind: FailureKind, blueprint: Blueprint) -> Failure:
    told, form = PLAIN[kind], ErrorForm.of(blueprint.operations)
    body: Json = form.body(told) if form else {"error": told.message}
    return Failure(kind=kind, status=told.status, body=Constant(value=body))
