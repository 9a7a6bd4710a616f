"""Toggles: requests that switch a field of a row or a link, or link the caller with a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from wirebase.blueprint.expressions import (
    Caller,
    Compare,
    Comparison,
    Condition,
    Constant,
    Exists,
    Expression,
    Field,
    Fresh,
    Freshly,
    Negation,
    Now,
    Plus,
    Source,
)
from wirebase.blueprint.operations import Assignment, Delete, Effect, Find, Insert, Update, Verb
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import LINKED, ROW, Write
from wirebase.infer.entities import Entity
from wirebase.infer.history import Setting, Switch
from wirebase.infer.paths import PathRow, PathRows
from wirebase.infer.readings import with_caller
from wirebase.infer.relations import Link
from wirebase.infer.scope import Knowledge
from wirebase.infer.viewers import Viewer


def toggle(
    known: Knowledge,
    entity: Entity,
    key: Callable[[Call], str | None],
    viewer: Viewer,
    *,
    there: bool | None,
) -> Write:
    """Links the caller with the row, or unlinks them, or turns it round; the counter moves with it."""
    own = Field(row=ROW, column=entity.key)
    source = with_caller(known, viewer, own)
    link = viewer.link
    values = (
        Assignment(column=link.left_column, value=Caller(column=known.key(link.left))),
        Assignment(column=link.right_column, value=own),
    )
    add = Insert(table=link.name, alias=LINKED, values=values, ignore_conflict=True)
    take = Delete(source=source)
    if there is not None:
        linked: Condition = Exists(source=source)
        change = Negation(condition=linked) if there else linked
        counted = _moved(entity, viewer, 1 if there else -1, change)
        verb = Verb.LINK if there else Verb.UNLINK
        return Write(verb, entity.name, [*counted, add if there else take], key)
    before = Source(table=link.name, alias=BEFORE, where=_at(source, BEFORE))
    absent = Compare(
        left=Field(row=BEFORE, column=link.left_column),
        op=Comparison.IS_NULL,
        right=Constant(value=True),
    )
    present = Negation(condition=absent)
    effects: list[Effect] = [
        Find(source=before, required=False),
        *_moved(entity, viewer, 1, absent),
        *_moved(entity, viewer, -1, present),
        take.model_copy(update={"when": present}),
        add.model_copy(update={"when": absent}),
    ]
    return Write(Verb.ACTION, entity.name, effects, key)


BEFORE = "before"
"""The alias of the link as it was."""


def _at(source: Source, alias: str) -> tuple[Condition, ...]:
    """What a source asks of its rows, said of another alias."""
    return tuple(
        c.model_copy(update={"left": c.left.model_copy(update={"row": alias})})
        for c in source.where
        if isinstance(c, Compare)
    )


def _moved(entity: Entity, viewer: Viewer, by: int, when: Condition) -> Iterator[Effect]:
    """The change of the number that counts the links."""
    if viewer.counter:
        moved = Plus(left=Field(row=ROW, column=viewer.counter), right=Constant(value=by))
        values = (Assignment(column=viewer.counter, value=moved),)
        yield Update(table=entity.table, alias=ROW, values=values, when=when)


def switched_columns(known: Knowledge, route: Route) -> dict[str, Expression]:
    """What the requests of a route switch in the row that their path names last."""
    switches = known.past.switches.get(route.name, ())
    return {s.column: _setting(s) for s in switches if not s.field}


def switched_links(known: Knowledge, route: Route, paths: PathRows) -> Iterator[Effect]:
    """What the requests of a route switch in the link of two rows that their path names."""
    rows = {row.named.variable: row for row in paths.rows}
    links: dict[tuple[str, str, str], list[Switch]] = defaultdict(list)
    for switch in known.past.switches.get(route.name, ()):
        if switch.field and all(name in rows for name in switch.variables):
            owner, listed = switch.variables
            links[owner, listed, switch.field].append(switch)
    for (owner, listed, field), switches in links.items():
        link = known.found.links.get((rows[owner].entity.name, field))
        if link is not None and all(s.column in link.attributes for s in switches):
            yield from _switched(link, paths.use(rows[owner]), paths.use(rows[listed]), switches)


def _switched(
    link: Link, owner: PathRow, listed: PathRow, switches: Iterable[Switch]
) -> Iterator[Effect]:
    """Looks for the link, and sets what is switched in it."""
    left, right = (owner, listed) if link.left == owner.entity.name else (listed, owner)
    sides = ((link.left_column, left.key), (link.right_column, right.key))
    where = tuple(Compare(left=Field(row=LINKED, column=c), right=key) for c, key in sides)
    yield Find(source=Source(table=link.name, alias=LINKED, where=where))
    values = tuple(Assignment(column=s.column, value=_setting(s)) for s in switches)
    yield Update(table=link.name, alias=LINKED, values=values)


def _setting(switch: Switch) -> Expression:
    match switch.how:
        case Setting.TIME:
            return Now()
        case Setting.SECRET:
            return Fresh(how=Freshly.KEY)
        case Setting.VALUE:
            return Constant(value=switch.value)
