"""Paths: which rows the variables of a path name, by key or by another column such as a slug.

What stands in a column only from the call on was not named by the path: it was set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from wirebase.blueprint.expressions import Compare, Condition, Field, Given, Source
from wirebase.blueprint.operations import FailureKind, Find
from wirebase.infer.calls import Call, Route, Variable
from wirebase.infer.entities import Entity
from wirebase.infer.identity import origins, word_before
from wirebase.infer.naming import snake
from wirebase.infer.values import text

if TYPE_CHECKING:
    from wirebase.infer.history import History, Life
    from wirebase.infer.relations import Relations


@dataclass(frozen=True, slots=True)
class Named:
    """A path variable that names a row by one of its columns."""

    variable: str
    entity: Entity
    column: str
    within: Named | None = None
    """What names the row that rows of one name are told apart by, as the project of a board."""
    by: str = ""
    """The column that refers to the row of `within`."""

    def key(self, past: History, call: Call) -> str | None:
        """The key of the row that a call names; None where no such row is known."""
        value, at = call.path.get(self.variable, ""), call.exchange.index
        if self.within is None:
            return row_with(past, self.entity, self.column, value, at)
        outer = self.within.key(past, call)
        rows = rows_with(past, self.entity, self.column, value, at)
        lives = past.rows[self.entity.name]
        inside = (k for k in rows if text((lives[k].values(self.by) or [None])[-1]) == outer)
        return next(inside, None)

    def condition(self, alias: str) -> Condition:
        """What holds for the row."""
        column = Field(row=alias, column=self.column)
        return Compare(left=column, right=Given(parameter=self.variable))

    @property
    def failure(self) -> FailureKind:
        """Why a call fails that names no row."""
        return FailureKind.MISSING

    def is_set(self, past: History, calls: Iterable[Call]) -> bool:
        """Whether the calls gave rows the value, rather than naming rows that had it."""
        told = [
            (call, past.rows[self.entity.name][key])
            for call in calls
            if not call.route.read and (key := self.key(past, call)) is not None
        ]
        return (
            self.column != self.entity.key
            and bool(told)
            and all(
                str(life.at(call.exchange.index - 1).get(self.column)) != call.path[self.variable]
                for call, life in told
            )
        )


def named(past: History, route: Route, variable: Variable) -> Named | None:
    """What a path variable names, by where its values stood in answers and the word before it.

    Small numbers are keys of many entities, so the word before the variable decides among them."""
    found: dict[tuple[str, str], Named] = {}
    for place, name in origins(variable):
        entity = past.places.get(place)
        if entity is not None:
            column = entity.key if entity.keys[place].field == name else snake(name)
            found.setdefault((entity.name, column), Named(variable.name, entity, column))
    word = word_before(route, variable.name)
    column = snake(variable.prefix[:-1]) if variable.prefix.endswith((":", "=")) else ""
    if column and word in past.entities and column in past.fields(word):
        return Named(variable.name, past.entities[word], column)
    listed = _listed_before(past, route, variable) if word not in past.entities else None
    if listed is not None and (variable.lexical == "integer" or (listed.name, listed.key) in found):
        return Named(variable.name, listed, listed.key)
    if variable.lexical == "integer" and word in past.entities:
        entity = past.entities[word]
        found.setdefault((word, entity.key), Named(variable.name, entity, entity.key))
    ranked = sorted(
        enumerate(found.values()),
        key=lambda n: (not _is_called(n[1].entity, word), n[1].column != n[1].entity.key, n[0]),
    )
    own = [n for _, n in ranked if n.column == n.entity.key or _is_called(n.entity, word)]
    return (_referred(own[0], found.values()) or own[0]) if own else None


def _referred(column: Named, others: Iterable[Named]) -> Named | None:
    """What names the row that a column refers to: `/likes/{post_id}` speaks of the likes of a post."""
    if column.column == column.entity.key:
        return None
    called = column.column.removesuffix("_id")
    keys = (n for n in others if n.column == n.entity.key and n.entity is not column.entity)
    return next((n for n in keys if n.entity.name == called != column.column), None)


def _listed_before(past: History, route: Route, variable: Variable) -> Entity | None:
    """The entity whose rows the row before lists under the word before, as /boards/{id}/members/{3} does."""
    at = route.segments.index(variable)
    before = [s for s in route.segments[:at] if isinstance(s, Variable)]
    field = route.segments[at - 1] if at else ""
    if not before or not isinstance(field, str) or route.segments[at - 2] is not before[-1]:
        return None
    outer = named(past, route, before[-1])
    name = past.lists.get((outer.entity.name, snake(field))) if outer else None
    return past.entities[name] if name else None


def _is_called(entity: Entity, word: str) -> bool:
    return bool(word) and word in (entity.name, entity.name.rsplit("_", 1)[-1])


@dataclass(frozen=True, slots=True)
class PathRow:
    """The row that a path variable names, in scope under an alias once it was found."""

    named: Named
    alias: str
    within: PathRow | None = None
    """The row that `named.within` names."""
    required: bool = True
    """Whether a request that names no row fails."""

    @property
    def entity(self) -> Entity:
        """The entity of the row."""
        return self.named.entity

    @property
    def key(self) -> Field:
        """The key of the row."""
        return Field(row=self.alias, column=self.entity.key)

    def find(self) -> Find:
        """The effect that puts the row in scope, or fails because there is none."""
        where = [self.named.condition(self.alias)]
        if self.within is not None:
            refers = Field(row=self.alias, column=self.named.by)
            where.append(Compare(left=refers, right=self.within.key))
        source = Source(table=self.entity.table, alias=self.alias, where=tuple(where))
        return Find(source=source, required=self.required, failure=self.named.failure)


@dataclass(slots=True)
class PathRows:
    """The rows that the path of a route names, and which of them were needed."""

    rows: list[PathRow] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def use(self, row: PathRow) -> PathRow:
        """Notes that the row is needed, and the one that it is looked for in."""
        if row.within is not None:
            self.use(row.within)
        self.used.add(row.alias)
        return row

    def release(self, alias: str) -> None:
        """Gives an alias free, since a new row takes it."""
        self.rows = [
            replace(row, alias=f"{row.entity.name}_of_path") if row.alias == alias else row
            for row in self.rows
        ]

    def forgive(self, alias: str) -> None:
        """Notes that a request may name a row that is not there."""
        self.rows = [replace(r, required=r.required and r.alias != alias) for r in self.rows]

    def finds(self) -> list[Find]:
        """The effects that put the needed rows in scope, outer rows first."""
        return [row.find() for row in self.rows if row.alias in self.used]


def path_rows(
    past: History,
    route: Route,
    target: str,
    calls: Sequence[Call] = (),
    found: Relations | None = None,
) -> PathRows:
    """The rows that a path names; as `target` the one that it ends with, or does something to."""
    rows = [n for v in route.variables if (n := named(past, route, v))]
    rows = [n for n in rows if not n.is_set(past, calls)]
    out = PathRows()
    taken = {target}
    for n in rows:
        last = n is rows[-1] and _is_target(route, n)
        alias = target if last else f"{n.entity.name}_of_path"
        if alias in taken and not last:
            alias = f"{alias}_{len(taken)}"
        taken.add(alias)
        outer = _outer(past, n, out.rows, calls, found) if found is not None else None
        if outer is None:
            out.rows.append(PathRow(n, alias))
        else:
            inside = replace(n, within=outer[0].named, by=outer[1])
            out.rows.append(PathRow(inside, alias, outer[0]))
    return out


def _outer(
    past: History, inner: Named, before: list[PathRow], calls: Sequence[Call], found: Relations
) -> tuple[PathRow, str] | None:
    """The row named before that the named rows belong to, and the column that says so."""
    if inner.column == inner.entity.key:
        return None
    for row in reversed(before):
        for reference in found.of(inner.entity.name):
            if reference.other != row.entity.name:
                continue
            told = replace(inner, within=row.named, by=reference.field)
            keys = [(told.key(past, call), inner.key(past, call)) for call in calls]
            if any(own for own, _ in keys) and all(own or not named for own, named in keys):
                return row, reference.field
    return None


def _is_target(route: Route, row: Named) -> bool:
    """Whether the path is about the row itself: it ends with it, or with what is done to it."""
    last = [s for s in route.segments if isinstance(s, Variable)][-1]
    return last.name == row.variable


def row_with(
    past: History, entity: Entity, column: str, value: str, at: int | None = None
) -> str | None:
    """The key of the row that has, or had, this value in a column.

    Of several the one that had it at the time of exchange `at`."""
    if column == entity.key:
        return value if value in past.rows.get(entity.name, {}) else None
    return next(rows_with(past, entity, column, value, at), None)


def rows_with(
    past: History, entity: Entity, column: str, value: str, at: int | None = None
) -> Iterator[str]:
    """The keys of all rows that have, or had, this value in a column, those that had it then first."""
    rows = past.rows.get(entity.name, {})
    told = [
        (key, life)
        for key, life in rows.items()
        if any(v is not None and str(v) == value for v in life.values(column))
    ]
    if at is not None and len(told) > 1:
        told.sort(key=lambda row: not _has(row[1], column, value, at))
    return (key for key, _ in told)


def _has(life: Life, column: str, value: str, at: int) -> bool:
    there = (life.created is None or life.created <= at) and (
        life.deleted is None or life.deleted >= at
    )
    return there and str(life.at(at - 1).get(column)) == value
