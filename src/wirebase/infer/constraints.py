"""Constraints: what a value may be, told by the values that were refused and those that were taken.

A rule explains a refusal if the refused value breaks it and no value that was ever taken does; the
refusal's own words say which field is meant, and often the bound.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from wirebase.blueprint.expressions import (
    AllOf,
    Compare,
    Comparison,
    Condition,
    Constant,
    Given,
    IsGiven,
    Length,
    Negation,
    OfKind,
)
from wirebase.blueprint.operations import FailureKind
from wirebase.exchange import Json
from wirebase.infer.arguments import Absent, Arguments, part_at
from wirebase.infer.calls import Call
from wirebase.infer.faults import mentioned
from wirebase.infer.formats import lexical
from wirebase.infer.naming import snake
from wirebase.infer.reason import Reason
from wirebase.infer.records import kind

NUMBER = re.compile(r"-?\d+")
QUOTES = ("'", '"', "`")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*([ _.-][A-Za-z0-9]+){0,3}")
"""A value that may be one of a closed set."""
FEWEST, MOST = 2, 12
"""Values of a closed set: how many must be known for it to be one, and how many it has at most."""


@dataclass(frozen=True, slots=True)
class _Value:
    """A parameter, what a refused call gave for it, and what accepted calls gave."""

    parameter: str
    refused: str
    taken: tuple[str, ...]
    said: str
    """The words of the refusal."""
    kept: tuple[str, ...]
    """What rows hold in a column of that name, which holds what was taken."""


type Kept = Callable[[str], Iterable[Sequence[str]]]
"""The values that the rows of each entity have in the column of a name."""


def constraint(
    call: Call,
    good: Sequence[Call],
    given: Arguments,
    kept: Kept,
    is_key: Callable[[str], bool],
    *,
    named: bool,
) -> Reason | None:
    """The rule that a refused value breaks; None where none explains the refusal.

    Of a field that the refusal names, where `named`, else of any. `kept` are the values that rows have
    in columns of a name; what `is_key` of some row is none of a closed set."""
    said = mentioned(call)
    for value in _values(call, good, given, kept):
        if _is_named(value, given, said) != named:
            continue
        closed = not any(map(is_key, value.taken))
        for claim, when, breaks in _rules(value, named=named, closed=closed):
            if breaks(value.refused) and not any(map(breaks, value.taken)):
                return _reason(value.parameter, claim, when, breaks, given)
    return None


def mistyped(call: Call, good: Sequence[Call], given: Arguments) -> Reason | None:
    """The field of which a refusal speaks, if it is of another type of JSON than in all accepted requests."""
    said = mentioned(call)
    for pointer, parameter in given.body.items():
        if snake(pointer.rsplit("/", 1)[-1]) not in said:
            continue
        refused, taken = _kind(call, pointer), {_kind(c, pointer) for c in good} - {""}
        if refused and taken and refused not in taken:
            of_kind = OfKind(parameter=parameter, kinds=tuple(sorted(taken)))
            when = AllOf(conditions=(IsGiven(parameter=parameter), Negation(condition=of_kind)))
            return Reason(
                FailureKind.INVALID,
                when,
                f"{parameter} is no {' or '.join(sorted(taken))}",
                partial(_is_kind, pointer, refused),
            )
    return None


def _is_kind(pointer: str, wanted: str, call: Call) -> bool:
    return _kind(call, pointer) == wanted


def _kind(call: Call, pointer: str) -> str:
    """The type of what a body holds somewhere; "" of nothing and null."""
    found = part_at(call.body(), pointer) if call.has_body else None
    if found is None or isinstance(found, Absent):
        return ""
    told = kind(found)
    return "number" if told == "integer" else told


def _is_named(value: _Value, given: Arguments, said: frozenset[str]) -> bool:
    own = given.parameters[value.parameter].key.rsplit("/", 1)[-1]
    return bool({snake(own), value.parameter} & said)


def _values(call: Call, good: Sequence[Call], given: Arguments, kept: Kept) -> Iterator[_Value]:
    asked = given.of(call)
    accepted = [given.of(c) for c in good]
    said = " ".join(_texts(call.answer())) if call.has_answer else ""
    for name, refused in asked.items():
        taken = tuple(a[name] for a in accepted if name in a)
        if name not in call.path and refused not in taken:
            own = snake(given.parameters[name].key.rsplit("/", 1)[-1])
            held = (tuple(values) for values in kept(own) if {*taken} <= {*values})
            yield _Value(name, refused, taken, said, max(held, key=len, default=()))


def _texts(value: Json) -> Iterator[str]:
    """The texts of a refusal: its numbers are statuses and codes."""
    if isinstance(value, str):
        yield f"'{value}'" if " " not in value else value
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


type _Breaks = Callable[[str], bool]
type _Rule = tuple[str, Condition, _Breaks]
"""What is wrong in words, the condition, and the same as a test."""


def _rules(value: _Value, *, named: bool, closed: bool) -> Iterator[_Rule]:
    """The rules that a value may break, those first of which the refusal tells the bound; `closed` where
    values may be of a closed set."""
    bounds = [int(n) for n in NUMBER.findall(value.said)] if named else []
    if _number(value.refused) is not None and None not in map(_number, value.taken):
        yield from _of_numbers(value, bounds)
        return
    yield from _of_lengths(value, bounds)
    given = Given(parameter=value.parameter)
    if value.taken and all(lexical(t) == "email" for t in value.taken) and "@" not in value.refused:
        at = Compare(left=given, op=Comparison.LIKE, right=Constant(value="@"))
        yield "no e-mail address", Negation(condition=at), lambda text: "@" not in text
    listed = _listed(value)
    if named and len(listed) >= FEWEST:
        among = Compare(left=given, op=Comparison.IN, right=Constant(value=[*listed]))
        yield "none of those listed", Negation(condition=among), lambda text: text not in listed
    if closed and (few := _few(value)):
        among = Compare(left=given, op=Comparison.IN, right=Constant(value=[*few]))
        yield (
            "none of those that rows have",
            Negation(condition=among),
            lambda text: text not in few,
        )


def _of_numbers(value: _Value, bounds: Sequence[int]) -> Iterator[_Rule]:
    given, number = Given(parameter=value.parameter), _number(value.refused) or 0
    for bound in [*(b for b in bounds if number < b), *([0] if number < 0 else [])]:
        when = Compare(left=Constant(value=bound), op=Comparison.GT, right=given)
        yield f"below {bound}", when, _is_below(bound)
    for bound in (b for b in bounds if number > b):
        when = Compare(left=Constant(value=bound), op=Comparison.LT, right=given)
        yield f"above {bound}", when, _is_above(bound)


def _of_lengths(value: _Value, bounds: Sequence[int]) -> Iterator[_Rule]:
    length, size = Length(of=Given(parameter=value.parameter)), len(value.refused)
    for bound in (b for b in bounds if 0 < size < b):
        when = Compare(left=length, op=Comparison.LT, right=Constant(value=bound))
        yield f"shorter than {bound} characters", when, _is_shorter(bound)
    for bound in (b for b in bounds if size > b > 1):
        when = Compare(left=length, op=Comparison.GT, right=Constant(value=bound))
        yield f"longer than {bound} characters", when, _is_longer(bound)


def _is_below(bound: int) -> _Breaks:
    return lambda text: (number := _number(text)) is not None and number < bound


def _is_above(bound: int) -> _Breaks:
    return lambda text: (number := _number(text)) is not None and number > bound


def _is_shorter(bound: int) -> _Breaks:
    return lambda text: len(text) < bound


def _is_longer(bound: int) -> _Breaks:
    return lambda text: len(text) > bound


def _listed(value: _Value) -> tuple[str, ...]:
    """The words that a refusal quotes, if all values that were taken are among them."""
    said = value.said.replace('\\"', "'")
    quoted = (q for mark in QUOTES for q in re.findall(f"{mark}([^{mark}]{{1,40}}){mark}", said))
    listed = tuple(dict.fromkeys(q for q in quoted if q != value.refused))
    kept = {*value.taken} <= {*listed}
    return listed if kept and value.taken else ()


def _few(value: _Value) -> tuple[str, ...]:
    """The words that rows have, where they are few and each but one stands in several: a closed set.

    What was refused must be a word as well, and none of them."""
    told = Counter((*value.taken, *value.kept))
    often = sum(1 for count in told.values() if count > 1)
    few = FEWEST <= len(told) <= MOST and often >= max(FEWEST, len(told) - 1)
    plain = all(WORD.fullmatch(word) for word in (*told, value.refused))
    return tuple(sorted(told)) if few and plain and value.refused not in told else ()


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _reason(
    parameter: str, claim: str, when: Condition, breaks: _Breaks, given: Arguments
) -> Reason:
    told = AllOf(conditions=(IsGiven(parameter=parameter), when))

    def held(call: Call) -> bool:
        value = given.of(call).get(parameter)
        return value is not None and breaks(value)

    return Reason(FailureKind.INVALID, told, f"{parameter} is {claim}", held)
