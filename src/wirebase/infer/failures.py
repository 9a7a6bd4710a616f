"""Failures: how the app refuses, whom it refuses, and what was missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from wirebase.blueprint.expressions import (
    AllOf,
    AnyOf,
    Compare,
    Comparison,
    Condition,
    Constant,
    Given,
)
from wirebase.blueprint.operations import Failure, FailureKind
from wirebase.evidence import Evidence
from wirebase.exchange import Json
from wirebase.infer.arguments import Arguments, leaves, part_at
from wirebase.infer.calls import Call
from wirebase.infer.faults import is_refused, refusal
from wirebase.infer.logins import credentials, presented, tokens_issued
from wirebase.infer.paths import named
from wirebase.infer.scope import Knowledge


def refuses_anonymous(known: Knowledge, calls: list[Call]) -> bool:
    """Whether the app answers nobody who does not say who they are."""
    refused = [c for c in calls if _is_unknown(known, c) and not _logs_in(c)]
    served = [
        c
        for c in calls
        if c.exchange.succeeded
        and not is_refused(c)
        and not any(presented(c.exchange))
        and not tokens_issued(c.exchange)
        and (c.route.read or c.route.root)
    ]
    return len(refused) > 0 and len(refused) >= len(served)


def _logs_in(call: Call) -> bool:
    return call.has_body and credentials(call.body()) is not None


def authenticated(known: Knowledge, good: list[Call], bad: list[Call], *, closed: bool) -> bool:
    """Whether an operation answers only those who say who they are."""
    if any(_is_unknown(known, c) for c in bad):
        return not any(not any(presented(c.exchange)) for c in good)
    return closed and bool(good) and all(known.caller(c) for c in good)


def _is_unknown(known: Knowledge, call: Call) -> bool:
    """Whether the call was refused since nobody known asked."""
    return known.caller(call) is None and _why(known, call) is FailureKind.UNAUTHORIZED


def _why(known: Knowledge, call: Call) -> FailureKind | None:
    """Why the call was refused: 403 means the same as 401 where nobody says who asks."""
    kind = refusal(call, known.caller(call))
    if kind is FailureKind.FORBIDDEN and _names_nothing(known, call):
        return FailureKind.MISSING
    unnamed = bool(known.who.carriers) and not any(presented(call.exchange))
    forbidden = kind is FailureKind.FORBIDDEN and call.exchange.status == 403
    return FailureKind.UNAUTHORIZED if forbidden and unnamed else kind


def _names_nothing(known: Knowledge, call: Call) -> bool:
    """Whether the path of a call names a row that is not there, to whoever asks."""
    if not call.route.variables or not known.caller(call):
        return False
    row = named(known.past, call.route, call.route.variables[-1])
    key = row.key(known.past, call) if row else None
    there = row is not None and key in known.state(row.entity.name, call.exchange.index)
    return row is not None and not there


def failures(
    known: Knowledge, good: list[Call], bad: list[Call], given: Arguments, *, login: bool
) -> Iterable[Failure]:
    """How the app refuses, for each kind of failure and each set of fields left blank."""
    by_kind: dict[tuple[FailureKind, tuple[str, ...]], list[Call]] = defaultdict(list)
    for call in bad:
        kind = _why(known, call)
        if kind is None:
            continue
        if login and call.has_body and credentials(call.body()):
            kind = FailureKind.UNAUTHORIZED
        blank = _blank(good, call, given) if kind is FailureKind.INVALID else ()
        by_kind[kind, blank].append(call)
    for (kind, blank), calls in sorted(by_kind.items(), key=lambda k: -len(k[0][1])):
        last = calls[-1]
        bodies: list[Json] = [c.answer() for c in calls if c.has_answer]
        told = all(b == bodies[-1] for b in bodies)
        yield Failure(
            kind=kind,
            when=AllOf(conditions=tuple(_is_blank(given, p, calls) for p in blank))
            if blank
            else None,
            status=last.exchange.status,
            body=Constant(value=bodies[-1], explained=told) if bodies else None,
            evidence=Evidence(
                claim=f"answered {last.exchange.status}"
                + (f" without {', '.join(blank)}" if blank else ""),
                support=len(calls),
                exchanges=tuple(c.exchange.index for c in calls[:3]),
            ),
        )


def _blank(good: list[Call], call: Call, given: Arguments) -> tuple[str, ...]:
    """The fields of the body that every accepted request fills in, and this one does not."""
    sent = _filled_in(call)
    always = set.intersection(*(_filled_in(c) for c in good)) if good else set()
    return tuple(sorted(pointer for pointer in always - sent if pointer in given.body))


def _filled_in(call: Call) -> set[str]:
    """The pointers of a body that hold something."""
    if not call.has_body:
        return set()
    return {
        pointer
        for pointer, value in leaves(call.body())
        if value is not None and (not isinstance(value, str) or value.strip())
    }


def _is_blank(given: Arguments, pointer: str, calls: list[Call]) -> Condition:
    """The field holds nothing, or the blanks that were refused."""
    value = Given(parameter=given.body[pointer])
    sent = (part_at(c.body(), pointer) for c in calls if c.has_body)
    blanks = dict.fromkeys(["", *(text for text in sent if isinstance(text, str))])
    null = Compare(left=value, op=Comparison.IS_NULL, right=Constant(value=True))
    same = (Compare(left=value, right=Constant(value=text)) for text in blanks)
    return AnyOf(conditions=(null, *same))
