"""Fills: how the server fills the columns of a new row that the request does not set.

By what the path names, by who asks, by the row that a reference of the new row names, by the words
of another column, by the clock, or by the same value every time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import combining, normalize

from wirebase.blueprint.expressions import (
    Caller,
    Compare,
    Concat,
    Constant,
    Expression,
    Field,
    Fresh,
    Freshly,
    Given,
    Items,
    Member,
    Now,
    Object,
    Product,
    Row,
    Source,
)
from wirebase.blueprint.tables import Default, Role, Type
from wirebase.exchange import Json
from wirebase.infer.arithmetic import factors
from wirebase.infer.callers import Look, own_row
from wirebase.infer.calls import Call, Route
from wirebase.infer.compositions import composed
from wirebase.infer.entities import Entity
from wirebase.infer.formats import lexical
from wirebase.infer.history import Record
from wirebase.infer.lookups import determined_by, is_opaque
from wirebase.infer.paths import PathRows
from wirebase.infer.plain import plain_text
from wirebase.infer.positions import position
from wirebase.infer.scope import Knowledge
from wirebase.infer.series import in_series
from wirebase.infer.values import same, text

MOST_UNKNOWN = 0.5
"""The share of a document's members that may stay empty, since nothing tells what fills them."""


FEWEST, USUALLY = 4, 0.75
"""New rows, and the share of them, that say what is usual."""


@dataclass(slots=True)
class Fills:
    """Finds what fills the columns of new rows of one entity."""

    known: Knowledge
    route: Route
    entity: Entity
    rows: list[tuple[Call, Record]]
    """The calls and the rows that they made."""
    given: dict[str, Expression]
    """Column -> what sets it, of those found so far."""
    paths: PathRows = field(default_factory=PathRows)
    meanings: dict[str, str] = field(default_factory=dict)

    def fill(self, column: str) -> Expression | None:
        """What fills the column; None where the table's default does, or nothing.

        Rows that never showed the column say nothing of it, if others did."""
        showing = [(call, row) for call, row in self.rows if column in row]
        if showing and len(showing) < len(self.rows):
            return self.only(showing).fill(column)
        values = [row.get(column) for _, row in self.rows]
        if not values:
            return None
        if any(
            (v.entity, v.counter) == (self.entity.name, column) for v in self.known.viewers.values()
        ):
            return Constant(value=0)  # nobody is linked with a row that has just been made
        found = self.told(column) or in_series(
            self.known, self.entity, column, self.rows, self.given
        )
        if found is not None:
            return found
        described = self.known.schema.tables[self.entity.name].column(column)
        if column == self.entity.key and described.type is Type.TEXT:
            return self.slug(column)
        made = described.default not in (Default.NONE, Default.VALUE)
        if made or column == self.entity.key or all(v is None for v in values):
            return None
        found = (
            self._parent(column, values)
            or self._copied(column, values)
            or self._from_caller(column, values)
            or self._of_callers_row(column, values)
            or determined_by(self.known, self.entity, column, self.given, self.rows)
            or self.slug(column)
            or self._serial(column, values)
            or self._product(column)
            or plain_text(column, [row for _, row in self.rows], self.given)
            or position(self.known, self.entity, column, self.rows, self.given)
            or self._document(column)
        )
        if found is not None:
            return found
        if described.role is Role.SERVER or (
            described.type is Type.TIMESTAMPTZ and _varies(values)
        ):
            return Now()
        made_up = described.unique and described.type in (Type.TEXT, Type.UUID)
        made_up |= described.type is Type.UUID and len(set(map(text, values))) == len(values) > 1
        if made_up and (self.entity.name, column) not in self.known.found.references:
            return Fresh(how=Freshly.UUID) if any(values) else None
        return self._constant(column, values, nullable=described.nullable)

    def told(self, column: str) -> Expression | None:
        """What the path names or the caller is, where that is what the column holds."""
        values = [row.get(column) for _, row in self.rows]
        return (self._path(column, values) or self._caller(column, values)) if values else None

    def only(self, rows: list[tuple[Call, Record]]) -> Fills:
        """The same for some of the rows."""
        return Fills(
            self.known, self.route, self.entity, rows, self.given, self.paths, self.meanings
        )

    def _path(self, column: str, values: list[Json]) -> Expression | None:
        for row in self.paths.rows:
            keys = [row.named.key(self.known.past, call) for call, _ in self.rows]
            reference = self.known.found.references.get((self.entity.name, column))
            refers = reference is not None and reference.other == row.entity.name
            if refers and all(text(v) == k for v, k in zip(values, keys, strict=True)):
                self.meanings[row.named.variable] = f"sets {column}"
                return self.paths.use(row).key
        for variable in self.route.variables:
            if self._means_another(column, variable.name):
                continue
            named = [call.path[variable.name] for call, _ in self.rows]
            if all(same(v, n) for v, n in zip(values, named, strict=True)):
                self.meanings[variable.name] = f"sets {column}"
                return Given(parameter=variable.name)
        return None

    def _means_another(self, column: str, variable: str) -> bool:
        """Whether a variable names rows of another entity than those that the column refers to, or, of a
        key, rows to which another column refers."""
        own, found = self.entity.name, self.known.found
        names = {row.entity.name for row in self.paths.rows if row.named.variable == variable}
        if column == self.entity.key:
            referred = {r.other for r in found.of(own) if r.field != column}
            return bool(names & referred - {own})
        reference = found.references.get((own, column))
        return reference is not None and bool(names - {reference.other})

    def _caller(self, column: str, values: list[Json]) -> Expression | None:
        """The account that asks, or what it has in a column of the same meaning."""
        known, account = self.known, self.known.who.entity
        if not account or column == self.entity.key or self._is_clock(column):
            return None
        callers = [known.caller(call) for call, _ in self.rows]
        reference = known.found.references.get((self.entity.name, column))
        refers = reference is not None and reference.other == account
        if refers and all(text(v) == c for v, c in zip(values, callers, strict=True)):
            return Caller(column=known.key(account))
        asked = [
            known.state(account, call.exchange.index).get(key or "", {})
            for (call, _), key in zip(self.rows, callers, strict=True)
        ]
        for theirs in known.schema.columns(account):
            if self._copies(column, account, theirs, values) and _all_same(asked, theirs, values):
                return Caller(column=theirs)
        return None

    def _is_clock(self, column: str) -> bool:
        """Whether the server writes the time into the column: others may be of the same second by chance."""
        described = self.known.schema.tables[self.entity.name].column(column)
        return described.type is Type.TIMESTAMPTZ and described.role is Role.SERVER

    def _of_callers_row(self, column: str, values: list[Json]) -> Expression | None:
        """The key of the only row that is the caller's, as that of the customer who is the account."""
        reference = self.known.found.references.get((self.entity.name, column))
        account = self.known.who.entity
        if reference is None or not account or reference.other in (account, self.entity.name):
            return None
        looks = [
            Look(self.known.caller(call), text(value) or None, call.exchange.index)
            for (call, _), value in zip(self.rows, values, strict=True)
        ]
        mine = own_row(self.known, reference.other, looks, ())
        if mine is None:
            return None
        alias = f"{reference.other}_of_caller"
        other = self.known.past.entities[reference.other]
        source = Source(table=other.table, alias=alias, where=mine(alias))
        return Row(source=source, value=Field(row=alias, column=other.key))

    def _from_caller(self, column: str, values: list[Json]) -> Expression | None:
        """What tells the caller from other accounts, or a text that is made of the caller's columns."""
        known, account = self.known, self.known.who.entity
        if not account or not all(_telling(v) for v in values):
            return None
        callers = [known.caller(call) for call, _ in self.rows]
        asked = [
            known.state(account, call.exchange.index).get(key or "", {})
            for (call, _), key in zip(self.rows, callers, strict=True)
        ]
        columns = known.schema.columns(account)
        for theirs in columns:
            if self._tells_apart(account, theirs) and _all_same(asked, theirs, values):
                return Caller(column=theirs)
        plain = [{n: v for n, v in row.items() if n in columns} for row in asked]
        parts = composed(values, plain) if all(plain) else None
        if parts is None:
            return None
        return Concat(
            parts=tuple(
                Caller(column=part.column) if part.column else Constant(value=part.text)
                for part in parts
            )
        )

    def _tells_apart(self, entity: str, column: str) -> bool:
        """Whether no two rows have the same in a column."""
        rows = self.known.past.rows[entity].values()
        held = [text(v[-1]) for life in rows if (v := life.values(column)) and v[-1] is not None]
        return len(held) > 1 and len(held) == len(set(held))

    def _parent(self, column: str, values: list[Json]) -> Expression | None:
        """A value that the row referred to has too, such as the project of a task."""
        for own, setting in list(self.given.items()):
            reference = self.known.found.references.get((self.entity.name, own))
            if reference is None or own == column:
                continue
            other = self.known.past.entities[reference.other]
            parents = [
                self.known.state(other.name, call.exchange.index).get(text(row.get(own)), {})
                for call, row in self.rows
            ]
            for theirs in self.known.schema.columns(other.name) if _says_much(values) else ():
                copies = self._copies(column, other.name, theirs, values)
                if copies and _all_same(parents, theirs, values):
                    alias = f"{other.name}_named"
                    where = Compare(left=Field(row=alias, column=other.key), right=setting)
                    source = Source(table=other.table, alias=alias, where=(where,))
                    return Row(source=source, value=Field(row=alias, column=theirs))
        return None

    def _copies(self, column: str, other: str, theirs: str, values: list[Json]) -> bool:
        """Whether equal values of two columns are no chance, as one flag or zero would be."""
        if not self._alike(column, other, theirs):
            return False
        refers = (self.entity.name, column) in self.known.found.references
        return refers or len(set(map(repr, values))) > 1 or any(_telling(v) for v in values)

    def _alike(self, column: str, other: str, theirs: str) -> bool:
        """Whether two columns mean the same: one name, or references to one entity.

        The name may say more here, as the unit_price of a line is the price of its product, or there,
        that it is what rows have which say nothing, as the default_language of an account."""
        found = self.known.found.references
        mine, far = found.get((self.entity.name, column)), found.get((other, theirs))
        if mine is not None and far is not None:
            return mine.other == far.other
        same = column == theirs or column.endswith(f"_{theirs}")
        same |= theirs in (f"default_{column}", f"preferred_{column}")
        return same and theirs != self.known.key(other)

    def _copied(self, column: str, values: list[Json]) -> Expression | None:
        """What another column of the row has too."""
        if not _varies(values) or not all(_telling(v) for v in values):
            return None
        for own, setting in self.given.items():
            if own != column and all(
                row.get(own) == v for (_, row), v in zip(self.rows, values, strict=True)
            ):
                return setting
        return None

    def slug(self, column: str) -> Fresh | None:
        """The words of a column that the request sets: the slug of a title."""
        values = [row.get(column) for _, row in self.rows]
        if not all(isinstance(v, str) for v in values) or not any(values):
            return None
        if len(values) > 1 and len(set(values)) == 1:
            return None  # no two rows have one slug
        # Few may be written by rules of their own: what is blank, or begins with a mark.
        most = USUALLY * len(values) if len(values) >= FEWEST else len(values)
        for own, setting in self.given.items():
            titles = [row.get(own) for _, row in self.rows]
            agree = sum(
                isinstance(t, str) and str(v).startswith(slugify(t)) and bool(slugify(t)) == bool(v)
                for t, v in zip(titles, values, strict=True)
            )
            if own != column and agree >= most:
                return Fresh(how=Freshly.SLUG, of=setting, table=self.entity.table, column=column)
        return None

    def _product(self, column: str) -> Product | None:
        """The product of two other columns of the row."""
        rows = [
            {n: v for n, v in row.items() if n in (column, *self.given)} for _, row in self.rows
        ]
        found = factors(column, rows)
        if found is None:
            return None
        return Product(left=self.given[found[0]], right=self.given[found[1]])

    def _serial(self, column: str, values: list[Json]) -> Fresh | None:
        """A text that ends in a number, each time the one after the last: ORD-1005."""
        parts = [SERIAL.fullmatch(v) for v in values if isinstance(v, str)]
        prefixes = {found[1] for found in parts if found}
        if len(parts) < max(2, len(values)) or not all(parts) or len(prefixes) != 1:
            return None
        prefix = prefixes.pop()
        for (call, _), found in list(zip(self.rows, parts, strict=True))[1:]:
            before = self.known.state(self.entity.name, call.exchange.index - 1).values()
            told = (SERIAL.fullmatch(str(row.get(column))) for row in before)
            numbers = [int(other[2]) for other in told if other and other[1] == prefix]
            if found is None or not numbers or int(found[2]) != max(numbers) + 1:
                return None
        of = Constant(value=prefix)
        return Fresh(how=Freshly.SERIAL, of=of, table=self.entity.table, column=column)

    def _document(self, column: str) -> Expression | None:
        """A document in which the same stands every time, but for what columns of the row hold and keys
        that are made up."""
        if (listed := self._documents(column)) is not None:
            return listed
        told = [(v, row) for _, row in self.rows if isinstance(v := row.get(column), dict)]
        layouts = {frozenset(value) for value, _ in told}
        if len(told) < len(self.rows) or len(layouts) > 1:
            return None
        if len({repr(v) for v, _ in told}) == 1 and not self._is_key(told[0][0]):
            return None
        made = self._object(column, told)
        unknown = made.model_dump_json().count('"explained":false')
        return made if unknown <= MOST_UNKNOWN * len(made.members) else None

    def _documents(self, column: str) -> Items | None:
        """A list of as many such documents every time, which hold keys that are made up."""
        told = [(v, row) for _, row in self.rows if isinstance(v := row.get(column), list)]
        items = [item for value, _ in told for item in value]
        if len(told) < len(self.rows) or not all(isinstance(item, dict) for item in items):
            return None
        made = self._list(column, told) if items else None
        said = made.model_dump_json() if made is not None else ""
        return made if '"how":"uuid"' in said and '"explained":false' not in said else None

    def _list(self, column: str, told: Sequence[tuple[list[Json], Record]]) -> Items | None:
        if len({len(value) for value, _ in told}) > 1:
            return None
        places = range(len(told[0][0]))
        return Items(
            items=tuple(
                self._held(column, [(value[place], row) for value, row in told]) for place in places
            )
        )

    def _object(self, column: str, told: Sequence[tuple[dict[str, Json], Record]]) -> Object:
        names = dict.fromkeys(name for value, _ in told for name in value)
        members: list[Member] = []
        for name in names:
            held = [(value[name], row) for value, row in told if name in value]
            always = len(held) == len(told)
            members.append(Member(name=name, value=self._held(column, held), when_null=always))
        return Object(members=tuple(members))

    def _held(self, column: str, held: Sequence[tuple[Json, Record]]) -> Expression:
        """What a member of a document holds: a constant, or what a column of the row has."""
        first = held[0][0]
        if all(repr(value) == repr(first) for value, _ in held) and not self._is_key(first):
            return Constant(value=first)
        inner = [(value, row) for value, row in held if isinstance(value, dict)]
        if len(inner) == len(held):
            return self._object(column, inner)
        for own, setting in self.given.items():
            if own != column and all(
                row.get(own) == value and value is not None for value, row in held
            ):
                return setting
        for path in self.paths.rows:
            keys = {id(row): path.named.key(self.known.past, call) for call, row in self.rows}
            if all(text(value) == keys.get(id(row)) for value, row in held):
                return self.paths.use(path).key
        told = [value for value, _ in held if isinstance(value, str) and lexical(value) == "uuid"]
        if len(set(told)) == len(held) > 1:
            return Fresh(how=Freshly.UUID)
        return Constant(explained=False)

    def _is_key(self, value: Json) -> bool:
        """Whether a value is, or holds, the key of some row, which the next row need not name."""
        if isinstance(value, dict):
            return any(self._is_key(inner) for inner in value.values())
        return _telling(value) and any(str(value) in rows for rows in self.known.past.rows.values())

    def _constant(self, column: str, values: list[Json], *, nullable: bool) -> Expression | None:
        told = [v for v in values if v is not None]
        if told and all(repr(v) == repr(told[0]) for v in values):
            return None if self._came_with_the_rows(told[0]) else Constant(value=told[0])
        refers = (self.entity.name, column) in self.known.found.references
        code = not refers and (is_opaque(told) or is_opaque(self._elsewhere(column)))
        if nullable and not (code and len(told) == len(values) > 1):
            return _usual(values)
        usual: list[Json] = [*told] or self._elsewhere(column)
        if told and code:
            return Fresh(how=Freshly.TOKEN)
        return Constant(value=_most_common(usual)[0], explained=False) if usual else None

    def _came_with_the_rows(self, value: Json) -> bool:
        """Whether a value is the key of a row that one of these calls made: the next call makes another."""
        calls = {call.exchange.index for call, _ in self.rows}
        lives = (rows.get(text(value)) for rows in self.known.past.rows.values())
        return _telling(value) and any(life and life.created in calls for life in lives)

    def _elsewhere(self, column: str) -> list[Json]:
        """Values that other rows have in the column."""
        rows = self.known.past.rows[self.entity.name].values()
        return [v for life in rows for v in life.values(column) if v is not None]


SERIAL = re.compile(r"(.*[^0-9])([0-9]{1,15})")
"""A text that ends in a number."""


def _usual(values: list[Json]) -> Constant | None:
    """What most new rows have, if they are many enough and none has nothing."""
    most, times = _most_common(values)
    if None in values or len(values) < FEWEST or times < USUALLY * len(values):
        return None
    return Constant(value=most, explained=False)


def _most_common(values: list[Json]) -> tuple[Json, int]:
    """The value that stands there most often, the last one of several, and how often."""
    counted = Counter(map(repr, values))
    return max(((v, counted[repr(v)]) for v in reversed(values)), key=lambda told: told[1])


def slugify(title: str) -> str:
    """The words of a title in lower case, joined by hyphens, as the database makes them.

    >>> slugify("Crème brûlée: the McDonald's_way!")
    'creme-brulee-the-mcdonald-s-way'
    """
    plain = "".join(c for c in normalize("NFKD", title) if not combining(c))
    return re.sub(r"[\W_]+", "-", plain.lower()).strip("-")


def _all_same(rows: list[Record], column: str, values: list[Json]) -> bool:
    return any(v is not None for v in values) and all(
        row.get(column) == v and type(row.get(column)) is type(v)
        for row, v in zip(rows, values, strict=True)
    )


def _telling(value: Json) -> bool:
    return isinstance(value, str) and len(value) > 2


def _says_much(values: list[Json]) -> bool:
    """Whether values are unlikely to be another row's by chance, as one flag always is."""
    return len(set(map(repr, values))) > 1 or any(not isinstance(v, bool) for v in values)


def _varies(values: list[Json]) -> bool:
    return all(isinstance(v, str) for v in values) and len(set(map(str, values))) > 1
