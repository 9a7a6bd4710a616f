"""Suppositions: deletions that the capture does not show and that the app most likely has.

An app that makes rows of a table, shows them at a path of their own and lets other rows be deleted at
such paths, lets these be deleted too, whether nobody tried or those who tried were refused for reasons
that are understood: that the row was not there, was not theirs, or that others refer to it. The answer is
that of most of its deletions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wirebase.blueprint.expressions import Compare, Constant, Expression, Field, Recorded, Source
from wirebase.blueprint.operations import (
    Answer,
    Delete,
    FailureKind,
    Find,
    Operation,
    Place,
    Verb,
)
from wirebase.evidence import Evidence
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import GONE, ROW
from wirebase.infer.faults import refusal
from wirebase.infer.naming import unique
from wirebase.infer.scope import Knowledge


def with_deletions(operations: Sequence[Operation]) -> list[Operation]:
    """The operations, and the deletions that are supposed."""
    usual = _usual_answer(operations)
    if usual is None:
        return list(operations)
    made = list(_supposed(operations, usual))
    places = {_place(o.path) for o in made}
    kept = [o for o in operations if not (_only_failed(o) and _place(o.path) in places)]
    return [*map(_repeating, kept), *made]


def is_refused_deletion(known: Knowledge, route: Route, bad: Sequence[Call]) -> bool:
    """Whether calls of a route say that they delete something, and were refused for some kind of reason."""
    told = (refusal(call, known.caller(call)) for call in bad)
    return route.method == "DELETE" and bool(bad) and all(told)


def _repeating(operation: Operation) -> Operation:
    """An operation that was only ever refused and is not understood repeats its refusals."""
    refused = _refused(operation)
    return operation.model_copy(update={"failures": ()}) if refused else operation


@dataclass(frozen=True, slots=True)
class Usual:
    """How the app answers most of its deletions."""

    answer: Answer
    count: int
    """How many deletions it is told by."""
    shows: bool = False
    """Whether they show the row that they delete."""

    def of(self, item: Operation) -> Answer:
        """The answer where the row is deleted that an operation shows."""
        body = item.answers[0].body if len(item.answers) == 1 else None
        asked = body is not None and '"parameter":' in body.model_dump_json()
        shown = self.shows and item.verb is Verb.DETAIL and _shows_row(body) and not asked
        return self.answer.model_copy(update={"body": body}) if shown else self.answer


def _usual_answer(operations: Sequence[Operation]) -> Usual | None:
    """How the app answers most of its deletions; None where it shows none."""
    told = [o for o in operations if o.verb is Verb.DELETE and o.method == "DELETE" and o.answers]
    answers = [o.answers[0] for o in told if len(o.answers) == 1]
    statuses = Counter(a.status for a in answers)
    if not statuses:
        return None
    status, count = statuses.most_common(1)[0]
    of_it = [a for a in answers if a.status == status]
    bare = sum(a.body is None for a in of_it)
    if 2 * bare >= len(of_it):
        return Usual(Answer(status=status), count)
    plain = Counter(a.body.model_dump_json() for a in of_it if isinstance(a.body, Constant))
    body, times = plain.most_common(1)[0] if plain else ("", 0)
    same = 2 * times > len(of_it)
    told_body = Constant.model_validate_json(body) if same else Constant(explained=False)
    shows = 2 * sum(_shows_row(a.body) for a in of_it) > len(of_it)
    return Usual(Answer(status=status, body=told_body), count, shows)


def _shows_row(body: Expression | None) -> bool:
    """Whether an answer shows what the row in hand holds."""
    return body is not None and f'"row":"{ROW}"' in body.model_dump_json()


def _supposed(operations: Sequence[Operation], usual: Usual) -> Iterator[Operation]:
    """A deletion for each path of single rows that has none, of tables to which rows are added."""
    tables = {o.table for o in operations if o.verb is Verb.CREATE}
    deleted = {_place(o.path) for o in operations if o.method == "DELETE" and not _only_failed(o)}
    refused = {_place(o.path): o for o in operations if _only_failed(o)}
    names = {o.name for o in operations}
    for item in sorted(operations, key=lambda o: o.verb is not Verb.DETAIL):
        find = _own_find(item)
        place = _place(item.path)
        if find is None or item.table not in tables or place in deleted:
            continue
        deleted.add(place)
        made = _deletion(item, find, usual, unique(f"delete_{item.table}", names))
        yield _refusing(made, refused[place]) if place in refused else made


SINGLE = {Verb.DETAIL: ("GET",), Verb.UPDATE: ("PUT", "PATCH"), Verb.REPLACE: ("PUT",)}
"""What is done to one row at its own path, and by which methods."""
PLAIN = (FailureKind.UNAUTHORIZED, FailureKind.MISSING)
"""Kinds of refusals that say all of why."""
UNKNOWN = (FailureKind.UNAUTHORIZED, FailureKind.FORBIDDEN, FailureKind.MISSING)
"""Why an operation on a row fails, whatever it does to the row."""


def _own_find(item: Operation) -> Find | None:
    """The lookup of the one row that an operation shows or changes, by the last part of its path."""
    plain = item.method in SINGLE.get(item.verb, ()) and not item.match
    finds = _finds(item)
    ends = item.path.rstrip("/").endswith("}")
    if not plain or not ends or not finds:
        return None
    if item.verb is Verb.DETAIL and len(finds) != len(item.effects):
        return None
    last = finds[-1]
    own = last.source.table == item.table and last.source.alias == ROW and last.required
    return last if own else None


def _finds(item: Operation) -> list[Find]:
    """The lookups with which an operation begins, up to that of its row."""
    found: list[Find] = []
    for effect in item.effects:
        if not isinstance(effect, Find):
            break
        found.append(effect)
        if effect.source.alias == ROW:
            break
    return found


def _deletion(item: Operation, find: Find, usual: Usual, name: str) -> Operation:
    key = _key_of(find)
    own = Compare(left=Field(row=GONE, column=key), right=Field(row=ROW, column=key))
    gone = Source(table=item.table, alias=GONE, where=(own,))
    claim = f"not recorded: supposed since the app has {usual.count} such deletions of other rows"
    return item.model_copy(
        update={
            "name": name,
            "verb": Verb.DELETE,
            "method": "DELETE",
            "parameters": tuple(p for p in item.parameters if p.place is Place.PATH),
            "effects": (*_finds(item), Delete(source=gone)),
            "answers": (usual.of(item),),
            "failures": tuple(
                failure
                for failure in item.failures
                if item.verb is Verb.DETAIL or (failure.kind in UNKNOWN and failure.when is None)
            ),
            "evidence": Evidence(claim=claim, support=usual.count),
        }
    )


def _refusing(made: Operation, refused: Operation) -> Operation:
    """A deletion that is supposed, with the refusals that were recorded of it."""
    told = {f.kind for f in refused.failures if f.when is None}
    kept = [f for f in made.failures if f.when is not None or f.kind not in told]
    claim = made.evidence.claim.replace("not recorded", "only refused as recorded")
    evidence = refused.evidence.model_copy(update={"claim": claim})
    failures = (*kept, *refused.failures)
    return made.model_copy(update={"failures": failures, "evidence": evidence})


def _key_of(find: Find) -> str:
    (named,) = find.source.where[:1]
    left = named.left if isinstance(named, Compare) else None
    return left.column if isinstance(left, Field) else "id"


def _refused(operation: Operation) -> bool:
    """Whether an operation is a deletion that nobody succeeded with."""
    recorded = any(isinstance(answer.body, Recorded) for answer in operation.answers)
    refused = all(400 <= answer.status < 500 for answer in operation.answers)
    return operation.method == "DELETE" and recorded and refused


def _only_failed(operation: Operation) -> bool:
    """Whether a deletion was only ever refused, for reasons that are understood."""
    told = operation.failures or all(answer.status == 404 for answer in operation.answers)
    known = all(f.when is not None or f.kind in PLAIN for f in operation.failures)
    return _refused(operation) and bool(told) and known


def _place(path: str) -> tuple[str, ...]:
    """A path without the names of its variables."""
    return tuple("{}" if part.startswith("{") else part for part in path.strip("/").split("/"))
