"""What the passes over operations know: rows in time, relations, the schema, the callers."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wirebase.blueprint.expressions import (
    Case,
    Choice,
    Compare,
    Comparison,
    Constant,
    Expression,
    Field,
    Product,
    Source,
    Total,
)
from wirebase.blueprint.tables import Type
from wirebase.infer.accounts import Accounts
from wirebase.infer.arithmetic import factors
from wirebase.infer.beside import first_value, kept
from wirebase.infer.calls import Call
from wirebase.infer.connections import counting
from wirebase.infer.counters import Counter, Counters, averaged, computed
from wirebase.infer.derived import How, of_child
from wirebase.infer.history import History
from wirebase.infer.relations import Link, Relations
from wirebase.infer.schema import END, Schema
from wirebase.infer.stand_ins import Gap
from wirebase.infer.states import State, States
from wirebase.infer.tenants import Tenant
from wirebase.infer.viewers import Viewer
from wirebase.infer.vocabulary import Vocabularies

if TYPE_CHECKING:
    from wirebase.infer.grants import Grants
    from wirebase.infer.intimate import Intimate


@dataclass(slots=True)
class Knowledge:
    """Everything that was inferred before operations."""

    past: History
    found: Relations
    schema: Schema
    who: Accounts
    viewers: dict[tuple[str, str], Viewer] = field(default_factory=dict)
    """(entity, field) -> the link with the caller that it tells of."""
    counters: Counters = field(default_factory=Counters)
    """The numbers of rows that follow from other rows."""
    tenants: dict[int, Tenant] = field(default_factory=dict)
    """What anonymous logins made, by exchange."""
    gaps: list[Gap] = field(default_factory=list)
    """The rows that were counted and not shown."""
    vocabularies: Vocabularies = field(init=False)
    """The names by which requests may speak of rows."""
    searched: dict[tuple[str, str], str] = field(default_factory=dict)
    """(entity, parameter) -> the texts in which lists of its rows look for the parameter's value."""
    narrowed: bool = False
    """Whether the lists of the app are narrowed by parameters that are called as their columns."""
    grants: dict[str, Grants] = field(default_factory=dict)
    """Entity -> the rights that its rows ask for."""
    intimate: Intimate | None = None
    """The members of accounts that nobody is shown of others."""
    marks: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """Entity -> the column, and its value, that tells the one row of a caller which is meant from the
    caller's other ones."""
    folded: Tally[str] = field(default_factory=Tally)
    """Exchanges of which only the rows were taken, by route."""
    _headers: dict[str, dict[str, list[str]]] | None = None
    _states: States = field(init=False)
    _callers: dict[int, str | None] = field(default_factory=dict)
    _factors: dict[tuple[str, str], tuple[str, str] | None] = field(default_factory=dict)
    _pairs: dict[tuple[str, int], list[tuple[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._states = States(self.past)
        self.vocabularies = Vocabularies(self)

    def state(self, entity: str, index: int) -> State:
        """The rows of an entity after that exchange, by key."""
        return self._states(entity, index)

    def pairs(self, link: Link, index: int) -> list[tuple[str, str]]:
        """The rows of a link table after that exchange."""
        found = self._pairs.get((link.name, index))
        if found is None:
            found = self._pairs[link.name, index] = self.schema.link_pairs(link, index)
        return found

    def caller(self, call: Call) -> str | None:
        """The key of the account that asked."""
        index = call.exchange.index
        if index not in self._callers:
            self._callers[index] = self.who.caller(call)
        return self._callers[index]

    def key_headers(self) -> dict[str, dict[str, list[str]]]:
        """Headers that carry a key of a row: header -> entity -> the columns with such keys."""
        if self._headers is None:
            self._headers = _key_headers(self.past, self.who)
        return self._headers

    def derived(self, entity: str, alias: str, column: str) -> Expression | None:
        """The value of a column that follows from the rows which refer to the row, if it does."""
        counter = self.counters.counts.get((entity, column))
        mean = self.counters.means.get((entity, column))
        if counter is not None and counter.exact:
            return self._computed(entity, alias, counter)
        if mean is not None:
            table = self.schema.table_name(mean.counter.reference.entity)
            count = self.value(entity, alias, mean.counter.field)
            stored = self._kept(entity, alias, column) or Field(row=alias, column=column)
            return averaged(table, self.key(entity), mean, alias, count, stored)
        if linked := self._linked(entity, alias, column):
            return linked
        if product := self._product(entity, alias, column):
            return product
        if (shown := self._kept(entity, alias, column)) and counter is not None:
            unknown = Compare(left=shown, op=Comparison.IS_NULL, right=Constant(value=True))
            case = Case(when=unknown, then=self._computed(entity, alias, counter))
            return Choice(cases=(case,), otherwise=shown)
        if shown:
            return shown
        held = self.schema.derived.get((entity, column))
        if held is not None and held.column:
            return Field(row=alias, column=held.column)
        if held is not None and held.children is not None:
            other = held.children.other
            table = self.schema.table_name(other)
            return of_child(table, self.key(entity), self.key(other), held.children, alias, column)
        return None

    def _linked(self, entity: str, alias: str, column: str) -> Total | None:
        """The number of a row's links, where the field always told just that many."""
        link = next(
            (x for (e, f), x in self.found.links.items() if (e, counting(f)) == (entity, column)),
            None,
        )
        if link is None or link.via or link.left == link.right:
            return None
        side = 0 if link.left == entity else 1
        told = [
            (key, at, number)
            for key, life in self.past.rows[entity].items()
            for at, number in life.changes.get(column, ())
        ]
        if not told or not all(
            sum(pair[side] == key for pair in self.pairs(link, at)) == number
            for key, at, number in told
        ):
            return None
        own = link.left_column if side == 0 else link.right_column
        inner = f"{link.name}_of_{alias}"
        mine = Compare(
            left=Field(row=inner, column=own), right=Field(row=alias, column=self.key(entity))
        )
        return Total(source=Source(table=link.name, alias=inner, where=(mine,)))

    def _product(self, entity: str, alias: str, column: str) -> Product | None:
        """The product of two columns of the row, where the field was always that and is no column."""
        place = entity, column
        if place not in self._factors:
            held = self.schema.derived.get(place)
            lives = self.past.rows[entity].values() if held and held.how is How.SUMMARY else ()
            rows = [life.at(END) for life in lives if not life.unseen]
            names = {column, *self.schema.columns(entity)}
            own = [{n: v for n, v in row.items() if n in names} for row in rows]
            self._factors[place] = factors(column, own) if own else None
        found = self._factors[place]
        if found is None:
            return None
        left, right = (Field(row=alias, column=name) for name in found)
        return Product(left=left, right=right)

    def _computed(self, entity: str, alias: str, counter: Counter) -> Expression:
        table = self.schema.table_name(counter.reference.entity)
        return computed(table, self.key(entity), counter, alias)

    def _kept(self, entity: str, alias: str, column: str) -> Expression | None:
        """The value that is kept beside the entity's table, if it is; null for new rows that are counted."""
        table = self.schema.beside.get(entity)
        if table is None or not table.has(column) or column == self.key(entity):
            return None
        counts = (entity, column) in self.counters.counts
        first = None if counts else first_value(self.past, entity, column)
        return kept(table, alias, column, first)

    def readable(self, entity: str) -> list[str]:
        """The columns of an entity, and the fields whose values follow from other data."""
        told = [
            n
            for (e, n), d in self.schema.derived.items()
            if e == entity and (d.children or d.how in (How.COUNT, How.SUMMARY))
        ]
        return [*self.schema.columns(entity), *told]

    def value(self, entity: str, alias: str, column: str) -> Expression:
        """What a row has in a column, or what its field of that name follows from."""
        return self.derived(entity, alias, column) or Field(row=alias, column=column)

    def type_of(self, entity: str, column: str) -> Type:
        """The type of a column, or of the children's column that the field follows from."""
        held = self.schema.derived.get((entity, column))
        if held is not None and held.how is How.COUNT:
            return Type.INTEGER
        holder = held.children.other if held is not None and held.children else entity
        return self.schema.type_of(holder, column).type

    def key(self, entity: str) -> str:
        """The key column of an entity."""
        return self.past.entities[entity].key


def _key_headers(past: History, who: Accounts) -> dict[str, dict[str, list[str]]]:
    """Headers whose tokens are values of columns, as API keys are."""
    out: dict[str, dict[str, list[str]]] = {}
    for name, tokens in who.headers.items():
        for entity, rows in past.rows.items():
            columns = [
                column
                for column in past.fields(entity)
                if any(
                    v in tokens
                    for life in rows.values()
                    for v in life.values(column)
                    if isinstance(v, str)
                )
            ]
            if columns:
                out.setdefault(name, {})[entity] = columns
    return out
