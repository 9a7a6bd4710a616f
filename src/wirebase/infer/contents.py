"""Contents: rows that a row holds, and that a request adds, changes or takes out one at a time.

A cart holds lines. `addItem(product, quantity)` puts a line into the cart of the caller, which there may
be none of yet; what is there already it makes more of. Other requests name a line. All answer the cart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wirebase.blueprint.expressions import (
    Aggregate,
    Compare,
    Comparison,
    Condition,
    Constant,
    Expression,
    Field,
    Given,
    Negation,
    Plus,
    Source,
    Total,
)
from wirebase.blueprint.operations import (
    Assignment,
    Delete,
    Effect,
    Find,
    Insert,
    Update,
    Verb,
)
from wirebase.exchange import Json
from wirebase.infer.actions import Deed, action, entity_named
from wirebase.infer.arguments import Arguments
from wirebase.infer.callers import Look, own_row
from wirebase.infer.calls import Call, Route
from wirebase.infer.changes import GONE, ROW, Rows, Write
from wirebase.infer.faults import is_refused
from wirebase.infer.fills import Fills
from wirebase.infer.history import History, Life, Record
from wirebase.infer.naming import snake
from wirebase.infer.records import Occurrence, occurrences
from wirebase.infer.relations import Children, Relations, stem
from wirebase.infer.rows_named import Where, sent
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text

ITEM, HELD, KNOWN, NAMED = "item", "held", "known", "named"
"""The aliases of the row that is held, of it and of its holder as they were before, and of what is added."""
type _Conditions = Callable[[str], tuple[Condition, ...]]
"""Alias of a row -> what tells it from all others."""

ADDING = (Deed.LINK, Deed.CREATE)


@dataclass(frozen=True, slots=True)
class Held:
    """What the answer to a write shows of the rows that a row holds."""

    call: Call
    owner: str
    keys: tuple[str, ...]


def contents(past: History, calls: Sequence[Call], found: Relations) -> None:
    """Notes which rows came into the list of a row that a write answers, and which left it."""
    for call in calls:
        if call.route.read or not call.route.root or is_refused(call):
            continue
        for related in found.children.values():
            for held in _held(past, call, related):
                _note_new(past, related, held)
                _note_gone(past, related, held)


def _held(past: History, call: Call, related: Children) -> Iterator[Held]:
    """The lists that an answer shows of rows which stand in no other row."""
    for occurrence in occurrences(call, call.answer()) if call.has_answer else ():
        shown = past.shown(occurrence)
        if shown is None or shown[0].name != related.entity or _is_inside(past, occurrence):
            continue
        for name, value in occurrence.value.items():
            if snake(name) == related.field and isinstance(value, list):
                place = (call.route.name, (*occurrence.pointer, name, "*"))
                site = past.entities[related.other].keys.get(place)
                if site is not None or not value:
                    rows = (site.of({}, item) for item in value) if site else ()
                    yield Held(call, shown[1], tuple(key for key in rows if key is not None))


def _is_inside(past: History, occurrence: Occurrence) -> bool:
    outer = occurrence.parent
    while outer is not None:
        if past.shown(outer) is not None:
            return True
        outer = outer.parent
    return False


def _note_new(past: History, related: Children, held: Held) -> None:
    index, rows = held.call.exchange.index, past.rows[related.other]
    new = [rows[key] for key in held.keys if rows[key].seen == index]
    owner, said = past.rows[related.entity][held.owner], action(held.call.route)
    adds = said is not None and said.deed in ADDING
    if adds and owner.seen == index and owner.created is None and len(new) == len(held.keys) == 1:
        owner.created = index  # it holds nothing but what was added
    if len(new) == 1 or owner.created == index:
        for life in new if adds else ():
            life.created = index
    for key in held.keys:
        rows[key].changes.setdefault(related.column, [(index, owner.key)])


def _note_gone(past: History, related: Children, held: Held) -> None:
    index = held.call.exchange.index
    for where, key in sent(held.call):
        life = past.rows[related.other].get(key)
        own = life is not None and held.owner in map(text, life.values(related.column))
        if life is not None and own and key not in held.keys and names(past, where, related.other):
            life.deleted = index


def names(past: History, where: Where, entity: str) -> bool:
    """Whether a field of a request is called as what holds the key of a row of an entity."""
    name = snake(where[1].rsplit("/", 1)[-1])
    other = entity_named(stem(name), past.entities) if stem(name) != name else None
    return other is not None and other.name == entity


def content_write(
    known: Knowledge, route: Route, calls: Sequence[Call], arguments: Arguments
) -> Write | None:
    """What a request does to one of the rows which the row that it answers holds; None where it does
    nothing of the kind."""
    if not route.root or route.variables:
        return None
    for related in known.found.children.values():
        held = [next(_held(known.past, call, related), None) for call in calls]
        told = [h for h in held if h is not None]
        if told and len(told) == len(calls):
            made = _Reader(known, route, related, told, arguments).read()
            if made is not None:
                return made
    return None


@dataclass(slots=True)
class _Reader:
    """Reads what the calls of a route do to the rows that a row holds."""

    known: Knowledge
    route: Route
    related: Children
    held: list[Held]
    arguments: Arguments

    def read(self) -> Write | None:
        effects = self._named() or self._added()
        if effects is None:
            return None
        owners = {h.call.exchange.index: h.owner for h in self.held}
        counted = self._counted()
        return Write(
            Verb.UPDATE,
            self.related.entity,
            [*effects, *([counted] if counted else [])],
            lambda call: owners.get(call.exchange.index),
        )

    def _named(self) -> list[Effect] | None:
        """The request names a row that is held: what it sets there, or that it takes it out."""
        past, other = self.known.past, self.known.past.entities[self.related.other]
        for where, given in self._given().items():
            lives = [past.rows[other.name].get(key) for key in given]
            told = [life for life in lives if life is not None]
            if not names(past, where, other.name) or len(told) < len(self.held):
                continue
            if not all(self._held_before(h, life) for h, life in zip(self.held, told, strict=True)):
                continue
            gone = [
                life.deleted == h.call.exchange.index
                for h, life in zip(self.held, told, strict=True)
            ]
            values = self._set_by_name(told, where)
            if not any(gone) and not values:
                continue
            key = Given(parameter=self._parameter(where, other.name, other.key))
            mine = self._own(after=False) or (lambda _alias: ())
            owner = past.entities[self.related.entity]
            up = Compare(
                left=Field(row=ROW, column=owner.key),
                right=Field(row=ITEM, column=self.related.column),
            )
            done: Effect = Update(table=other.table, alias=ITEM, values=tuple(values))
            if any(gone):
                same = Field(row=ITEM, column=other.key)
                where_gone = Compare(left=Field(row=GONE, column=other.key), right=same)
                done = Delete(source=Source(table=other.table, alias=GONE, where=(where_gone,)))
            return [
                Find(
                    source=Source(table=other.table, alias=ITEM, where=(_is(ITEM, other.key, key),))
                ),
                Find(source=Source(table=owner.table, alias=ROW, where=(up, *mine(ROW)))),
                done,
            ]
        return None

    def _held_before(self, held: Held, life: Life) -> bool:
        before = life.at(held.call.exchange.index - 1).get(self.related.column)
        return life.seen < held.call.exchange.index and text(before) == held.owner

    def _set_by_name(self, lives: Sequence[Life], named: Where) -> list[Assignment]:
        """The columns that hold afterwards what was sent under their names."""
        out = []
        for where, given in self._given().items():
            column = snake(where[1].rsplit("/", 1)[-1])
            if where == named or column not in self.known.schema.columns(self.related.other):
                continue
            after = [
                life.at(h.call.exchange.index).get(column)
                for h, life in zip(self.held, lives, strict=True)
            ]
            if all(text(value) == sent_ for value, sent_ in zip(after, given, strict=True)):
                value = Given(parameter=self._parameter(where, self.related.other, column))
                out.append(Assignment(column=column, value=value))
        return out

    def _added(self) -> list[Effect] | None:
        """The request says of what a row is to be held: one of its own, or more of the one there."""
        said = action(self.route)
        if said is None or said.deed not in ADDING:
            return None
        for reference in self.known.found.of(self.related.other):
            if reference.field == self.related.column:
                continue
            for where, given in self._given().items():
                items = [
                    self._of(h, reference.field, key)
                    for h, key in zip(self.held, given, strict=True)
                ]
                told = [item for item in items if item is not None]
                if names(self.known.past, where, reference.other) and len(told) == len(items):
                    return self._adding(reference.other, reference.field, where, told)
        return None

    def _of(self, held: Held, column: str, key: str) -> Life | None:
        """The one row that is held of what was sent."""
        lives = self.known.past.rows[self.related.other]
        found = [
            lives[k]
            for k in held.keys
            if text(lives[k].at(held.call.exchange.index).get(column)) == key
        ]
        return found[0] if len(found) == 1 else None

    def _adding(
        self, kind: str, column: str, where: Where, items: Sequence[Life]
    ) -> list[Effect] | None:
        past = self.known.past
        mine = self._own(after=True)
        new = [
            (h.call, life.at(h.call.exchange.index))
            for h, life in zip(self.held, items, strict=True)
            if life.created == h.call.exchange.index
        ]
        if mine is None or not new:
            return None
        thing, owner = past.entities[kind], past.entities[self.related.entity]
        item = past.entities[self.related.other]
        named = Given(parameter=self._parameter(where, thing.name, thing.key))
        sums = self._amounts(items, where)
        given: dict[str, Expression] = {
            self.related.column: Field(row=ROW, column=owner.key),
            column: named,
            **sums,
        }
        there = _is_null(Field(row=HELD, column=item.key))
        same = (
            _is(ITEM, self.related.column, Field(row=ROW, column=owner.key)),
            _is(ITEM, column, named),
        )
        more = tuple(
            Assignment(column=c, value=Plus(left=Field(row=ITEM, column=c), right=value))
            for c, value in sums.items()
        )
        inserted = self._values(item.name, new, given)
        return [
            Find(
                source=Source(table=thing.table, alias=NAMED, where=(_is(NAMED, thing.key, named),))
            ),
            *self._holder(mine),
            *(
                Find(
                    source=Source(
                        table=item.table,
                        alias=alias,
                        where=tuple(_under(c, alias) for c in same),
                    ),
                    required=False,
                )
                for alias in (HELD, ITEM)
            ),
            Insert(table=item.table, alias=ITEM, values=inserted, when=there),
            Update(table=item.table, alias=ITEM, values=more, when=Negation(condition=there)),
        ]

    def _holder(self, mine: _Conditions) -> Iterator[Effect]:
        """The caller's row that holds the others, made where there is none and calls were seen to make it."""
        owner = self.known.past.entities[self.related.entity]
        rows = self.known.past.rows[owner.name]
        made = [
            (h.call, rows[h.owner].at(h.call.exchange.index))
            for h in self.held
            if rows[h.owner].created == h.call.exchange.index
        ]
        for alias in (KNOWN, ROW) if made else (ROW,):
            source = Source(table=owner.table, alias=alias, where=mine(alias))
            yield Find(source=source, required=not made)
        if made:
            unknown = _is_null(Field(row=KNOWN, column=owner.key))
            values = self._values(owner.name, made, {})
            yield Insert(table=owner.table, alias=ROW, values=values, when=unknown)

    def _values(
        self, entity: str, rows: Rows, given: dict[str, Expression]
    ) -> tuple[Assignment, ...]:
        """What a new row holds: what is given, and what the server fills in."""
        kind = self.known.past.entities[entity]
        fills = Fills(self.known, self.route, kind, rows, dict(given))
        values = {c: Assignment(column=c, value=value) for c, value in given.items()}
        for column in self.known.schema.columns(entity):
            filled = fills.fill(column) if column not in values else None
            if filled is not None:
                values[column] = Assignment(column=column, value=filled)
                fills.given[column] = filled
        return tuple(values.values())

    def _amounts(self, items: Sequence[Life], named: Where) -> dict[str, Expression]:
        """The numbers that new rows held as they were sent, by the name of the column."""
        out: dict[str, Expression] = {}
        for where, given in self._given().items():
            column = snake(where[1].rsplit("/", 1)[-1])
            if where == named or column not in self.known.schema.columns(self.related.other):
                continue
            told = [
                text(life.at(h.call.exchange.index).get(column)) == number
                for h, life, number in zip(self.held, items, given, strict=True)
                if life.created == h.call.exchange.index
            ]
            if told and all(told) and all(number.isdecimal() for number in given):
                name = self._parameter(where, self.related.other, column)
                out[column] = Given(parameter=name)
        return out

    def _own(self, *, after: bool) -> _Conditions | None:
        """What tells the row that holds the others as the caller's."""
        looks = [
            Look(self.known.caller(h.call), h.owner, h.call.exchange.index - (not after))
            for h in self.held
        ]
        return own_row(self.known, self.related.entity, looks, self.route.asks)

    def _counted(self) -> Update | None:
        """The numbers of the row that always were the sums of a number of those that it holds."""
        rows, lives = (self.known.past.rows[e] for e in (self.related.entity, self.related.other))
        looks: list[tuple[Record, list[Record]]] = []
        for h in self.held:
            index = h.call.exchange.index
            looks.append((rows[h.owner].at(index), [lives[k].at(index) for k in h.keys]))
        owner = self.known.past.entities[self.related.entity]
        values = []
        for column in self.known.schema.columns(owner.name):
            for theirs in self.known.schema.columns(self.related.other):
                if any(inner for _, inner in looks) and all(
                    _is_sum(row.get(column), [r.get(theirs) for r in inner]) for row, inner in looks
                ):
                    values.append(Assignment(column=column, value=self._sum(theirs)))
                    break
        return Update(table=owner.table, alias=ROW, values=tuple(values)) if values else None

    def _sum(self, column: str) -> Total:
        other = self.known.past.entities[self.related.other]
        owner = self.known.past.entities[self.related.entity]
        key = Field(row=ROW, column=owner.key)
        source = Source(
            table=other.table, alias="counted", where=(_is("counted", self.related.column, key),)
        )
        return Total(source=source, function=Aggregate.SUM, column=column)

    def _given(self) -> dict[Where, list[str]]:
        """What all calls sent, by where it stands."""
        told = [dict(sent(h.call)) for h in self.held]
        return {w: [given[w] for given in told] for w in told[0] if all(w in t for t in told)}

    def _parameter(self, where: Where, entity: str, column: str) -> str:
        kind = self.known.schema.tables[entity].column(column).type
        return self.arguments.add_body(where[1], snake(where[1].rsplit("/", 1)[-1]), kind)


def _is_sum(value: Json, parts: Sequence[Json]) -> bool:
    numbers = [n for n in parts if isinstance(n, int) and not isinstance(n, bool)]
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole and len(numbers) == len(parts) and sum(numbers) == value


def _is(alias: str, column: str, value: Expression) -> Compare:
    return Compare(left=Field(row=alias, column=column), right=value)


def _under(condition: Compare, alias: str) -> Compare:
    assert isinstance(condition.left, Field)
    return condition.model_copy(update={"left": condition.left.model_copy(update={"row": alias})})


def _is_null(field: Field) -> Condition:
    return Compare(left=field, op=Comparison.IS_NULL, right=Constant(value=True))


__all__ = ["content_write", "contents", "names"]
