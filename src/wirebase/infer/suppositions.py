"""Suppositions: deletions that the capture does not show and that the app most likely has.

An app that makes rows of a table, shows them at a path of their own and lets other rows be deleted at
such paths, lets these be deleted too, whether nobody tried or somebody only tried with a row that was
not there. The answer is that of most of its deletions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from wirebase.blueprint.expressions import Compare, Constant, Field, Recorded, Source
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
from wirebase.infer.changes import GONE, ROW
from wirebase.infer.naming import unique


def with_deletions(operations: Sequence[Operation]) -> list[Operation]:
    """The operations, and the deletions that are supposed."""
    usual = _usual_answer(operations)
    if usual is None:
        return list(operations)
    made = list(_supposed(operations, *usual))
    places = {_place(o.path) for o in made}
    kept = [o for o in operations if not (_only_failed(o) and _place(o.path) in places)]
    return [*kept, *made]


def _usual_answer(operations: Sequence[Operation]) -> tuple[Answer, int] | None:
    """How the app answers most of its deletions, and how many there are; None where it shows none."""
    told = [o for o in operations if o.verb is Verb.DELETE and o.method == "DELETE" and o.answers]
    answers = [o.answers[0] for o in told if len(o.answers) == 1]
    statuses = Counter(a.status for a in answers)
    if not statuses:
        return None
    status, count = statuses.most_common(1)[0]
    of_it = [a for a in answers if a.status == status]
    bare = sum(a.body is None for a in of_it)
    if 2 * bare >= len(of_it):
        return Answer(status=status), count
    plain = Counter(a.body.model_dump_json() for a in of_it if isinstance(a.body, Constant))
    body, times = plain.most_common(1)[0] if plain else ("", 0)
    same = 2 * times > len(of_it)
    told_body = Constant.model_validate_json(body) if same else Constant(explained=False)
    return Answer(status=status, body=told_body), count


def _supposed(operations: Sequence[Operation], answer: Answer, count: int) -> Iterator[Operation]:
    """A deletion for each path of single rows that has none, of tables to which rows are added."""
    tables = {o.table for o in operations if o.verb is Verb.CREATE}
    deleted = {_place(o.path) for o in operations if o.method == "DELETE" and not _only_failed(o)}
    names = {o.name for o in operations}
    for item in sorted(operations, key=lambda o: o.verb is not Verb.DETAIL):
        find = _own_find(item)
        place = _place(item.path)
        if find is None or item.table not in tables or place in deleted:
            continue
        deleted.add(place)
        yield _deletion(item, find, answer, count, unique(f"delete_{item.table}", names))


SINGLE = {Verb.DETAIL: ("GET",), Verb.UPDATE: ("PUT", "PATCH"), Verb.REPLACE: ("PUT",)}
"""What is done to one row at its own path, and by which methods."""
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


def _deletion(item: Operation, find: Find, answer: Answer, count: int, name: str) -> Operation:
    key = _key_of(find)
    own = Compare(left=Field(row=GONE, column=key), right=Field(row=ROW, column=key))
    gone = Source(table=item.table, alias=GONE, where=(own,))
    claim = f"not recorded: supposed since the app has {count} such deletions of other rows"
    return item.model_copy(
        update={
            "name": name,
            "verb": Verb.DELETE,
            "method": "DELETE",
            "parameters": tuple(p for p in item.parameters if p.place is Place.PATH),
            "effects": (*_finds(item), Delete(source=gone)),
            "answers": (answer,),
            "failures": tuple(
                failure
                for failure in item.failures
                if item.verb is Verb.DETAIL or (failure.kind in UNKNOWN and failure.when is None)
            ),
            "evidence": Evidence(claim=claim, support=count),
        }
    )


def _key_of(find: Find) -> str:
    (named,) = find.source.where[:1]
    left = named.left if isinstance(named, Compare) else None
    return left.column if isinstance(left, Field) else "id"


def _only_failed(operation: Operation) -> bool:
    """Whether a deletion was only ever refused."""
    answers = operation.answers
    recorded = any(isinstance(answer.body, Recorded) for answer in answers)
    return operation.method == "DELETE" and recorded and all(a.status == 404 for a in answers)


def _place(path: str) -> tuple[str, ...]:
    """A path without the names of its variables."""
    return tuple("{}" if part.startswith("{") else part for part in path.strip("/").split("/"))
