"""Connected rows: the lists inside a row that stand in an envelope, as expressions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from wirebase.blueprint.expressions import (
    Case,
    Choice,
    Compare,
    Comparison,
    Constant,
    Expression,
    Field,
    Member,
    Object,
    PageFact,
    PageInfo,
    Plus,
    Rows,
    Source,
    Total,
)
from wirebase.exchange import Json
from wirebase.infer.connections import Connection, connection, counting
from wirebase.infer.counters import computed
from wirebase.infer.entities import Entity
from wirebase.infer.history import Record
from wirebase.infer.instances import Instance
from wirebase.infer.lists import ListReader
from wirebase.infer.naming import snake
from wirebase.infer.paging import fact_named, told_by
from wirebase.infer.records import META, Pointer
from wirebase.infer.relations import Children, Link, other_side
from wirebase.infer.scope import Knowledge
from wirebase.infer.shown import Shown
from wirebase.infer.sources import related_source
from wirebase.infer.values import text

if TYPE_CHECKING:
    from wirebase.infer.answers import Fold


@dataclass(slots=True)
class Connected:
    """Folds the envelopes of one list inside the rows of an entity."""

    fold: Fold
    entity: Entity
    alias: str
    related: Children | Link
    parents: list[str]
    """The key of the row that each envelope stands in."""
    owners: dict[int, str] = field(default_factory=dict)
    """Identity of a shown list -> the key of the row that it stands in."""

    def expression(self, instances: list[Instance], pointer: Pointer) -> Expression:
        """The envelope with the rows that belong to the row in scope."""
        self.fold.rows += 1
        other = self.fold.known.past.entities[other_side(self.entity.name, self.related)]
        inner = self.fold.alias(other.name)
        found = self._connection(instances, pointer)
        shown = [self._shown(i, found, pointer) for i in instances]
        self.owners = {id(s): k for s, k in zip(shown, self.parents, strict=True)}
        source = self._source(other, inner, shown, pointer)
        rows = self._rows(instances, found, pointer, other, inner)
        return self._envelope(instances, pointer, source, (found, rows))

    def _connection(self, instances: list[Instance], pointer: Pointer) -> Connection | None:
        places, route = self.fold.known.past.places, self.fold.route.name
        objects = [i.value for i in instances if isinstance(i.value, dict)]
        told = (connection(places, route, pointer, value) for value in objects)
        return next((found for found in told if found), None)

    def _shown(self, instance: Instance, found: Connection | None, pointer: Pointer) -> Shown:
        place = (self.fold.route.name, (*pointer, *found.steps)) if found else None
        key = found.entity.keys[place].field if found and place else ""
        keys = [text(held) for held in found.keys(instance.value, key)] if found else []
        total = told_by(instance.value, PageFact.TOTAL)
        return replace(self.fold.shown(instance, keys), total=total, size=None)

    def _source(self, other: Entity, inner: str, shown: list[Shown], pointer: Pointer) -> Source:
        """The rows that belong to the row in scope, as arguments of the field filter and cut them."""
        names = self.fold.arguments.at(pointer, pointer[:-1])
        base = related_source(self.entity, self.alias, other, inner, self.related)
        if not any(s.keys for s in shown):
            return base
        reader = ListReader(self.fold.known, other.name, inner, shown, names, within=self._belongs)
        made = reader.read()
        self.fold.meanings |= made.meanings
        return base.model_copy(
            update={
                "where": (*base.where, *made.where),
                "order": tuple(made.order),
                "page": made.page,
                "as_stored": not made.order and any(len(s.keys) > 2 for s in shown),
            }
        )

    def _belongs(self, shown: Shown, key: str, row: Record) -> bool:
        owner = self.owners[id(shown)]
        if isinstance(self.related, Children):
            return text(row.get(self.related.column)) == owner
        pair = (owner, key) if self.related.left == self.entity.name else (key, owner)
        return pair in self.fold.known.pairs(self.related, shown.at)

    def _rows(
        self,
        instances: list[Instance],
        found: Connection | None,
        pointer: Pointer,
        other: Entity,
        inner: str,
    ) -> Expression:
        """A row of the list."""
        if found is None:
            return Field(row=inner, column=other.key)
        items = [replace(i, value=row) for i in instances for row in found.rows(i.value)]
        if not items and any(found.keys(i.value) for i in instances):
            return Field(row=inner, column=other.key)
        return self.fold.record(items, (*pointer, *found.steps), other, inner)

    def _envelope(
        self,
        instances: list[Instance],
        pointer: Pointer,
        source: Source,
        listed: tuple[Connection | None, Expression],
    ) -> Expression:
        objects = [i for i in instances if _is_object(i)]
        names = dict.fromkeys(n for i in objects if isinstance(i.value, dict) for n in i.value)
        members = []
        for name in names:
            inside = [
                replace(i, value=i.value[name])
                for i in objects
                if isinstance(i.value, dict) and name in i.value
            ]
            value = self._member(inside, (*pointer, name), source, listed)
            members.append(Member(name=name, value=value))
        return Object(members=tuple(members))

    def _member(
        self,
        inside: list[Instance],
        pointer: Pointer,
        source: Source,
        listed: tuple[Connection | None, Expression],
    ) -> Expression:
        """The rows, what tells of them, or what is the same everywhere."""
        found, row = listed
        name = pointer[-1]
        if found is not None and name == found.steps[0]:
            return Rows(source=source, item=_wrapped(row, found, inside))
        if name in META:
            return Constant(value=inside[0].value)
        fact = _fact(name, [i.value for i in inside])
        counted = counted_by(self.fold.known, self.entity, self.alias, snake(pointer[-2]))
        if fact is PageFact.TOTAL and counted is not None:
            return counted
        if fact is PageFact.TOTAL:
            return Total(source=source.model_copy(update={"order": (), "page": None}))
        if fact is not None:
            return PageInfo(fact=fact, source=source)
        if all(_is_object(i) for i in inside):
            return self._envelope(inside, pointer, source, (None, row))
        return self.fold.node(inside, pointer, None)


def counted_by(known: Knowledge, entity: Entity, alias: str, field: str) -> Expression | None:
    """How many rows a list of the row under an alias has, where a column or other rows tell it."""
    name = counting(field)
    derived = known.derived(entity.name, alias, name)
    if derived is not None or name not in known.schema.columns(entity.name):
        return derived
    held = Field(row=alias, column=name)
    counter = known.counters.counts.get((entity.name, name))
    if counter is None:
        return Plus(left=held, right=Constant(value=0))
    table = known.schema.table_name(counter.reference.entity)
    absent = Compare(left=held, op=Comparison.IS_NULL, right=Constant(value=True))
    case = Case(when=absent, then=computed(table, entity.key, counter, alias))
    return Choice(cases=(case,), otherwise=held)


def tallied(inside: list[Instance], count: Expression) -> Expression:
    """An envelope that says how many rows a list has and shows none."""
    objects = [i.value for i in inside if isinstance(i.value, dict)]
    values = {name: [o[name] for o in objects if name in o] for o in objects for name in o}
    return Object(
        members=tuple(
            Member(
                name=name,
                value=count if _fact(name, told) is PageFact.TOTAL else Constant(value=told[-1]),
            )
            for name, told in values.items()
        )
    )


def _wrapped(row: Expression, found: Connection, lists: list[Instance]) -> Expression:
    """The row as an item of its list: in an edge beside what else stands there."""
    if len(found.steps) < 3:
        return row
    edges: list[Json] = [e for i in lists if isinstance(i.value, list) for e in i.value]
    first = next((e for e in edges if isinstance(e, dict)), {})
    return Object(
        members=tuple(
            Member(name=name, value=row if name == found.steps[2] else Constant(value=value))
            for name, value in first.items()
        )
    )


def _fact(name: str, values: list[Json]) -> PageFact | None:
    """What a member tells of the page, by its name."""
    if not all(v is None or isinstance(v, int) for v in values):
        return None
    return next((fact for fact in PageFact if fact_named(fact, name) >= 0.5), None)


def _is_object(instance: Instance) -> bool:
    return isinstance(instance.value, dict)
