"""Queried logins: a name and a password that stand in the query of a GET.

It changes something, as every login does. All that follows knows its query as the body that another app
would have sent; `queried_again` gives the operation its parameters back where they stand.
"""

from __future__ import annotations

from dataclasses import replace

from wirebase.blueprint.operations import Operation, Place
from wirebase.infer.calls import Call, Route
from wirebase.infer.logins import PASSWORD


def queried_logins(calls: list[Call]) -> list[Call]:
    """The calls, those marked that log in by their query."""
    names = {call.route.name for call in calls if _gives_password(call)}
    if not names:
        return calls
    return [_marked(call) if call.route.name in names else call for call in calls]


def _gives_password(call: Call) -> bool:
    if call.exchange.method != "GET" or call.route.root or len(call.query) < 2:
        return False
    return any(isinstance(v, str) and PASSWORD.fullmatch(v) for v in call.query.values())


def _marked(call: Call) -> Call:
    return replace(call, route=replace(call.route, read=False, queried=True))


def queried_again(operation: Operation, route: Route) -> Operation:
    """The operation as the app has it, with what it is given in the query."""
    if not route.queried:
        return operation
    parameters = tuple(
        p.model_copy(update={"place": Place.QUERY, "key": p.key.removeprefix("/")})
        if p.place is Place.BODY
        else p
        for p in operation.parameters
    )
    return operation.model_copy(update={"parameters": parameters})
