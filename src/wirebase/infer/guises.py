"""Guises: objects without a key that show a row which the request names, be it under other names.

`{"name": "Savings", "balance": 5}` under a key that names an account shows the account's name and its
balance_cents, if every recorded answer does. What a member shows may depend on a column with few
values: a text that only rows of one status show, or a flag that is set for one status.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wirebase.blueprint.expressions import (
    Case,
    Choice,
    Compare,
    Constant,
    Expression,
    Field,
    Given,
    Object,
    Row,
    Source,
)
from wirebase.blueprint.operations import Place
from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.entities import Entity
from wirebase.infer.history import Record
from wirebase.infer.instances import Instance, Scope
from wirebase.infer.naming import snake, words
from wirebase.infer.paths import PathRow
from wirebase.infer.records import Pointer
from wirebase.infer.rows_named import sent
from wirebase.infer.values import text

if TYPE_CHECKING:
    from wirebase.infer.answers import Fold

FEW = 6
"""The most values of a column that other members depend on."""
SURE = 3
"""Answers from which a dependence on another column is no chance."""


LONG = 8
"""Letters from which a value that rows hold is no chance."""

type Inside = tuple[str, PathRow]
"""A reference of the row that is looked for, and the named row that it refers to."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that the request names."""

    entity: Entity
    alias: str
    rows: Sequence[Record]
    """The row in each recorded answer."""
    path: PathRow | None = None
    source: Source | None = None
    """Where it is looked for, if the path does not name it."""


@dataclass(slots=True)
class Guise:
    """Folds objects without a key as rows that the request names."""

    fold: Fold

    def expression(
        self, instances: list[Instance], pointer: Pointer, scope: Scope | None
    ) -> Expression | None:
        """The object with the members that a row explains; None where no row does."""
        objects = [i.value for i in instances if isinstance(i.value, dict)]
        names = dict.fromkeys(name for value in objects for name in value)
        if any(isinstance(v, list) for value in objects for v in value.values()):
            return None  # what stands beside a list tells of the list
        plain = {n: told for n in names if (told := _told(instances, n)) is not None}
        varied = [n for n, told in plain.items() if len(set(map(repr, told))) > 1]
        for candidate in self._candidates(instances) if varied else ():
            found = {
                name: made
                for name, told in plain.items()
                if (made := self._member(name, told, candidate)) is not None
            }
            right = sum(n in found for n in varied)
            if right and 2 * right >= len(varied):
                return self._shown(instances, pointer, scope, candidate, found)
        return None

    def _shown(
        self,
        instances: list[Instance],
        pointer: Pointer,
        scope: Scope | None,
        candidate: Candidate,
        found: dict[str, Expression],
    ) -> Expression:
        self.fold.rows += 1
        members = Object(members=self.fold.members(instances, pointer, scope, found))
        if candidate.path is not None:
            self.fold.paths.use(candidate.path)
        if candidate.source is None:
            return members
        return Row(source=candidate.source, value=members)

    def _candidates(self, instances: list[Instance]) -> Iterator[Candidate]:
        """The rows that the path, a header or a value of the request names."""
        known = self.fold.known
        for path in self.fold.paths.rows:
            keys = [path.named.key(known.past, i.call) for i in instances]
            rows = self._rows(path.entity, instances, keys)
            if rows:
                yield Candidate(path.entity, path.alias, rows, path=path)
        yield from self._by_value(instances)

    def _rows(
        self, entity: Entity, instances: list[Instance], keys: Sequence[str | None]
    ) -> list[Record]:
        """The row in each answer; none where one of them is not known."""
        states = [self.fold.known.state(entity.name, i.at) for i in instances]
        rows = [s.get(k) if k is not None else None for s, k in zip(states, keys, strict=True)]
        return [row for row in rows if row is not None] if None not in rows else []

    def _by_value(self, instances: list[Instance]) -> Iterator[Candidate]:
        """Rows that have what the request sends in a column that tells rows apart."""
        given = [_sent(i.call) for i in instances]
        for (place, key), value in given[0].items():
            values = [told.get((place, key)) for told in given]
            if len(value) < LONG or None in values or len(set(values)) < min(2, len(values)):
                continue
            for entity, column in self._columns_with(value):
                for inside in (None, *self._insides(entity)):
                    keys = [
                        self._row_with(entity, column, i, v, inside)
                        for i, v in zip(instances, values, strict=True)
                    ]
                    rows = self._rows(entity, instances, keys)
                    if rows:
                        name = Given(parameter=self._parameter(place, key))
                        yield self._looked_for(entity, rows, column, name, inside)

    def _insides(self, entity: Entity) -> Iterator[Inside]:
        """What rows of the entity refer to, of what the request names beside."""
        for path in self.fold.paths.rows:
            for reference in self.fold.known.found.of(entity.name):
                if reference.other == path.entity.name:
                    yield reference.field, path

    def _columns_with(self, value: str) -> Iterator[tuple[Entity, str]]:
        """The text columns in which a row has the value."""
        known = self.fold.known
        for entity in known.past.entities.values():
            lives = known.past.rows[entity.name].values()
            for column in known.schema.columns(entity.name):
                kind = known.schema.type_of(entity.name, column).type
                if kind is Type.TEXT and any(value in life.values(column) for life in lives):
                    yield entity, column

    def _row_with(
        self,
        entity: Entity,
        column: str,
        instance: Instance,
        value: str | None,
        inside: Inside | None,
    ) -> str | None:
        """The key of the one row, of those seen by then, that has the value in a column."""
        past = self.fold.known.past
        lives = past.rows[entity.name]
        keys = [
            key
            for key, row in self.fold.known.state(entity.name, instance.at).items()
            if row.get(column) == value and lives[key].seen <= instance.at
            if inside is None
            or text(row.get(inside[0])) == inside[1].named.key(past, instance.call)
        ]
        return keys[0] if len(keys) == 1 else None

    def _parameter(self, place: Place, key: str) -> str:
        if place is Place.BODY:
            return self.fold.arguments.add_body(key, snake(key.rsplit("/", 1)[-1]), Type.TEXT)
        names = self.fold.arguments.own_names(place)
        return next(name for name, own in names.items() if own == key)

    def _looked_for(
        self,
        entity: Entity,
        rows: list[Record],
        column: str,
        value: Expression,
        inside: Inside | None = None,
    ) -> Candidate:
        alias = f"{entity.name}_shown"
        where = [Compare(left=Field(row=alias, column=column), right=value)]
        if inside is not None:
            where.append(Compare(left=Field(row=alias, column=inside[0]), right=inside[1].key))
        source = Source(table=entity.table, alias=alias, where=tuple(where))
        return Candidate(entity, alias, rows, path=inside[1] if inside else None, source=source)

    def _member(self, name: str, told: list[Json], candidate: Candidate) -> Expression | None:
        """What a member shows of the row: a column, or what follows from a column of few values."""
        column = self._column(name, told, candidate)
        if column is not None:
            return self.fold.known.value(candidate.entity.name, candidate.alias, column)
        return self._by_kind(name, told, candidate) if len(told) >= SURE else None

    def _column(self, name: str, told: list[Json], candidate: Candidate) -> str | None:
        """The column that holds what the member shows, wherever it shows something."""
        found = [
            column
            for column in self.fold.known.readable(candidate.entity.name)
            if all(_equal(row.get(column), v) for row, v in zip(candidate.rows, told, strict=True))
        ]
        likely = [column for column in found if _is_like(name, column) or _is_telling(told)]
        return min(likely, key=lambda c: (c != snake(name), not _is_like(name, c)), default=None)

    def _by_kind(self, name: str, told: list[Json], candidate: Candidate) -> Expression | None:
        """One value, or one column, for each value of a column that has few."""
        if len(set(map(repr, told))) < 2:
            return None
        for by in self.fold.known.schema.columns(candidate.entity.name):
            kinds: dict[str, list[int]] = {}
            for place, row in enumerate(candidate.rows):
                kinds.setdefault(repr(row.get(by)), []).append(place)
            plain = all(isinstance(row.get(by), (str, bool)) for row in candidate.rows)
            if not plain or not 2 <= len(kinds) <= min(FEW, len(told) - 1):
                continue
            made = [self._of_kind(name, told, candidate, places) for places in kinds.values()]
            cases = [
                Case(
                    when=Compare(
                        left=Field(row=candidate.alias, column=by),
                        right=Constant(value=candidate.rows[places[0]][by]),
                    ),
                    then=one,
                )
                for places, one in zip(kinds.values(), made, strict=True)
                if one is not None
            ]
            if len(cases) == len(kinds):
                return Choice(cases=tuple(cases), otherwise=Constant())
        return None

    def _of_kind(
        self, name: str, told: list[Json], candidate: Candidate, places: list[int]
    ) -> Expression | None:
        """What the member shows of rows of one kind."""
        values = [told[place] for place in places]
        if all(_equal(v, values[0]) for v in values):
            shown = [candidate.rows[place].get(snake(name)) for place in places]
            own = values[0] is not None and all(
                _equal(a, b) for a, b in zip(shown, values, strict=True)
            )
            return (
                Field(row=candidate.alias, column=snake(name)) if own else Constant(value=values[0])
            )
        kind = Candidate(candidate.entity, candidate.alias, [candidate.rows[p] for p in places])
        column = self._column(name, values, kind)
        return None if column is None else Field(row=candidate.alias, column=column)


def _sent(call: Call) -> dict[tuple[Place, str], str]:
    """The values of a request by where they stand."""
    path = {(Place.PATH, name): value for name, value in call.path.items()}
    return path | dict(sent(call))


def _told(instances: list[Instance], name: str) -> list[Json] | None:
    """What a member shows in each answer, null where it is not there; None where it has parts."""
    values = [i.value.get(name) for i in instances if isinstance(i.value, dict)]
    return None if any(isinstance(v, (dict, list)) for v in values) else values


def _is_like(name: str, column: str) -> bool:
    """Whether the name of a member says what the column's does, if less: balance of balance_cents."""
    said = set(words(name))
    return bool(said) and (said <= set(words(column)) or set(words(column)) <= said)


def _is_telling(values: list[Json]) -> bool:
    """Whether values agree with a column by no chance: they differ, and say more than small numbers."""
    told = [
        v
        for v in values
        if (isinstance(v, str) and len(v) > 2) or (isinstance(v, (int, float)) and abs(v) > 99)
    ]
    return len(set(map(repr, told))) > 1 and len(told) == len(values)


def _is_number(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _equal(a: Json, b: Json) -> bool:
    return a == b and (type(a) is type(b) or (_is_number(a) and _is_number(b)))
