"""Withheld: rows that GraphQL mutations leave to the accounts whose business they are.

Such a mutation names the row in its arguments. Where it is refused for rows that are there to just those
callers who have no stake in them, whether they are told so or that there is no such row, it is refused to
all who have none; other mutations of such rows, which only callers with a stake were seen to make, likewise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wirebase.blueprint.expressions import Constant, Exists, Negation, Source
from wirebase.blueprint.operations import Failure, FailureKind, Find, Operation, Verb
from wirebase.exchange import Json
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import ROW
from wirebase.infer.faults import refusal, served
from wirebase.infer.rows_named import target
from wirebase.infer.scope import Knowledge
from wirebase.infer.stakes import Stake, stakes, wider

CHANGES = (Verb.UPDATE, Verb.REPLACE, Verb.DELETE, Verb.ACTION)
REFUSALS = (FailureKind.FORBIDDEN, FailureKind.MISSING)


@dataclass(frozen=True, slots=True)
class Held:
    """The row that a mutation names in its arguments."""

    entity: str
    source: Source
    """Where it is found."""
    key: Callable[[Call], str | None]

    def is_own(self, known: Knowledge, stake: Stake, call: Call) -> bool | None:
        """Whether the row was the caller's at that time; None where it was not there, or nobody asked."""
        key, at = self.key(call) or "", call.exchange.index - 1
        life, caller = known.past.rows[self.entity].get(key), known.caller(call)
        if life is None or not caller or not life.lives(at):
            return None
        return stake.told(key, life.at(at), caller, at)

    def refusing(self, stake: Stake, failure: Failure) -> Failure:
        """The failure for callers whose row it is not."""
        theirs = Negation(condition=stake.condition(self.source.alias))
        others = self.source.model_copy(update={"where": (*self.source.where, theirs)})
        return failure.model_copy(update={"when": Exists(source=others)})


type Told = dict[tuple[str, str], Failure]
"""(entity, claim of the stake) -> how those are refused who have none."""


def withheld(known: Knowledge, made: Sequence[tuple[Operation, list[Call]]]) -> list[Operation]:
    """The operations, GraphQL mutations of rows that are somebody's with the refusal of others."""
    told: Told = {}
    out: list[Operation] = []
    for operation, calls in made:
        found = _told(known, operation, calls)
        if found is not None:
            held, stake, failure = found
            told.setdefault((held.entity, stake.claim), failure)
            out.append(_with(operation, held.refusing(stake, failure)))
        else:
            out.append(operation)
    groups = [calls for _, calls in made]
    return [
        operation if operation is not before else _like_others(known, operation, calls, told)
        for operation, (before, _), calls in zip(out, made, groups, strict=True)
    ]


def _with(operation: Operation, failure: Failure) -> Operation:
    return operation.model_copy(update={"failures": (failure, *operation.failures)})


def _held(known: Knowledge, operation: Operation, calls: list[Call]) -> Held | None:
    """The row that a mutation names; None where it names none, or several."""
    route, good = calls[0].route, [c for c in calls if served(c)]
    mutates = route.is_graphql and not route.read and operation.verb in CHANGES
    if not (mutates and good and known.who.entity):
        return None
    named = target(known.past, route, good)
    find = next(
        (e for e in operation.effects if isinstance(e, Find) and e.source.alias == ROW), None
    )
    if named is None or named.many or find is None or find.source.table != named.entity.table:
        return None
    return Held(named.entity.name, find.source, named.row)


def _told(
    known: Knowledge, operation: Operation, calls: list[Call]
) -> tuple[Held, Stake, Failure] | None:
    """The row that a mutation names, and the stake that just those callers lack who were refused it."""
    held = _held(known, operation, calls)
    for kind in REFUSALS if held is not None else ():
        refused = [c for c in calls if refusal(c, known.caller(c)) is kind]
        for stake, good in _stakes(known, held, calls):
            asked = [c for c in refused if held and held.is_own(known, stake, c) is not None]
            if asked and good and not any(held and held.is_own(known, stake, c) for c in asked):
                body = Constant(value=asked[-1].answer())
                failure = Failure(kind=kind, status=asked[-1].exchange.status, body=body)
                assert held is not None
                return held, stake, failure
    return None


def _stakes(
    known: Knowledge, held: Held | None, calls: list[Call]
) -> Iterator[tuple[Stake, list[Call]]]:
    """The stakes that all callers had in the rows for which they were served, and these calls."""
    for stake in wider(stakes(known, held.entity)) if held is not None else ():
        good = [c for c in calls if served(c) and held and held.is_own(known, stake, c) is not None]
        if held and all(held.is_own(known, stake, c) for c in good):
            yield stake, good


def _like_others(
    known: Knowledge,
    operation: Operation,
    calls: list[Call],
    told: Mapping[tuple[str, str], Failure],
) -> Operation:
    held = _held(known, operation, calls)
    for stake, good in _stakes(known, held, calls):
        failure = told.get((held.entity, stake.claim)) if held is not None else None
        if failure is not None and good and held is not None:
            return _with(operation, held.refusing(stake, _worded(failure, calls[0].route)))
    return operation


def _worded(failure: Failure, route: Route) -> Failure:
    """The failure with the field of another mutation in place of its own."""
    body = failure.body.value if isinstance(failure.body, Constant) else None
    field = next(iter(route.asks), "")
    if not isinstance(body, dict) or not isinstance(data := body.get("data"), dict):
        return failure
    placed: dict[str, Json] = {
        **body,
        "data": dict.fromkeys([field], next(iter(data.values()), None)),
    }
    errors = body.get("errors")
    if isinstance(errors, list):
        placed["errors"] = [
            {**e, "path": [field]} if isinstance(e, dict) and "path" in e else e for e in errors
        ]
    return failure.model_copy(update={"body": Constant(value=placed)})
