"""Sessions: operations that hand out the token by which later calls are known."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import parsedate_to_datetime

from wirebase.blueprint.expressions import (
    Caller,
    Case,
    Choice,
    Compare,
    Concat,
    Constant,
    Expression,
    Field,
    Fresh,
    Freshly,
    Given,
    IsGiven,
    Source,
)
from wirebase.blueprint.operations import (
    Effect,
    FailureKind,
    Find,
    Header,
    Login,
    OpenSession,
    Update,
    Verb,
)
from wirebase.infer.answers import Bound
from wirebase.infer.arguments import Arguments
from wirebase.infer.bodies import given_columns
from wirebase.infer.calls import Call, Route
from wirebase.infer.drafts import Draft, folded
from wirebase.infer.logins import (
    ENTRY,
    FORGERY,
    TOKEN,
    Credentials,
    cookies_set,
    credentials,
    tokens_issued,
)
from wirebase.infer.naming import snake, words
from wirebase.infer.provisions import provision
from wirebase.infer.scope import Knowledge
from wirebase.infer.typed import body_parameter

ACCOUNT = "account"


def tried_fields(known: Knowledge, calls: Iterable[Call]) -> set[str]:
    """The fields in which logins were typed, at the requests that log in, refused or not."""
    made = {c.route.name for c in calls if c.exchange.index in known.who.logins}
    return {
        snake(typed.login_pointer[-1])
        for c in calls
        if c.route.name in made and c.has_body and (typed := credentials(c.body()))
    }


def login_operation(
    known: Knowledge, route: Route, calls: list[Call], given: Arguments, refused: list[Call]
) -> Draft | None:
    """A call that hands out tokens which later calls carry; those that were refused tell by what else
    somebody may log in."""
    if route.read or not known.who.entity:
        return None
    traded = [c for c in calls if _trades(known, c)]
    if traded and len(traded) >= 0.5 * len(calls):
        return _traded(known, route, traded, given)
    issuing = [c for c in calls if c.exchange.index in known.who.issued]
    if not issuing or len(issuing) < 0.5 * len(calls):
        return None
    tenants = [made for c in issuing if (made := known.tenants.get(c.exchange.index))]
    if not tenants and all(_makes_account(known, c) for c in issuing):
        return None
    typed = next((t for c in issuing if c.has_body and (t := credentials(c.body()))), None)
    if typed is None and any(known.caller(c) for c in issuing):
        return None
    login: Expression | None = None
    password: Expression | None = None
    if typed is not None:
        login = _typed_login(given, [typed, *(t for c in refused if (t := _tried(c)))])
        password = Given(parameter=body_parameter(given, typed.password_pointer))
    owner = {
        c.exchange.index: known.who.owners.get(min(tokens_issued(c.exchange), default=""))
        for c in issuing
    }
    logins = {i: key for i, (_, key) in known.who.logins.items()}
    guest = next((o for o in owner.values() if o), "") if typed is None else ""
    effects: list[Effect] = [Login(alias=ACCOUNT, account=guest, login=login, password=password)]
    if tenants:
        account = known.past.entities[known.who.entity]
        told = given_columns(known, account, given, issuing)
        effects = [
            provision(known, route.name, ACCOUNT, tenants),
            *([Update(table=account.table, alias=ACCOUNT, values=told)] if told else []),
            OpenSession(alias=ACCOUNT),
        ]
    bound: Bound = {
        known.who.entity: (
            ACCOUNT,
            lambda c: logins.get(c.exchange.index) or owner.get(c.exchange.index),
        )
    }
    fold, answer = folded(known, route, issuing, given, bound, session=True)
    answer = answer.model_copy(update={"headers": (*answer.headers, *cookies(issuing[-1]))})
    return Draft(Verb.LOGIN, known.who.entity, [*effects, *fold.finds], [answer])


def _trades(known: Knowledge, call: Call) -> bool:
    """Whether who asks by one token is handed another one, which later calls carry: a cookie for a bearer
    token, as some apps begin a session."""
    held = list(known.who.said(call.exchange))
    names = {carrier.name for carrier, _ in held if carrier.place == "cookie"}
    renewed = any(name in names for name, _ in cookies_set(call.exchange))
    later = tokens_issued(call.exchange) & known.who.owners.keys() - {token for _, token in held}
    typed = credentials(call.body()) if call.has_body else None
    last = next((s for s in reversed(call.route.segments) if isinstance(s, str) and s), "")
    enters = not ENTRY.isdisjoint(words(last)) and not renewed
    return enters and typed is None and known.caller(call) is not None and bool(later)


def _traded(known: Knowledge, route: Route, calls: list[Call], given: Arguments) -> Draft:
    """A new session for who asks."""
    account = known.past.entities[known.who.entity]
    mine = Compare(left=Field(row=ACCOUNT, column=account.key), right=Caller(column=account.key))
    find = Find(
        source=Source(table=account.table, alias=ACCOUNT, where=(mine,)),
        failure=FailureKind.UNAUTHORIZED,
    )
    bound: Bound = {account.name: (ACCOUNT, known.caller)}
    fold, answer = folded(known, route, calls, given, bound, session=True)
    answer = answer.model_copy(update={"headers": (*answer.headers, *cookies(calls[-1]))})
    effects: list[Effect] = [find, OpenSession(alias=ACCOUNT), *fold.finds]
    return Draft(Verb.ACTION, account.name, effects, [answer])


def _tried(call: Call) -> Credentials | None:
    return credentials(call.body()) if call.has_body else None


def _typed_login(given: Arguments, typed: list[Credentials]) -> Expression:
    """What was typed to say who asks: the first of several fields that is given."""
    pointers = dict.fromkeys(t.login_pointer for t in typed)
    first, *rest = [Given(parameter=body_parameter(given, p)) for p in pointers]
    if not rest:
        return first
    cases = [Case(when=IsGiven(parameter=one.parameter), then=one) for one in (first, *rest[:-1])]
    return Choice(cases=tuple(cases), otherwise=rest[-1])


def _makes_account(known: Knowledge, call: Call) -> bool:
    rows = known.past.rows[known.who.entity].values()
    return any(life.created == call.exchange.index for life in rows)


def cookies(call: Call) -> Iterable[Header]:
    """The cookies that hand out the session's token."""
    for value in call.exchange.answer.all("set-cookie"):
        for line in value.split("\n"):
            found = TOKEN.search(line)
            how = Freshly.TOKEN if FORGERY.search(line.partition("=")[0]) else Freshly.SESSION
            if found:
                before, after = line[: found.start()], line[found.end() :]
                parts: tuple[Expression, ...] = (
                    Constant(value=before),
                    Fresh(how=how),
                    Constant(value=_lasting(after, call.exchange.started)),
                )
                yield Header(name="set-cookie", value=Concat(parts=parts))


def _lasting(attributes: str, moment: float) -> str:
    """Cookie attributes that hold whenever they are sent, and on a server without TLS."""
    kept = []
    for attribute in attributes.split(";"):
        name, _, value = attribute.strip().partition("=")
        if name.lower() == "expires" and "max-age" not in attributes.lower():
            kept.append(_until(value, moment))
        elif name.lower() not in ("secure", "domain", "expires"):
            kept.append(attribute)
    return ";".join(a for a in kept if a is not None)


def _until(date: str, moment: float) -> str | None:
    """How long after a moment a date is, as an attribute; None where it is no date."""
    try:
        until = parsedate_to_datetime(date)
    except ValueError:
        return None
    return f" Max-Age={round(until.timestamp() - moment)}"
