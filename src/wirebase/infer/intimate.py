"""Intimate members: what accounts are shown of themselves, and nobody of others, such as an address."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from wirebase.blueprint.expressions import (
    Caller,
    Case,
    Choice,
    Compare,
    Constant,
    Expression,
    Field,
)
from wirebase.infer.calls import Call
from wirebase.infer.logins import tokens_issued
from wirebase.infer.records import Place, occurrences
from wirebase.infer.scope import Knowledge

FEWEST = 2
"""Times that others were shown an account without the member."""


@dataclass(frozen=True, slots=True)
class Intimate:
    """The members of accounts that reads show just where the account is who asks."""

    at: dict[Place, frozenset[str]] = field(default_factory=dict)
    """Those of the accounts at one place."""
    everywhere: frozenset[str] = frozenset()
    """Those that accounts are shown of themselves wherever they are shown whole."""


@dataclass(slots=True)
class _Looks:
    """The members of the accounts that one place showed: to themselves, and to others."""

    own: list[frozenset[str]] = field(default_factory=list)
    foreign: list[frozenset[str]] = field(default_factory=list)

    def whole(self) -> frozenset[str]:
        """What all saw who asked, but for those who chose less."""
        counted = Counter(name for names in (*self.own, *self.foreign) for name in names)
        most = (len(self.own) + len(self.foreign)) / 2
        return frozenset(name for name, times in counted.items() if times > most)

    def intimate(self) -> frozenset[str]:
        """The members that all saw of themselves, and nobody of others."""
        foreign = frozenset().union(*self.foreign)
        told = frozenset().union(*self.own) - foreign
        whole = self.whole() & foreign
        own = [names for names in self.own if names >= whole]
        others = [names for names in self.foreign if names >= whole]
        if len(others) < FEWEST or not whole:
            return frozenset()
        return frozenset(name for name in told if all(name in names for names in own))


def intimate(known: Knowledge, calls: Iterable[Call]) -> Intimate:
    """The members that are shown to the account alone."""
    looks: dict[Place, _Looks] = defaultdict(_Looks)
    account = known.past.entities.get(known.who.entity)
    for call in calls if account else ():
        if not call.route.read or call.route.is_graphql or not call.exchange.succeeded:
            continue
        for occurrence in occurrences(call, call.answer()) if call.has_answer else ():
            shown = known.past.shown(occurrence)
            if shown is not None and shown[0] is account:
                one, mine = looks[occurrence.place], known.caller(call) == shown[1]
                if mine or not tokens_issued(call.exchange):
                    (one.own if mine else one.foreign).append(frozenset(occurrence.value))
    at = {place: told for place, one in looks.items() if (told := one.intimate())}
    every = frozenset().union(*at.values())
    lacking = {
        name
        for place, one in looks.items()
        for name in every - at.get(place, frozenset())
        if any(name not in names and names >= one.whole() for names in one.own)
    }
    return Intimate(at, every - lacking)


def for_oneself(known: Knowledge, alias: str, value: Expression) -> Expression:
    """A value that is shown where the account in scope is who asks."""
    key = known.key(known.who.entity)
    mine = Compare(left=Field(row=alias, column=key), right=Caller(column=key))
    return Choice(cases=(Case(when=mine, then=value),), otherwise=Constant())
