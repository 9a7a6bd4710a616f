"""Mutations: the operation of a route that changes something."""

from __future__ import annotations

from wirebase.blueprint.operations import CloseSession, Effect, OpenSession, Verb
from wirebase.infer.answers import Bound
from wirebase.infer.arguments import Arguments
from wirebase.infer.batches import batch
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import ROW, Write
from wirebase.infer.drafts import Draft, folded
from wirebase.infer.keyed import request_rows
from wirebase.infer.logins import ends_session, tokens_issued
from wirebase.infer.naming import words
from wirebase.infer.recordings import recorded
from wirebase.infer.scope import Knowledge
from wirebase.infer.sessions import cookies
from wirebase.infer.typed import credentials_set, password_change
from wirebase.infer.upserts import with_known
from wirebase.infer.writes import write

LOGOUT = frozenset("logout signout".split())


def mutation(
    known: Knowledge, route: Route, calls: list[Call], given: Arguments, refused: list[Call]
) -> Draft:
    """What a route changes, and how it answers."""
    changed = password_change(known, route, calls, given, refused)
    if changed is not None:
        return changed
    if ends_session(route):
        fold, answer = folded(known, route, calls, given, {})
        return Draft(Verb.LOGOUT, effects=[*fold.finds, CloseSession()], answers=[answer])
    paths = request_rows(known, route, calls, given, ROW)
    done = batch(known, route, calls, given, paths) or write(known, route, calls, given, paths)
    if done is None:
        fold, answer = folded(known, route, calls, given, {}, paths=paths)
        if fold.unexplained and not fold.rows:
            return Draft(Verb.RECORDED, answers=[recorded(calls)])
        verb = Verb.LOGOUT if _is_logout(route) else Verb.ACTION
        effects: list[Effect] = [CloseSession()] if verb is Verb.LOGOUT else []
        return Draft(verb, effects=[*paths.finds(), *fold.finds, *effects], answers=[answer])
    bound: Bound = {done.entity: (ROW, done.key)} if done.key else {}
    opens = _opens_session(known, calls, done)
    through = (done.entity, done.batch) if done.batch else None
    fold, answer = folded(
        known, route, calls, given, bound, session=opens, paths=paths, batch=through
    )
    if opens:
        answer = answer.model_copy(update={"headers": (*answer.headers, *cookies(calls[-1]))})
    answers = with_known(known, calls, given, done, answer) if not opens else [answer]
    effects = [
        *paths.finds(),
        *done.effects,
        *fold.finds,
        *credentials_set(known, calls, given, done),
        *([OpenSession(alias=ROW)] if opens else []),
    ]
    return Draft(done.verb, done.entity, effects, answers, done.meanings | fold.meanings)


def _opens_session(known: Knowledge, calls: list[Call], done: Write) -> bool:
    """Whether making an account hands out a token that is good for it at once.

    Not each of them need be seen in use: who then logs in gets another one."""
    made = done.verb is Verb.CREATE and done.entity == known.who.entity
    used = any(c.exchange.index in known.who.issued for c in calls)
    return made and used and all(tokens_issued(c.exchange) for c in calls)


def _is_logout(route: Route) -> bool:
    """Whether a request says that it logs out: its field or method of a URL of many, or else its path."""
    last = next((s for s in reversed(route.segments) if isinstance(s, str) and s), "")
    called = [*route.asks.values()] or [m.value for m in route.match if m.value]
    return any("".join(words(name)) in LOGOUT for name in (called if route.root else [last]))
