"""Ownership: what only the accounts may do with a row whose business it is, and who sees it at all.

Where an operation refuses just those callers who have no stake in the row, the refusal says so. Other
changes of such rows, which only such callers were seen to make, are refused to the others likewise. Where
callers without a stake are told that there is no such row, though there is, the row is hidden from them,
at every operation whose path names it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wirebase.blueprint.expressions import Constant, Exists, Negation
from wirebase.blueprint.operations import Failure, FailureKind, Operation, Verb
from wirebase.infer.calls import Call, Route
from wirebase.infer.faults import refusal, served
from wirebase.infer.history import Record
from wirebase.infer.logins import presented
from wirebase.infer.paths import PathRow, path_rows
from wirebase.infer.records import ITEM, occurrences
from wirebase.infer.scope import Knowledge
from wirebase.infer.stakes import Stake, stakes, wider

CHANGES = (Verb.UPDATE, Verb.REPLACE, Verb.DELETE)
MOST = 400
"""Rows that were shown, of an entity, on which stakes are tried."""


@dataclass(frozen=True, slots=True)
class Owned:
    """A row that a path names, and what makes it the caller's."""

    row: PathRow
    stake: Stake

    def is_own(self, known: Knowledge, call: Call) -> bool:
        """Whether the row is the caller's."""
        return (seen := _seen(known, self.row, call)) is not None and self.stake.told(*seen)

    def refused(self, known: Knowledge, failure: Failure) -> Failure:
        """The failure for callers whose row it is not."""
        source = self.row.find().source
        theirs = Negation(condition=self.stake.condition(self.row.alias))
        others = source.model_copy(update={"where": (*source.where, theirs)})
        return failure.model_copy(update={"when": Exists(source=others)})


type Seen = tuple[str, Record, str, int]
"""A row that a caller asked for: its key, what it held, the caller, and the exchange before."""


def _seen(known: Knowledge, row: PathRow, call: Call) -> Seen | None:
    """The row of the path as it was when the caller asked; None where it was not there, or nobody asked."""
    key, at = row.named.key(known.past, call) or "", call.exchange.index - 1
    life, caller = known.past.rows[row.entity.name].get(key), known.caller(call)
    return (key, life.at(at), caller, at) if life and caller and life.lives(at) else None


def owned_only(known: Knowledge, made: Sequence[tuple[Operation, list[Call]]]) -> list[Operation]:
    """The operations, those that are for some accounts alone with the refusal of others."""
    if not known.who.entity:
        return [operation for operation, _ in made]
    told: dict[str, Operation] = {}
    refusals: dict[tuple[str, str], Failure] = {}
    good = _good_until(known, made)
    for operation, calls in sorted(made, key=lambda m: m[0].verb is Verb.RECORDED):
        failures = []
        for failure in operation.failures:
            stranger = failure.kind is FailureKind.UNAUTHORIZED
            some = [c for c in calls if served(c) or c.exchange.index < _until(good, c)]
            owned = _told(known, some if stranger else calls, failure, refusals)
            if owned and stranger:
                said = failure.model_copy(update={"kind": FailureKind.FORBIDDEN})
                failures += [owned.refused(known, said), failure]
                continue
            failures.append(owned.refused(known, failure) if owned else failure)
            if owned and operation.verb in CHANGES:
                refusals.setdefault((owned.row.entity.name, owned.stake.claim), failure)
        told[operation.name] = operation.model_copy(update={"failures": tuple(failures)})
    out = [told[operation.name] for operation, _ in made]
    groups = [calls for _, calls in made]
    out = [
        _like_others(known, operation, calls, refusals)
        for operation, calls in zip(out, groups, strict=True)
    ]
    hidden = _hidden(known, groups)
    return [
        _unchanged(known, _hiding(known, operation, calls, hidden), calls)
        for operation, calls in zip(out, groups, strict=True)
    ]


def _good_until(known: Knowledge, made: Sequence[tuple[Operation, list[Call]]]) -> dict[str, int]:
    """Token -> the last exchange at which who held it was served as somebody."""
    good: dict[str, int] = {}
    for operation, calls in made if known.who.entity else ():
        for call in calls if operation.authenticated else ():
            for _, token in presented(call.exchange) if served(call) else ():
                good[token] = max(good.get(token, 0), call.exchange.index)
    return good


def _until(good: Mapping[str, int], call: Call) -> int:
    return max((good.get(token, 0) for _, token in presented(call.exchange)), default=0)


def _told(
    known: Knowledge,
    calls: list[Call],
    failure: Failure,
    others: Mapping[tuple[str, str], Failure],
) -> Owned | None:
    """The row of which just those callers were not refused whose business it is.

    Where nobody was served, what refuses callers elsewhere tells it."""
    if failure.kind not in (FailureKind.FORBIDDEN, FailureKind.UNAUTHORIZED) or failure.when:
        return None
    good = [c for c in calls if served(c)]
    refused = [c for c in calls if c.exchange.status == failure.status and known.caller(c)]
    for row in _rows(known, refused[0].route) if refused else ():
        for stake in wider(stakes(known, row.entity.name)):
            owned = Owned(row, stake)
            told = all(owned.is_own(known, c) for c in good)
            told = told and (bool(good) or (row.entity.name, stake.claim) in others)
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
    good = [c for c in calls if served(c)]
    for row in _rows(known, calls[0].route) if good else ():
        for stake in wider(stakes(known, row.entity.name)):
            refusal = refusals.get((row.entity.name, stake.claim))
            owned = Owned(row, stake)
            if refusal and all(owned.is_own(known, c) for c in good):
                failures = (*operation.failures, owned.refused(known, refusal))
                return operation.model_copy(update={"failures": failures})
    return operation


def owners_of(known: Knowledge, route: Route) -> list[Owned]:
    """What may make the rows that a path names the caller's, the innermost row first."""
    return [
        Owned(row, stake)
        for row in _rows(known, route)
        for stake in stakes(known, row.entity.name)
        if stake.own
    ]


def _rows(known: Knowledge, route: Route) -> list[PathRow]:
    return list(reversed(path_rows(known.past, route, "row").rows)) if known.who.entity else []


def _hidden(known: Knowledge, groups: Sequence[list[Call]]) -> dict[str, tuple[Stake, Failure]]:
    """Entity -> the stake without which its rows seem not to be there, and what is said instead."""
    said: dict[str, Call] = {}
    shown: dict[str, list[Seen]] = defaultdict(list)
    denied: dict[str, list[Seen]] = defaultdict(list)
    for calls in groups:
        rows = _rows(known, calls[0].route)
        for call in calls:
            asked = [(row.entity.name, seen) for row in rows if (seen := _seen(known, row, call))]
            if served(call):
                for entity, seen in (*asked, *_listed(known, call)):
                    shown[entity].append(seen)
            elif asked and len(asked) == len(rows) and _is_missing(known, call):
                entity, seen = asked[-1]
                denied[entity].append(seen)
                said[entity] = call
    found: dict[str, tuple[Stake, Failure]] = {}
    for entity, refused in denied.items():
        for stake in wider(stakes(known, entity)):
            told = all(stake.told(*s) for s in shown[entity][:MOST])
            if told and shown[entity] and not any(stake.told(*s) for s in refused):
                found[entity] = stake, _refusing(said[entity])
                break
    return found


def _unchanged(known: Knowledge, operation: Operation, calls: list[Call]) -> Operation:
    """The change, for those without a stake in the row as if it were not there, though others see it."""
    told = any(f.kind is FailureKind.MISSING and f.when for f in operation.failures)
    if told or operation.verb not in CHANGES:
        return operation
    good = [c for c in calls if served(c)]
    for row in _rows(known, calls[0].route) if good else ():
        refused = [c for c in calls if _is_missing(known, c) and _seen(known, row, c)]
        for stake in wider(stakes(known, row.entity.name)) if refused else ():
            owned = Owned(row, stake)
            if all(owned.is_own(known, c) for c in good) and not any(
                owned.is_own(known, c) for c in refused
            ):
                failure = owned.refused(known, _refusing(refused[0]))
                return operation.model_copy(update={"failures": (failure, *operation.failures)})
    return operation


def _refusing(call: Call) -> Failure:
    body = Constant(value=call.answer()) if call.has_answer else None
    return Failure(kind=FailureKind.MISSING, status=call.exchange.status, body=body)


def _is_missing(known: Knowledge, call: Call) -> bool:
    return refusal(call, known.caller(call)) is FailureKind.MISSING


def _listed(known: Knowledge, call: Call) -> Iterator[tuple[str, Seen]]:
    """The rows that an answer lists and that no other row encloses."""
    caller, index = known.caller(call), call.exchange.index
    if caller is None or not call.has_answer or not call.route.read:
        return
    for occurrence in occurrences(call, call.answer()):
        shown = known.past.shown(occurrence)
        inner = occurrence.parent is not None and known.past.shown(occurrence.parent)
        if shown is not None and not inner and occurrence.pointer[-1:] == (ITEM,):
            entity, key = shown[0].name, shown[1]
            yield entity, (key, known.past.rows[entity][key].at(index), caller, index)


def _hiding(
    known: Knowledge,
    operation: Operation,
    calls: list[Call],
    hidden: Mapping[str, tuple[Stake, Failure]],
) -> Operation:
    """The operation, with the rows of its path hidden from whom they are hidden elsewhere."""
    good = [c for c in calls if served(c) and known.caller(c)]
    added: list[Failure] = []
    for row in _rows(known, calls[0].route):
        if row.entity.name not in hidden or operation.verb is Verb.RECORDED:
            continue
        stake, refusal = hidden[row.entity.name]
        owned = Owned(row, stake)
        if all(owned.is_own(known, c) for c in good if _seen(known, row, c)):
            added.append(owned.refused(known, refusal))
    kept = operation.failures
    return operation.model_copy(update={"failures": (*reversed(added), *kept)})
