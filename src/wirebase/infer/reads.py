"""Reads: the operation of a route that changes nothing."""

from __future__ import annotations

from wirebase.blueprint.expressions import Caller, Compare, Expression, Object, Row
from wirebase.blueprint.operations import Answer, Find, Verb
from wirebase.infer.answers import Fold
from wirebase.infer.arguments import Arguments
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import ROW
from wirebase.infer.drafts import Draft, entity_of, folded
from wirebase.infer.keyed import request_rows
from wirebase.infer.recordings import recorded
from wirebase.infer.scope import Knowledge
from wirebase.infer.variants import variants

LEAST_EXPLAINED = 0.5
"""The share of lists that a reading explains, below which the recorded ones tell more."""


def read(known: Knowledge, route: Route, calls: list[Call], given: Arguments) -> Draft:
    """What the answers of a route show, variant by variant."""
    made = Draft(Verb.DOCUMENT)
    finds: list[Find] = []
    aliases: dict[str, int] = {}
    paths = request_rows(known, route, calls, given, ROW)
    for when, group in variants(known, calls):
        fold, answer = folded(
            known, route, group, given, {}, finds=finds, aliases=aliases, paths=paths
        )
        if (fold.unexplained and not fold.rows) or _is_missed(route, fold):
            return Draft(Verb.RECORDED, answers=[recorded(group)])
        made.answers.append(answer.model_copy(update={"when": when}))
        made.meanings |= fold.meanings
        if fold.main is not None:
            made.verb = Verb.LIST
            made.entity = entity_of(known, fold.main[0].table)
    made.effects = [*paths.finds(), *finds]
    if made.effects and made.verb is not Verb.LIST:
        made.verb = Verb.DETAIL
        first = made.effects[-1]
        made.entity = entity_of(known, first.source.table) if isinstance(first, Find) else ""
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
