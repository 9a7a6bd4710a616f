"""Accounts: which entity the callers are, how requests carry tokens, and whose token is whose."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wirebase.blueprint.document import Carrier
from wirebase.exchange import Exchange
from wirebase.infer.calls import Call
from wirebase.infer.history import History
from wirebase.infer.logins import (
    TOKEN,
    Credentials,
    cookies_set,
    credentials,
    is_login,
    named_logins,
    presented,
    tokens_issued,
)
from wirebase.infer.naming import singular, snake, words
from wirebase.infer.records import PEOPLE, SELF, occurrences

REFUSED = frozenset({401, 403})


@dataclass(slots=True)
class Accounts:
    """Who asked what."""

    entity: str = ""
    """The entity of the callers; "" where none was seen."""
    carriers: Counter[Carrier] = field(default_factory=Counter)
    owners: dict[str, str] = field(default_factory=dict)
    """Token placeholder -> key of the account."""
    logins: dict[int, tuple[Credentials, str]] = field(default_factory=dict)
    """Exchange of a login that worked -> what was typed, and the account's key."""
    headers: dict[str, set[str]] = field(default_factory=dict)
    """Header -> the bare tokens that stood in it."""
    issued: dict[int, set[str]] = field(default_factory=dict)
    """Exchange -> the tokens that it issued and that later requests carry."""

    company: frozenset[Carrier] = frozenset()
    """Carriers that do not say who asks where they stand alone, as a cookie to renew a session does."""

    def said(self, exchange: Exchange) -> list[tuple[Carrier, str]]:
        """The tokens with which a request says who asks, and where it carries them."""
        return [(c, token) for c, token in presented(exchange) if c not in self.company]

    def caller(self, call: Call) -> str | None:
        """The key of the account that asked; None where nobody known did."""
        for _, token in self.said(call.exchange):
            if token in self.owners:
                return self.owners[token]
        return None


def accounts(calls: list[Call], past: History, exchanges: Sequence[Exchange]) -> Accounts:
    """Finds the callers: logins issue tokens, and what shows the caller tells whose they are.

    `exchanges` are all of the capture: pages carry and renew cookies too."""
    who = Accounts(company=_company(calls))
    used = _used(who, exchanges)
    for call in calls:
        if not call.route.read and call.exchange.status < 400:
            handed = tokens_issued(call.exchange)
            # Who types a password gets a token, be it one that is not used before the session ends.
            issued = handed & used or (handed if is_login(call) else set())
            held = {token for _, token in who.said(call.exchange)}
            if issued - held and (is_login(call) or not held):
                who.issued[call.exchange.index] = issued
    shows = [(call, *seen) for call in calls if (seen := _self_shown(call, past))]
    who.entity = _entity(who, calls, past, [entity for _, entity, _ in shows])
    for call, entity, key in shows:
        if entity == who.entity:
            who.owners.update({token: key for _, token in presented(call.exchange)})
    family = _families(exchanges, set(who.issued))
    _share(who, family)
    for call in calls:
        if call.exchange.index in who.issued:
            _note_login(who, past, call)
    _named(who, past, calls)
    _share(who, family)
    _between(who, exchanges)
    for header in _of_sessions(who):
        del who.headers[header]
    return who


def without_tokens(past: History, who: Accounts) -> None:
    """Takes the tokens of sessions out of the accounts' rows: they belong to who asks, not to a row.

    Keys of the API, which requests carry bare in a header, stay: they are values of the row."""
    bare = {token for tokens in who.headers.values() for token in tokens}
    for name in past.fields(who.entity):
        lives = past.rows[who.entity].values()
        told = [v for life in lives for v in life.values(name) if v is not None]
        tokens = {v for v in told if isinstance(v, str) and TOKEN.fullmatch(v)}
        if tokens & who.owners.keys() and len(told) == sum(v in tokens for v in told):
            for life in lives if bare.isdisjoint(tokens) else ():
                life.changes.pop(name, None)


def _of_sessions(who: Accounts) -> list[str]:
    """The headers whose bare tokens are of sessions: each time somebody comes in there is a new one.

    A key of the API stays the same until it is asked to change."""
    made: dict[str, set[str]] = defaultdict(set)
    for token in set().union(*who.issued.values()):
        if token in who.owners:
            made[who.owners[token]].add(token)
    return [
        header
        for header, tokens in who.headers.items()
        if any(len(several & tokens) > 1 for several in made.values())
    ]


def _company(calls: Sequence[Call]) -> frozenset[Carrier]:
    """The carriers whose tokens were refused where they stood alone, and good beside another one.

    One that is let in alone, where those are refused who do not carry it, says who asks: what else
    it is refused is not theirs to do."""
    alone: dict[Carrier, set[tuple[str, bool]]] = defaultdict(set)
    beside: dict[Carrier, set[str]] = defaultdict(set)
    refusals: dict[str, list[set[Carrier]]] = defaultdict(list)
    for call in calls:
        carriers = {carrier for carrier, _ in presented(call.exchange)}
        if call.exchange.status in REFUSED:
            refusals[call.route.name].append(carriers)
        if len(carriers) == 1:
            refused = call.exchange.status in REFUSED
            alone[min(carriers, key=str)].add((call.route.name, refused))
        elif call.exchange.succeeded:
            for carrier in carriers:
                beside[carrier].add(call.route.name)
    return frozenset(
        carrier
        for carrier, told in alone.items()
        if any(refused and route in beside[carrier] for route, refused in told)
        and not any(
            not refused and any(carrier not in held for held in refusals[route])
            for route, refused in told
        )
    )


def _used(who: Accounts, exchanges: Sequence[Exchange]) -> set[str]:
    """The tokens that requests carry; counts how they carry them."""
    used = set()
    for exchange in exchanges:
        for carrier, token in presented(exchange):
            used.add(token)
            if carrier.place == "header" and not carrier.scheme:
                who.headers.setdefault(carrier.name, set()).add(token)
            if exchange.succeeded and carrier not in who.company:
                who.carriers[carrier] += 1
    return used


def _entity(who: Accounts, calls: list[Call], past: History, shown: list[str]) -> str:
    """The entity of the callers: what logins and the caller's own pages show."""
    votes: Counter[str] = Counter()
    for call in calls:
        if call.exchange.index in who.issued:
            votes.update(sorted(_shown_alone(call, past)))
    for entity in () if votes else shown:
        votes[entity] += 1 + 2 * bool(PEOPLE & set(entity.split("_")))
    if votes:
        return votes.most_common(1)[0][0]
    return next((e for e in past.entities if PEOPLE & set(e.split("_"))), "")


def _shown_alone(call: Call, past: History) -> set[str]:
    """The entities of people that an answer shows outside of any list."""
    shown = [
        found[0].name
        for occurrence in (occurrences(call, call.answer()) if call.has_answer else ())
        if "*" not in occurrence.pointer and (found := past.shown(occurrence))
    ]
    return {name for name in shown if PEOPLE & set(name.split("_"))}


def _self_shown(call: Call, past: History) -> tuple[str, str] | None:
    """The account that an answer shows as the one who asks: /users/me, /whoami, /currentUser."""
    if call.route.variables or not call.has_answer or not call.exchange.succeeded:
        return None
    if not call.route.read or not _asks_for_self(call):
        return None
    for occurrence in occurrences(call, call.answer()):
        shown = past.shown(occurrence)
        if shown is None or "*" in occurrence.pointer:
            continue
        if PEOPLE & set(shown[0].name.split("_")) or not occurrence.pointer:
            return shown[0].name, shown[1]
    return None


def _asks_for_self(call: Call) -> bool:
    literals = [snake(s) for s in call.route.segments if isinstance(s, str) and s]
    last = literals[-1] if literals else ""
    if last in SELF or last.startswith(("current_", "my_", "me_")):
        return True
    if last in ("auth", "session", "profile", "account"):
        return True
    if singular(last) == last and PEOPLE & set(words(last)):
        return True
    operation = next((m.value for m in call.route.match if m.key == "/operationName"), None) or ""
    return bool({"me", "current", "active", "viewer"} & set(words(operation)))


def _families(exchanges: Sequence[Exchange], logins: set[int]) -> list[set[str]]:
    """Tokens of one account: carried together, or one renewed in answer to the other."""
    member: dict[str, set[str]] = {}
    for exchange in exchanges:
        together = [token for _, token in presented(exchange)]
        if exchange.index not in logins and exchange.succeeded:
            names = {c.name for c, _ in presented(exchange) if c.place == "cookie"}
            together += [token for name, token in cookies_set(exchange) if name in names]
        joined = set(together).union(*(member.get(t, set()) for t in together))
        for token in joined:
            member[token] = joined
    return list({id(family): family for family in member.values()}.values())


def _share(who: Accounts, families: Iterable[set[str]]) -> None:
    """Gives every token of a family the account that is known for one of them."""
    for family in families:
        known = Counter(who.owners[t] for t in family if t in who.owners)
        if len(known) == 1:
            owner = next(iter(known))
            who.owners.update(dict.fromkeys(sorted(family), owner))


def _named(who: Accounts, past: History, calls: Iterable[Call]) -> None:
    """Gives a name and password that stand in every request to the account of that name."""
    for call in calls:
        for name, _, token in named_logins(call.exchange) if who.entity else ():
            if call.exchange.status not in REFUSED and token not in who.owners:
                owner = _by_login(past, who.entity, name)
                if owner is not None:
                    who.owners[token] = owner


def _between(who: Accounts, exchanges: Sequence[Exchange]) -> None:
    """Gives a renewed token the account before and after it, where nobody logged in between."""
    waiting: list[str] = []
    owner: str | None = None
    for exchange in exchanges:
        if exchange.index in who.issued:
            waiting, owner = [], None
        for carrier, token in presented(exchange):
            if carrier.place != "cookie":
                continue
            known = who.owners.get(token)
            if known is None:
                waiting.append(token)
            else:
                if known == owner:
                    who.owners.update(dict.fromkeys(waiting, known))
                waiting, owner = [], known


def _note_login(who: Accounts, past: History, call: Call) -> None:
    index = call.exchange.index
    typed = credentials(call.body()) if call.has_body else None
    owner = next((who.owners[t] for t in sorted(who.issued[index]) if t in who.owners), None)
    if typed is not None and who.entity:
        owner = owner or _by_login(past, who.entity, typed.login) or _only_shown(who, past, call)
        if owner is not None and is_login(call):
            who.logins[index] = (typed, owner)
    if owner is not None:
        for token in sorted(who.issued[index]):
            who.owners.setdefault(token, owner)


def _only_shown(who: Accounts, past: History, call: Call) -> str | None:
    """The one account that the answer shows outside of any list."""
    shown = {
        found[1]
        for occurrence in (occurrences(call, call.answer()) if call.has_answer else ())
        if "*" not in occurrence.pointer and (found := past.shown(occurrence))
        if found[0].name == who.entity
    }
    return shown.pop() if len(shown) == 1 else None


def _by_login(past: History, entity: str, login: str) -> str | None:
    for key, life in past.rows[entity].items():
        if any(login in life.values(name) for name in past.fields(entity)):
            return key
    return None
