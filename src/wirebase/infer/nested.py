"""Nested payloads: what the objects inside of a payload set: columns of the row, and rows that
belong to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import inf

from wirebase.blueprint.expressions import (
    Compare,
    Comparison,
    Condition,
    Constant,
    Element,
    Expression,
    Field,
    Given,
    IsGiven,
    Source,
)
from wirebase.blueprint.operations import Assignment, Delete, Effect, Find, ForEach, Insert, Update
from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.arguments import ABSENT, Arguments, escaped, part_at
from wirebase.infer.calls import Call
from wirebase.infer.entities import Entity
from wirebase.infer.fills import Fills
from wirebase.infer.history import Life, Record
from wirebase.infer.naming import snake
from wirebase.infer.paths import PathRows
from wirebase.infer.payloads import Sent
from wirebase.infer.relations import Children
from wirebase.infer.replaced import replaces
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text

type KeyOf = Callable[[Call], str | None]


def inner_pointers(sent: Sequence[Sent]) -> dict[str, list[str]]:
    """The fields of the objects inside of payloads by name: where they stand in the body.

    Of a list of objects the first one counts."""
    found: dict[str, list[str]] = {}
    for field in sent:
        for value in field.values:
            for pointer in _leaves(value, field.pointer):
                places = found.setdefault(snake(pointer.rsplit("/", 1)[-1]), [])
                if pointer != field.pointer and pointer not in places:
                    places.append(pointer)
    return found


def inner_leaves(item: Json) -> Iterator[str]:
    """Where the scalars stand that objects inside of an item hold."""
    yield from (pointer for pointer in _leaves(item, "") if pointer.count("/") > 1)


def _leaves(value: Json, pointer: str) -> Iterator[str]:
    """The scalars of objects, those of the first object in each list."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{pointer}/{escaped(name)}")
    elif isinstance(value, list):
        if value and isinstance(value[0], dict):
            yield from _leaves(value[0], f"{pointer}/0")
    else:
        yield pointer


def told_by_inner(
    column: str, pointers: Sequence[str], documents: Sequence[tuple[Json, Record]]
) -> str:
    """The pointer that holds the column's value wherever it is given; "" where none does."""
    for pointer in pointers:
        pairs = [
            (value, row.get(column))
            for document, row in documents
            if (value := part_at(document, pointer)) is not ABSENT
        ]
        if pairs and all(_same(value, held) for value, held in pairs):
            return pointer
    return ""


def _same(value: object, held: Json) -> bool:
    plain = not isinstance(held, (dict, list)) and not isinstance(value, (dict, list))
    return value == held or (plain and held is not None and str(value) == str(held))


@dataclass(frozen=True, slots=True)
class Item:
    """An object in a list of a payload, the row that it belongs to, and the row that it became."""

    call: Call
    parent: str | None
    value: dict[str, Json]
    row: Record | None


@dataclass(slots=True)
class Nested:
    """Finds the effects of lists of objects inside payloads on rows that belong to the row in hand."""

    known: Knowledge
    arguments: Arguments
    creates: bool
    """Whether the row in hand is new, so that all that belongs to it is."""

    def effects(
        self, entity: Entity, alias: str, sent: Sequence[Sent], calls: Sequence[Call], key: KeyOf
    ) -> list[Effect]:
        """The effects of every list of objects in the payloads that lists rows of the entity's children."""
        out: list[Effect] = []
        for field in sent:
            related = self.known.found.children.get((entity.name, snake(field.name)))
            lists = [
                (call, key(call), value)
                for call in calls
                if isinstance(value := part_at(call.body(), field.pointer), list)
            ]
            if related is None or not _of_objects([value for _, _, value in lists]):
                continue
            anew = not self.creates and replaces(self.known, related, lists)
            made = Nested(self.known, self.arguments, creates=True) if anew else self
            name = self.arguments.add_body(field.pointer, snake(field.name), Type.JSONB, array=True)
            inner = made.each(entity, alias, related, lists)
            if anew:
                out.append(self._parted(entity, alias, related, name))
            if inner:
                out.append(ForEach(values=Given(parameter=name), effects=tuple(inner)))
        return out

    def each(
        self,
        entity: Entity,
        alias: str,
        related: Children,
        lists: Sequence[tuple[Call, str | None, list[Json]]],
    ) -> list[Effect]:
        """What is done for each object of such lists."""
        return self._each(entity, alias, related, list(self._items(related, lists)))

    def _parted(self, entity: Entity, alias: str, related: Children, name: str) -> Delete:
        """The end of all rows that belonged to the row, where a list of others is given."""
        child = self.known.past.entities[related.other]
        gone = f"{child.name}_gone"
        mine = Compare(
            left=Field(row=gone, column=related.column), right=Field(row=alias, column=entity.key)
        )
        source = Source(table=child.table, alias=gone, where=(mine,))
        return Delete(source=source, when=IsGiven(parameter=name))

    def _items(
        self, related: Children, lists: Sequence[tuple[Call, str | None, list[Json]]]
    ) -> Iterator[Item]:
        """The objects with the rows that they became: by what was new, in order, or by what they hold."""
        for call, parent, values in lists:
            objects = [value for value in values if isinstance(value, dict)]
            rows = self._rows(related, parent, call.exchange.index)
            for place, value in enumerate(objects):
                yield Item(call, parent, value, _counterpart(value, place, rows, len(objects)))

    def _rows(self, related: Children, parent: str | None, index: int) -> list[Record]:
        """The rows that belong to the parent after the exchange, new ones alone if the parent is new."""
        lives = self.known.past.rows[related.other]
        return [
            life.at(index) if self.creates else _seen_next(life, index)
            for life in lives.values()
            if life.lives(index)
            and text(life.at(index).get(related.column)) == parent
            and (not self.creates or life.created == index)
        ]

    def _each(
        self, entity: Entity, alias: str, related: Children, items: Sequence[Item]
    ) -> list[Effect]:
        """What is done for one object."""
        child = self.known.past.entities[related.other]
        values = self._values(child, related, items)
        back = Assignment(column=related.column, value=Field(row=alias, column=entity.key))
        new = f"{child.name}_given"
        insert = Insert(table=child.table, alias=new, values=(back, *values.values()))
        if self.creates:
            return [insert, *self._below(child, new, items)]
        keys = self._identity(child, related, items, values)
        if not keys:
            return []
        there = f"{child.name}_there"
        mine: Condition = Compare(left=Field(row=there, column=related.column), right=back.value)
        same = (Compare(left=Field(row=there, column=c), right=values[c].value) for c in keys)
        absent = Compare(
            left=Field(row=there, column=child.key),
            op=Comparison.IS_NULL,
            right=Constant(value=True),
        )
        changed = tuple(
            v.model_copy(update={"optional": True})
            for c, v in values.items()
            if c not in keys and isinstance(v.value, Element)
        )
        return [
            Find(
                source=Source(table=child.table, alias=there, where=(mine, *same)), required=False
            ),
            Update(table=child.table, alias=there, values=changed),
            insert.model_copy(update={"when": absent}),
        ]

    def _values(
        self, child: Entity, related: Children, items: Sequence[Item]
    ) -> dict[str, Assignment]:
        """What sets the columns of a row by an object."""
        pointers = _element_pointers(items)
        rows = [(item.value, item.row) for item in items if item.row is not None]
        made: dict[str, Assignment] = {}
        given: dict[str, Expression] = {}
        told = [(item.call, item.row) for item in items if item.row is not None]
        fills = Fills(self.known, items[0].call.route, child, told, given, PathRows())
        for column in self.known.schema.columns(child.name):
            if column in (child.key, related.column):
                continue
            places = pointers.get(column, [])
            documents = [(value, row) for value, row in rows if row.get(column) is not None]
            pointer = told_by_inner(column, places, documents) if documents else "".join(places[:1])
            if pointer:
                given[column] = Element(pointer=pointer)
                made[column] = Assignment(column=column, value=given[column], optional=True)
            elif filled := (fills.fill(column) if self.creates and told else None):
                given[column] = filled
                made[column] = Assignment(column=column, value=filled)
        return made

    def _below(self, child: Entity, alias: str, items: Sequence[Item]) -> list[Effect]:
        """The lists of objects inside the objects."""
        out: list[Effect] = []
        for name in dict.fromkeys(n for item in items for n in item.value):
            related = self.known.found.children.get((child.name, snake(name)))
            lists = [(i, v) for i in items if isinstance(v := i.value.get(name), list)]
            if related is None or not _of_objects([v for _, v in lists]):
                continue
            inner = [
                Item(item.call, None, value, None)
                for item, values in lists
                for value in values
                if isinstance(value, dict)
            ]
            each = self._each(child, alias, related, inner)
            out.append(ForEach(values=Element(pointer=f"/{escaped(name)}"), effects=tuple(each)))
        return out

    def _identity(
        self,
        child: Entity,
        related: Children,
        items: Sequence[Item],
        values: dict[str, Assignment],
    ) -> list[str]:
        """The columns by which an object names one of the rows that were there before."""
        for column, assignment in values.items():
            if not isinstance(assignment.value, Element):
                continue
            pointer = assignment.value.pointer
            told = [(i, v) for i in items if (v := part_at(i.value, pointer)) is not ABSENT]
            if len(told) == len(items) and all(
                self._names_one(child, related, item, column, value) for item, value in told
            ):
                return [column]
        return []

    def _names_one(
        self, child: Entity, related: Children, item: Item, column: str, value: object
    ) -> bool:
        before = self.known.state(child.name, item.call.exchange.index - 1).values()
        mine = [row for row in before if text(row.get(related.column)) == item.parent]
        return sum(_same(value, row.get(column)) for row in mine) == 1


def _seen_next(life: Life, index: int) -> Record:
    """A row as it was seen next: what an answer does not show of it, a later one does."""
    looks = {name: life.look(name, index, inf) for name in life.changes}
    return {n: life.at(index if at is None else at)[n] for n, at in looks.items()}


def _of_objects(lists: Sequence[Json]) -> bool:
    items = [item for value in lists if isinstance(value, list) for item in value]
    return bool(items) and all(isinstance(item, dict) for item in items)


def _counterpart(
    value: dict[str, Json], place: int, rows: Sequence[Record], objects: int
) -> Record | None:
    """The row that an object became: the one that holds most of it, or the one at its place."""
    told = {snake(name): inner for name, inner in value.items()}
    alike = [sum(_same(v, row.get(n)) for n, v in told.items() if n in row) for row in rows]
    if alike and max(alike) > 0 and alike.count(max(alike)) == 1:
        return rows[alike.index(max(alike))]
    return rows[place] if len(rows) == objects else None


def _element_pointers(items: Sequence[Item]) -> dict[str, list[str]]:
    """The fields of the objects by name: where they stand in an object, outer ones first."""
    found: dict[str, list[str]] = {}
    for item in items:
        for pointer in _leaves(item.value, ""):
            places = found.setdefault(snake(pointer.rsplit("/", 1)[-1]), [])
            if pointer not in places:
                places.append(pointer)
    return {name: sorted(places, key=lambda p: p.count("/")) for name, places in found.items()}
