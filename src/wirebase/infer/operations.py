"""Operations: each route with what it reads, changes and answers."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from wirebase.blueprint.dataset import RecordedAnswer
from wirebase.blueprint.expressions import (
    AllOf,
    AnyOf,
    Caller,
    Compare,
    Comparison,
    Concat,
    Condition,
    Constant,
    Expression,
    Field,
    Fresh,
    Freshly,
    Given,
    Object,
    Recorded,
    Row,
    Source,
)
from wirebase.blueprint.operations import (
    Answer,
    CloseSession,
    Effect,
    Failure,
    FailureKind,
    Find,
    Header,
    Login,
    OpenSession,
    Operation,
    Parameter,
    Place,
    SetCredentials,
    Update,
    Verb,
)
from wirebase.blueprint.tables import Type
from wirebase.evidence import Evidence
from wirebase.exchange import Json
from wirebase.infer.answers import Bound, Fold, Instance
from wirebase.infer.arguments import Arguments, arguments, leaves, part_at, unique
from wirebase.infer.batches import batch
from wirebase.infer.calls import Call, Route
from wirebase.infer.companions import with_companions
from wirebase.infer.faults import is_refused, refusal, with_faults
from wirebase.infer.logins import (
    FORGERY,
    TOKEN,
    credentials,
    new_password,
    presented,
    tokens_issued,
)
from wirebase.infer.naming import words
from wirebase.infer.ownership import owned_only
from wirebase.infer.paths import PathRows, path_rows
from wirebase.infer.provisions import provision
from wirebase.infer.records import Place as Site
from wirebase.infer.records import occurrences
from wirebase.infer.scope import Knowledge
from wirebase.infer.writes import ROW, Write, given_columns, write

LOGOUT = frozenset("logout signout".split())
ACCOUNT = "account"

LEAST_EXPLAINED = 0.5
"""The share of lists that a reading explains, below which the recorded ones tell more."""


@dataclass(slots=True)
class Inferred:
    """The operations, and the answers that are kept as they were recorded."""

    operations: list[Operation] = field(default_factory=list)
    recorded: list[RecordedAnswer] = field(default_factory=list)


def operations(known: Knowledge, calls: list[Call]) -> Inferred:
    """An operation for each route, in the order that the routes were first used."""
    by_route: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        by_route[call.route.name].append(call)
    closed = {place: _refuses_anonymous(known, some) for place, some in _places(calls).items()}
    out = Inferred()
    for group in by_route.values():
        made = operation(known, group[0].route, group, closed=closed[_place(group[0])])
        out.operations.append(made)
        if any(isinstance(a.body, Recorded) for a in made.answers):
            out.recorded.extend(recorded_answers(made.name, group))
    groups = list(by_route.values())
    out.operations = owned_only(known, list(zip(out.operations, groups, strict=True)))
    out.operations = with_companions(out.operations)
    out.operations = with_faults(out.operations, [group[0].route for group in by_route.values()])
    return out


def _place(call: Call) -> str:
    """The URL behind which the operation is one of many, reads apart; "" of all others."""
    if not call.route.root:
        return ""
    return f"{'read' if call.route.read else 'write'} {call.exchange.path}"


def _places(calls: list[Call]) -> dict[str, list[Call]]:
    found: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        found[_place(call)].append(call)
    return found


def operation(known: Knowledge, route: Route, calls: list[Call], *, closed: bool) -> Operation:
    """The operation of one route."""
    good = [c for c in calls if 200 <= c.exchange.status < 400 and not is_refused(c)]
    told = [c for c in good if c.exchange.status != 304 or c.has_answer]
    bad = [c for c in calls if is_refused(c)]
    given = arguments(
        route, calls, rpc=route.read and route.method != "GET", headers=known.key_headers()
    )
    login = _login(known, route, told, given) if told else None
    if login is not None:
        made = login
    elif not told:
        made = _Made(Verb.RECORDED, answers=[_only_failure(bad)])
    elif route.read:
        made = _read(known, route, told, given)
    else:
        made = _write(known, route, told, given)
    return Operation(
        name=route.name,
        verb=made.verb,
        method=route.method,
        path=route.path,
        match=route.match,
        parameters=tuple(
            p.model_copy(update={"meaning": made.meanings.get(n, p.meaning)})
            for n, p in given.parameters.items()
        ),
        table=known.past.entities[made.entity].table if made.entity else "",
        authenticated=_authenticated(known, told, bad, closed=closed)
        and made.verb is not Verb.LOGIN,
        failures=tuple(_failures(known, told, bad, given, login=made.verb is Verb.LOGIN))
        if told or route.root
        else (),
        effects=tuple(made.effects),
        answers=tuple(made.answers),
        evidence=Evidence(
            claim=f"{route} was seen {len(calls)} times",
            support=len(calls),
            exchanges=tuple(c.exchange.index for c in calls[:5]),
        ),
    )


@dataclass(slots=True)
class _Made:
    verb: Verb
    entity: str = ""
    effects: list[Effect] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    meanings: dict[str, str] = field(default_factory=dict)


def _read(known: Knowledge, route: Route, calls: list[Call], given: Arguments) -> _Made:
    made = _Made(Verb.DOCUMENT)
    finds: list[Find] = []
    aliases: dict[str, int] = {}
    paths = path_rows(known.past, route, ROW)
    for when, group in _variants(known, calls):
        fold, answer = _fold(
            known, route, group, given, {}, finds=finds, aliases=aliases, paths=paths
        )
        if (fold.unexplained and not fold.rows) or _is_missed(route, fold):
            return _Made(Verb.RECORDED, answers=[_recorded(group)])
        made.answers.append(answer.model_copy(update={"when": when}))
        made.meanings |= fold.meanings
        if fold.main is not None:
            made.verb = Verb.LIST
            made.entity = _entity_of(known, fold.main[0].table)
    made.effects = [*paths.finds(), *finds]
    if made.effects and made.verb is not Verb.LIST:
        made.verb = Verb.DETAIL
        first = made.effects[-1]
        made.entity = _entity_of(known, first.source.table) if isinstance(first, Find) else ""
    account = known.who.entity
    if account and made.verb is Verb.DOCUMENT:
        mine = Caller(column=known.key(account))
        table = known.schema.table_name(account)
        if all(_shown_alone(answer) == (table, mine) for answer in made.answers):
            made.verb, made.entity = Verb.CALLER, account
    return made


def _shown_alone(answer: Answer) -> tuple[str, Expression] | None:
    """The table of the one row that an answer shows, bare or in an envelope, and what names it."""
    body = answer.body
    inner = [m.value for m in body.members] if isinstance(body, Object) else [body]
    sources = [value.source for value in inner if isinstance(value, Row)]
    if len(sources) != 1 or len(sources[0].where) != 1:
        return None
    (named,) = sources[0].where
    return (sources[0].table, named.right) if isinstance(named, Compare) else None


def _is_missed(route: Route, fold: Fold) -> bool:
    """Whether a list below a path variable is of other rows than were shown, whatever it names."""
    if fold.main is None or not route.variables:
        return False
    _, made, _ = fold.main
    bound = bool(fold.paths.used) or any(v.name in made.meanings for v in route.variables)
    return not bound and made.explained < LEAST_EXPLAINED


def _entity_of(known: Knowledge, table: str) -> str:
    return next(e.name for e in known.past.entities.values() if e.table == table)


def _fold(
    known: Knowledge,
    route: Route,
    calls: list[Call],
    given: Arguments,
    bound: Bound,
    *,
    session: bool = False,
    finds: list[Find] | None = None,
    aliases: dict[str, int] | None = None,
    paths: PathRows | None = None,
) -> tuple[Fold, Answer]:
    """The answer of a group of calls as one expression."""
    with_body = [c for c in calls if c.has_answer]
    fold = Fold(known, route, given, bound, session, finds if finds is not None else [])
    fold.aliases = aliases if aliases is not None else {}
    fold.paths = paths or path_rows(known.past, route, ROW)
    status = Counter(c.exchange.status for c in calls if c.exchange.status != 304)
    code = status.most_common(1)[0][0] if status else 200
    if not with_body:
        return fold, Answer(status=code, body=None, mime=_mime(calls))
    instances = [Instance(c, c.answer(), c.exchange.index) for c in with_body]
    return fold, Answer(status=code, body=fold.body(instances))


def _mime(calls: list[Call]) -> str:
    return next((c.message.mime for c in calls if c.message.mime), "application/json")


def _variants(known: Knowledge, calls: list[Call]) -> list[tuple[Compare | None, list[Call]]]:
    """Groups of calls whose answers have one form each, told apart by a query parameter."""
    forms = {c.exchange.index: _form(known, c) for c in calls if c.has_answer}
    if _is_one(forms.values()):
        return [(None, calls)]
    for name in sorted({n for c in calls for n in c.query}):
        groups: dict[str | None, list[Call]] = defaultdict(list)
        for c in calls:
            value = c.query.get(name)
            groups[",".join(value) if isinstance(value, list) else value].append(c)
        pure = all(
            _is_one([forms[c.exchange.index] for c in g if c.exchange.index in forms])
            for g in groups.values()
        )
        if pure and 1 < len(groups) <= 16:
            parameter = next(iter([name]))
            ordered = sorted(groups.items(), key=lambda g: (g[0] is None, -len(g[1])))
            return [
                (
                    Compare(left=Given(parameter=_named(calls, parameter)), right=Constant(value=v))
                    if v is not None and n < len(ordered) - 1
                    else None,
                    g,
                )
                for n, (v, g) in enumerate(ordered)
            ]
    return [(None, calls)]


def _named(calls: list[Call], key: str) -> str:
    given = arguments(calls[0].route, calls, rpc=False)
    return next(n for n, p in given.parameters.items() if p.place is Place.QUERY and p.key == key)


type Form = dict[Site, frozenset[str]]
"""Where an answer shows rows, and the members that they have there."""


def _form(known: Knowledge, call: Call) -> Form:
    """The members that the rows of an answer show."""
    found: dict[Site, set[str]] = defaultdict(set)
    for occurrence in occurrences(call, call.answer()):
        if occurrence.place in known.past.places:
            found[occurrence.place].update(occurrence.value)
    return {place: frozenset(names) for place, names in found.items()}


def _is_one(forms: Iterable[Form]) -> bool:
    """Whether answers have one form: an empty list says nothing of its rows."""
    seen: Form = {}
    return all(
        seen.setdefault(place, names) == names for form in forms for place, names in form.items()
    )


def _recorded(calls: list[Call]) -> Answer:
    status = Counter(c.exchange.status for c in calls if c.exchange.status != 304)
    code = status.most_common(1)[0][0] if status else 200
    return Answer(status=code, body=Recorded(), mime=_mime(calls))


def _only_failure(bad: list[Call]) -> Answer:
    return Answer(status=bad[-1].exchange.status if bad else 404, body=Recorded())


def recorded_answers(name: str, calls: Iterable[Call]) -> list[RecordedAnswer]:
    """The answers of a route as they stood, the last one for each request."""
    out: dict[tuple[str, str, str], RecordedAnswer] = {}
    for call in calls:
        if call.exchange.status in (0, 304) and not call.has_answer:
            continue
        query = urlencode(sorted(parse_qsl(call.exchange.parts.query, keep_blank_values=True)))
        body = json.dumps(call.body(), sort_keys=True, ensure_ascii=False) if call.has_body else ""
        status = 200 if call.exchange.status == 304 else call.exchange.status
        out[call.exchange.path, query, body] = RecordedAnswer(
            operation=name,
            query=query,
            body=body,
            status=status,
            headers=(),
            answer=call.message.text if call.has_answer else "",
            path=call.exchange.path,
        )
    return list(out.values())


def _write(known: Knowledge, route: Route, calls: list[Call], given: Arguments) -> _Made:
    changed = _password_change(known, route, calls, given)
    if changed is not None:
        return changed
    paths = path_rows(known.past, route, ROW)
    done = batch(known, route, calls, given, paths) or write(known, route, calls, given, paths)
    if done is None:
        fold, answer = _fold(known, route, calls, given, {}, paths=paths)
        if fold.unexplained:
            return _Made(Verb.RECORDED, answers=[_recorded(calls)])
        verb = Verb.LOGOUT if _is_logout(route) else Verb.ACTION
        effects: list[Effect] = [CloseSession()] if verb is Verb.LOGOUT else []
        return _Made(verb, effects=[*paths.finds(), *fold.finds, *effects], answers=[answer])
    bound: Bound = {done.entity: (ROW, done.key)} if done.key else {}
    opens = _opens_session(known, calls, done)
    fold, answer = _fold(known, route, calls, given, bound, session=opens, paths=paths)
    if opens:
        answer = answer.model_copy(update={"headers": tuple(_cookies(calls[-1]))})
    effects = [
        *paths.finds(),
        *done.effects,
        *fold.finds,
        *_credentials(known, calls, given, done),
        *([OpenSession(alias=ROW)] if opens else []),
    ]
    return _Made(done.verb, done.entity, effects, [answer], done.meanings | fold.meanings)


def _opens_session(known: Knowledge, calls: list[Call], done: Write) -> bool:
    """Whether making an account hands out a token that is good for it at once."""
    made = done.verb is Verb.CREATE and done.entity == known.who.entity
    return made and all(c.exchange.index in known.who.issued for c in calls)


def _password_change(
    known: Knowledge, route: Route, calls: list[Call], given: Arguments
) -> _Made | None:
    """A caller who gives a new password, as a rule beside the old one, and nothing else."""
    if not known.who.entity or not all(c.has_body and known.caller(c) for c in calls):
        return None
    new = new_password(calls[0].body())
    if new is None or not all(new_password(c.body()) for c in calls):
        return None
    key = known.key(known.who.entity)
    where = Compare(left=Field(row=ROW, column=key), right=Caller(column=key))
    table = known.past.entities[known.who.entity].table
    password = Given(parameter=_body_parameter(given, new.pointer))
    fold, answer = _fold(known, route, calls, given, {})
    effects: list[Effect] = [
        Find(source=Source(table=table, alias=ROW, where=(where,))),
        SetCredentials(alias=ROW, logins=(), password=password),
        *fold.finds,
    ]
    return _Made(Verb.UPDATE, known.who.entity, effects, [answer])


def _is_logout(route: Route) -> bool:
    last = next((s for s in reversed(route.segments) if isinstance(s, str) and s), "")
    return "".join(words(last)) in LOGOUT


def _credentials(
    known: Knowledge, calls: list[Call], given: Arguments, done: Write
) -> list[Effect]:
    """A new account may log in with what was typed when it was made."""
    if done.entity != known.who.entity or done.verb not in (Verb.CREATE, Verb.UPDATE, Verb.REPLACE):
        return []
    typed = next((t for c in calls if c.has_body and (t := credentials(c.body()))), None)
    if typed is None:
        return []
    password = _body_parameter(given, typed.password_pointer)
    login = _body_parameter(given, typed.login_pointer)
    return [
        SetCredentials(
            alias=ROW, logins=(Given(parameter=login),), password=Given(parameter=password)
        )
    ]


def _body_parameter(given: Arguments, pointer: tuple[str, ...]) -> str:
    key = "/" + "/".join(pointer)
    if key in given.body:
        return given.body[key]
    name = unique("_".join(words(pointer[-1])), given.parameters)
    given.parameters[name] = Parameter(name=name, place=Place.BODY, key=key, type=Type.TEXT)
    given.body[key] = name
    return name


def _login(known: Knowledge, route: Route, calls: list[Call], given: Arguments) -> _Made | None:
    """A call that hands out tokens which later calls carry."""
    if route.read or not known.who.entity:
        return None
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
        login = Given(parameter=_body_parameter(given, typed.login_pointer))
        password = Given(parameter=_body_parameter(given, typed.password_pointer))
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
    fold, answer = _fold(known, route, issuing, given, bound, session=True)
    answer = answer.model_copy(update={"headers": tuple(_cookies(issuing[-1]))})
    return _Made(Verb.LOGIN, known.who.entity, [*effects, *fold.finds], [answer])


def _makes_account(known: Knowledge, call: Call) -> bool:
    rows = known.past.rows[known.who.entity].values()
    return any(life.created == call.exchange.index for life in rows)


def _cookies(call: Call) -> Iterable[Header]:
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
                    Constant(value=_without_secure(after)),
                )
                yield Header(name="set-cookie", value=Concat(parts=parts))


def _without_secure(attributes: str) -> str:
    """Cookie attributes that a server without TLS may set."""
    kept = [
        a
        for a in attributes.split(";")
        if a.strip().lower() != "secure" and not a.strip().lower().startswith("domain=")
    ]
    return ";".join(kept)


def _refuses_anonymous(known: Knowledge, calls: list[Call]) -> bool:
    """Whether the app answers nobody who does not say who they are."""
    refused = [c for c in calls if _is_unknown(known, c) and not _logs_in(c)]
    served = [
        c
        for c in calls
        if c.exchange.succeeded
        and not is_refused(c)
        and not any(presented(c.exchange))
        and not tokens_issued(c.exchange)
        and (c.route.read or c.route.root)
    ]
    return len(refused) > 0 and len(refused) >= len(served)


def _logs_in(call: Call) -> bool:
    return call.has_body and credentials(call.body()) is not None


def _authenticated(known: Knowledge, good: list[Call], bad: list[Call], *, closed: bool) -> bool:
    if any(_is_unknown(known, c) for c in bad):
        return not any(not any(presented(c.exchange)) for c in good)
    return closed and bool(good) and all(known.caller(c) for c in good)


def _is_unknown(known: Knowledge, call: Call) -> bool:
    """Whether the call was refused since nobody known asked."""
    return known.caller(call) is None and _why(known, call) is FailureKind.UNAUTHORIZED


def _why(known: Knowledge, call: Call) -> FailureKind | None:
    """Why the call was refused: 403 means the same as 401 where nobody says who asks."""
    kind = refusal(call, known.caller(call))
    unnamed = bool(known.who.carriers) and not any(presented(call.exchange))
    forbidden = kind is FailureKind.FORBIDDEN and call.exchange.status == 403
    return FailureKind.UNAUTHORIZED if forbidden and unnamed else kind


def _failures(
    known: Knowledge, good: list[Call], bad: list[Call], given: Arguments, *, login: bool
) -> Iterable[Failure]:
    """How the app refuses, for each kind of failure and each set of fields left blank."""
    by_kind: dict[tuple[FailureKind, tuple[str, ...]], list[Call]] = defaultdict(list)
    for call in bad:
        kind = _why(known, call)
        if kind is None:
            continue
        if login and call.has_body and credentials(call.body()):
            kind = FailureKind.UNAUTHORIZED
        blank = _blank(good, call, given) if kind is FailureKind.INVALID else ()
        by_kind[kind, blank].append(call)
    for (kind, blank), calls in sorted(by_kind.items(), key=lambda k: -len(k[0][1])):
        last = calls[-1]
        bodies: list[Json] = [c.answer() for c in calls if c.has_answer]
        told = all(b == bodies[-1] for b in bodies)
        yield Failure(
            kind=kind,
            when=AllOf(conditions=tuple(_is_blank(given, p, calls) for p in blank))
            if blank
            else None,
            status=last.exchange.status,
            body=Constant(value=bodies[-1], explained=told) if bodies else None,
            evidence=Evidence(
                claim=f"answered {last.exchange.status}"
                + (f" without {', '.join(blank)}" if blank else ""),
                support=len(calls),
                exchanges=tuple(c.exchange.index for c in calls[:3]),
            ),
        )


def _blank(good: list[Call], call: Call, given: Arguments) -> tuple[str, ...]:
    """The fields of the body that every accepted request fills in, and this one does not."""
    sent = _filled_in(call)
    always = set.intersection(*(_filled_in(c) for c in good)) if good else set()
    return tuple(sorted(pointer for pointer in always - sent if pointer in given.body))


def _filled_in(call: Call) -> set[str]:
    """The pointers of a body that hold something."""
    if not call.has_body:
        return set()
    return {
        pointer
        for pointer, value in leaves(call.body())
        if value is not None and (not isinstance(value, str) or value.strip())
    }


def _is_blank(given: Arguments, pointer: str, calls: list[Call]) -> Condition:
    """The field holds nothing, or the blanks that were refused."""
    value = Given(parameter=given.body[pointer])
    sent = (part_at(c.body(), pointer) for c in calls if c.has_body)
    blanks = dict.fromkeys(["", *(text for text in sent if isinstance(text, str))])
    null = Compare(left=value, op=Comparison.IS_NULL, right=Constant(value=True))
    same = (Compare(left=value, right=Constant(value=text)) for text in blanks)
    return AnyOf(conditions=(null, *same))
