"""Archives: deletions after which the row is still there, with a mark.

An app that archives takes a row out of its lists and keeps it: a later answer shows it again, with
the time at which it was archived, or a flag. Such a request sets the mark, and what restores the row
clears it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wirebase.blueprint.expressions import Constant, Expression, Now
from wirebase.exchange import Json
from wirebase.infer.calls import Call, Variable
from wirebase.infer.entities import Entity
from wirebase.infer.faults import served
from wirebase.infer.history import History, Life, Mark
from wirebase.infer.moments import is_during, stamp
from wirebase.infer.naming import words
from wirebase.infer.paths import named
from wirebase.infer.stamps import CREATED, TOUCHED

RESTORING = frozenset("restore unarchive undelete revive recover reactivate untrash".split())
"""Words in a path for bringing a row back."""


class Deletion(NamedTuple):
    """A call that deletes the row which its path names last."""

    call: Call
    entity: Entity
    life: Life


def archives(past: History, calls: Sequence[Call]) -> None:
    """Notes which deletions are none, and what they and their opposites did to the rows."""
    by_route: dict[str, list[Deletion]] = defaultdict(list)
    written = [call for call in calls if served(call) and not call.route.read]
    for call in written:
        about = _about(past, call) if call.route.method == "DELETE" else None
        if about is not None:
            by_route[call.route.name].append(Deletion(call, *about))
    for route, deletions in by_route.items():
        marks = {mark.column: mark for d in deletions for mark in _marks(past, d)}
        if marks:
            flags = [flag for mark in marks.values() for flag in _flags(past, mark)]
            past.archives[route] = tuple({f.column: f for f in (*flags, *marks.values())}.values())
    for call in written if past.archives else ():
        _apply(past, call)


def archiving(marks: Sequence[Mark]) -> dict[str, Expression]:
    """What a request that archives a row sets in it."""
    return {m.column: Now() if m.timed else Constant(value=m.archived) for m in marks}


def _about(past: History, call: Call) -> tuple[Entity, Life] | None:
    """The row that the path of a call names last."""
    variables = [s for s in call.route.segments if isinstance(s, Variable)]
    found = named(past, call.route, variables[-1]) if variables else None
    key = found.key(past, call) if found else None
    life = past.rows[found.entity.name].get(key) if found and key is not None else None
    return (found.entity, life) if found and life else None


def _marks(past: History, deletion: Deletion) -> Iterator[Mark]:
    """The columns that say of a row, shown again after its deletion, that it was archived."""
    call, entity, life = deletion
    index = call.exchange.index
    if life.deleted == index:
        return
    for column, series in life.changes.items():
        later = next(((i, value) for i, value in series if i > index), None)
        before = [value for i, value in series if i < index]
        if later is None or column in CREATED | TOUCHED:
            continue
        usual = _usual(past, entity, life, column)
        if before and before[-1] != usual:
            continue
        if usual is None and is_during(later[1], call.exchange):
            yield Mark(entity.name, column, later[1], None, timed=True)
        elif before and isinstance(usual, bool) and later[1] is (not usual):
            yield Mark(entity.name, column, later[1], usual, timed=False)


def _flags(past: History, mark: Mark) -> Iterator[Mark]:
    """The flags that say the same as a time: `archived` beside `archived_at`."""
    told = mark.column.removesuffix("_at") if mark.timed else ""
    for column in (told, f"is_{told}") if told else ():
        values = [v for life in past.rows[mark.entity].values() for v in life.values(column)]
        if False in values and all(isinstance(v, bool) for v in values):
            yield Mark(mark.entity, column, archived=True, usual=False, timed=False)


def _usual(past: History, entity: Entity, archived: Life, column: str) -> Json:
    """What the rows that were not archived hold in a column, or "" where they hold several values."""
    told = [
        value
        for life in past.rows[entity.name].values()
        if life is not archived
        for value in life.values(column)
    ]
    return told[0] if told and all(value == told[0] for value in told) else ""


def _apply(past: History, call: Call) -> None:
    """Sets the marks of a row that a call archives, and clears those of one that it brings back."""
    about, index = _about(past, call), call.exchange.index
    if about is None:
        return
    entity, life = about
    own = past.archives.get(call.route.name, ())
    if own and life.deleted == index:
        life.deleted = None
    for mark in own:
        _note(life, mark, index, stamp(call.exchange) if mark.timed else mark.archived)
    if not own and _restores(call):
        for mark in past.marks(entity.name).values():
            _note(life, mark, index, mark.usual)


def _note(life: Life, mark: Mark, index: int, value: Json) -> None:
    """Notes that a call set a mark: with the value that was shown next, if that says the same."""
    later = [v for i, v in life.changes.get(mark.column, ()) if i > index]
    same = bool(later) and (later[0] == mark.usual) == (value == mark.usual)
    if not any(i < index for i, _ in life.changes.get(mark.column, ())):
        life.put(mark.column, min(life.seen, index - 1), mark.usual)
    life.put(mark.column, index, later[0] if same else value)


def _restores(call: Call) -> bool:
    """Whether the path says that something is brought back."""
    told = {word for s in call.route.segments if isinstance(s, str) for word in words(s)}
    return call.route.method != "DELETE" and not told.isdisjoint(RESTORING)
