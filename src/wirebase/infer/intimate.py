"""Intimate members: what accounts are shown of themselves, and nobody of others, such as an address.

Who has a role, as administrators do, may be shown it of everybody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from wirebase.blueprint.expressions import (
    AnyOf,
    Caller,
    Compare,
    Condition,
    Field,
)
from wirebase.infer.calls import Call
from wirebase.infer.logins import tokens_issued
from wirebase.infer.records import Place, occurrences
from wirebase.infer.roles import Role, callers_roles
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
    role: Role | None = None
    """The role of callers who are shown some of them of everybody."""
    open: frozenset[str] = frozenset()
    """The members that these are shown."""

    @property
    def names(self) -> frozenset[str]:
        """All of them."""
        return self.everywhere.union(*self.at.values())

    def shown(self, known: Knowledge, alias: str, name: str) -> Condition:
        """Where a member of the account in scope is shown."""
        key = known.key(known.who.entity)
        mine = Compare(left=Field(row=alias, column=key), right=Caller(column=key))
        if self.role is None or name not in self.open:
            return mine
        return AnyOf(conditions=(mine, self.role.holds()))


@dataclass(slots=True)
class _Looks:
    """The members of the accounts that one place showed: to themselves, and to others."""

    own: list[frozenset[str]] = field(default_factory=list)
    foreign: list[frozenset[str]] = field(default_factory=list)
    roles: list[frozenset[Role]] = field(default_factory=list)
    """Of who saw each of the others."""

    def without(self, role: Role) -> _Looks:
        """The same but for what those saw of others who have a role."""
        pairs = [p for p in zip(self.foreign, self.roles, strict=True) if role not in p[1]]
        return _Looks(self.own, [names for names, _ in pairs], [roles for _, roles in pairs])

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
                    if not mine:
                        one.roles.append(frozenset(callers_roles(known, call)))
    found = _found(looks)
    every = {role for one in looks.values() for roles in one.roles for role in roles}
    for role in sorted(every, key=lambda r: (len(r.column), r.column, str(r.value))):
        told = _found({place: one.without(role) for place, one in looks.items()})
        seen = _seen_by(role, looks, told)
        if len(seen) > len(found.open):
            found = replace(told, role=role, open=seen)
    return found


def _found(looks: Mapping[Place, _Looks]) -> Intimate:
    at = {place: told for place, one in looks.items() if (told := one.intimate())}
    every = frozenset().union(*at.values())
    lacking = {
        name
        for place, one in looks.items()
        for name in every - at.get(place, frozenset())
        if any(name not in names and names >= one.whole() for names in one.own)
    }
    return Intimate(at, every - lacking)


def _seen_by(role: Role, looks: Mapping[Place, _Looks], told: Intimate) -> frozenset[str]:
    """The members that all who have the role saw of others, at the places where the rest did not."""
    theirs = [
        names
        for place, one in looks.items()
        if place in told.at
        for names, roles in zip(one.foreign, one.roles, strict=True)
        if role in roles and names >= one.without(role).whole()
    ]
    return told.names & frozenset.intersection(*theirs) if len(theirs) >= FEWEST else frozenset()
