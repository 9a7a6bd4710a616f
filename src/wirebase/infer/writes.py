"""Writes: what a request changes, told from what it sent, what was answered and shown later."""

from __future__ import annotations

from collections.abc import Callable

from wirebase.blueprint.expressions import Compare, Field, Source
from wirebase.blueprint.operations import Assignment, Delete, Effect, Update, Verb
from wirebase.infer.actions import Deed, action
from wirebase.infer.archives import archiving
from wirebase.infer.arguments import Arguments
from wirebase.infer.calls import Call, Route, Variable
from wirebase.infer.changes import GONE, ROW, Write
from wirebase.infer.contents import content_write
from wirebase.infer.entities import Entity
from wirebase.infer.identity import word_before
from wirebase.infer.insertions import insertion
from wirebase.infer.joining import joining
from wirebase.infer.naming import noun
from wirebase.infer.paths import PathRows
from wirebase.infer.records import Occurrence, occurrences
from wirebase.infer.scope import Knowledge
from wirebase.infer.sums import added_up_above
from wirebase.infer.tallies import tally
from wirebase.infer.targets import ends_with_self, target_of
from wirebase.infer.toggles import toggle
from wirebase.infer.updates import update

CHANGES = frozenset({"PUT", "PATCH"})
"""Methods of requests about a row that is there, whatever comes with it."""


def write(
    known: Knowledge, route: Route, calls: list[Call], arguments: Arguments, paths: PathRows
) -> Write | None:
    """The changes of a route's successful calls; None where none could be told."""
    held = content_write(known, route, calls, arguments)
    if held is not None:
        return held
    joined = joining(known, route, calls, arguments, paths)
    if joined is not None:
        return joined
    created = _created(known, calls)
    if created is not None:
        paths.release(ROW)
        return insertion(known, route, calls, arguments, paths, *created)
    found = target_of(known, route, calls, arguments, paths)
    if found is None:
        return None
    entity, finds, key = found
    for viewer in known.viewers.values():
        if viewer.entity == entity.name and route.name in viewer.sets:
            return toggle(known, entity, key, viewer, there=viewer.sets[route.name])
    if route.name in known.past.archives:
        return _archive(known, route, entity, finds, key)
    if _deletes(route):
        if not _shows(entity, route) and _leaves_all(known, entity, calls, key):
            return None
        if _deletes_again(known, entity, calls, key):
            paths.forgive(ROW)
        return _delete(known, entity, finds, key)
    return update(known, route, calls, arguments, paths, entity, finds, key)


def _deletes(route: Route) -> bool:
    """Whether the request says that it deletes the row which it names."""
    if route.method == "DELETE":
        return _ends_with_variable(route) or ends_with_self(route)
    said = action(route) if not route.variables else None
    return said is not None and said.deed is Deed.DELETE


def _ends_with_variable(route: Route) -> bool:
    last = next((s for s in reversed(route.segments) if s != ""), "")
    return isinstance(last, Variable)


def _archive(
    known: Knowledge,
    route: Route,
    entity: Entity,
    finds: list[Effect],
    key: Callable[[Call], str | None],
) -> Write:
    """Marks the row and keeps it."""
    marks = archiving(known.past.archives[route.name])
    values = tuple(Assignment(column=column, value=value) for column, value in marks.items())
    change = Update(table=entity.table, alias=ROW, values=values)
    return Write(Verb.ACTION, entity.name, [*finds, change], key)


def _delete(
    known: Knowledge, entity: Entity, finds: list[Effect], key: Callable[[Call], str | None]
) -> Write:
    own = Compare(left=Field(row=GONE, column=entity.key), right=Field(row=ROW, column=entity.key))
    gone = Source(table=entity.table, alias=GONE, where=(own,))
    counted = tally(known, entity, -1)
    above = added_up_above(known, entity, ROW)
    return Write(Verb.DELETE, entity.name, [*finds, *counted, Delete(source=gone), *above], key)


def _shows(entity: Entity, route: Route) -> bool:
    """Whether the path is where rows of the entity are read."""
    own = f"get{route.name.removeprefix('delete')}"
    return any(name == own for name, _ in entity.keys)


def _leaves_all(
    known: Knowledge, entity: Entity, calls: list[Call], key: Callable[[Call], str | None]
) -> bool:
    """Whether all rows that the calls name were seen again, and the path calls them by another name: they
    were taken out of something else."""
    route = calls[0].route
    word = word_before(route, route.variables[-1].name) if route.variables else entity.name
    if word in (entity.name, entity.name.rsplit("_", 1)[-1]):
        return False
    rows = known.past.rows[entity.name]
    lives = [rows.get(key(call) or "") for call in calls]
    return all(
        life is not None
        and life.deleted is None
        and any(at > call.exchange.index for at, _ in life.looks)
        for life, call in zip(lives, calls, strict=True)
    )


def _deletes_again(
    known: Knowledge,
    entity: Entity,
    calls: list[Call],
    key: Callable[[Call], str | None],
) -> bool:
    """Whether some call deletes a row that an earlier one deleted, and that was not shown since."""
    before: dict[str, int] = {}
    for call in calls:
        own, index = key(call) or "", call.exchange.index
        life = known.past.rows[entity.name].get(own)
        if life is not None and own in before:
            looks = (at for at, _ in life.looks)
            if not any(before[own] < at < index for at in looks):
                return True
        before[own] = index
    return False


def _stands_in_older(known: Knowledge, occurrence: Occurrence) -> bool:
    """Whether a row is shown inside of one that was there before: what came to belong to it."""
    outer = occurrence.parent
    while outer is not None:
        shown = known.past.shown(outer)
        if shown is not None:
            life = known.past.rows[shown[0].name][shown[1]]
            return life.created != occurrence.call.exchange.index
        outer = outer.parent
    return False


def _created(known: Knowledge, calls: list[Call]) -> tuple[Entity, dict[int, str]] | None:
    """The entity whose row most of the calls make, and the key of that row in each."""
    made: dict[str, dict[int, str]] = {}
    moved = {(entity, index) for entity, _, index in known.past.renamed}
    for call in calls:
        if not call.has_answer:
            continue
        for occurrence in occurrences(call, call.answer()):
            shown = known.past.shown(occurrence)
            if shown is None:
                continue
            life = known.past.rows[shown[0].name][shown[1]]
            renamed = (shown[0].name, call.exchange.index) in moved
            beside = call.route.method in CHANGES and _stands_in_older(known, occurrence)
            if life.created == call.exchange.index and not renamed and not beside:
                made.setdefault(shown[0].name, {}).setdefault(call.exchange.index, shown[1])
    if not made and (account := known.past.rows.get(known.who.entity)):
        indexes = {call.exchange.index for call in calls}
        keys = {life.created: k for k, life in account.items() if life.created in indexes}
        made = {known.who.entity: keys} if keys else {}
    if not made and not any(c.has_answer for c in calls):
        made = _made_unseen(known, calls)
    if not made:
        return None
    name, keys = max(made.items(), key=lambda m: len(m[1]))
    return (known.past.entities[name], keys) if len(keys) >= 0.6 * len(calls) else None


def _made_unseen(known: Knowledge, calls: list[Call]) -> dict[str, dict[int, str]]:
    """The one row that each call made of the entity after which its path is called, where none shows it:
    `POST /likes/7` says only that it went well."""
    route = calls[0].route
    texts = [s for s in route.segments if isinstance(s, str) and s]
    name = next((e for e in known.past.entities if texts and noun(texts[-1]) == e), "")
    if route.method != "POST" or not name:
        return {}
    indexes = {call.exchange.index for call in calls}
    made = [(life.created, key) for key, life in known.past.rows[name].items()]
    told = {at: key for at, key in made if at is not None and at in indexes}
    return {name: told} if len(told) == sum(at in indexes for at, _ in made) else {}
