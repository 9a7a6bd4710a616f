"""Variants: answers of several forms, told apart by a query parameter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from wirebase.blueprint.expressions import Caller, Compare, Comparison, Condition, Constant, Given
from wirebase.blueprint.operations import Place
from wirebase.exchange import Json
from wirebase.infer.arguments import Arguments, arguments
from wirebase.infer.calls import Call
from wirebase.infer.connections import connection
from wirebase.infer.inclusions import included
from wirebase.infer.paging import role
from wirebase.infer.records import ITEM, Occurrence, occurrences
from wirebase.infer.records import Place as Site
from wirebase.infer.scope import Knowledge


def variants(
    known: Knowledge, calls: list[Call], told: Arguments
) -> list[tuple[Condition | None, list[Call]]]:
    """Groups of calls whose answers have one form each, told apart by a query parameter.

    The place of a page tells none, but its size may: different views ask for different ones."""
    forms = {c.exchange.index: _form(known, c, told) for c in calls if c.has_answer}
    _leave_out(forms, calls, told)
    _leave_to_rows(forms, calls)
    if _is_one(forms.values()):
        return _by_caller(known, calls)
    for name in sorted({n for c in calls for n in c.query if role(n) in ("", "limit")}):
        groups: dict[str | None, list[Call]] = defaultdict(list)
        for c in calls:
            value = c.query.get(name)
            groups[",".join(value) if isinstance(value, list) else value].append(c)
        pure = all(
            _is_one([forms[c.exchange.index] for c in g if c.exchange.index in forms])
            for g in groups.values()
        )
        if pure and 1 < len(groups) <= 16:
            parameter = next(iter([name]))
            ordered = sorted(groups.items(), key=lambda g: (g[0] is None, -len(g[1])))
            return [
                (
                    Compare(left=Given(parameter=_named(calls, parameter)), right=Constant(value=v))
                    if v is not None and n < len(ordered) - 1
                    else None,
                    g,
                )
                for n, (v, g) in enumerate(ordered)
            ]
    return [(None, calls)]


def _by_caller(known: Knowledge, calls: list[Call]) -> list[tuple[Condition | None, list[Call]]]:
    """Two groups where those who do not say who they are see other members than the rest."""
    account = known.who.entity
    told = [c for c in calls if c.has_answer]
    strangers = [c for c in told if known.caller(c) is None]
    named = [c for c in told if known.caller(c) is not None]
    if not account or not strangers or not named or told != calls:
        return [(None, calls)]
    first, second = ({frozenset(_members(c.answer())) for c in some} for some in (strangers, named))
    if first & second or len(first) > 1:
        return [(None, calls)]
    mine = Caller(column=known.key(account))
    nobody = Compare(left=mine, op=Comparison.IS_NULL, right=Constant(value=True))
    return [(nobody, strangers), (None, named)]


def _members(value: Json, pointer: str = "") -> Iterator[str]:
    """The pointers of all members of an answer that stand in no list."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        yield f"{pointer}/{name}"
        yield from _members(inner, f"{pointer}/{name}")


def _named(calls: list[Call], key: str) -> str:
    given = arguments(calls[0].route, calls, rpc=False)
    return next(n for n, p in given.parameters.items() if p.place is Place.QUERY and p.key == key)


type Form = dict[Site, frozenset[str]]
"""Where an answer shows rows, and the members that they have there."""


def _form(known: Knowledge, call: Call, told: Arguments) -> Form:
    """The members that the rows of an answer show, but for those that the call selected."""
    picked = told.selected if told.selector in told.of(call) else None
    found: dict[Site, set[str]] = defaultdict(set)
    for occurrence in occurrences(call, call.answer()):
        if picked is not None and occurrence.pointer[: len(picked)] == picked:
            continue
        if occurrence.place in known.past.places:
            found[occurrence.place].update(occurrence.value)
            for place, shown in _embedded(known, occurrence):
                found[place].add(shown)
    return {place: frozenset(names) for place, names in found.items()}


ROWS, KEYS = "its rows", "their keys"
"""What stands for the rows that a row refers to or lists: they themselves, or no more than their keys."""


def _embedded(known: Knowledge, occurrence: Occurrence) -> Iterator[tuple[Site, str]]:
    """The members of a row in which other rows stand, in these answers or in others."""
    places, (route, pointer) = known.past.places, occurrence.place
    for name, value in occurrence.value.items():
        items, inner = [value], (*pointer, name)
        if isinstance(value, list):
            items, inner = value, (*inner, ITEM)
        elif isinstance(value, dict) and (found := connection(places, route, inner, value)):
            items, inner = [*found.rows(value), *found.keys(value)], (*inner, *found.steps)
        if (route, inner) in places and any(item is not None for item in items):
            rows = any(isinstance(item, dict) for item in items)
            yield (route, (*inner, "")), ROWS if rows else KEYS


def _leave_out(forms: dict[int, Form], calls: list[Call], told: Arguments) -> None:
    """Takes members away that are there where a parameter lists their names, and what is inside of them."""
    by_index = {c.exchange.index: c for c in calls}
    for place in sorted({place for form in forms.values() for place in form}):
        there = [by_index[i] for i, form in forms.items() if place in form]
        names = {n for form in forms.values() for n in form.get(place, ())}
        for name in sorted(names):
            having = [c for c in there if name in forms[c.exchange.index][place]]
            if included(told, name, having, there) is None:
                continue
            route, pointer = place
            inside = (*pointer, name)
            for form in forms.values():
                if place in form:
                    form[place] -= {name}
                for inner in [p for p in form if p[0] == route and p[1][: len(inside)] == inside]:
                    del form[inner]


def _leave_to_rows(forms: dict[int, Form], calls: list[Call]) -> None:
    """Takes members away that some rows of one list have and others lack: that is not for the request to
    say."""
    loose: dict[Site, set[str]] = defaultdict(set)
    for call in calls:
        lists: dict[Site, list[set[str]]] = defaultdict(list)
        for occurrence in occurrences(call, call.answer()) if call.has_answer else ():
            if occurrence.pointer[-1:] == (ITEM,):
                lists[occurrence.place].append(set(occurrence.value))
        for place, rows in lists.items():
            common = frozenset(rows[0]).intersection(*rows)
            loose[place] |= frozenset().union(*rows) - common
    for form in forms.values():
        for place in form.keys() & loose.keys():
            form[place] -= loose[place]


def _is_one(forms: Iterable[Form]) -> bool:
    """Whether answers have one form: an empty list says nothing of its rows."""
    seen: Form = {}
    return all(
        seen.setdefault(place, names) == names for form in forms for place, names in form.items()
    )
