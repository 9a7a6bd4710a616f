"""Answers: folds the recorded answers of a route into the expression that makes them from the rows.

Where rows stand, the expression reads the tables; what is the same in every answer is a constant; a
number beside a list may be its count, its total or its page. What remains is repeated as it was
last seen and marked as not explained.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from wirebase.blueprint.expressions import (
    Case,
    Choice,
    Constant,
    Expression,
    Field,
    IsGiven,
    Items,
    Mapping,
    Member,
    Object,
    PageFact,
    Rows,
    Selected,
    Source,
)
from wirebase.blueprint.operations import Find
from wirebase.exchange import Json
from wirebase.infer.arguments import Arguments
from wirebase.infer.calls import Call, Route
from wirebase.infer.echoes import asking
from wirebase.infer.edges import Edges
from wirebase.infer.entities import Entity
from wirebase.infer.figures import Figures
from wirebase.infer.guises import Guise
from wirebase.infer.instances import (
    Instance,
    Scope,
    are_same,
    calls_of,
    inside_of,
    is_always,
)
from wirebase.infer.lists import Listing, ListReader
from wirebase.infer.naming import snake
from wirebase.infer.paging import more_follow, told_by, total_of
from wirebase.infer.paths import PathRows
from wirebase.infer.projections import Projection
from wirebase.infer.records import ITEM, VALUE, Pointer, is_map
from wirebase.infer.roles import telling_role
from wirebase.infer.scalars import Scalar
from wirebase.infer.scope import Knowledge
from wirebase.infer.shown import Shown
from wirebase.infer.sideloads import with_sideloads
from wirebase.infer.singles import Single
from wirebase.infer.sources import gone_through
from wirebase.infer.values import text

type Bound = dict[str, tuple[str, Callable[[Call], str | None]]]
"""Entity -> alias of the row that a write has in hand, and its key in each call."""


@dataclass(slots=True)
class Fold:
    """Folds the answers of one route."""

    known: Knowledge
    route: Route
    arguments: Arguments
    bound: Bound = field(default_factory=dict)
    session: bool = False
    """Whether tokens in the answer are of the session that the operation opens."""
    finds: list[Find] = field(default_factory=list)
    paths: PathRows = field(default_factory=PathRows)
    meanings: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    """How many expressions read tables."""
    unexplained: int = 0
    main: tuple[Source, Listing, list[Shown]] | None = None
    aliases: dict[str, int] = field(default_factory=dict)
    cursors: dict[int, list[Json]] = field(default_factory=dict)
    """Exchange -> the cursors of the main list that it shows."""
    held: dict[tuple[Pointer, str], str] = field(default_factory=dict)
    """(place of listed rows, field) -> the alias of the link row that holds the field."""
    batch: tuple[str, Callable[[Call], list[str]]] | None = None
    """The entity whose rows a write goes through, and their keys in each call."""
    shared: dict[tuple[Pointer, str], tuple[str, tuple[tuple[str, Field], ...]]] = field(
        default_factory=dict
    )
    """(place of listed rows, field) -> the entity whose rows belong to the link, and what they have in
    the columns that refer to its sides."""
    absent: dict[Pointer, list[Instance]] = field(default_factory=dict)
    """Place -> the answers that hold nothing there, where others do."""

    explained: dict[Pointer, float] = field(default_factory=dict)
    """Place of a list that stands in no row -> the share of answers in which it was understood."""

    figures: Figures | None = None
    """What the numbers of the answers tell of rows."""

    def body(self, instances: list[Instance]) -> Expression:
        """The expression of the whole answer."""
        self.figures = Figures(self.known, self.route, self.paths, instances)
        body = self.node(instances, (), None)
        return with_sideloads(self.known, self.route, instances, body, self.explained)

    def figure(self, pointer: Pointer) -> Expression | None:
        """What the number at a place tells of rows that are counted or summed up."""
        found = self.figures.at(pointer) if self.figures is not None else None
        self.rows += found is not None
        return found

    def node(self, instances: list[Instance], pointer: Pointer, scope: Scope | None) -> Expression:
        """The expression of a place."""
        told = [i for i in instances if i.value is not None]
        if not told:
            return Constant()
        self.absent[pointer] = [i for i in instances if i.value is None]
        if all(isinstance(i.value, dict) for i in told):
            return self.structure(told, pointer, scope)
        if all(isinstance(i.value, list) for i in told):
            return self.sequence(told, pointer, scope)
        return Scalar(self).expression(instances, pointer)

    def structure(
        self, instances: list[Instance], pointer: Pointer, scope: Scope | None
    ) -> Expression:
        """The expression of an object: a row, a map, or an envelope."""
        entity = self.known.past.places.get((self.route.name, pointer))
        if entity is not None:
            return Single(self).expression(instances, pointer, entity)
        values = [i.value for i in instances if isinstance(i.value, dict)]
        if all(is_map(v) for v in values):
            return self.mapping(instances, pointer)
        in_hand = self._in_hand(instances)
        if in_hand is not None:
            self.rows += 1
            return self.record(instances, pointer, *in_hand)
        guise = Guise(self).expression(instances, pointer, scope)
        if guise is not None:
            return guise
        members = self.members(instances, pointer, scope)
        if are_same(instances) and all(isinstance(m.value, Constant) for m in members):
            return Constant(value=instances[0].value)
        return Object(members=members)

    def _in_hand(self, instances: list[Instance]) -> tuple[Entity, str] | None:
        """The row in hand that objects without a key show, as answers to deletions do."""
        for name, (alias, key) in self.bound.items():
            entity = self.known.past.entities[name]
            if all(self._is_of(i, entity, key(i.call)) for i in instances):
                return entity, alias
        return None

    def _is_of(self, instance: Instance, entity: Entity, key: str | None) -> bool:
        """Whether an object holds what a row held before the call, and nothing else."""
        life = self.known.past.rows[entity.name].get(key or "")
        if life is None or not isinstance(instance.value, dict):
            return False
        row, found = life.at(instance.at - 1), self.known.found
        told = {snake(name): value for name, value in instance.value.items()}
        plain = told.keys() & set(self.known.schema.columns(entity.name))
        listed = [
            f
            for f in told.keys() - plain
            if {(entity.name, f)} & (found.children.keys() | found.links.keys())
        ]
        same_values = all(told[name] == row.get(name) for name in plain)
        return len(plain) > 1 and len(plain) + len(listed) == len(told) and same_values

    def members(
        self,
        instances: list[Instance],
        pointer: Pointer,
        scope: Scope | None,
        given: dict[str, Expression] | None = None,
    ) -> tuple[Member, ...]:
        """The members of an envelope, but for those given; lists first, which numbers may count."""
        names = list(
            dict.fromkeys(n for i in instances if isinstance(i.value, dict) for n in i.value)
        )
        values = {n: inside_of(instances, n) for n in names}
        later = sorted(
            names,
            key=lambda n: min((_depth(i.value) for i in values[n]), default=2),
        )
        told = given or {}
        made = {n: told.get(n) or self.node(values[n], (*pointer, n), scope) for n in later}
        return tuple(self._member(n, made[n], values[n], instances) for n in names)

    def _member(
        self, name: str, value: Expression, inside: list[Instance], instances: list[Instance]
    ) -> Member:
        """A member of an envelope, that may be there only where a parameter asks for it."""
        if len(inside) < len(instances):
            asked = asking(self.arguments, calls_of(inside), calls_of(instances))
            if asked:
                case = Case(when=IsGiven(parameter=asked), then=value)
                self.meanings.setdefault(asked, f"asks for {name}")
                return Member(
                    name=name, value=Choice(cases=(case,), otherwise=Constant()), when_null=False
                )
            role = telling_role(self.known, calls_of(inside), calls_of(instances))
            if role is not None and self.route.read:
                return Member(name=name, value=value, when=role.holds())
        return Member(name=name, value=value, when_null=is_always(inside, instances))

    def mapping(self, instances: list[Instance], pointer: Pointer) -> Expression:
        """The expression of a map whose keys are data."""
        entity = self.known.past.places.get((self.route.name, (*pointer, VALUE)))
        if entity is None:
            return self.constant(instances)
        alias = self.alias(entity.name)
        key_field = entity.keys[self.route.name, (*pointer, VALUE)].field
        shown, items = [], []
        for i in instances:
            assert isinstance(i.value, dict)
            inner = [v for v in i.value.values() if isinstance(v, dict)]
            shown.append(self.shown(i, [text(v.get(key_field)) for v in inner]))
            items += [replace(i, value=v) for v in inner]
        source, _ = self.source(entity, alias, shown, pointer)
        item = self.record(items, (*pointer, VALUE), entity, alias)
        return Mapping(source=source, key=Field(row=alias, column=entity.key), item=item)

    def sequence(
        self, instances: list[Instance], pointer: Pointer, scope: Scope | None
    ) -> Expression:
        """The expression of a list: rows, or items that say nothing of rows."""
        place = (self.route.name, (*pointer, ITEM))
        entity = self.known.past.places.get(place)
        if entity is None:
            inside = Edges(self).member(instances, pointer)
            if inside:
                return Edges(self).expression(instances, pointer, inside)
            return self.items(instances, pointer, scope)
        if place in entity.scalar:
            return self.keys_alone(instances, pointer, entity)
        key_field = entity.keys[place].field
        alias = self.alias(entity.name)
        shown, items = [], []
        for i in instances:
            inner = [v for v in i.value if isinstance(v, dict)] if isinstance(i.value, list) else []
            shown.append(self.shown(i, [text(v.get(key_field)) for v in inner]))
            items += [replace(i, value=v) for v in inner]
        if self.batch is not None and self._are_batch(entity, shown):
            self.rows += 1
            source = gone_through(entity, alias)
        else:
            source, made = self.source(entity, alias, shown, pointer)
            if self.main is None:
                self.main = (source, made, made.shown)
        if not items:
            told = self.known.past.examples.get(place, ())
            items = [Instance(call, value, call.exchange.index) for call, value in told]
        return Rows(source=source, item=self.record(items, (*pointer, ITEM), entity, alias))

    def _are_batch(self, entity: Entity, shown: list[Shown]) -> bool:
        """Whether lists show just the rows that the write goes through."""
        name, keys = self.batch or ("", None)
        return (
            name == entity.name and keys is not None and all(s.keys == keys(s.call) for s in shown)
        )

    def keys_alone(self, instances: list[Instance], pointer: Pointer, entity: Entity) -> Expression:
        """The expression of a list that shows the keys of rows and nothing else."""
        alias = self.alias(entity.name)
        lists = [i.value if isinstance(i.value, list) else [] for i in instances]
        shown = [
            self.shown(i, [text(v) for v in told]) for i, told in zip(instances, lists, strict=True)
        ]
        source, made = self.source(entity, alias, shown, pointer)
        if self.main is None:
            self.main = (source, made, made.shown)
        return Rows(source=source, item=Field(row=alias, column=entity.key))

    def items(self, instances: list[Instance], pointer: Pointer, scope: Scope | None) -> Expression:
        """A list without rows: constant, or of one shape whose parts are folded."""
        if are_same(instances) and not self.shows_rows(pointer):
            return Constant(value=instances[0].value)
        lengths = {len(i.value) for i in instances if isinstance(i.value, list)}
        if lengths == {1}:
            inner = [replace(i, value=i.value[0]) for i in instances if isinstance(i.value, list)]
            return Items(items=(self.node(inner, (*pointer, ITEM), scope),))
        return self.constant(instances)

    def source(
        self, entity: Entity, alias: str, shown: list[Shown], pointer: Pointer
    ) -> tuple[Source, Listing]:
        """The rows of a list that stands in no other row."""
        self.rows += 1
        names = self.arguments.at(pointer)
        made = ListReader(
            self.known, entity.name, alias, shown, names, self.paths, arguments=self.arguments
        ).read()
        self.meanings |= made.meanings
        self.explained[pointer] = made.explained
        source = Source(
            table=entity.table,
            alias=alias,
            where=tuple(made.where),
            order=tuple(made.order),
            as_stored=made.as_stored,
            page=made.page,
        )
        return source, made

    def record(
        self, instances: list[Instance], pointer: Pointer, entity: Entity, alias: str
    ) -> Expression:
        """The members of a row: those that a parameter selects, if one does."""
        given = self.arguments.selector
        if not given or pointer != self.arguments.selected:
            return Projection(self).record(instances, pointer, entity, alias)
        self.known.vocabularies.used.add(entity.name)
        self.meanings[given] = f"fields of {entity.table} to show"
        bare = [i for i in instances if given not in self.arguments.of(i.call)]
        otherwise = Projection(self).record(bare, pointer, entity, alias) if bare else None
        whole = Projection(self).whole(instances, pointer, entity, alias)
        return Selected(row=alias, parameter=given, otherwise=otherwise, whole=whole)

    def constant(self, instances: list[Instance]) -> Constant:
        """The value as last seen; not explained unless it never varied."""
        same_everywhere = are_same(instances)
        self.unexplained += not same_everywhere
        return Constant(value=instances[-1].value, explained=same_everywhere)

    def alias(self, wish: str) -> str:
        """A new alias."""
        n = self.aliases[wish] = self.aliases.get(wish, 0) + 1
        return wish if n == 1 else f"{wish}_{n}"

    def shown(self, instance: Instance, keys: list[str]) -> Shown:
        """A list of rows with these keys, as an answer showed it."""
        answer = instance.call.answer()
        total = total_of(instance.call)
        return Shown(
            instance.call,
            keys,
            self.arguments.of(instance.call),
            instance.at,
            total if total is not None and total >= len(keys) else None,
            told_by(answer, PageFact.LIMIT),
            more_follow(instance.call),
        )

    def shows_rows(self, pointer: Pointer) -> bool:
        """Whether rows stand at or below a place."""
        return any(
            route == self.route.name and place[: len(pointer)] == pointer
            for route, place in self.known.past.places
        )


def _depth(value: Json) -> int:
    """How late a member is folded: lists first, then objects, which may tell of them, then the rest."""
    return 0 if isinstance(value, list) else 1 if isinstance(value, dict) else 2
