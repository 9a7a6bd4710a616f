"""Byproducts: rows that a write makes beside the row that it is about.

A new customer gets an account, a changed order an entry in its history. Where the answer does not
show them they are known by what they refer to, and by the time at which they say they were made.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from wirebase.blueprint.expressions import Expression, Field, Given
from wirebase.blueprint.operations import Assignment, Insert, Update
from wirebase.exchange import Json
from wirebase.infer.arguments import ABSENT, Arguments, leaves, part_at
from wirebase.infer.calls import Call
from wirebase.infer.entities import Entity
from wirebase.infer.faults import served
from wirebase.infer.fills import Fills
from wirebase.infer.history import History, Life, Record
from wirebase.infer.moments import created
from wirebase.infer.naming import snake
from wirebase.infer.paths import PathRows, path_rows
from wirebase.infer.relations import Relations
from wirebase.infer.rows_named import sent, target, tops_shown
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text

type Row = tuple[str, str]
"""An entity and a key."""
type KeyOf = Callable[[Call], str | None]

MOST = 60
"""Rows of one entity that a write makes at most beside its own."""
FEWEST = 2
"""Accounts that were shown what was made for them."""
SLACK = 0.1
"""Seconds by which a row may say that it was made before its call."""
PLACES = ("position", "order", "sort_order", "sort", "rank", "index")
"""Columns that say where a row stands among others."""
LATEST = 5.0
"""Seconds after a call in which the server may still be at work on it."""


def date_byproducts(calls: Iterable[Call], past: History, found: Relations) -> None:
    """Notes which calls made the rows that no answer to a write shows."""
    writes = [c for c in calls if not c.route.read and served(c)]
    ahead = _clock(writes, past)
    if ahead is None:
        return
    dated = _dated(past)
    for call, following in zip(writes, [*writes[1:], None], strict=True):
        since = call.exchange.started + ahead
        until = since + call.exchange.elapsed / 1000 + LATEST
        if following is not None:
            until = min(until, following.exchange.started + ahead + SLACK)
        begin, end = (bisect_left(dated, at, key=itemgetter(0)) for at in (since, until))
        touched = set(_touched(past, call)) if begin < end else set()
        for _, entity, life in dated[begin:end]:
            unmade = life.created is None and life.seen > call.exchange.index
            if unmade and _refers(found, entity, life, touched):
                life.created = call.exchange.index


def _clock(writes: Iterable[Call], past: History) -> float | None:
    """How far the server's clock is ahead, by the rows that answers show as made; None if none do."""
    told = [
        moment - call.exchange.started
        for call in writes
        for entity, key in (tops_shown(past, call) if call.has_answer else ())
        if (life := past.rows[entity.name][key]).created == call.exchange.index
        and (moment := created(life)) is not None
    ]
    return min(told) - SLACK if told else None


def _touched(past: History, call: Call) -> Iterator[Row]:
    """The rows that a call is about."""
    yield from ((entity.name, key) for entity, key in tops_shown(past, call))
    named = target(past, call.route, [call]) if call.route.root else None
    if named is not None:
        yield from ((named.entity.name, key) for key in named.keys(call))
    for row in path_rows(past, call.route, "row").rows if call.route.method == "POST" else ():
        key = row.named.key(past, call)
        if key is not None:
            yield row.entity.name, key


def _dated(past: History) -> list[tuple[float, str, Life]]:
    """The rows of which nothing says who made them, by the time at which they say they were made."""
    told = (
        (moment, entity, life)
        for entity, rows in past.rows.items()
        for life in rows.values()
        if life.created is None and (moment := created(life)) is not None
    )
    return sorted(told, key=itemgetter(0))


def _refers(found: Relations, entity: str, life: Life, touched: set[Row]) -> bool:
    return any(
        (reference.other, text(value)) in touched
        for reference in found.of(entity)
        for value in life.values(reference.field)[:1]
    )


@dataclass(frozen=True, slots=True)
class Byproducts:
    """What a write makes beside its row."""

    before: tuple[Insert, ...] = ()
    """Rows that the row refers to."""
    columns: tuple[Assignment, ...] = ()
    """The columns of the row that refer to them."""
    after: tuple[Insert | Update, ...] = ()
    """Rows that refer to the row, and the columns of the row that refer to these."""

    @property
    def tables(self) -> set[str]:
        """The tables of the rows."""
        return {insert.table for insert in (*self.before, *self.after)}


@dataclass(slots=True)
class ByproductReader:
    """Finds what the calls of a route make beside the row in hand."""

    known: Knowledge
    arguments: Arguments
    entity: Entity
    alias: str
    key: KeyOf
    covered: set[str]
    """Tables whose rows the payload lists."""

    def read(self, calls: Sequence[Call]) -> Byproducts:
        """The rows that every call makes: one of a kind, or as many as the others make."""
        before: list[Insert] = []
        columns: list[Assignment] = []
        after: list[Insert | Update] = []
        for other in self.known.past.entities.values():
            if other is self.entity or other.table in self.covered:
                continue
            broods = self._broods(other, calls)
            rows = broods[0] if len(broods) == 1 else []
            if len(broods) > 1:
                after += self._each_of(other, broods)
            if not rows:
                continue
            alias = f"{other.name}_beside"
            up, down = self._reference(rows, other), self._back_reference(rows, other)
            value = Field(row=alias, column=other.key)
            if up and not down:
                insert = self._insert(other, alias, rows, "")
                early = [a for a in insert.values if not self._names_row(a)]
                late = tuple(a for a in insert.values if self._names_row(a))
                before.append(insert.model_copy(update={"values": tuple(early)}))
                if late:
                    after.append(Update(table=other.table, alias=alias, values=late))
                columns.append(Assignment(column=up, value=value))
            elif down:
                after.append(self._insert(other, alias, rows, down))
            if up and down:  # each refers to the other
                named = Assignment(column=up, value=value)
                after.append(Update(table=self.entity.table, alias=self.alias, values=(named,)))
        return Byproducts(tuple(before), tuple(columns), tuple(after))

    def _names_row(self, assignment: Assignment) -> bool:
        """Whether a value names the row that the write is about, which is made after this one."""
        return f'"row":"{self.alias}"' in assignment.value.model_dump_json()

    def _broods(self, other: Entity, calls: Sequence[Call]) -> list[list[tuple[Call, str, Record]]]:
        """The rows of the other entity that each call made, the first of each call, the second, and so on;
        none where some call made none, or more than another one.

        Nothing is known of the rows below which nobody ever looked for such rows."""
        every: list[tuple[Call, list[tuple[Call, str, Record]]]] = []
        renamed = self.known.past.renamed.items()
        moved = {(entity, new, index) for (entity, _, index), new in renamed}
        for call in calls:
            index = call.exchange.index
            lives = self.known.past.rows[other.name].items()
            made = [
                (call, key, life.at(index))
                for key, life in lives
                if life.created == index and (other.name, key, index) not in moved
            ]
            every.append((call, sorted(made, key=lambda row: _place(row[2]))))
        unread = self._unread(other, every)
        broods = [
            made
            for call, made in every
            if made or not (call.exchange.index in unread or self._is_unknown(other, call))
        ]
        sizes = {len(brood) for brood in broods}
        if len(sizes) != 1 or sizes == {0} or max(sizes) > MOST:
            return []
        return [list(rows) for rows in zip(*broods, strict=True)]

    def _unread(
        self, other: Entity, every: Sequence[tuple[Call, Sequence[tuple[Call, str, Record]]]]
    ) -> set[int]:
        """The calls whose rows nobody saw, as they are of an account that was shown none of its own later:
        notices are of whom the row names, and only they read them."""
        account, found = self.known.who.entity, self.known.found
        told = [rows[0] for _, rows in every if len(rows) == 1]
        own = [r.field for r in found.of(other.name) if r.other == account]
        if not account or len(told) < FEWEST or any(len(rows) > 1 for _, rows in every):
            return set()
        for column in (r.field for r in found.of(self.entity.name) if r.other == account):
            for theirs in own:
                named = [(self._main(call).get(column), row.get(theirs)) for call, _, row in told]
                if (
                    any(a is None or a != b for a, b in named)
                    or len({a for a, _ in named}) < FEWEST
                ):
                    continue
                last: dict[str, int] = {}
                for life in self.known.past.rows[other.name].values():
                    for who in life.values(theirs):
                        seen = max((at for at, _ in life.looks), default=0)
                        last[text(who)] = max(last.get(text(who), 0), seen)
                silent = {
                    call.exchange.index
                    for call, rows in every
                    if not rows
                    and last.get(text(self._main(call).get(column)), 0) < call.exchange.index
                }
                if all(rows or call.exchange.index in silent for call, rows in every):
                    return silent
        return set()

    def _is_unknown(self, other: Entity, call: Call) -> bool:
        """Whether rows of the other entity are only ever looked for below rows such as the call's, and
        nobody looked there."""
        past, own = self.known.past, self.key(call)
        below = {route for route, entity, _ in past.looked if entity == self.entity.name}
        routes = {place[0] for place, entity in past.places.items() if entity is other} & below
        mine = (self.entity.name, other.name)
        listed = any((entity, held) == mine for (entity, _), held in past.lists.items())
        return (
            bool(routes)
            and not listed
            and all((route, self.entity.name, own) not in past.looked for route in routes)
        )

    def _each_of(
        self, other: Entity, broods: Sequence[Sequence[tuple[Call, str, Record]]]
    ) -> Iterator[Insert]:
        """The rows of a brood, which all refer to the row."""
        backs = {self._back_reference(rows, other) for rows in broods}
        back = backs.pop()
        if back and not backs:
            for place, rows in enumerate(broods):
                yield self._insert(other, f"{other.name}_beside_{place + 1}", rows, back)

    def _main(self, call: Call) -> Record:
        rows = self.known.state(self.entity.name, call.exchange.index)
        return rows.get(self.key(call) or "", {})

    def _reference(self, rows: Sequence[tuple[Call, str, Record]], other: Entity) -> str:
        """The column by which the row refers to what was made with it."""
        for reference in self.known.found.of(self.entity.name):
            if reference.other == other.name and all(
                text(self._main(call).get(reference.field)) == key for call, key, _ in rows
            ):
                return reference.field
        return ""

    def _back_reference(self, rows: Sequence[tuple[Call, str, Record]], other: Entity) -> str:
        """The column by which what was made refers to the row."""
        for reference in self.known.found.of(other.name):
            if reference.other == self.entity.name and all(
                text(row.get(reference.field)) == self.key(call) for call, _, row in rows
            ):
                return reference.field
        return ""

    def _insert(
        self, other: Entity, alias: str, rows: Sequence[tuple[Call, str, Record]], back: str
    ) -> Insert:
        values: list[Assignment] = []
        if back:
            own = Field(row=self.alias, column=self.entity.key)
            values.append(Assignment(column=back, value=own))
        told_by = [self.entity.key, *(r.field for r in self.known.found.of(self.entity.name))]
        names = {column: f"{self.entity.name}.{column}" for column in told_by}
        told = [
            (call, {**row, **{names[c]: self._main(call).get(c) for c in told_by}})
            for call, _, row in rows
        ]
        given: dict[str, Expression] = {
            names[column]: Field(row=self.alias, column=column) for column in told_by
        }
        fills = Fills(self.known, told[0][0].route, other, told, given, PathRows())
        for column in self.known.schema.columns(other.name):
            if column in (other.key, back):
                continue
            value = self._sent(other, column, told) or fills.fill(column)
            if value is not None:
                values.append(Assignment(column=column, value=value))
        return Insert(table=other.table, alias=alias, values=tuple(values))

    def _sent(
        self, other: Entity, column: str, rows: Sequence[tuple[Call, Record]]
    ) -> Expression | None:
        """A field of the body that holds the column's value in every call: by name, or a telling one."""
        documents = [(call.body(), row.get(column)) for call, row in rows if call.has_body]
        if len(documents) < len(rows):
            return None
        asked = {key for (_, key), _ in sent(rows[0][0])}
        pointers = [p for p, _ in leaves(documents[0][0]) if p in asked]
        for pointer in sorted(pointers, key=lambda p: snake(p.rsplit("/", 1)[-1]) != column):
            named = snake(pointer.rsplit("/", 1)[-1]) == column
            if all(_holds(d, pointer, value, named=named) for d, value in documents):
                kind = self.known.schema.tables[other.name].column(column).type
                return Given(parameter=self.arguments.add_body(pointer, column, kind))
        return None


def _place(row: Record) -> tuple[float, ...]:
    """Where a row stands among others of its kind, as far as it says so."""
    told = (row.get(name) for name in PLACES)
    return tuple(v for v in told if isinstance(v, (int, float)) and not isinstance(v, bool))


def _holds(document: Json, pointer: str, value: Json, *, named: bool) -> bool:
    held = part_at(document, pointer)
    if held is ABSENT or value is None or isinstance(value, (dict, list, bool)):
        return False
    return str(held) == str(value) and (named or (isinstance(value, str) and len(value) > 4))
