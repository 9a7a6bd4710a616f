"""Singles: one row that stands in no other: in hand, named by the request, or the caller's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wirebase.blueprint.expressions import (
    Aggregate,
    AnyOf,
    Compare,
    Condition,
    Constant,
    Expression,
    Field,
    Given,
    Row,
    Source,
    Total,
)
from wirebase.blueprint.operations import Find, Place
from wirebase.exchange import Json
from wirebase.infer.callers import Look, own_row, ways
from wirebase.infer.entities import Entity
from wirebase.infer.instances import (
    Instance,
)
from wirebase.infer.naming import words
from wirebase.infer.records import Pointer
from wirebase.infer.values import same, text

if TYPE_CHECKING:
    from wirebase.infer.answers import Fold

NEWEST = frozenset("active current latest last newest recent".split())
"""Words for the row that was made last."""


@dataclass(slots=True)
class Single:
    """Folds a row that stands alone."""

    fold: Fold

    def expression(self, instances: list[Instance], pointer: Pointer, entity: Entity) -> Expression:
        """One row that stands in no other: in hand, named by the request, or the caller's."""
        self.fold.rows += 1
        site = entity.keys[self.fold.route.name, pointer]
        told = [i for i in instances if site.of(i.call.path, i.value) is not None]
        keys = [site.of(i.call.path, i.value) or "" for i in told]
        in_hand = self.fold.bound.get(entity.name)
        if in_hand:
            own = (in_hand[1](i.call) for i in told)
            if all(o in (k, None) for o, k in zip(own, keys, strict=True)):
                return self.fold.record(instances, pointer, entity, in_hand[0])
        for row in self.fold.paths.rows:
            named = [row.named.key(self.fold.known.past, i.call) for i in told]
            if row.entity is entity and named == keys:
                return self.fold.record(instances, pointer, entity, self.fold.paths.use(row).alias)
        alias = self.fold.alias(entity.name)
        where, required = self._identify(entity, alias, told, keys, pointer)
        source = Source(table=entity.table, alias=alias, where=where)
        if required and not self.fold.route.is_graphql:
            found = self._find(source)
            return self.fold.record(instances, pointer, entity, found.source.alias)
        return Row(source=source, value=self.fold.record(instances, pointer, entity, alias))

    def _find(self, source: Source) -> Find:
        """The lookup of the row, the one made before where it is the same."""
        for find in self.fold.finds:
            alias = find.source.alias
            if find.source == _under(source, alias):
                return find
        self.fold.finds.append(Find(source=source))
        return self.fold.finds[-1]

    def _identify(
        self,
        entity: Entity,
        alias: str,
        instances: list[Instance],
        keys: list[str],
        pointer: Pointer,
    ) -> tuple[tuple[Condition, ...], bool]:
        """How the request tells which row is meant, and whether its absence is an error."""
        given = [self.fold.arguments.of(i.call) for i in instances]
        rows = [
            self.fold.known.state(entity.name, i.at).get(k, {})
            for i, k in zip(instances, keys, strict=True)
        ]
        for parameter in self.fold.arguments.parameters:
            if not all(parameter in g for g in given):
                continue
            for column in self.fold.known.readable(entity.name):
                if all(same(r.get(column), g[parameter]) for r, g in zip(rows, given, strict=True)):
                    self.fold.meanings[parameter] = f"equals {column}"
                    left = self.fold.known.value(entity.name, alias, column)
                    named = Compare(left=left, right=Given(parameter=parameter))
                    inside = self._inside(entity, alias, column, instances, keys)
                    return (named, *inside), True
        one_of = self._by_one_of(entity, alias, rows, given)
        if one_of is not None:
            return (one_of,), False
        keyed = self._by_header(entity, alias, rows, given)
        if keyed is not None:
            return (keyed,), False
        if self.fold.known.who.entity:
            shown = zip(instances, keys, strict=True)
            looks = [Look(self.fold.known.caller(i.call), key, i.at) for i, key in shown]
            none = self.fold.absent.get(pointer, ())
            looks += [Look(self.fold.known.caller(i.call), None, i.at) for i in none]
            own = own_row(self.fold.known, entity.name, looks, pointer)
            if own:
                return own(alias), False
        if self._is_newest(entity, instances, keys):
            newest = Source(table=entity.table, alias=f"newest_{entity.name}")
            number = Total(source=newest, function=Aggregate.MAX, column=entity.key)
            return (Compare(left=Field(row=alias, column=entity.key), right=number),), False
        if len(set(keys)) == 1 and len(self.fold.known.past.keys(entity.name)) > 1:
            life = self.fold.known.past.rows[entity.name].get(keys[0])
            value = life.key if life else keys[0]
            self.fold.unexplained += 1
            left = Field(row=alias, column=entity.key)
            return (Compare(left=left, right=Constant(value=value, explained=False)),), False
        return (), False

    def _inside(
        self, entity: Entity, alias: str, column: str, instances: list[Instance], keys: list[str]
    ) -> tuple[Condition, ...]:
        """Which of several rows with one value in the column is meant: the one of a row named beside, or
        the caller's."""
        past, states = (
            self.fold.known.past,
            [self.fold.known.state(entity.name, i.at) for i in instances],
        )
        rows = [state.get(key, {}) for state, key in zip(states, keys, strict=True)]
        if column == entity.key or not any(
            other != key and same(row.get(column), text(own.get(column)))
            for state, key, own in zip(states, keys, rows, strict=True)
            for other, row in state.items()
        ):
            return ()
        for path in self.fold.paths.rows:
            for reference in self.fold.known.found.of(entity.name):
                beside = reference.other == path.entity.name and reference.field != column
                if beside and all(
                    text(row.get(reference.field)) == path.named.key(past, i.call)
                    for row, i in zip(rows, instances, strict=True)
                ):
                    left = Field(row=alias, column=reference.field)
                    return (Compare(left=left, right=self.fold.paths.use(path).key),)
        return self._of_caller(entity, alias, column, instances, keys)

    def _of_caller(
        self, entity: Entity, alias: str, column: str, instances: list[Instance], keys: list[str]
    ) -> tuple[Condition, ...]:
        """That the row meant is the caller's, where that tells it from all others with its value."""
        known = self.fold.known
        callers = [known.caller(i.call) for i in instances]
        if not known.who.entity or None in callers:
            return ()
        for way in ways(known, entity.name):
            if all(
                [key]
                == [
                    other
                    for other, row in known.state(entity.name, i.at).items()
                    if same(row.get(column), text(known.state(entity.name, i.at)[key].get(column)))
                    and way.holds(row, caller or "", i.at)
                ]
                for i, key, caller in zip(instances, keys, callers, strict=True)
                if key in known.state(entity.name, i.at)
            ):
                return (way.where(alias),)
        return ()

    def _by_one_of(
        self, entity: Entity, alias: str, rows: list[dict[str, Json]], given: list[dict[str, str]]
    ) -> Condition | None:
        """The row that one of several parameters names, each by a column of its own; never two at once."""
        by: dict[str, str] = {}
        for parameter in self.fold.arguments.parameters:
            named = [(r, g[parameter]) for r, g in zip(rows, given, strict=True) if parameter in g]
            for column in self.fold.known.readable(entity.name) if named else ():
                if all(same(r.get(column), value) for r, value in named):
                    by[parameter] = column
                    break
        if not rows or any(len(by.keys() & g.keys()) != 1 for g in given):
            return None
        self.fold.meanings |= {p: f"equals {column}" for p, column in by.items()}
        return AnyOf(
            conditions=tuple(
                Compare(
                    left=self.fold.known.value(entity.name, alias, column),
                    right=Given(parameter=parameter),
                )
                for parameter, column in by.items()
            )
        )

    def _is_newest(self, entity: Entity, instances: list[Instance], keys: list[str]) -> bool:
        """Whether the row with the highest number was shown each time, as the name may say."""
        states = [self.fold.known.state(entity.name, i.at) for i in instances]
        numbers = [[int(k) for k in state if k.isdecimal()] for state in states]
        highest = all(len(n) > 1 and str(max(n)) == k for n, k in zip(numbers, keys, strict=True))
        last = next((s for s in reversed(self.fold.route.segments) if isinstance(s, str) and s), "")
        said = {word for name in (*self.fold.route.asks, last) for word in words(name)}
        return highest and (len(set(keys)) > 1 or bool(said & NEWEST))

    def _by_header(
        self, entity: Entity, alias: str, rows: list[dict[str, Json]], given: list[dict[str, str]]
    ) -> Condition | None:
        """The row whose key a header carries."""
        for parameter, described in self.fold.arguments.parameters.items():
            columns = self.fold.known.key_headers().get(described.key, {}).get(entity.name, [])
            if described.place != Place.HEADER or not columns:
                continue
            if all(
                any(same(r.get(c), g.get(parameter, "")) for c in columns)
                for r, g in zip(rows, given, strict=True)
            ):
                value = Given(parameter=parameter)
                fields = (Field(row=alias, column=c) for c in columns)
                return AnyOf(conditions=tuple(Compare(left=f, right=value) for f in fields))
        return None


def _under(source: Source, alias: str) -> Source:
    """The source of one row with its conditions under another alias."""
    where = tuple(
        c.model_copy(update={"left": c.left.model_copy(update={"row": alias})})
        for c in source.where
        if isinstance(c, Compare) and isinstance(c.left, Field)
    )
    return source.model_copy(update={"alias": alias, "where": where})
