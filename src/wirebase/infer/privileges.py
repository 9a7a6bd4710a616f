"""Privileges: what only accounts with a role may do.

Where an operation was refused to some callers and done for others, whoever owns the row, and a column of
the accounts that is named as a role tells the ones from the others, that column is what it asks for. Of
several such columns and values the one counts that explains most operations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wirebase.blueprint.expressions import AllOf, Condition, Negation
from wirebase.blueprint.operations import Failure, FailureKind, Operation
from wirebase.infer.calls import Call
from wirebase.infer.ownership import Owned, owners_of
from wirebase.infer.roles import Role, callers_roles
from wirebase.infer.scope import Knowledge


def privileged_only(
    known: Knowledge, made: Sequence[tuple[Operation, list[Call]]]
) -> list[Operation]:
    """The operations, those that ask for a role with the refusal of who has it not."""
    told = {operation.name: _told(known, operation, calls) for operation, calls in made}
    explained = Counter(pair[0] for pairs in told.values() for pair in pairs)
    out = []
    refusals: dict[str, tuple[Role, Failure]] = {}
    for operation, _ in made:
        pairs = told[operation.name]
        if not pairs:
            out.append(operation)
            continue
        role, excuse = min(pairs, key=lambda p: (-explained[p[0]], p[1] is not None, str(p[0])))
        out.append(_asking(known, operation, role, excuse))
        if excuse is None and operation.effects and operation.table:
            refusal = next(f for f in operation.failures if _is_open(f))
            refusals.setdefault(operation.table, (role, refusal))
    return [
        _like_others(known, operation, calls, refusals)
        for operation, (_, calls) in zip(out, made, strict=True)
    ]


def _like_others(
    known: Knowledge,
    operation: Operation,
    calls: list[Call],
    refusals: dict[str, tuple[Role, Failure]],
) -> Operation:
    """A change that only accounts with a role were seen to make, where others are for them alone."""
    told = any(f.kind is FailureKind.FORBIDDEN for f in operation.failures)
    if told or not operation.effects or operation.table not in refusals:
        return operation
    role, refusal = refusals[operation.table]
    good = [c for c in calls if c.exchange.succeeded]
    if not good or not all(known.caller(c) and role in callers_roles(known, c) for c in good):
        return operation
    refused = refusal.model_copy(update={"when": Negation(condition=role.holds())})
    return operation.model_copy(update={"failures": (*operation.failures, refused)})


type Excuse = Owned | None
"""A row whose owner is not refused, whatever the role."""


def _asking(known: Knowledge, operation: Operation, role: Role, excuse: Excuse) -> Operation:
    def asked(failure: Failure) -> Failure:
        if not _is_open(failure):
            return failure
        lacks: Condition = Negation(condition=role.holds())
        if excuse is None:
            return failure.model_copy(update={"when": lacks})
        others = excuse.refused(known, failure)
        if others.when is None:
            return failure
        return others.model_copy(update={"when": AllOf(conditions=(lacks, others.when))})

    return operation.model_copy(update={"failures": tuple(map(asked, operation.failures))})


def _is_open(failure: Failure) -> bool:
    return failure.kind is FailureKind.FORBIDDEN and failure.when is None


def _told(known: Knowledge, operation: Operation, calls: list[Call]) -> list[tuple[Role, Excuse]]:
    """The roles that all who were let through have, and nobody who was refused, owners aside."""
    refusal = next((f for f in operation.failures if _is_open(f)), None)
    if refusal is None or not known.who.entity:
        return []
    asked = [c for c in calls if known.caller(c)]
    good = [c for c in asked if c.exchange.succeeded]
    refused = [c for c in asked if c.exchange.status == refusal.status]
    for excuse in (None, *owners_of(known, calls[0].route)):
        if excuse is not None and any(excuse.is_own(known, c) for c in refused):
            continue
        others = [c for c in good if excuse is None or not excuse.is_own(known, c)]
        if not others or not refused:
            continue
        having = set.intersection(*(callers_roles(known, c) for c in others))
        lacking = set[Role]().union(*(callers_roles(known, c) for c in refused))
        if found := sorted(having - lacking, key=str):
            return [(role, excuse) for role in found]
    return []
