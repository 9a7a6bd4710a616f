"""Vocabularies: the names by which requests may speak of rows, and what each leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wirebase.blueprint.expressions import Compare, Constant, Expression, Field, Rows, Source
from wirebase.blueprint.vocabulary import ROW, Term, Vocabulary
from wirebase.infer.history import Record
from wirebase.infer.naming import snake
from wirebase.infer.relations import Children, Link, Reference, other_side, stem
from wirebase.infer.sources import related_source
from wirebase.infer.values import text

if TYPE_CHECKING:
    from wirebase.infer.scope import Knowledge

type Way = Reference | Children | Link
"""How a row leads to others: it refers to one, they refer to it, or links tie them."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name that requests may use of rows of an entity."""

    names: tuple[str, ...]
    column: str = ""
    way: Way | None = None
    value: Expression | None = None
    """What it shows, where it is neither a column nor a way to others."""

    @property
    def many(self) -> bool:
        """Whether it leads to any number of rows."""
        return self.way is not None and not isinstance(self.way, Reference)


@dataclass(slots=True)
class Vocabularies:
    """The names of all entities."""

    known: Knowledge
    aliases: dict[tuple[str, str], Way] = field(default_factory=dict)
    """(entity, name of the language's own) -> what the recorded answers say that it leads to."""
    shown: dict[str, set[str]] = field(default_factory=dict)
    """Entity -> the fields that its rows show where all were selected, or none."""
    used: set[str] = field(default_factory=set)
    """Entities of which some operation speaks in a language."""
    differing: set[str] = field(default_factory=set)
    """Entities of which nothing is told to be another value than one, as in stores of documents."""
    _names: dict[str, dict[str, Name]] = field(default_factory=dict)
    _children: dict[tuple[str, str, int], dict[str, list[str]]] = field(default_factory=dict)

    def of(self, entity: str) -> dict[str, Name]:
        """The names by what requests write."""
        found = self._names.get(entity)
        if found is None:
            found = self._names[entity] = {}
            for name in (*self._columns(entity), *self._lists(entity), *self._others(entity)):
                for written in name.names:
                    found.setdefault(written, name)
        return found

    def named(self, entity: str, written: str) -> Name | None:
        """What a name stands for, in whatever case it is written."""
        alias = self.aliases.get((entity, written))
        if alias is not None:
            return Name((written,), way=alias)
        return self.of(entity).get(written) or self.of(entity).get(snake(written))

    def other(self, entity: str, way: Way) -> str:
        """The entity that a way leads to."""
        return way.other if isinstance(way, Reference) else other_side(entity, way)

    def reached(self, entity: str, way: Way, key: str, row: Record, at: int) -> list[str]:
        """The keys of the rows that a row leads to."""
        if isinstance(way, Reference):
            return [text(row.get(way.field))]
        if isinstance(way, Children):
            return self._referring(way, at).get(key, [])
        own, far = (0, 1) if way.left == entity else (1, 0)
        return [pair[far] for pair in self.known.pairs(way, at) if pair[own] == key]

    def _referring(self, way: Children, at: int) -> dict[str, list[str]]:
        found = self._children.get((way.other, way.column, at))
        if found is None:
            found = self._children[way.other, way.column, at] = {}
            for key, row in self.known.state(way.other, at).items():
                found.setdefault(text(row.get(way.column)), []).append(key)
        return found

    def ways(self, entity: str) -> Iterator[Way]:
        """All ways from an entity to any number of rows, whether a field shows them or not."""
        for reference in self.known.found.references.values():
            if reference.other == entity:
                yield Children(entity, "", reference.entity, reference.field)
        for link in self.known.found.distinct_links():
            if entity in (link.left, link.right):
                yield link

    def _columns(self, entity: str) -> Iterator[Name]:
        references = {r.field: r for r in self.known.found.of(entity)}
        for column in self.known.schema.tables[entity].columns:
            way = references.get(column.name)
            short = (stem(column.name),) if way else ()
            yield Name((*column.fields, column.name, *short), column.name, way)

    def _lists(self, entity: str) -> Iterator[Name]:
        found = self.known.found
        lists: list[tuple[tuple[str, str], Way]] = [*found.children.items(), *found.links.items()]
        for (owner, name), way in lists:
            if owner == entity:
                told = sorted(self.known.past.names.get((entity, name), {name}))
                yield Name((*told, name), way=way)

    def _others(self, entity: str) -> Iterator[Name]:
        """Fields that follow from other rows, or are the same in all rows."""
        past = self.known.past
        held = {c.name for c in self.known.schema.tables[entity].columns}
        ways = {*self.known.found.children, *self.known.found.links}
        for name in past.fields(entity):
            if name in held or (entity, name) in ways:
                continue
            told = sorted(past.names.get((entity, name), {name}))
            value = self.known.derived(entity, ROW, name) or self._constant(entity, name)
            if value is not None:
                yield Name((*told, name), value=value)

    def _constant(self, entity: str, name: str) -> Expression | None:
        lives = self.known.past.rows[entity].values()
        values = [value for life in lives for value in life.values(name)]
        same = bool(values) and all(value == values[0] for value in values)
        return Constant(value=values[0]) if same else None

    def documents(self) -> tuple[Vocabulary, ...]:
        """The vocabularies of the entities that are spoken of, and of all that these lead to."""
        done: dict[str, Vocabulary] = {}
        left = sorted(self.used)
        while left:
            entity = left.pop()
            if entity not in done:
                names = self._distinct(entity)
                done[entity] = self._document(entity, names)
                left += [self.other(entity, n.way) for n in names if n.way is not None]
        return tuple(done[entity] for entity in sorted(done))

    def _distinct(self, entity: str) -> list[Name]:
        own = list({id(name): name for name in self.of(entity).values()}.values())
        return [*own, *(Name((w,), way=way) for (e, w), way in self.aliases.items() if e == entity)]

    def _document(self, entity: str, names: list[Name]) -> Vocabulary:
        table = self.known.schema.table_name(entity)
        taken: set[str] = set()
        terms = []
        for name in names:
            free = tuple(n for n in dict.fromkeys(name.names) if n not in taken)
            taken.update(free)
            if free:
                terms.append(self._term(entity, name, free))
        differ = entity in self.differing
        return Vocabulary(table=table, terms=tuple(terms), nulls_differ=differ)

    def _term(self, entity: str, name: Name, names: tuple[str, ...]) -> Term:
        leads = None if name.way is None else self._source(entity, name.way)
        value = name.value
        if name.column:
            value = Field(row=ROW, column=name.column)
        elif leads is not None and name.way is not None:
            key = self.known.key(self.other(entity, name.way))
            value = Rows(source=leads, item=Field(row=leads.alias, column=key))
        known = self.shown.get(entity)
        shown = not name.many if known is None else snake(names[0]) in known
        return Term(names=names, value=value, leads=leads, many=name.many, shown=shown)

    def _source(self, entity: str, way: Way) -> Source:
        other = self.known.past.entities[self.other(entity, way)]
        inner = f"{ROW}_{other.name}"
        if not isinstance(way, Reference):
            return related_source(self.known.past.entities[entity], ROW, other, inner, way)
        left, right = Field(row=inner, column=other.key), Field(row=ROW, column=way.field)
        return Source(table=other.table, alias=inner, where=(Compare(left=left, right=right),))
