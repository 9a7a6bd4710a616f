"""Bare keys: creations that answer with nothing but what names the row they made: `"carrot-soup"`, `17`.

What the row holds is asked for next, at an address that ends with it. All that follows knows such an
answer as the row that was shown then; `bare_again` gives the operation its plain answer back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from wirebase.blueprint.expressions import Object
from wirebase.blueprint.operations import Operation
from wirebase.exchange import Json
from wirebase.infer.calls import Call, Route, Variable
from wirebase.infer.faults import served

type Row = dict[str, Json]


def bare_keys(calls: list[Call]) -> list[Call]:
    """The calls, those whose answers only name the row they made with that row."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place, call in enumerate(calls):
        if call.route.method == "POST" and not call.route.read and served(call):
            groups[call.route.name].append(place)
    rows: dict[int, Row] = {}
    fields: dict[str, str] = {}
    for name, places in groups.items():
        if not calls[places[0]].route.root and (named := _named(calls, places)):
            fields[name], told = named
            rows |= told
    if not fields:
        return calls
    out = []
    for place, call in enumerate(calls):
        route = _route(call.route, fields)
        out.append(replace(call, route=route, made=rows.get(place)))
    return out


def bare_again(operation: Operation, route: Route) -> Operation:
    """The operation as the app has it, which answers with a row's name alone."""
    if not route.bare:
        return operation
    answers = []
    for answer in operation.answers:
        body = answer.body
        held = body.members if isinstance(body, Object) else ()
        value = next((m.value for m in held if m.name == route.bare), body)
        answers.append(answer.model_copy(update={"body": value}))
    return operation.model_copy(update={"answers": tuple(answers)})


def _named(calls: Sequence[Call], places: list[int]) -> tuple[str, dict[int, Row]] | None:
    """The member of rows that the answers are, and the row of each; None where they are something else.

    No two are equal, none was sent, and all that are asked for later show rows that hold them."""
    names = [_name(calls[place]) for place in places]
    if None in names or len(set(names)) < len(names):
        return None
    shown = {
        place: found
        for place, name in zip(places, names, strict=True)
        if name is not None and (found := _shown(calls, place, name)) is not None
    }
    if not shown:
        return None
    held = [
        {member for member, value in row.items() if str(value) == names[places.index(place)]}
        for place, (row, _) in shown.items()
    ]
    common = [m for m in next(iter(shown.values()))[0] if all(m in some for some in held)]
    if not common:
        return None
    told: dict[int, Row] = {}
    for place in places:
        row, fresh = shown.get(place, ({common[0]: calls[place].answer()}, True))
        keys = {m: v for m, v in row.items() if m in (common[0], "id", "_id", "uuid")}
        told[place] = row if fresh else keys
    return common[0], told


def _name(call: Call) -> str | None:
    """The name that an answer is, where the request did not hold it."""
    value = call.answer() if call.has_answer else None
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
        return None
    sent = call.body() if call.has_body else None
    held = sent.values() if isinstance(sent, dict) else ()
    return None if value in held or str(value) in call.path.values() else str(value)


def _shown(calls: Sequence[Call], place: int, name: str) -> tuple[Row, bool] | None:
    """The row as it was first shown at an address that ends with its name, and whether nothing was
    written to that address before."""
    fresh = True
    for call in calls[place + 1 :]:
        last = next((s for s in reversed(call.route.segments) if s), "")
        if not call.route.read:
            fresh = fresh and name not in call.path.values()
        elif isinstance(last, Variable) and call.path.get(last.name) == name and served(call):
            row = call.answer() if call.has_answer else None
            return (row, fresh) if isinstance(row, dict) else None
    return None


def _route(route: Route, fields: dict[str, str]) -> Route:
    """The route with the member that its answers are, and with the origins of its variables there."""
    segments = tuple(
        replace(s, origins=tuple(_origins(s, fields))) if isinstance(s, Variable) else s
        for s in route.segments
    )
    return replace(route, segments=segments, bare=fields.get(route.name, ""))


def _origins(variable: Variable, fields: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, pointer in variable.origins:
        yield name, f"/{fields[name]}" if name in fields and not pointer else pointer
