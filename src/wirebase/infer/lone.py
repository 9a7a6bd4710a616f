"""Lone rows: `{"posts": [{…}]}` where only one row is meant, as the path, or the row just made, says.

All that follows knows them as `{"posts": {…}}`; `listed_again` gives the operations their lists back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from wirebase.blueprint.expressions import Items, Member, Object
from wirebase.blueprint.operations import Operation, Place
from wirebase.exchange import Json
from wirebase.infer.calls import Call, Route, Variable, only_item
from wirebase.infer.titles import SELF

ENOUGH = 2
"""Rows that paths must have named, each alone in its list, before any list counts as such."""


def lone_rows(calls: list[Call]) -> list[Call]:
    """The calls, with the members of answers and requests marked whose lists hold the one row that is
    meant."""
    by_route: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        if not call.route.root:
            by_route[call.route.name].append(call)
    named: dict[str, set[str]] = defaultdict(set)
    unique = _unique_fields(calls)
    for group in by_route.values():
        for member in _single(group):
            told = _named_in_path(group, member, unique)
            if told is not None:
                named[member] |= {f"{group[0].route.path} {value}" for value in told}
    if sum(map(len, named.values())) < ENOUGH:
        return calls
    routes = {
        group[0].route.name: _marked(group, named.keys(), unique) for group in by_route.values()
    }
    changed = {name: route for name, route in routes.items() if route.lone or route.lone_sent}
    return [replace(c, route=_route(routes.get(c.route.name, c.route), changed)) for c in calls]


def listed_again(operation: Operation, route: Route) -> Operation:
    """The operation as the app has it, with lists of one."""
    if not route.lone and not route.lone_sent:
        return operation
    parameters = tuple(
        p.model_copy(update={"key": f"/{head}/0{p.key[len(head) + 1 :]}"})
        if p.place is Place.BODY and (head := _head(p.key)) in route.lone_sent
        else p
        for p in operation.parameters
    )
    answers = tuple(
        answer.model_copy(update={"body": _wrapped(answer.body, route.lone)})
        if isinstance(answer.body, Object)
        else answer
        for answer in operation.answers
    )
    return operation.model_copy(update={"parameters": parameters, "answers": answers})


def _head(pointer: str) -> str:
    return pointer.split("/")[1] if pointer else ""


def _wrapped(body: Object, members: Iterable[str]) -> Object:
    return Object(
        members=tuple(
            Member(name=m.name, value=Items(items=(m.value,)), when_null=m.when_null)
            if m.name in members
            else m
            for m in body.members
        )
    )


def _answers(group: Iterable[Call]) -> list[Json]:
    return [c.answer() for c in group if c.has_answer and c.exchange.succeeded]


def _bodies(group: Iterable[Call]) -> list[Json]:
    return [c.body() for c in group if c.has_body and c.exchange.succeeded]


def _members(documents: list[Json]) -> set[str]:
    """The members that hold a list of one object in every document, which says nothing of its own."""
    found: set[str] | None = None
    for document in documents:
        bare = isinstance(document, dict) and all(
            v is None or isinstance(v, (dict, list)) for v in document.values()
        )
        held = document.items() if bare and isinstance(document, dict) else ()
        single = {name for name, value in held if only_item(value) is not None}
        found = single if found is None else found & single
    return found or set()


def _single(group: list[Call]) -> set[str]:
    return _members(_answers(group))


def _unique_fields(calls: Iterable[Call]) -> Mapping[str, set[str]]:
    """Member -> the fields that stand twice in no list of that name."""
    seen: dict[str, set[str]] = defaultdict(set)
    repeated: dict[str, set[str]] = defaultdict(set)
    for document in _answers(c for c in calls if not c.route.root):
        for member, rows in document.items() if isinstance(document, dict) else ():
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                continue
            held: dict[str, list[str]] = defaultdict(list)
            for row in rows:
                for name, value in row.items() if isinstance(row, dict) else ():
                    if isinstance(value, (str, int)) and not isinstance(value, bool):
                        held[name].append(str(value))
            seen[member] |= held.keys()
            repeated[member] |= {n for n, values in held.items() if len(values) > len(set(values))}
    return {member: names - repeated[member] for member, names in seen.items()}


def _named_in_path(
    group: list[Call], member: str, unique: Mapping[str, set[str]]
) -> set[str] | None:
    """The values by which paths end that name the row of each answer; None where one does not."""
    last = next((s for s in reversed(group[0].route.segments) if s), "")
    if not isinstance(last, Variable):
        return None
    told = set()
    for call in group:
        document = call.answer() if call.has_answer and call.exchange.succeeded else None
        if not isinstance(document, dict):
            continue
        row, value = only_item(document.get(member)) or {}, call.path[last.name]
        if not any(str(row.get(name)) == value for name in unique.get(member, ())):
            return None
        told.add(value)
    return told or None


def _marked(group: list[Call], known: Iterable[str], unique: Mapping[str, set[str]]) -> Route:
    """The route with its members that hold one row."""
    route = group[0].route
    single = _single(group) & set(known)
    last = next((s for s in reversed(route.segments) if s), "")
    of_self = isinstance(last, str) and last.lower() in SELF
    lone = {
        member
        for member in single
        if not route.read or of_self or _named_in_path(group, member, unique) is not None
    }
    sent = _members(_bodies(group)) & set(known) if not route.read else set()
    return replace(route, lone=tuple(sorted(lone)), lone_sent=tuple(sorted(sent)))


def _route(route: Route, changed: Mapping[str, Route]) -> Route:
    """The route with the origins of its variables where the rows are said to stand now."""
    segments = tuple(
        replace(s, origins=tuple((name, _moved(name, p, changed)) for name, p in s.origins))
        if isinstance(s, Variable)
        else s
        for s in route.segments
    )
    return replace(route, segments=segments)


def _moved(name: str, pointer: str, changed: Mapping[str, Route]) -> str:
    head = _head(pointer)
    start = f"/{head}/*"
    if name in changed and head in changed[name].lone and pointer.startswith(start):
        return f"/{head}{pointer[len(start) :]}"
    return pointer
