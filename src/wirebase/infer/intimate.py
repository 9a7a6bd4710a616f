"""Intimate members: what accounts are shown of themselves, and nobody of others, such as an address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from wirebase.blueprint.expressions import Caller, Case, Choice, Compare, Constant, Expression, Field
from wirebase.infer.calls import Call
from wirebase.infer.logins import tokens_issued
from wirebase.infer.records import occurrences
from wirebase.infer.scope import Knowledge

FEWEST = 2
"""Times that others were shown an account without the member."""


def intimate(known: Knowledge, calls: Iterable[Call]) -> frozenset[str]:
    """The members of accounts that reads show just where the account is who asks.

    Only objects count that show accounts as whole as those which have the member do."""
    own: Counter[str] = Counter()
    foreign: Counter[str] = Counter()
    lacking: list[frozenset[str]] = []
    beside: dict[str, set[str]] = {}
    account = known.past.entities.get(known.who.entity)
    for call in calls if account else ():
        if not call.route.read or call.route.is_graphql or not call.exchange.succeeded:
            continue
        for occurrence in occurrences(call, call.answer()) if call.has_answer else ():
            shown = known.past.shown(occurrence)
            if shown is None or shown[0] is not account:
                continue
            if known.caller(call) is None and tokens_issued(call.exchange):
                continue  # who comes in is shown who they are
            names = frozenset(occurrence.value)
            if known.caller(call) == shown[1]:
                own.update(names)
                for name in names:
                    beside[name] = beside.get(name, set(names)) & names
            else:
                foreign.update(names)
                lacking.append(names)
    return frozenset(
        name
        for name in own
        if not foreign[name]
        and sum(beside[name] - own_only(own, foreign) <= names for names in lacking) >= FEWEST
    )


def own_only(own: Counter[str], foreign: Counter[str]) -> set[str]:
    """The members that only those were shown who asked for themselves."""
    return {name for name in own if not foreign[name]}


def for_oneself(known: Knowledge, alias: str, value: Expression) -> Expression:
    """A value that is shown where the account in scope is who asks."""
    key = known.key(known.who.entity)
    mine = Compare(left=Field(row=alias, column=key), right=Caller(column=key))
    return Choice(cases=(Case(when=mine, then=value),), otherwise=Constant())
