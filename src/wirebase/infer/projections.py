"""Projections: which members of a row an answer shows, and of what each is made."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wirebase.blueprint.expressions import (
    Case,
    Choice,
    Compare,
    Concat,
    Condition,
    Constant,
    Exists,
    Expression,
    Field,
    Fresh,
    Freshly,
    IsGiven,
    Member,
    Object,
    Order,
    Row,
    Rows,
    Source,
)
from wirebase.exchange import Json
from wirebase.infer.conditions import parsed
from wirebase.infer.connected import Connected, counted_by, tallied
from wirebase.infer.echoes import echoed, told_by_body
from wirebase.infer.elsewhere import plain_names, rows_held
from wirebase.infer.entities import Entity
from wirebase.infer.glimpses import glimpse
from wirebase.infer.hollow import never_filled, null_for_none
from wirebase.infer.inclusions import included
from wirebase.infer.instances import (
    Instance,
    Scope,
    are_tokens,
    calls_of,
    inside_of,
    is_always,
)
from wirebase.infer.intimate import Intimate
from wirebase.infer.naming import snake
from wirebase.infer.ordering import is_by_chance, order_of
from wirebase.infer.readings import with_caller
from wirebase.infer.records import ITEM, META, Pointer
from wirebase.infer.relations import Children, Link, other_side, stem
from wirebase.infer.selectors import selection
from wirebase.infer.shown import Shown
from wirebase.infer.sources import related_source
from wirebase.infer.values import text
from wirebase.infer.wrappings import enclosed

if TYPE_CHECKING:
    from wirebase.infer.answers import Fold


@dataclass(slots=True)
class Projection:
    """Folds the members of rows."""

    fold: Fold

    def record(
        self, instances: list[Instance], pointer: Pointer, entity: Entity, alias: str
    ) -> Expression:
        """The members of a row."""
        shown = dict.fromkeys(n for i in instances if isinstance(i.value, dict) for n in i.value)
        names = [*shown, *(n for n in self.fold.route.selected(pointer).fields if n not in shown)]
        members = []
        for name in (*names, *self._not_yet_shown(names, pointer, entity)):
            inside = inside_of(instances, name)
            value = self._member(inside, instances, (*pointer, name), entity, alias, name)
            some = len(inside) < len(instances)
            when = self._asked(name, inside, instances) if some else None
            always = is_always(inside, instances)
            if when is None and (
                name in self._intimate(pointer, entity) or self._is_session(value, entity)
            ):
                when = (self.fold.known.intimate or Intimate()).shown(self.fold.known, alias, name)
            members.append(Member(name=name, value=value, when_null=always, when=when))
        members += self._known_elsewhere({m.name for m in members}, pointer, entity, alias)
        return Object(members=tuple(members))

    def _known_elsewhere(
        self, names: Collection[str], pointer: Pointer, entity: Entity, alias: str
    ) -> Iterator[Member]:
        """What other GraphQL documents ask for of such rows: columns, and the rows that columns refer to.

        Of the latter only columns, so that it ends."""
        known, route = self.fold.known, self.fold.route
        if not route.selection.fields:
            return
        private = self._intimate(pointer, entity)
        columns = known.schema.columns(entity.name)
        for name, column in plain_names(known.past, entity.name):
            if name not in names and name not in private and column in columns:
                yield Member(name=name, value=Field(row=alias, column=column))
        if (route.name, pointer) not in known.past.places:
            return
        for name, other in rows_held(known.past, entity).items():
            column = self._referring(entity, snake(name), other)
            if name not in names and column:
                value = self._parent([], (*pointer, name), entity, alias, snake(name), other)
                yield Member(name=name, value=value)

    def _intimate(self, pointer: Pointer, entity: Entity) -> frozenset[str]:
        """The members that a read shows of an account to the account alone."""
        known = self.fold.known
        told = known.intimate if entity.name == known.who.entity else None
        if told is None or not self.fold.route.read:
            return frozenset()
        return told.at.get((self.fold.route.name, pointer), frozenset()) | told.everywhere

    def _is_session(self, value: Expression, entity: Entity) -> bool:
        """Whether a read shows with an account the token of who asks, which is nobody else's."""
        token = isinstance(value, Fresh) and value.how is Freshly.SESSION
        return token and self.fold.route.read and entity.name == self.fold.known.who.entity

    def _not_yet_shown(
        self, names: Collection[str], pointer: Pointer, entity: Entity
    ) -> Iterator[str]:
        """Columns that rows are shown with elsewhere where they hold something, of rows shown as whole."""
        known, shown = self.fold.known, set(names)
        told = (known.past.sparse.get(place) for place in entity.keys)
        whole = [sparse for sparse in told if sparse and sparse.whole and sparse.whole <= shown]
        more = {name for sparse in whole for name in sparse.members}
        if whole:
            more |= self._intimate(pointer, entity)
        columns = known.schema.columns(entity.name)
        yield from sorted(name for name in more - shown if snake(name) in columns)

    def _asked(
        self, name: str, inside: list[Instance], instances: list[Instance]
    ) -> Condition | None:
        """When a request asks for a member that not all rows show; None where none says."""
        fold, having, calls = self.fold, calls_of(inside), calls_of(instances)
        listed = included(fold.arguments, name, having, calls)
        if listed is not None:
            fold.meanings |= dict.fromkeys(listed[1], "what rows show besides their columns")
            return listed[0]
        sent = echoed(fold.arguments, name, having, calls)
        if sent or fold.route.read:
            return IsGiven(parameter=sent) if sent else None
        return told_by_body(fold.arguments, name, having, calls)

    def whole(
        self, instances: list[Instance], pointer: Pointer, entity: Entity, alias: str
    ) -> tuple[Member, ...]:
        """What stands under names of which no part was selected, where it is rows rather than keys."""
        told: dict[str, list[Instance]] = {}
        for i in instances:
            chosen = selection(
                parsed(self.fold.arguments.of(i.call).get(self.fold.arguments.selector, ""))
            )
            for name, value in i.value.items() if isinstance(i.value, dict) and chosen else ():
                if not chosen.get(name) and _has_rows(value):
                    told.setdefault(name, []).append(replace(i, value={name: value}))
        return tuple(
            Member(
                name=name,
                value=self._member(
                    inside_of(shown, name), shown, (*pointer, name), entity, alias, name
                ),
            )
            for name, shown in told.items()
        )

    def _member(
        self,
        inside: list[Instance],
        instances: list[Instance],
        pointer: Pointer,
        entity: Entity,
        alias: str,
        name: str,
    ) -> Expression:
        """One member of a row: a column, the row that it refers to, or rows that refer to it."""
        if (self.fold.route.name, pointer) in self.fold.known.past.wrapped:
            return self.record(inside, pointer, entity, alias)
        if self.fold.session and are_tokens(inside):
            return Fresh(how=Freshly.SESSION)
        if ((self.fold.route.name, pointer[:-1]), name) in self.fold.known.past.blank:
            return self.fold.constant(inside)
        if (pointer[:-1], snake(name)) in self.fold.held:
            return Field(row=self.fold.held[pointer[:-1], snake(name)], column=snake(name))
        if (pointer[:-1], snake(name)) in self.fold.shared:
            return self._shared(inside, pointer, *self.fold.shared[pointer[:-1], snake(name)])
        site = entity.keys.get((self.fold.route.name, pointer[:-1]))
        key_field = site.field if site else entity.key
        own, _ = self.fold.route.selected(pointer[:-1]).fields.get(name, (name, None))
        column = entity.key if name == key_field else snake(own)
        if name in META and not inside:
            types = self.fold.known.past.types.get(entity.name)
            return Constant(value=types.most_common(1)[0][0] if types else None)
        column = self.fold.known.past.synonyms.get((entity.name, column), column)
        other = self.fold.known.past.places.get((self.fold.route.name, pointer))
        if other is not None and not _are_keys(inside):
            row = self._parent(inside, pointer, entity, alias, column, other)
            return self._row_or_key(row, inside, pointer)
        if enclosing := self._enclosing(inside, pointer):
            return self._enclosed(inside, pointer, entity, alias, column, enclosing)
        related = self.fold.known.found.children.get(
            (entity.name, column)
        ) or self.fold.known.found.links.get((entity.name, column))
        if related is not None and any(isinstance(i.value, dict) for i in inside):
            rows = [i for i in instances if isinstance(i.value, dict) and name in i.value]
            parents = [text(i.value.get(key_field)) for i in rows if isinstance(i.value, dict)]
            return Connected(self.fold, entity, alias, related, parents).expression(inside, pointer)
        if related is not None:
            keyed = [
                (text(i.value.get(key_field)), replace(i, value=i.value[name]))
                for i in instances
                if isinstance(i.value, dict) and name in i.value
            ]
            if never_filled(self.fold.known, entity, related, column, keyed):
                return Constant(value=inside[0].value)
            word = self.fold.known.found.worded.get((entity.name, column), "")
            return null_for_none(
                self._related(inside, pointer, entity, alias, related, word), inside
            )
        derived = self.fold.known.derived(entity.name, alias, column)
        if derived is not None:
            return derived
        count = counted_by(self.fold.known, entity, alias, column)
        if count is not None and any(isinstance(i.value, dict) for i in inside):
            return tallied(inside, count)
        if (entity.name, column) in self.fold.known.past.borrowed:
            return self._borrowed(inside, pointer, entity, alias, column)
        if (entity.name, column) in self.fold.known.past.composed:
            return self._composed(entity, alias, column)
        viewer = self.fold.known.viewers.get((entity.name, column))
        if viewer is not None:
            return Exists(
                source=with_caller(self.fold.known, viewer, Field(row=alias, column=entity.key))
            )
        if column in self.fold.known.schema.columns(entity.name):
            if self.fold.route.selected(pointer).fields:
                return glimpse(Field(row=alias, column=column), [i.value for i in inside])
            return Field(row=alias, column=column)
        for candidate in (f"{column}_id",):
            if candidate in self.fold.known.schema.columns(entity.name):
                return Field(row=alias, column=candidate)
        return self.fold.node(inside, pointer, Scope(alias, entity.name))

    def _row_or_key(self, row: Expression, inside: list[Instance], pointer: Pointer) -> Expression:
        """A row where a parameter asks for it, and else its key."""
        rows = [i for i in inside if isinstance(i.value, dict)]
        told = [i for i in inside if i.value is not None]
        if not isinstance(row, Row) or len(rows) == len(told):
            return row
        last = max((n for n, step in enumerate(pointer) if step == ITEM), default=-1)
        *path, name = pointer[last + 1 :]
        asked = included(self.fold.arguments, name, calls_of(rows), calls_of(told), path)
        if asked is None:
            return row
        held = row.source.where[0]
        assert isinstance(held, Compare)
        self.fold.meanings |= dict.fromkeys(asked[1], "what rows show besides their columns")
        return Choice(cases=(Case(when=asked[0], then=row),), otherwise=held.right)

    def _borrowed(
        self, inside: list[Instance], pointer: Pointer, entity: Entity, alias: str, column: str
    ) -> Expression:
        """A column, or a list, of the row that another column names."""
        base, name, theirs = self.fold.known.past.borrowed[entity.name, column]
        source, found = self._named(alias, base, name), self.fold.known.found
        related = found.children.get((name, theirs)) or found.links.get((name, theirs))
        if related is not None and inside and all(i.value is None for i in inside):
            return Constant(value=None)
        if related is not None:
            other, word = self.fold.known.past.entities[name], found.worded.get((name, theirs), "")
            rows = self._related(inside, pointer, other, source.alias, related, word)
            return Row(source=source, value=null_for_none(rows, inside))
        return Row(source=source, value=Field(row=source.alias, column=theirs))

    def _composed(self, entity: Entity, alias: str, column: str) -> Expression:
        """Columns of the row that another column names, put together."""
        base, name, parts = self.fold.known.past.composed[entity.name, column]
        source = self._named(alias, base, name)
        told: list[Expression] = [
            Field(row=source.alias, column=part.column)
            if part.column
            else Constant(value=part.text)
            for part in parts
        ]
        return Row(source=source, value=Concat(parts=tuple(told)))

    def _named(self, alias: str, base: str, name: str) -> Source:
        """The row of an entity that a column names."""
        other = self.fold.known.past.entities[name]
        inner = self.fold.alias(stem(base))
        own = Field(row=alias, column=base)
        where = Compare(left=Field(row=inner, column=other.key), right=own)
        return Source(table=other.table, alias=inner, where=(where,))

    def _enclosing(self, inside: list[Instance], pointer: Pointer) -> str:
        """The member that is the row which an object holds alone; "" where it holds none."""
        places, route = self.fold.known.past.places, self.fold.route.name
        told = {
            enclosed(places, route, pointer, i.value) for i in inside if isinstance(i.value, dict)
        }
        return told.pop() if len(told) == 1 else ""

    def _enclosed(
        self,
        inside: list[Instance],
        pointer: Pointer,
        entity: Entity,
        alias: str,
        column: str,
        name: str,
    ) -> Expression:
        """An object that holds the row which a column refers to, and links beside it."""
        other = self.fold.known.past.places[self.fold.route.name, (*pointer, name)]
        rows = inside_of(inside, name)
        row = self._parent(rows, (*pointer, name), entity, alias, column, other)
        links = dict.fromkeys(
            n for i in inside if isinstance(i.value, dict) for n in i.value if n != name
        )
        beside = [
            Member(name=n, value=self.fold.node(inside_of(inside, n), (*pointer, n), None))
            for n in links
        ]
        return Object(members=(Member(name=name, value=row), *beside))

    def _parent(
        self,
        inside: list[Instance],
        pointer: Pointer,
        entity: Entity,
        alias: str,
        column: str,
        other: Entity,
    ) -> Expression:
        """The row that a column refers to."""
        referring = self._referring(entity, column, other)
        if not referring:
            return self.fold.constant(inside)
        inner = self.fold.alias(stem(referring))
        told = [i for i in inside if isinstance(i.value, dict)]
        source = Source(
            table=other.table,
            alias=inner,
            where=(
                Compare(
                    left=Field(row=inner, column=other.key),
                    right=Field(row=alias, column=referring),
                ),
            ),
        )
        return Row(source=source, value=self.record(told, pointer, other, inner))

    def _referring(self, entity: Entity, column: str, other: Entity) -> str:
        """The column behind a member that shows the row of another entity; "" where there is none."""
        found = self.fold.known.found.references
        for candidate in (column, f"{column}_id", f"{column}_uuid", f"{column}_key"):
            reference = found.get((entity.name, candidate))
            if reference is not None and reference.other == other.name:
                return candidate
        return ""

    def _related(
        self,
        inside: list[Instance],
        pointer: Pointer,
        entity: Entity,
        alias: str,
        related: Children | Link,
        word: str,
    ) -> Expression:
        """The rows that refer to a row, or are linked with it; a word in place of a key names a column."""
        other = self.fold.known.past.entities[other_side(entity.name, related)]
        inner = self.fold.alias(other.name)
        holder = self.fold.known.past.holding.get((self.fold.route.name, (*pointer, ITEM)), "")
        if holder and isinstance(related, Link):
            return self._held(inside, pointer, entity, alias, related, (inner, holder))
        rows_shown = self._shows_rows(inside, pointer, other)
        shown, items = self._listed(inside, pointer, other)
        if word and not rows_shown:
            shown = [self._by_key(s, other, word) for s in shown]
        source = related_source(entity, alias, other, inner, related)
        order = self._order(entity, related, other, inner, shown)
        if isinstance(related, Link) and is_by_chance(self.fold.known, other.name, order, shown):
            order = []
        least = 1 if isinstance(related, Link) else 2
        as_stored = not order and any(len(s.keys) > least for s in shown)
        source = source.model_copy(update={"order": tuple(order), "as_stored": as_stored})
        item: Expression = Field(row=inner, column=word or other.key)
        if isinstance(related, Link):
            self._hold(related, entity, (*pointer, ITEM), f"{inner}_link")
        if rows_shown:
            if not items:
                told = self.fold.known.past.examples.get(
                    (self.fold.route.name, (*pointer, ITEM)), ()
                )
                items = [Instance(call, value, call.exchange.index) for call, value in told]
            item = self.record(items, (*pointer, ITEM), other, inner)
        elif not any(s.keys for s in shown) and self._is_shown_whole(pointer, other):
            item = self._whole(other, inner)
        return Rows(source=source, item=item)

    def _held(
        self,
        inside: list[Instance],
        pointer: Pointer,
        entity: Entity,
        alias: str,
        link: Link,
        held: tuple[str, str],
    ) -> Expression:
        """The rows that a row is linked with, each in an object that tells of the link too."""
        inner, holder = held
        other = self.fold.known.past.entities[other_side(entity.name, link)]
        place = (*pointer, ITEM, holder)
        key_field = other.keys[self.fold.route.name, place].field
        items = [
            replace(i, value=v)
            for i in inside
            if isinstance(i.value, list)
            for v in i.value
            if isinstance(v, dict)
        ]
        shown = [
            self.fold.shown(i, [text(row.get(key_field)) for row in _rows_in(i.value, holder)])
            for i in inside
        ]
        source = related_source(entity, alias, other, inner, link)
        order = self._order(entity, link, other, inner, shown)
        as_stored = not order and any(len(s.keys) > 2 for s in shown)
        source = source.model_copy(update={"order": tuple(order), "as_stored": as_stored})
        members = []
        for name in dict.fromkeys(n for i in items if isinstance(i.value, dict) for n in i.value):
            inner_items = inside_of(items, name)
            value: Expression = Field(row=f"{inner}_link", column=snake(name))
            if name == holder:
                value = self.record(inner_items, place, other, inner)
            elif snake(name) not in link.attributes:
                value = self.fold.node(inner_items, (*pointer, ITEM, name), None)
            always = is_always(inner_items, items)
            members.append(Member(name=name, value=value, when_null=always))
        return Rows(source=source, item=Object(members=tuple(members)))

    def _by_key(self, shown: Shown, other: Entity, column: str) -> Shown:
        """The same list by the keys of the rows that its words name."""
        rows = self.fold.known.state(other.name, shown.at)
        keys = {text(rows[key].get(column)): key for key in rows}
        return replace(shown, keys=[keys.get(word, word) for word in shown.keys])

    def _order(
        self,
        entity: Entity,
        related: Children | Link,
        other: Entity,
        alias: str,
        shown: list[Shown],
    ) -> list[Order]:
        """The order of a list in a row: in GraphQL a field has one, whatever operation asks for it."""
        own = order_of(self.fold.known, other.name, alias, shown)
        if not self.fold.route.is_graphql or not shown or len(own) > 1:
            return own
        names = (
            [related.field]
            if isinstance(related, Children)
            else [field for name, field in related.fields if name == entity.name]
        )
        elsewhere = [
            Shown(shown[0].call, [text(key) for key in keys], {}, at)
            for life in self.fold.known.past.rows[entity.name].values()
            for name in names
            for at, keys in life.changes.get(name, ())
            if isinstance(keys, list) and len(keys) > 1
        ]
        known = {(s.at, *s.keys) for s in shown}
        more = [s for s in elsewhere if (s.at, *s.keys) not in known]
        return (
            order_of(self.fold.known, other.name, alias, [*shown, *more]) if more else own
        ) or own

    def _hold(self, link: Link, entity: Entity, items: Pointer, alias: str) -> None:
        """Notes what the items of a list show of the links by which they are listed."""
        self.fold.held |= {(items, name): alias for name in link.attributes}
        for (owner, listed, name), shared in self.fold.known.found.shared.items():
            if (owner, listed) in link.fields and owner == entity.name:
                mine, far = link.left_column, link.right_column
                mine, far = (mine, far) if link.left == owner else (far, mine)
                where = (
                    (shared.owner, Field(row=alias, column=mine)),
                    (shared.listed, Field(row=alias, column=far)),
                )
                self.fold.shared[items, name] = (shared.entity, where)

    def _shared(
        self,
        inside: list[Instance],
        pointer: Pointer,
        entity: str,
        where: tuple[tuple[str, Field], ...],
    ) -> Expression:
        """The rows that belong to the link by which an item is listed."""
        other = self.fold.known.past.entities[entity]
        inner = self.fold.alias(other.name)
        shown, items = self._listed(inside, pointer, other)
        order = order_of(self.fold.known, other.name, inner, shown)
        conditions = (
            Compare(left=Field(row=inner, column=column), right=value) for column, value in where
        )
        source = Source(
            table=other.table,
            alias=inner,
            where=tuple(conditions),
            order=tuple(order),
            as_stored=not order and any(len(s.keys) > 2 for s in shown),
        )
        return Rows(source=source, item=self.record(items, (*pointer, ITEM), other, inner))

    def _listed(
        self, inside: list[Instance], pointer: Pointer, other: Entity
    ) -> tuple[list[Shown], list[Instance]]:
        """The lists of rows at a place, by their keys, and all their items."""
        place = (self.fold.route.name, (*pointer, ITEM))
        rows_shown = self._shows_rows(inside, pointer, other)
        key_field = other.keys[place].field if rows_shown else ""
        shown, items = [], []
        for i in inside:
            values = i.value if isinstance(i.value, list) else []
            keys = [text(v.get(key_field)) if isinstance(v, dict) else text(v) for v in values]
            shown.append(self.fold.shown(i, keys if key_field or not rows_shown else []))
            items += [replace(i, value=v) for v in values if isinstance(v, dict)]
        return shown, items

    def _shows_rows(self, inside: list[Instance], pointer: Pointer, other: Entity) -> bool:
        """Whether the lists at a place show rows, rather than their keys."""
        place = (self.fold.route.name, (*pointer, ITEM))
        told = [v for i in inside if isinstance(i.value, list) for v in i.value]
        return place in other.keys and not _are_scalars(told)

    def _is_shown_whole(self, pointer: Pointer, other: Entity) -> bool:
        """Whether a list that was always empty here shows rows in the answers of other routes."""
        return any(place[-2:] == (pointer[-1], ITEM) for _, place in other.keys if pointer)

    def _whole(self, entity: Entity, alias: str) -> Expression:
        """A row with its plain columns, under the names that answers give them."""
        names = self.fold.known.past.names
        return Object(
            members=tuple(
                Member(name=min(names[entity.name, c]), value=Field(row=alias, column=c))
                for c in self.fold.known.schema.columns(entity.name)
                if (entity.name, c) in names
            )
        )


def _rows_in(value: Json, holder: str) -> list[dict[str, Json]]:
    """The rows that the items of a list hold."""
    items = value if isinstance(value, list) else []
    rows = (item.get(holder) for item in items if isinstance(item, dict))
    return [row for row in rows if isinstance(row, dict)]


def _are_keys(inside: list[Instance]) -> bool:
    """Whether keys stand in place of the rows that other answers show there."""
    return _are_scalars([i.value for i in inside if i.value is not None])


def _are_scalars(values: list[Json]) -> bool:
    return bool(values) and not any(isinstance(v, (dict, list)) for v in values)


def _has_rows(value: Json) -> bool:
    items = value if isinstance(value, list) else [value]
    return any(isinstance(item, dict) for item in items)
