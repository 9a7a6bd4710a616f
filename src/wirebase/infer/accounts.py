"""Accounts: which entity the callers are, how requests carry their tokens, and whose token is whose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wirebase.blueprint.document import Carrier
from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.history import History
from wirebase.infer.naming import singular, snake, words
from wirebase.infer.records import SELF, occurrences
from wirebase.infer.relations import PEOPLE

TOKEN = re.compile(r"wb_token_[0-9a-f]{32}")
PASSWORD = re.compile(r"wb_password_[0-9a-f]{32}")
LOGIN_FIELDS = ("email", "username", "login", "user", "name", "identifier", "phone", "account")


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login that a request tried, as its body held it."""

    login: str
    login_pointer: tuple[str, ...]
    password: str
    """The placeholder."""
    password_pointer: tuple[str, ...]


@dataclass(slots=True)
class Accounts:
    """Who asked what."""

    entity: str = ""
    """The entity of the callers; "" where none was seen."""
    carriers: Counter[Carrier] = field(default_factory=Counter)
    owners: dict[str, str] = field(default_factory=dict)
    """Token placeholder -> key of the account."""
    since: dict[str, int] = field(default_factory=dict)
    """Token placeholder -> the exchange that issued it, where one was seen."""
    logins: dict[int, tuple[Credentials, str]] = field(default_factory=dict)
    """Exchange of a login that worked -> what was typed, and the account's key."""
    issued: dict[int, set[str]] = field(default_factory=dict)
    """Exchange -> the tokens that it issued."""

    def caller(self, call: Call) -> str | None:
        """The key of the account that asked; None where nobody known did."""
        for _, token in presented(call):
            if token in self.owners:
                return self.owners[token]
        return None


def presented(call: Call) -> Iterator[tuple[Carrier, str]]:
    """The tokens that a request carries, and where."""
    for name, value in call.exchange.request.headers:
        if name == "cookie":
            for part in value.split(";"):
                cookie, _, content = part.strip().partition("=")
                if held := TOKEN.search(content):
                    yield Carrier(place="cookie", name=cookie), held[0]
        elif (found := TOKEN.search(value)) and not name.startswith(("referer", "origin")):
            scheme = value[: found.start()].strip()
            yield Carrier(place="header", name=name, scheme=scheme), found[0]


def credentials(body: Json) -> Credentials | None:
    """The login and password of a request, by the field that holds a password."""
    password = next(((p, v) for p, v in _strings(body) if PASSWORD.fullmatch(v)), None)
    if password is None:
        return None
    rest = [(p, v) for p, v in _strings(body) if p[:-1] == password[0][:-1] and p != password[0]]
    for name in LOGIN_FIELDS:
        for pointer, value in rest:
            if name in words(pointer[-1]) and value:
                return Credentials(value, pointer, password[1], password[0])
    return None


def passwords(body: Json) -> list[tuple[str, ...]]:
    """Where passwords stand in a request."""
    return [pointer for pointer, value in _strings(body) if PASSWORD.fullmatch(value)]


def _strings(value: Json, pointer: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner, (*pointer, name))
    elif isinstance(value, str) and pointer:
        yield pointer, value


def tokens_issued(call: Call) -> set[str]:
    """The tokens that an answer hands out: in its body, its cookies, its headers."""
    found: set[str] = set()
    if call.has_answer:
        found.update(m for _, v in _strings(call.answer()) for m in TOKEN.findall(v))
    for name, value in call.exchange.answer.headers:
        if name == "set-cookie" or "token" in name or name == "authorization":
            found.update(TOKEN.findall(value))
    return found


def accounts(calls: list[Call], past: History) -> Accounts:
    """Finds the callers: tokens are issued by logins and identified by what shows the caller."""
    who = Accounts()
    used: set[str] = set()
    for call in calls:
        for carrier, token in presented(call):
            used.add(token)
            if call.exchange.succeeded:
                who.carriers[carrier] += 1
    votes: Counter[str] = Counter()
    shows = [(call, *seen) for call in calls if (seen := _self_shown(call, past))]
    for _, entity, _key in shows:
        votes[entity] += 1 + 2 * bool(PEOPLE & set(entity.split("_")))
    for call in calls:
        if (
            call.has_body
            and call.exchange.succeeded
            and credentials(call.body())
            and tokens_issued(call) & used
        ):
            votes.update({e: 5 for e in _shown_alone(call, past)})
    who.entity = votes.most_common(1)[0][0] if votes else _people(past)
    for call, entity, key in shows:
        if entity == who.entity:
            for _, token in presented(call):
                who.owners[token] = key
    for call in calls:
        if call.exchange.status < 400 and not call.route.read:
            _note_login(who, past, call, used)
    _spread(who, calls)
    return who


def _shown_alone(call: Call, past: History) -> set[str]:
    """The entities of people that an answer shows outside of any list."""
    shown = [
        found[0].name
        for occurrence in (occurrences(call, call.answer()) if call.has_answer else ())
        if "*" not in occurrence.pointer and (found := past.shown(occurrence))
    ]
    return {name for name in shown if PEOPLE & set(name.split("_"))}


def _people(past: History) -> str:
    return next((e for e in past.entities if PEOPLE & set(e.split("_"))), "")


def _self_shown(call: Call, past: History) -> tuple[str, str] | None:
    """The account that an answer shows as the one who asks: /users/me, /whoami, /currentUser."""
    if call.route.variables or not call.has_answer or not call.exchange.succeeded:
        return None
    literals = [snake(s) for s in call.route.segments if isinstance(s, str) and s]
    last = literals[-1] if literals else ""
    says_self = (
        last in SELF
        or last.startswith(("current_", "my_", "me_"))
        or last in ("auth", "session", "profile")
    )
    alone = singular(last) == last and bool(PEOPLE & set(words(last)))
    operation = next((m.value for m in call.route.match if m.key == "/operationName"), None) or ""
    says_self = says_self or any(
        w in ("me", "current", "active", "viewer") for w in words(operation)
    )
    if not (says_self or alone):
        return None
    for occurrence in occurrences(call, call.answer()):
        shown = past.shown(occurrence)
        if (
            shown
            and "*" not in occurrence.pointer
            and (PEOPLE & set(shown[0].name.split("_")) or not occurrence.pointer)
        ):
            return shown[0].name, shown[1]
    return None


def _note_login(who: Accounts, past: History, call: Call, used: set[str]) -> None:
    issued = tokens_issued(call) & used
    for token in issued:
        who.since.setdefault(token, call.exchange.index)
    if issued:
        who.issued[call.exchange.index] = issued
    typed = credentials(call.body()) if call.has_body else None
    if typed is None or not who.entity:
        return
    owner = next((who.owners[t] for t in sorted(issued) if t in who.owners), None)
    owner = owner or _by_login(past, who.entity, typed.login)
    if owner is not None and issued:
        who.logins[call.exchange.index] = (typed, owner)
    for token in issued:
        if owner is not None:
            who.owners.setdefault(token, owner)


def _by_login(past: History, entity: str, login: str) -> str | None:
    for key, life in past.rows[entity].items():
        if any(login in life.values(name) for name in past.fields(entity)):
            return key
    return None


def _spread(who: Accounts, calls: Iterable[Call]) -> None:
    """A request that carries two tokens carries them for one account."""
    for call in calls:
        tokens = [token for _, token in presented(call)]
        known = next((who.owners[t] for t in tokens if t in who.owners), None)
        for token in tokens:
            if known is not None:
                who.owners.setdefault(token, known)
