"""Passwords: with which each account could log in before the capture, and by its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from wirebase.blueprint.dataset import Credential
from wirebase.infer.accounts import REFUSED
from wirebase.infer.calls import Call
from wirebase.infer.faults import is_refused
from wirebase.infer.logins import credentials, named_logins, new_password
from wirebase.infer.schema import END
from wirebase.infer.scope import Knowledge

type Told = tuple[str, str, str]
"""An account's key, a login, and the placeholder of a password that was good for it."""


def logins_known(known: Knowledge, calls: Iterable[Call]) -> Iterator[Credential]:
    """The logins that worked, or that accounts were given, with their first and last passwords."""
    good: dict[tuple[str, str], list[str]] = defaultdict(list)
    for call in calls:
        for login, password, token in named_logins(call.exchange):
            account = known.who.owners.get(token)
            told = good.get((account, login), []) if account else [password]
            if account and password not in told and call.exchange.status not in REFUSED:
                good[account, login].append(password)
        if call.has_body and not is_refused(call) and not call.route.read:
            for account, login, password in _told(known, call, list(good)):
                good[account, login].append(password)
    for (account, login), passwords in good.items():
        life = known.past.rows[known.who.entity].get(account)
        if life is None:
            continue
        before, after = life.created is None, life.lives(END)
        kept = passwords[0] == passwords[-1]
        if before:
            yield Credential(account, login, passwords[0], end=after and kept)
        if after and not (before and kept):
            yield Credential(account, login, passwords[-1], start=False)


def _told(known: Knowledge, call: Call, earlier: Iterable[tuple[str, str]]) -> Iterator[Told]:
    """What a call shows to be good from then on."""
    index, body = call.exchange.index, call.body()
    login = known.who.logins.get(index)
    if login is not None:
        yield login[1], login[0].login, login[0].password
        return
    sent, changed = credentials(body), new_password(body)
    if sent is not None:
        rows = known.past.rows.get(known.who.entity, {})
        made = next((key for key, life in rows.items() if life.created == index), None)
        if made is not None:
            yield made, sent.login, sent.password
    elif changed is not None:
        caller = known.caller(call)
        yield from ((a, login, changed.password) for a, login in earlier if a == caller)
