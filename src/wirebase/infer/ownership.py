"""Ownership: what only the account that a row refers to may do with the row.

Where an operation refuses just those callers who do not own the row, the refusal says so. Other
changes of such rows, which only owners were seen to make, are refused to the others likewise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wirebase.blueprint.expressions import Caller, Compare, Comparison, Exists, Field
from wirebase.blueprint.operations import Failure, FailureKind, Operation, Verb
from wirebase.infer.calls import Call, Route
from wirebase.infer.paths import PathRow, path_rows
from wirebase.infer.scope import Knowledge

CHANGES = (Verb.UPDATE, Verb.REPLACE, Verb.DELETE)


@dataclass(frozen=True, slots=True)
class Owned:
    """A row that a path names, and the column that holds its owner."""

    row: PathRow
    column: str

    def is_own(self, known: Knowledge, call: Call) -> bool:
        """Whether the row refers to the caller."""
        key = self.row.named.key(known.past, call) or ""
        life = known.past.rows[self.row.entity.name].get(key)
        owner = life.at(call.exchange.index - 1).get(self.column) if life else None
        return owner is not None and str(owner) == known.caller(call)

    def refused(self, known: Knowledge, failure: Failure) -> Failure:
        """The failure for callers who do not own the row."""
        source = self.row.find().source
        own = Field(row=self.row.alias, column=self.column)
        key = Caller(column=known.key(known.who.entity))
        theirs = Compare(left=own, op=Comparison.NE, right=key)
        others = source.model_copy(update={"where": (*source.where, theirs)})
        return failure.model_copy(update={"when": Exists(source=others)})


def owned_only(known: Knowledge, made: Sequence[tuple[Operation, list[Call]]]) -> list[Operation]:
    """The operations, those that are for owners alone with the refusal of others."""
    out: list[Operation] = []
    refusals: dict[tuple[str, str], Failure] = {}
    for operation, calls in made:
        failures = []
        for failure in operation.failures:
            owned = _told(known, calls, failure)
            failures.append(owned.refused(known, failure) if owned else failure)
            if owned and operation.verb in CHANGES:
                refusals.setdefault((owned.row.entity.name, owned.column), failure)
        out.append(operation.model_copy(update={"failures": tuple(failures)}))
    return [
        _like_others(known, operation, calls, refusals)
        for operation, (_, calls) in zip(out, made, strict=True)
    ]


def _told(known: Knowledge, calls: list[Call], failure: Failure) -> Owned | None:
    """The row whose owners alone were not refused."""
    if failure.kind is not FailureKind.FORBIDDEN or failure.when:
        return None
    good = [c for c in calls if c.exchange.succeeded]
    refused = [c for c in calls if c.exchange.status == failure.status and known.caller(c)]
    for owned in owners_of(known, calls[0].route):
        told = bool(refused) and all(owned.is_own(known, c) for c in good)
        if told and not any(owned.is_own(known, c) for c in refused):
            return owned
    return None


def _like_others(
    known: Knowledge,
    operation: Operation,
    calls: list[Call],
    refusals: dict[tuple[str, str], Failure],
) -> Operation:
    told = any(f.kind is FailureKind.FORBIDDEN for f in operation.failures)
    if told or operation.verb not in CHANGES:
        return operation
    good = [c for c in calls if c.exchange.succeeded]
    for owned in owners_of(known, calls[0].route)[:1]:
        refusal = refusals.get((owned.row.entity.name, owned.column))
        if refusal and good and all(owned.is_own(known, c) for c in good):
            failures = (*operation.failures, owned.refused(known, refusal))
            return operation.model_copy(update={"failures": failures})
    return operation


def owners_of(known: Knowledge, route: Route) -> list[Owned]:
    """The columns for owners of the rows that a path names, the innermost row first; an account is its own."""
    account = known.who.entity
    rows = list(reversed(path_rows(known.past, route, "row").rows)) if account else []
    return [
        Owned(row, column)
        for row in rows
        for column in (
            *((known.key(account),) if row.entity.name == account else ()),
            *(r.field for r in known.found.of(row.entity.name) if r.other == account),
        )
    ]
