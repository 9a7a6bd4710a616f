"""Joining: requests that link the row of their path with one other row, or part the two.

`POST /boards/{id}/members {"user_id": 3}` and `DELETE /boards/{id}/members/{user_id}` change neither row.
What tells is the list of the row: it lacked the other one before and has it afterwards, or the reverse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import inf

from wirebase.blueprint.expressions import (
    Case,
    Choice,
    Compare,
    Constant,
    Expression,
    Field,
    Given,
    IsGiven,
    Source,
)
from wirebase.blueprint.operations import Assignment, Delete, Effect, Find, Insert, Place, Verb
from wirebase.infer.arguments import Arguments, part_at
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import LINKED, ROW, Write
from wirebase.infer.faults import served
from wirebase.infer.history import History, target
from wirebase.infer.naming import snake
from wirebase.infer.nullability import common
from wirebase.infer.paths import PathRow, PathRows, path_rows
from wirebase.infer.relations import Link, Relations
from wirebase.infer.rows_named import Where, sent
from wirebase.infer.scope import Knowledge

JOINED = "joined"
"""The alias of the row that the body names."""

WHOLE = frozenset({"PUT", "PATCH"})
"""Methods of requests that say what a row is to be like."""

type KeyOf = Callable[[Call], str | None]


@dataclass(frozen=True, slots=True)
class _Other:
    """The other row of a link, and how a request names it."""

    key: KeyOf
    value: Expression
    find: Find | None = None
    """The effect that looks for it, where the path does not."""


def parted(past: History, calls: Iterable[Call], found: Relations, account: str) -> None:
    """Lets rows live that a request only parted from the row before them in its path: they are accounts,
    or are deleted elsewhere."""
    calls = list(calls)
    ends = [(call, target(past, call)) for call in calls if call.route.method == "DELETE"]
    deleted = {end[0].name: call.route for call, end in ends if end and len(call.path) == 1}
    for call, end in ends:
        rows = path_rows(past, call.route, ROW).rows
        if end is None or len(rows) < 2 or not served(call):
            continue
        entity, key = end
        elsewhere = entity.name == account or entity.name in deleted
        linked = any(_ends(link, rows[-2].entity.name, entity.name) for link in _plain(found))
        life = past.rows[entity.name].get(key)
        if elsewhere and linked and life is not None and life.deleted == call.exchange.index:
            life.deleted = None


def joining(
    known: Knowledge, route: Route, calls: Sequence[Call], arguments: Arguments, paths: PathRows
) -> Write | None:
    """What such a request changes; None where it is none."""
    if route.is_graphql or not paths.rows:
        return None
    for row in paths.rows[-1:] if len(paths.rows) == 1 else paths.rows[-2:-1]:
        for link in _plain(known.found):
            for field, forward in _sides(link, row.entity.name):
                bond = _Bond(known, calls, arguments, paths, row, link, field, forward)
                for other in bond.others():
                    joins = bond.joins(other)
                    if joins is not None:
                        return bond.write(other, joins=joins)
    return None


def _plain(found: Relations) -> list[Link]:
    return [link for link in found.distinct_links() if not link.via and link.fields]


def _ends(link: Link, one: str, other: str) -> bool:
    return {link.left, link.right} == {one, other}


def _sides(link: Link, entity: str) -> Iterator[tuple[str, bool]]:
    """The list field by which rows of the entity show the link, and whether they stand on its left."""
    for owner, field in link.fields:
        if owner == entity:
            yield field, link.left == entity


def _sent_at(where: Where, call: Call) -> str | None:
    return dict(sent(call)).get(where)


def _has(value: object, item: str) -> bool:
    return isinstance(value, list) and item in map(str, value)


@dataclass(frozen=True, slots=True)
class _Bond:
    """A link that calls may make, or undo, of a row that their path names."""

    known: Knowledge
    calls: Sequence[Call]
    arguments: Arguments
    paths: PathRows
    row: PathRow
    link: Link
    field: str
    """The list by which the row shows the link."""
    forward: bool
    """Whether the row stands on the left of the link."""

    def others(self) -> Iterator[_Other]:
        """What else a request names that may be the other row: in its path, or in its body."""
        past, paths = self.known.past, self.paths
        entity = past.entities[self.link.right if self.forward else self.link.left]
        for path in paths.rows:
            if path is not self.row and path.entity is entity:
                yield _Other(partial(path.named.key, past), path.key)
        if len(paths.rows) > 1:
            return
        told = [dict(sent(call)) for call in self.calls]
        bodies = [call.body() for call in self.calls if call.has_body]
        keys = past.keys(entity.name)
        for where in told[0] if told else ():
            listed = any(isinstance(part_at(body, where[1]), list) for body in bodies)
            listed = listed or self._is_whole(where[1])
            if where[0] is Place.BODY and not listed and all(t.get(where) in keys for t in told):
                kind = self.known.schema.tables[entity.name].column(entity.key).type
                wish = snake(where[1].rsplit("/", 1)[-1])
                given = Given(parameter=self.arguments.add_body(where[1], wish, kind))
                value = Field(row=JOINED, column=entity.key)
                same = Compare(left=value, right=given)
                find = Find(source=Source(table=entity.table, alias=JOINED, where=(same,)))
                yield _Other(partial(_sent_at, where), value, find)

    def _is_whole(self, pointer: str) -> bool:
        """Whether a part of a request stands in the list of the row as the row is to have it."""
        head = pointer.removeprefix("/").split("/")[0]
        return self.calls[0].route.method in WHOLE and snake(head) == self.field

    def joins(self, other: _Other) -> bool | None:
        """Whether the calls put the other row into the list of the row, or take it out; None for neither."""
        changes: list[tuple[bool, bool]] = []
        for call in self.calls:
            key, item, index = self._key(call), other.key(call), call.exchange.index
            life = self.known.past.rows[self.row.entity.name].get(key)
            at = life.look(self.field, index, inf) if life else None
            if life is None or item is None or at is None:
                continue
            was, now = (_has(life.at(i).get(self.field), item) for i in (index - 1, at))
            changes.append((was, now))
        ends = {now for _, now in changes}
        if len(ends) != 1 or not any(was != now for was, now in changes):
            return None
        return ends.pop()

    def write(self, other: _Other, *, joins: bool) -> Write:
        """The link made, or undone."""
        for path in self.paths.rows:
            self.paths.use(path)
        link, row = self.link, self.row
        mine, theirs = link.left_column, link.right_column
        if not self.forward:
            mine, theirs = theirs, mine
        effects: list[Effect] = [other.find] if other.find else []
        if joins:
            ends = (
                Assignment(column=mine, value=row.key),
                Assignment(column=theirs, value=other.value),
            )
            values = (*ends, *self._attributes(other))
            effects.append(
                Insert(table=link.name, alias=LINKED, values=values, ignore_conflict=True)
            )
        else:
            where = (
                Compare(left=Field(row=LINKED, column=mine), right=row.key),
                Compare(left=Field(row=LINKED, column=theirs), right=other.value),
            )
            effects.append(Delete(source=Source(table=link.name, alias=LINKED, where=where)))
        key = partial(row.named.key, self.known.past) if row.alias == ROW else None
        entity = row.entity.name if key else ""
        return Write(Verb.LINK if joins else Verb.UNLINK, entity, effects, key)

    def _key(self, call: Call) -> str:
        return self.row.named.key(self.known.past, call) or ""

    def _attributes(self, other: _Other) -> Iterator[Assignment]:
        """What a new link holds besides: a field of the body by its name, else what most new links hold."""
        lives = self.known.schema.link_lives(self.link)
        for name in self.link.attributes:
            given: list[str] = []
            rest = []
            for call in self.calls:
                pair = self._key(call), other.key(call) or ""
                life = lives.get(pair if self.forward else (pair[1], pair[0]))
                places = [w[1] for w, _ in sent(call) if w[0] is Place.BODY]
                at = next((p for p in places if snake(p.rsplit("/", 1)[-1]) == name), "")
                if at:
                    given.append(at)
                elif life is not None:
                    rest += life.values(name)[:1]
            usual = common(rest or [v for x in lives.values() for v in x.values(name)])
            value: Expression = Constant(value=usual)
            if given:
                kind = self.known.schema.links[self.link.name].column(name).type
                parameter = self.arguments.add_body(given[0], name, kind)
                case = Case(when=IsGiven(parameter=parameter), then=Given(parameter=parameter))
                value = Choice(cases=(case,), otherwise=value)
            yield Assignment(column=name, value=value)
