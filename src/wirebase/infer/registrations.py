"""Registrations: accounts that a request made whose answer shows nobody.

Who logs in later with the name and the password that a request gave is the account that it made. Rows
that refer to the account, and hold what the request sent, were made with it.
"""

from __future__ import annotations

from collections.abc import Iterable

from wirebase.exchange import Json
from wirebase.infer.accounts import Accounts
from wirebase.infer.calls import Call
from wirebase.infer.faults import is_refused
from wirebase.infer.history import History, Life
from wirebase.infer.logins import Credentials, credentials, is_login, strings
from wirebase.infer.relations import Relations
from wirebase.infer.values import text


def registrations(past: History, calls: Iterable[Call], who: Accounts, found: Relations) -> None:
    """Notes which requests made the accounts that were first seen when they logged in."""
    for call in calls:
        if call.route.read or is_refused(call) or not call.has_body or is_login(call):
            continue
        typed = credentials(call.body())
        life = _account(past, who, call.exchange.index, typed) if typed else None
        if life is not None:
            life.created = call.exchange.index
            for other in _beside(past, who, found, call, life):
                other.created = call.exchange.index


def _account(past: History, who: Accounts, index: int, typed: Credentials) -> Life | None:
    """The account that nobody saw before it logged in with what was given."""
    for later, (login, owner) in sorted(who.logins.items()):
        same = (login.login, login.password) == (typed.login, typed.password)
        life = past.rows[who.entity].get(owner)
        if same and later > index and life is not None:
            return life if life.created is None and life.seen > index else None
    return None


def _beside(
    past: History, who: Accounts, found: Relations, call: Call, account: Life
) -> Iterable[Life]:
    """The rows that refer to a new account and hold texts that its registration sent."""
    sent: set[Json] = {value for _, value in strings(call.body())}
    for entity in past.entities:
        for reference in found.of(entity) if entity != who.entity else ():
            for life in past.rows[entity].values() if reference.other == who.entity else ():
                own = text(account.key) in map(text, life.values(reference.field))
                new = life.created is None and life.seen > call.exchange.index
                first = {series[0][1] for series in life.changes.values() if _is_text(series)}
                if own and new and sent & first:
                    yield life


def _is_text(series: list[tuple[int, Json]]) -> bool:
    return bool(series) and isinstance(series[0][1], str)


__all__ = ["registrations"]
