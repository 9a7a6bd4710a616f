"""Operations: each route with what it reads, changes and answers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from wirebase.blueprint.dataset import RecordedAnswer
from wirebase.blueprint.expressions import Recorded
from wirebase.blueprint.operations import Failure, Login, Operation, Verb
from wirebase.evidence import Evidence
from wirebase.infer.answer_headers import is_tagged
from wirebase.infer.arguments import arguments
from wirebase.infer.authorship import named_only
from wirebase.infer.bare_keys import bare_again
from wirebase.infer.calls import Call, Route
from wirebase.infer.companions import with_companions
from wirebase.infer.drafts import Draft
from wirebase.infer.failures import Closed, closed_to_others, failures, is_authenticated
from wirebase.infer.faults import is_refused, with_faults
from wirebase.infer.grants import granted_only, grants
from wirebase.infer.intimate import intimate
from wirebase.infer.labels import labelled_again
from wirebase.infer.lacking import with_lacking
from wirebase.infer.lone import listed_again
from wirebase.infer.mutations import mutation
from wirebase.infer.others import are_narrowed
from wirebase.infer.ownership import owned_only
from wirebase.infer.privileges import privileged_only
from wirebase.infer.queried import queried_again
from wirebase.infer.reads import read
from wirebase.infer.reasons import reasons
from wirebase.infer.recordings import only_failure, recorded, recorded_answers
from wirebase.infer.revisions import stale
from wirebase.infer.scope import Knowledge
from wirebase.infer.selectors import Selector, selectors
from wirebase.infer.sessions import login_operation
from wirebase.infer.suppositions import is_refused_deletion, with_deletions
from wirebase.infer.usual_orders import with_usual_orders
from wirebase.infer.usual_pages import with_usual_pages
from wirebase.infer.usual_sizes import with_usual_sizes
from wirebase.infer.withheld import withheld
from wirebase.model import Model


@dataclass(slots=True)
class Inferred:
    """The operations, and the answers that are kept as they were recorded."""

    operations: list[Operation] = field(default_factory=list)
    recorded: list[RecordedAnswer] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    """Operations that could not be understood for a fault of ours, and what it was."""


def operations(known: Knowledge, calls: list[Call], as_recorded: Collection[str] = ()) -> Inferred:
    """An operation for each route, in the order that the routes were first used; those `as_recorded`
    only repeat what was recorded. A fault in understanding one leaves the others as they are."""
    by_route: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        by_route[call.route.name].append(call)
    known.narrowed = are_narrowed(known, calls)
    known.grants = grants(known, calls)
    known.intimate = intimate(known, calls)
    chosen = selectors(known, by_route)
    known.vocabularies.shown = chosen.shown
    closed = {place: closed_to_others(known, some) for place, some in _places(calls).items()}
    out = Inferred()
    for group in by_route.values():
        route = group[0].route
        made = repeated(route, group)
        if route.name not in as_recorded:
            try:
                selector = chosen.of.get(route.name)
                made = operation(
                    known, route, group, closed=closed[_place(group[0])], selector=selector
                )
            except Exception as fault:  # told, and shown as not explained
                out.faults[route.name] = f"{type(fault).__name__}: {fault}"
        out.operations.append(made)
        if any(isinstance(a.body, Recorded) for a in made.answers):
            out.recorded.extend(recorded_answers(made.name, group))
    groups = list(by_route.values())
    out.operations = owned_only(known, list(zip(out.operations, groups, strict=True)))
    out.operations = withheld(known, list(zip(out.operations, groups, strict=True)))
    out.operations = granted_only(known, list(zip(out.operations, groups, strict=True)))
    out.operations = privileged_only(known, list(zip(out.operations, groups, strict=True)))
    out.operations = named_only(known, list(zip(out.operations, groups, strict=True)))
    out.operations = with_lacking(list(zip(out.operations, groups, strict=True)))
    out.operations = with_usual_pages(list(zip(out.operations, groups, strict=True)))
    keys = {entity.table: entity.key for entity in known.past.entities.values()}
    out.operations = with_usual_sizes(list(zip(out.operations, groups, strict=True)), keys)
    out.operations = with_usual_orders(with_deletions(with_companions(out.operations)))
    routes = {name: group[0].route for name, group in by_route.items()}
    out.operations = [
        _again(made, routes[made.name]) if made.name in routes else made for made in out.operations
    ]
    names = {made.name for made in out.operations}
    out.recorded = [answer for answer in out.recorded if answer.operation in names]
    out.operations = with_faults(out.operations, [group[0].route for group in by_route.values()])
    return out


def _place(call: Call) -> str:
    """The URL behind which the operation is one of many, reads apart; "" of all others."""
    if not call.route.root:
        return ""
    return f"{'read' if call.route.read else 'write'} {call.exchange.path}"


def _places(calls: list[Call]) -> dict[str, list[Call]]:
    found: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        found[_place(call)].append(call)
    return found


def _again(made: Operation, route: Route) -> Operation:
    """The operation as the app has it, where all passes knew its calls in a plainer form."""
    plain = queried_again(labelled_again(listed_again(made, route), route), route)
    return bare_again(plain, route)


USE = re.compile(r'"parameter":"(\w+)"')


def _used(parts: Iterable[Model]) -> frozenset[str]:
    """The parameters by which parts of an operation go."""
    return frozenset(name for part in parts for name in USE.findall(part.model_dump_json()))


def repeated(route: Route, calls: list[Call]) -> Operation:
    """The operation of a route that repeats what was recorded."""
    good = [c for c in calls if 200 <= c.exchange.status < 400 and not is_refused(c)]
    answer = recorded(good) if good else only_failure(calls)
    given = arguments(route, calls, rpc=route.read and route.method != "GET")
    return Operation(
        name=route.name,
        verb=Verb.RECORDED,
        method=route.method,
        path=route.path,
        match=route.match,
        parameters=given.settled({}, frozenset()),
        answers=(answer,),
        evidence=_seen(route, calls),
    )


def _seen(route: Route, calls: list[Call]) -> Evidence:
    return Evidence(
        claim=f"{route} was seen {len(calls)} time{'s' * (len(calls) > 1)}",
        support=len(calls),
        exchanges=tuple(c.exchange.index for c in calls[:5]),
    )


def operation(
    known: Knowledge,
    route: Route,
    calls: list[Call],
    *,
    closed: Closed,
    selector: Selector | None = None,
) -> Operation:
    """The operation of one route."""
    good = [c for c in calls if 200 <= c.exchange.status < 400 and not is_refused(c)]
    told = [c for c in good if c.exchange.status != 304 or c.has_answer]
    bad = [c for c in calls if is_refused(c)]
    given = arguments(
        route, calls, rpc=route.read and route.method != "GET", headers=known.key_headers()
    )
    if selector is not None:
        given.select_by(selector.stem, selector.place)
    login = login_operation(known, route, told, given, bad) if told else None
    if login is not None:
        made = login
    elif not told:
        made = Draft(Verb.RECORDED, answers=[only_failure(bad)])
    elif route.read:
        made = read(known, route, told, given)
    else:
        made = mutation(known, route, told, given, bad)
    why = [*reasons(known, route, made, given, told, bad), *stale(known, route, made, given)]
    refusals: tuple[Failure, ...] = ()
    if told or route.root or is_refused_deletion(known, route, bad):
        login_refused = any(isinstance(effect, Login) for effect in made.effects)
        refusals = tuple(failures(known, told, bad, given, why, login=login_refused))
    return Operation(
        name=route.name,
        verb=made.verb,
        method=route.method,
        path=route.path,
        match=route.match,
        parameters=given.settled(made.meanings, _used((*made.effects, *made.answers, *refusals))),
        table=known.past.entities[made.entity].table if made.entity else "",
        authenticated=is_authenticated(
            known, told, bad, closed=closed.is_closed(made, read=route.read or bool(route.root))
        )
        and made.verb is not Verb.LOGIN,
        failures=refusals,
        effects=tuple(made.effects),
        answers=tuple(made.answers),
        tagged=route.read and is_tagged(told),
        evidence=_seen(route, calls),
    )
