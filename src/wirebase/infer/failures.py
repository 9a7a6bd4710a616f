"""Failures: how the app refuses, whom it refuses, and what was missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from wirebase.blueprint.expressions import (
    AllOf,
    AnyOf,
    Compare,
    Comparison,
    Condition,
    Constant,
    Expression,
    Given,
    Object,
    Row,
    Rows,
)
from wirebase.blueprint.operations import Failure, FailureKind, Verb
from wirebase.evidence import Evidence
from wirebase.exchange import Json
from wirebase.infer.arguments import Arguments, leaves, part_at
from wirebase.infer.calls import Call
from wirebase.infer.constraints import Kept, constraint, mistyped
from wirebase.infer.drafts import Draft
from wirebase.infer.faults import is_refused, mentioned, refusal
from wirebase.infer.logins import credentials, new_password, tokens_issued
from wirebase.infer.naming import snake
from wirebase.infer.paths import named
from wirebase.infer.reason import Reason
from wirebase.infer.reasons import reason_for, shared_reasons
from wirebase.infer.scope import Knowledge


@dataclass(frozen=True, slots=True)
class Closed:
    """Where the app was seen to refuse those who do not say who they are."""

    somewhere: bool
    reads: bool
    writes: bool

    def is_closed(self, made: Draft, *, read: bool) -> bool:
        """Whether an operation that only accounts were seen to use is for accounts alone.

        What shows who asks is; what lists rows by who asks, where anybody is refused."""
        if not read:
            return self.writes
        by_caller = any(_chooses_by_caller(a.body) for a in made.answers)
        return self.reads or made.verb is Verb.CALLER or (self.somewhere and by_caller)


def closed_to_others(known: Knowledge, calls: list[Call]) -> Closed:
    """Whether reads and writes are refused to nobody in particular, as far as it was seen."""
    refused = [c for c in calls if _is_unknown(known, c) and not _logs_in(c)]
    served = [
        c
        for c in calls
        if c.exchange.succeeded
        and not is_refused(c)
        and not known.who.said(c.exchange)
        and not tokens_issued(c.exchange)
        and not _logs_in(c)
    ]
    reads = sum(c.route.read or bool(c.route.root) for c in served)
    return Closed(
        somewhere=bool(refused),
        reads=len(refused) > 0 and len(refused) >= reads,
        writes=len(refused) > 0 and len(refused) >= len(served) - reads,
    )


def _chooses_by_caller(body: Expression | None) -> bool:
    inner = [m.value for m in body.members] if isinstance(body, Object) else [body]
    sources = [part.source for part in inner if isinstance(part, (Row, Rows))]
    return any('"node":"caller"' in c.model_dump_json() for s in sources for c in s.where)


def _logs_in(call: Call) -> bool:
    typed = call.body() if call.has_body else None
    return credentials(typed) is not None or new_password(typed) is not None


def is_authenticated(known: Knowledge, good: list[Call], bad: list[Call], *, closed: bool) -> bool:
    """Whether an operation answers only those who say who they are, and we know most of them."""
    asked = sum(known.caller(c) is not None for c in good)
    if good and 2 * asked < len(good):
        return False
    if any(_is_unknown(known, c) for c in bad):
        return all(known.who.said(c.exchange) for c in good)
    return closed and bool(good) and all(known.caller(c) for c in good)


def _is_unknown(known: Knowledge, call: Call) -> bool:
    """Whether the call was refused since nobody known asked."""
    return known.caller(call) is None and _why(known, call) is FailureKind.UNAUTHORIZED


def _why(known: Knowledge, call: Call) -> FailureKind | None:
    """Why the call was refused: 403 means the same as 401 where nobody says who asks."""
    kind = refusal(call, known.caller(call))
    if kind in (FailureKind.INVALID, FailureKind.MISSING) and _is_about_caller(known, call):
        return FailureKind.UNAUTHORIZED
    if kind is FailureKind.FORBIDDEN and _names_nothing(known, call):
        return FailureKind.MISSING
    unnamed = bool(known.who.carriers) and not known.who.said(call.exchange)
    forbidden = kind is FailureKind.FORBIDDEN and call.exchange.status == 403
    return FailureKind.UNAUTHORIZED if forbidden and unnamed else kind


def _is_about_caller(known: Knowledge, call: Call) -> bool:
    """Whether a call can only have been refused for who asks, whatever the status says.

    It says nothing that could be wrong; or nobody known asks, and what is said to be missing is there,
    or none was named."""
    if call.route.root or not known.who.entity or _logs_in(call):
        return False
    if call.exchange.status != 404:
        body = call.body() if call.has_body else None
        if body == {} and not call.route.read and known.caller(call) is not None:
            return False  # it lacks what others give
        return not (call.route.variables or call.query or any(True for _ in leaves(body)))
    if known.caller(call) is not None:
        return False
    if not call.route.variables:
        return not call.route.read
    row = named(known.past, call.route, call.route.variables[-1])
    key = row.key(known.past, call) if row else None
    there = row is not None and key in known.state(row.entity.name, call.exchange.index)
    return there and not call.route.read


def _names_nothing(known: Knowledge, call: Call) -> bool:
    """Whether the path of a call names a row that is not there, to whoever asks."""
    if not call.route.variables or not known.caller(call):
        return False
    row = named(known.past, call.route, call.route.variables[-1])
    key = row.key(known.past, call) if row else None
    there = row is not None and key in known.state(row.entity.name, call.exchange.index)
    return row is not None and not there


def failures(
    known: Knowledge,
    good: list[Call],
    bad: list[Call],
    given: Arguments,
    why: list[Reason],
    *,
    login: bool,
) -> Iterable[Failure]:
    """How the app refuses, for each reason, each kind of failure and each set of fields left blank."""
    by_cause: dict[_Cause, list[Call]] = defaultdict(list)
    told: dict[_Cause, Condition] = {}
    shared = shared_reasons(why, [c for c in bad if _why(known, c) in STATES], good)
    for call in bad:
        kind = _why(known, call)
        if kind is None:
            continue
        invalid = kind is FailureKind.INVALID
        mismatch = login and _is_mismatch(call)
        blank = _blank(good, call, given) if invalid and not mismatch else ()
        reason = None
        if kind in STATES and not blank and not mismatch:
            kept = partial(_kept, known)
            is_key = partial(_is_key, known)
            reason = _reason(call, shared or why, good, given, kept, is_key, invalid=invalid)
        if reason is not None:
            cause = _Cause(reason.kind, reason.claim)
            told[cause] = reason.when
        elif mismatch or (login and _logs_in(call)):
            cause = _Cause(FailureKind.UNAUTHORIZED)
        else:
            cause = _Cause(kind, blank=blank)
        by_cause[cause].append(call)
    for cause, calls in by_cause.items():
        if cause.kind is FailureKind.UNAUTHORIZED:  # what strangers are told comes last: it counts
            calls.sort(key=lambda call: not known.who.said(call.exchange))
    for cause, calls in sorted(by_cause.items(), key=lambda found: _turn(found[0])):
        yield _failure(cause, told.get(cause), calls, given)


def _turn(cause: _Cause) -> tuple[int, bool]:
    """When an app looks at it: for fields left blank at first, and for who may not before the rows."""
    return -len(cause.blank), bool(cause.claim) and cause.kind in STATES


def _is_mismatch(call: Call) -> bool:
    """Whether a login was refused for name and password together, and not for what the name looks like."""
    typed = credentials(call.body()) if call.has_body else None
    if typed is None:
        return False
    said = mentioned(call)
    name, password = (snake(p[-1]) for p in (typed.login_pointer, typed.password_pointer))
    return password in said or name not in said


def _kept(known: Knowledge, column: str) -> Iterator[list[str]]:
    """The texts that the rows of each entity have in a column of that name, if it refers to no rows."""
    for entity, lives in known.past.rows.items():
        if (entity, column) in known.found.references:
            continue
        told = [v for life in lives.values() for v in life.values(column)[-1:] if v is not None]
        if told and all(isinstance(v, str) for v in told):
            yield [str(v) for v in told]


def _is_key(known: Knowledge, value: str) -> bool:
    """Whether a text is the key of some row, of which there may be others tomorrow."""
    return len(value) > 2 and any(value in rows for rows in known.past.rows.values())


def _reason(
    call: Call,
    why: Iterable[Reason],
    good: list[Call],
    given: Arguments,
    kept: Kept,
    is_key: Callable[[str], bool],
    *,
    invalid: bool,
) -> Reason | None:
    """What was wrong with a request: a value that the refusal names, the rows, or any other value."""
    named = mistyped(call, good, given) if invalid else None
    if named is None and invalid:
        named = constraint(call, good, given, kept, is_key, named=True)
    found = named or reason_for(call, why, good)
    return found or (constraint(call, good, given, kept, is_key, named=False) if invalid else None)


STATES = (FailureKind.INVALID, FailureKind.CONFLICT)
"""Kinds of refusals that may come of the rows that are there."""


@dataclass(frozen=True, slots=True)
class _Cause:
    """What refusals have in common."""

    kind: FailureKind
    claim: str = ""
    blank: tuple[str, ...] = ()

    def __str__(self) -> str:
        """What was wrong, in words."""
        without = f" without {', '.join(self.blank)}" if self.blank else ""
        return f" where {self.claim}" if self.claim else without


def _failure(cause: _Cause, when: Condition | None, calls: list[Call], given: Arguments) -> Failure:
    last = calls[-1]
    bodies: list[Json] = [c.answer() for c in calls if c.has_answer]
    told = all(b == bodies[-1] for b in bodies)
    blank = tuple(_is_blank(given, p, calls) for p in cause.blank)
    return Failure(
        kind=cause.kind,
        when=when or (AllOf(conditions=blank) if blank else None),
        status=last.exchange.status,
        body=Constant(value=bodies[-1], explained=told) if bodies else None,
        evidence=Evidence(
            claim=f"answered {last.exchange.status}{cause}",
            support=len(calls),
            exchanges=tuple(c.exchange.index for c in calls[:3]),
        ),
    )


def _blank(good: list[Call], call: Call, given: Arguments) -> tuple[str, ...]:
    """The fields of the body that every accepted request fills in, and this one does not.

    Where the refusal names some of them, these; none where it names what was sent instead."""
    sent = filled_in(call)
    always = set.intersection(*(filled_in(c) for c in good)) if good else set()
    missing = sorted(pointer for pointer in always - sent if pointer in given.body)
    said = mentioned(call)
    told = [p for p in missing if _field(p) in said]
    if not told and any(_field(p) in said for p in sent if p in given.body):
        return ()  # it speaks of what was sent
    return tuple(told or missing)


def _field(pointer: str) -> str:
    return snake(pointer.rsplit("/", 1)[-1])


def filled_in(call: Call) -> set[str]:
    """The pointers of a body that hold something."""
    if not call.has_body:
        return set()
    return {
        pointer
        for pointer, value in leaves(call.body())
        if value not in (None, [], {}) and (not isinstance(value, str) or value.strip())
    }


def _is_blank(given: Arguments, pointer: str, calls: list[Call]) -> Condition:
    """The field holds nothing, or the blanks that were refused."""
    value = Given(parameter=given.body[pointer])
    sent = (part_at(c.body(), pointer) for c in calls if c.has_body)
    blanks = dict.fromkeys(
        ["", *("[]" if x == [] else x for x in sent if isinstance(x, (str, list)))]
    )
    null = Compare(left=value, op=Comparison.IS_NULL, right=Constant(value=True))
    same = (Compare(left=value, right=Constant(value=text)) for text in blanks)
    return AnyOf(conditions=(null, *same))
