"""The line of inference: exchanges in, blueprint and captured rows out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from wirebase.blueprint.dataset import Dataset, Session
from wirebase.blueprint.document import Authentication, Blueprint, Origin
from wirebase.blueprint.overrides import Overrides
from wirebase.blueprint.tables import Table
from wirebase.errors import NoTraffic
from wirebase.events import Emit, Event, ignore
from wirebase.exchange import Exchange
from wirebase.infer.accounts import Accounts, accounts, without_tokens
from wirebase.infer.appearances import appearances, brought, departures, emptied, missed
from wirebase.infer.archives import archives
from wirebase.infer.asked import expect, guess_lists
from wirebase.infer.audiences import audiences
from wirebase.infer.bare_keys import bare_keys
from wirebase.infer.blanks import blanks
from wirebase.infer.broods import date_broods
from wirebase.infer.byproducts import date_byproducts
from wirebase.infer.calls import Call
from wirebase.infer.completion import completion
from wirebase.infer.contents import contents
from wirebase.infer.continued import continued
from wirebase.infer.counters import count_new, counters
from wirebase.infer.creations import creations
from wirebase.infer.dictionaries import dictionary
from wirebase.infer.empties import expect_rows
from wirebase.infer.entities import entities
from wirebase.infer.expansions import expansions
from wirebase.infer.folding import fold as fold_rest
from wirebase.infer.givens import note_given
from wirebase.infer.history import history
from wirebase.infer.holders import holders
from wirebase.infer.joining import parted
from wirebase.infer.labels import without_labels
from wirebase.infer.left_out import left_out
from wirebase.infer.lent import lent
from wirebase.infer.logins import TOKEN, named_logins
from wirebase.infer.lone import lone_rows
from wirebase.infer.operations import operations
from wirebase.infer.owners import with_owners
from wirebase.infer.passwords import logins_known
from wirebase.infer.provisions import template_rows
from wirebase.infer.queried import queried_logins
from wirebase.infer.questions import questions
from wirebase.infer.realtime import streams
from wirebase.infer.records import fold
from wirebase.infer.registrations import registrations
from wirebase.infer.relations import relations
from wirebase.infer.replaced import replaced
from wirebase.infer.routes import routes
from wirebase.infer.schema import Schema
from wirebase.infer.scope import Knowledge
from wirebase.infer.sessions import tried_fields
from wirebase.infer.shadows import shadows
from wirebase.infer.switches import switches
from wirebase.infer.synonyms import synonyms
from wirebase.infer.tenants import tenants
from wirebase.infer.terms import terms
from wirebase.infer.traffic import origin_of, select
from wirebase.infer.unkept import unkept
from wirebase.infer.unlooked import unlooked
from wirebase.infer.unseen import unseen
from wirebase.infer.viewers import viewers
from wirebase.infer.wrappings import wrappings


def infer(
    exchanges: Sequence[Exchange],
    *,
    salt: str,
    dropped: Mapping[str, int] | None = None,
    rest: Iterable[Exchange] = (),
    repeats: int = 0,
    overrides: Overrides | None = None,
    as_recorded: Collection[str] = (),
    emit: Emit = ignore,
) -> tuple[Blueprint, Dataset]:
    """The blueprint of the app that a capture shows, and its rows; else NoTraffic.

    Of a long capture, `exchanges` are a working set; the `rest` adds its rows and what they say of
    columns, and `repeats` is the number of exchanges that were in neither. `overrides` are what the
    user says. Operations `as_recorded` only repeat what was recorded."""
    overrides = overrides or Overrides()
    exchanges = continued(exchanges)
    traffic = select(exchanges, origin_of(overrides.host, exchanges), overrides.prefix or "")
    left_out = {**(dropped or {}), **traffic.dropped}
    if not traffic.exchanges:
        raise NoTraffic(
            f"No API traffic among {len(exchanges)} exchanges",
            where=", ".join(f"{n} {why}" for why, n in left_out.items()),
            next="Capture again while using the app, or capture the host that its API is on.",
        )
    emit(Event("infer", "started", f"{len(traffic.exchanges)} API exchanges with {traffic.origin}"))
    calls = without_labels(routes(traffic.exchanges, overrides.templates))
    calls = bare_keys(queried_logins(lone_rows(calls)))
    known = understand(calls, exchanges, rest)
    folded = _folded(known, repeats)
    if folded:
        told = f"{folded.total()} more exchanges gave rows only"
        emit(Event("infer", "progress", told, {"folded": folded.total()}))
    emit(Event("infer", "progress", f"{len(known.past.entities)} entities"))
    made = operations(known, calls, as_recorded)
    for name, fault in made.faults.items():
        emit(
            Event("infer", "warning", f"{name} answers as recorded, it was not understood: {fault}")
        )
    blueprint = Blueprint(
        name=traffic.origin.split("//")[-1],
        overrides=overrides,
        origin=Origin(url=traffic.origin, salt=salt, captures=(fingerprint(exchanges),)),
        tables=tuple(with_owners(known, calls, (*_tables(known), *known.schema.links.values()))),
        beside=tuple(known.schema.beside.values()),
        operations=tuple(made.operations),
        vocabularies=known.vocabularies.documents(),
        authentication=_authentication(known, calls),
        dropped=left_out,
        questions=tuple(questions(made.operations, calls)),
        streams=tuple(streams(traffic.sockets, traffic.exchanges)),
        folded=dict(folded),
    )
    dataset = Dataset(
        rows=known.schema.rows(frozenset(c.exchange.index for c in calls if not c.route.read)),
        passed=known.schema.passed(),
        recorded=made.recorded,
        credentials=list(logins_known(known, calls)),
        sessions=[
            Session(owner, token)
            for token, owner in known.who.owners.items()
            if TOKEN.fullmatch(token)
        ],
        templates=list(template_rows(known, made.operations)),
    )
    emit(
        Event(
            "infer", "finished", f"{len(blueprint.tables)} tables, {len(made.operations)} endpoints"
        )
    )
    return blueprint, dataset


def _folded(known: Knowledge, repeats: int) -> Counter[str]:
    """How many exchanges were only gone through for their rows, and how many repeated others."""
    told = Counter(dict(sorted(known.folded.items())))
    return told + Counter({REPEATS: repeats})


REPEATS = "the same request and answer again"
"""In place of an operation, for what was not looked at twice."""


def understand(
    calls: list[Call], exchanges: Sequence[Exchange], rest: Iterable[Exchange] = ()
) -> Knowledge:
    """Entities, rows, relations, schema and callers of the calls; further rows of the rest."""
    sites = fold(calls)
    found = entities(calls, sites)
    held = holders(calls, found, sites)
    nothing, wrapped = blanks(calls, found), wrappings(found, sites)
    past = history(calls, found, nothing, wrapped, held, left_out(calls, found))
    expansions(past, sites)
    guess_lists(past, calls)
    creations(past, calls)
    archives(past, calls)
    note_given(past, calls)
    brought(past, calls)
    appearances(past, calls)
    synonyms(past)
    shadows(past, sites)
    terms(past, calls, sites)
    who = accounts(calls, past, exchanges)
    without_tokens(past, who)
    departures(past, calls, who)
    missed(past, calls, who)
    emptied(past, calls)
    unkept(past, calls)
    seen = viewers(calls, past, who)
    audiences(calls, past, who, seen.values())
    described = dictionary(past, calls)
    related = relations(calls, past, sites, described)
    lent(past, related)
    replaced(past, calls, related)
    parted(past, calls, related, who.entity)
    completion(past, related)
    contents(past, calls, related)
    related.viewed.update({place: viewer.link for place, viewer in seen.items()})
    registrations(past, calls, who, related)
    made = tenants(calls, past, related, who)
    switches(past, calls)
    date_byproducts(calls, past, related)
    date_broods(past, related)
    unlooked(past, {call.exchange.index: call for call in calls}, related, who)
    expect(past, calls)
    expect_rows(past, calls)
    copied = frozenset(entity for tenant in made.values() for entity in tenant.rows)
    # What a part of a capture does not show may stand in the rest.
    gaps = [] if rest else unseen(past, related, calls)
    counted = counters(past, related)
    count_new(past, counted)
    folded = fold_rest(past, related, calls, rest)
    past.layers = folded.layers
    schema = Schema(past, related, copied, counted, who.entity, described)
    return Knowledge(past, related, schema, who, seen, counted, made, gaps, folded=folded.calls)


def _tables(known: Knowledge) -> Iterator[Table]:
    """The tables of the entities, with what says that they hold rows which no answer shows."""
    gaps = {gap.entity: gap.evidence for gap in known.gaps}
    for entity, table in known.schema.tables.items():
        gap, shown = gaps.get(entity), table.evidence
        claim = f"{shown.claim}; {gap.claim}" if gap else shown.claim
        yield table.model_copy(update={"evidence": shown.model_copy(update={"claim": claim})})


def fingerprint(exchanges: Sequence[Exchange]) -> str:
    """What a capture is recognised by, whatever file it came from."""
    told = hashlib.sha256()
    for exchange in exchanges:
        told.update(f"{exchange.method} {exchange.url} {exchange.status}\n".encode())
        told.update(exchange.answer.content or b"")
    return told.hexdigest()[:32]


def _authentication(known: Knowledge, calls: Sequence[Call]) -> Authentication | None:
    who = known.who
    if not who.entity:
        return None
    keys = set(who.owners.values())
    return Authentication(
        table=known.schema.table_name(who.entity),
        key=known.key(who.entity),
        carriers=tuple(c for c, _ in who.carriers.most_common(6)),
        default_account=_default_account(who) if keys else "",
        logins=tuple(_login_columns(known, calls)),
    )


def _login_columns(known: Knowledge, calls: Iterable[Call]) -> Iterator[str]:
    """The columns that hold what accounts were seen to log in with, in every case.

    Where a login that failed gave its name in a field that is called as another column, which tells all
    accounts apart, that one too: who may type either was refused for another reason."""
    owners = known.who.owners
    typed = [(owner, login.login) for login, owner in known.who.logins.values()]
    named = (login for call in calls for login in named_logins(call.exchange))
    typed += [(owners[token], name) for name, _, token in named if token in owners]
    tried = tried_fields(known, calls)
    rows = known.past.rows[known.who.entity]
    for column in known.schema.columns(known.who.entity) if typed else ():
        held = all(o in rows and login in rows[o].values(column) for o, login in typed)
        if held or (column in tried and _tells_apart(known, column)):
            yield column


def _tells_apart(known: Knowledge, column: str) -> bool:
    """Whether every account has a text of its own in a column."""
    lives = [life for life in known.past.rows[known.who.entity].values() if not life.unseen]
    told = [next(iter(life.values(column)), None) for life in lives]
    return all(isinstance(v, str) and v for v in told) and len(told) == len(set(map(str, told)))


def _default_account(who: Accounts) -> str:
    """The account of tokens that the capture gives nobody: it was logged in before, alone.

    A name and a password in every request are given by who asks."""
    issued = set().union(*who.issued.values()) if who.issued else set()
    tokens = {t: owner for t, owner in who.owners.items() if TOKEN.fullmatch(t)}
    before = [owner for token, owner in tokens.items() if token not in issued]
    return before[0] if before and not who.issued else ""


__all__ = ["fingerprint", "infer", "understand"]
