"""Logins: requests that give a name and a password, and the tokens that messages carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wirebase.blueprint.document import Carrier
from wirebase.exchange import Exchange, Json
from wirebase.infer.calls import Call, Route, document, has_document
from wirebase.infer.naming import words
from wirebase.infer.segments import ALIASES

MARK = "wb_"
"""What every placeholder of a secret begins with."""
TOKEN = re.compile(r"wb_token_[0-9a-f]{32}")
PASSWORD = re.compile(r"wb_password_[0-9a-f]{32}")
LOGIN_FIELDS = ("email", "username", "login", "user", "name", "identifier", "phone", "account")
REGISTER = frozenset("register registration signup enroll join accounts users".split())
ENTRY = frozenset(
    "login signin logon session sessions token tokens auth authenticate authentication".split()
)
"""Words at the end of a path at which somebody comes in, whatever the status of the answer."""
MAKING = frozenset({"create", "add", "new", "make"})
"""Words in the name of an operation that makes something."""
MANY = 4
"""Texts that a login may hold: name and password, a token against forgery, a choice."""

BASIC = re.compile(r"(?i:basic) (.+):(wb_password_[0-9a-f]{32})")
"""A header that says who asks by name and password, in every request."""
FORGERY = re.compile(r"csrf|xsrf", re.IGNORECASE)
"""Tokens against forged requests, which tell nothing of who asks."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login that a request tried, as its body held it."""

    login: str
    login_pointer: tuple[str, ...]
    password: str
    """The placeholder."""
    password_pointer: tuple[str, ...]


def credentials(body: Json) -> Credentials | None:
    """The login and password of a request, by the field that holds a password."""
    password = next(((p, v) for p, v in strings(body) if PASSWORD.fullmatch(v)), None)
    if password is None:
        return None
    rest = [(p, v) for p, v in strings(body) if p[:-1] == password[0][:-1] and p != password[0]]
    for name in LOGIN_FIELDS:
        for pointer, value in rest:
            if name in words(pointer[-1]) and value:
                return Credentials(value, pointer, password[1], password[0])
    return None


def passwords(body: Json) -> list[tuple[str, ...]]:
    """Where passwords stand in a request."""
    return [pointer for pointer, value in strings(body) if PASSWORD.fullmatch(value)]


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password that a request asks to be good from now on."""

    password: str
    """The placeholder."""
    pointer: tuple[str, ...]
    old: tuple[str, ...] = ()
    """Where the one stands that was good before, where it is given too."""


def new_password(body: Json) -> NewPassword | None:
    """The new one, where a request gives passwords, as a rule the old one too, and nothing else."""
    if isinstance(body, dict) and isinstance(body.get("query"), str) and "arguments" in body:
        body = {"arguments": body["arguments"]}  # of GraphQL
    given = dict(strings(body))
    if not given or len(given) < _size(body) or len(given) > len(passwords(body)):
        return None
    told = [pointer for pointer in given if "new" in words(pointer[-1])] or list(given)[-1:]
    rest = [
        p for p in given if p not in told and not {"new", "confirm", "repeat"} & set(words(p[-1]))
    ]
    return NewPassword(given[told[0]], told[0], rest[0] if len(rest) == 1 else ())


def _size(value: Json) -> int:
    """How many values an object holds."""
    return sum(map(_size, value.values())) if isinstance(value, dict) else 1


def is_login(call: Call) -> bool:
    """Whether a call gives credentials to be known by, rather than to make an account."""
    typed = credentials(call.body()) if call.has_body else None
    if typed is None or _tells_more(call.body(), typed):
        return False
    told = _called(call)
    makes = call.exchange.status == 201 or (bool(call.route.root) and not MAKING.isdisjoint(told))
    if REGISTER & told or (makes and not ENTRY & told):
        return False
    return call.exchange.method == "POST" or call.route.queried


def ends_session(route: Route) -> bool:
    """Whether what is deleted is the session of who asks, as `DELETE /session` or `/tokens/me` do: the
    path names no row, and its last name is of what logins begin."""
    said = [segment for segment in route.segments if segment]
    if route.method != "DELETE" or route.root or not said:
        return False
    texts = [segment for segment in said if isinstance(segment, str)]
    named = next((text for text in reversed(texts) if text.lower() not in ALIASES), "")
    return len(texts) == len(said) and bool(ENTRY.intersection(words(named)[-1:]))


def _called(call: Call) -> set[str]:
    """The words by which a request says what it does: of its fields or method, or the last of its path."""
    last = next((s for s in reversed(call.route.segments) if isinstance(s, str) and s), "")
    remote = [*call.route.asks.values()] or [m.value for m in call.route.match if m.value]
    return {
        w for n in (remote if call.route.root else [last]) for w in ("".join(words(n)), *words(n))
    }


def _tells_more(body: Json, typed: Credentials) -> bool:
    """Whether a request says more of somebody than who they are: a password twice, or a profile."""
    beside = [p for p, _ in strings(body) if p[:-1] == typed.password_pointer[:-1]]
    return len(passwords(body)) > 1 or len(beside) > MANY


def strings(value: Json, pointer: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text in an object by its path; lists are not entered."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(inner, (*pointer, name))
    elif isinstance(value, str) and pointer:
        yield pointer, value


def presented(exchange: Exchange) -> Iterator[tuple[Carrier, str]]:
    """The tokens that a request carries to say who asks, and where."""
    for name, value in exchange.request.headers:
        if MARK not in value:
            continue
        if name == "cookie":
            for part in value.split(";"):
                cookie, _, content = part.strip().partition("=")
                if (held := TOKEN.search(content)) and not FORGERY.search(cookie):
                    yield Carrier(place="cookie", name=cookie), held[0]
        elif found := BASIC.fullmatch(value):
            yield Carrier(place="header", name=name, scheme="Basic"), value[len("Basic ") :]
        elif (found := TOKEN.search(value)) and not _says_nothing(name):
            scheme = value[: found.start()].strip()
            yield Carrier(place="header", name=name, scheme=scheme), found[0]


def named_logins(exchange: Exchange) -> Iterator[tuple[str, str, str]]:
    """(name, placeholder of the password, both as a token) of the requests that give them in a header."""
    for _, value in exchange.request.headers:
        if found := BASIC.fullmatch(value):
            yield found[1], found[2], value[len("Basic ") :]


def _says_nothing(header: str) -> bool:
    """Whether a token in the header does not tell who asks."""
    return header in ("referer", "origin", "if-none-match") or bool(FORGERY.search(header))


def cookies_set(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """(name, token) of the cookies that an answer sets to tokens."""
    for value in exchange.answer.all("set-cookie"):
        for line in value.split("\n"):
            name, _, content = line.partition("=")
            if (found := TOKEN.search(content.partition(";")[0])) and not FORGERY.search(name):
                yield name.strip(), found[0]


def tokens_issued(exchange: Exchange) -> set[str]:
    """The tokens that an answer hands out: in its body, its cookies, its headers."""
    found = {token for _, token in cookies_set(exchange)}
    if has_document(exchange.answer):
        found.update(m for _, v in strings(document(exchange.answer)) for m in TOKEN.findall(v))
    for name, value in exchange.answer.headers:
        if "token" in name or name == "authorization":
            found.update(TOKEN.findall(value))
    return found
