"""Singles: one row that stands in no other: in hand, named by the request, or the caller's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wirebase.blueprint.expressions import (
    Aggregate,
    AnyOf,
    Caller,
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
from wirebase.infer.entities import Entity
from wirebase.infer.instances import (
    Instance,
)
from wirebase.infer.naming import words
from wirebase.infer.readings import same, text
from wirebase.infer.records import Pointer

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
        where, required = self._identify(entity, alias, told, keys)
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
        self, entity: Entity, alias: str, instances: list[Instance], keys: list[str]
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
            for column in self.fold.known.schema.columns(entity.name):
                if all(same(r.get(column), g[parameter]) for r, g in zip(rows, given, strict=True)):
                    self.fold.meanings[parameter] = f"equals {column}"
                    left = Field(row=alias, column=column)
                    named = Compare(left=left, right=Given(parameter=parameter))
                    inside = self._inside(entity, alias, column, instances, keys)
                    return (named, *inside), True
        keyed = self._by_header(entity, alias, rows, given)
        if keyed is not None:
            return (keyed,), False
        callers = [self.fold.known.caller(i.call) for i in instances]
        account = self.fold.known.who.entity
        if account and all(c is not None for c in callers):
            of_caller = self._of_caller(entity, alias, keys, rows, callers, account, instances)
            if of_caller:
                return of_caller, False
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
    ) -> tuple[Compare, ...]:
        """Which of several rows with one value in the column is meant: the one of a row named beside."""
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
                if reference.other == path.entity.name and all(
                    text(row.get(reference.field)) == path.named.key(past, i.call)
                    for row, i in zip(rows, instances, strict=True)
                ):
                    left = Field(row=alias, column=reference.field)
                    return (Compare(left=left, right=self.fold.paths.use(path).key),)
        return ()

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

    def _of_caller(
        self,
        entity: Entity,
        alias: str,
        keys: list[str],
        rows: list[dict[str, Json]],
        callers: list[str | None],
        account: str,
        instances: list[Instance],
    ) -> tuple[Compare, ...] | None:
        own_key = self.fold.known.key(account)
        if entity.name == account and keys == callers:
            return (
                Compare(left=Field(row=alias, column=entity.key), right=Caller(column=own_key)),
            )
        for reference in self.fold.known.found.of(entity.name):
            if reference.other == account and all(
                text(r.get(reference.field)) == c for r, c in zip(rows, callers, strict=True)
            ):
                left = Field(row=alias, column=reference.field)
                return (Compare(left=left, right=Caller(column=own_key)),)
        for reference in self.fold.known.found.of(account):
            if reference.other != entity.name:
                continue
            asked = [
                self.fold.known.state(account, i.at).get(c or "", {})
                for i, c in zip(instances, callers, strict=True)
            ]
            if all(text(a.get(reference.field)) == k for a, k in zip(asked, keys, strict=True)):
                left = Field(row=alias, column=entity.key)
                return (Compare(left=left, right=Caller(column=reference.field)),)
        return None


def _under(source: Source, alias: str) -> Source:
    """The source of one row with its conditions under another alias."""
    where = tuple(
        c.model_copy(update={"left": c.left.model_copy(update={"row": alias})})
        for c in source.where
        if isinstance(c, Compare) and isinstance(c.left, Field)
    )
    return source.model_copy(update={"alias": alias, "where": where})
