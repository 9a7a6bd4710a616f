"""Drafts: what is found of an operation, before it is put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from wirebase.blueprint.operations import Answer, Effect, Find, Verb
from wirebase.infer.answers import Bound, Fold
from wirebase.infer.arguments import Arguments
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import ROW
from wirebase.infer.instances import Instance
from wirebase.infer.keyed import request_rows
from wirebase.infer.paths import PathRows
from wirebase.infer.scope import Knowledge


@dataclass(slots=True)
class Draft:
    """What is found of an operation."""

    verb: Verb
    entity: str = ""
    effects: list[Effect] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    meanings: dict[str, str] = field(default_factory=dict)


def folded(
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
    batch: tuple[str, Callable[[Call], list[str]]] | None = None,
) -> tuple[Fold, Answer]:
    """The answer of a group of calls as one expression."""
    with_body = [c for c in calls if c.has_answer]
    fold = Fold(known, route, given, bound, session, finds if finds is not None else [])
    fold.aliases = aliases if aliases is not None else {}
    fold.batch = batch
    fold.paths = paths or request_rows(known, route, calls, given, ROW)
    status = Counter(c.exchange.status for c in calls if c.exchange.status != 304)
    code = status.most_common(1)[0][0] if status else 200
    if not with_body:
        return fold, Answer(status=code, body=None, mime=mime_of(calls))
    instances = [Instance(c, c.answer(), c.exchange.index) for c in with_body]
    return fold, Answer(status=code, body=fold.body(instances))


def mime_of(calls: list[Call]) -> str:
    """The media type of the answers."""
    return next((c.message.mime for c in calls if c.message.mime), "application/json")


def entity_of(known: Knowledge, table: str) -> str:
    """The entity whose rows a table holds."""
    return next(e.name for e in known.past.entities.values() if e.table == table)
