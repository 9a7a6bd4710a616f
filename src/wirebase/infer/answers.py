"""Answers: folds the recorded answers of a route into the expression that makes them from the rows.

Where rows stand, the expression reads the tables; what is the same in every answer is a constant; a
number beside a list may be its count, its total or its page. What remains is repeated as it was
last seen and marked as not explained.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from wirebase.blueprint.expressions import (
    Aggregate,
    AnyOf,
    Caller,
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
    Given,
    IsGiven,
    Items,
    Join,
    Mapping,
    Member,
    Object,
    Page,
    PageFact,
    PageInfo,
    Plus,
    Position,
    Row,
    Rows,
    Source,
    Total,
)
from wirebase.blueprint.operations import Find, Place
from wirebase.exchange import Json
from wirebase.infer.arguments import Arguments
from wirebase.infer.calls import Call, Route
from wirebase.infer.connected import Connected, counted_by, tallied
from wirebase.infer.counters import COUNTS
from wirebase.infer.cursors import Cut, is_cursor, is_cursor_end, law
from wirebase.infer.echoes import echoed
from wirebase.infer.entities import Entity
from wirebase.infer.glimpses import glimpse
from wirebase.infer.lists import Listing, ListReader
from wirebase.infer.logins import TOKEN
from wirebase.infer.naming import snake, words
from wirebase.infer.ordering import order_of
from wirebase.infer.page_links import page_link
from wirebase.infer.paging import fact_named, page_facts, told_by
from wirebase.infer.paths import PathRows
from wirebase.infer.readings import same, text, with_caller
from wirebase.infer.records import ITEM, META, VALUE, Pointer, is_map, kind, resource
from wirebase.infer.relations import Children, Link, other_side, stem
from wirebase.infer.scope import Knowledge
from wirebase.infer.shown import Shown

NEWEST = frozenset("active current latest last newest recent".split())
"""Words for the row that was made last."""

type Bound = dict[str, tuple[str, Callable[[Call], str | None]]]
"""Entity -> alias of the row that a write has in hand, and its key in each call."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One recorded value at the place that is being folded."""

    call: Call
    value: Json
    at: int
    """The exchange whose state it shows."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The row that encloses the place."""

    alias: str
    entity: str


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

    def body(self, instances: list[Instance]) -> Expression:
        """The expression of the whole answer."""
        return self.node(instances, (), None)

    def node(self, instances: list[Instance], pointer: Pointer, scope: Scope | None) -> Expression:
        """The expression of a place."""
        told = [i for i in instances if i.value is not None]
        if not told:
            return Constant()
        if all(isinstance(i.value, dict) for i in told):
            return self.structure(told, pointer, scope)
        if all(isinstance(i.value, list) for i in told):
            return self.sequence(told, pointer, scope)
        return self.scalar(instances, pointer)

    def structure(
        self, instances: list[Instance], pointer: Pointer, scope: Scope | None
    ) -> Expression:
        """The expression of an object: a row, a map, or an envelope."""
        entity = self.known.past.places.get((self.route.name, pointer))
        if entity is not None:
            return self.single(instances, pointer, entity)
        values = [i.value for i in instances if isinstance(i.value, dict)]
        if all(is_map(v) for v in values):
            return self.mapping(instances, pointer)
        in_hand = self._in_hand(instances)
        if in_hand is not None:
            self.rows += 1
            return self.record(instances, pointer, *in_hand)
        members = self.members(instances, pointer, scope)
        if self._same(instances) and all(isinstance(m.value, Constant) for m in members):
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
        self, instances: list[Instance], pointer: Pointer, scope: Scope | None
    ) -> tuple[Member, ...]:
        """The members of an envelope; lists first, since numbers beside them may count them."""
        names = list(
            dict.fromkeys(n for i in instances if isinstance(i.value, dict) for n in i.value)
        )
        values = {n: _inside(instances, n) for n in names}
        later = sorted(
            names,
            key=lambda n: min((_depth(i.value) for i in values[n]), default=2),
        )
        made = {n: self.node(values[n], (*pointer, n), scope) for n in later}
        return tuple(
            Member(name=n, value=made[n], when_null=_always(values[n], instances)) for n in names
        )

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
            inside = self._edge(instances, pointer)
            if inside:
                return self.edges(instances, pointer, inside)
            return self.items(instances, pointer, scope)
        key_field = entity.keys[place].field
        alias = self.alias(entity.name)
        shown, items = [], []
        for i in instances:
            inner = [v for v in i.value if isinstance(v, dict)] if isinstance(i.value, list) else []
            shown.append(self.shown(i, [text(v.get(key_field)) for v in inner]))
            items += [replace(i, value=v) for v in inner]
        source, made = self.source(entity, alias, shown, pointer)
        if self.main is None:
            self.main = (source, made, made.shown)
        return Rows(source=source, item=self.record(items, (*pointer, ITEM), entity, alias))

    def _edge(self, instances: list[Instance], pointer: Pointer) -> str:
        """The member of each item of a list that is a row, beside its cursor; "" where there is none."""
        values = [v for i in instances if isinstance(i.value, list) for v in i.value]
        items = [v for v in values if isinstance(v, dict)]
        names = dict.fromkeys(n for v in items for n in v)
        for name in names if len(items) == len(values) else ():
            rows = all(isinstance(v.get(name), dict) for v in items)
            beside = {n: [v[n] for v in items if n in v] for n in names if n != name}
            bare = all(is_cursor(n) or all(v == b[0] for v in b) for n, b in beside.items())
            if (
                rows
                and bare
                and (self.route.name, (*pointer, ITEM, name)) in self.known.past.places
            ):
                return name
        return ""

    def edges(self, instances: list[Instance], pointer: Pointer, name: str) -> Expression:
        """The expression of a list whose items hold a row each, beside a cursor or the like."""
        inner = (*pointer, ITEM, name)
        entity = self.known.past.places[self.route.name, inner]
        key_field = entity.keys[self.route.name, inner].field
        alias = self.alias(entity.name)
        shown, items = [], []
        for i in instances:
            told = [v for v in i.value if isinstance(v, dict)] if isinstance(i.value, list) else []
            rows = [row for v in told if isinstance(row := v[name], dict)]
            shown.append(self.shown(i, [text(row.get(key_field)) for row in rows]))
            items += [replace(i, value=v) for v in told]
        source, made = self.source(entity, alias, shown, pointer)
        source = source.model_copy(update={"page": self._with_cursors(source.page, items, pointer)})
        if self.main is None:
            self.main = (source, made, made.shown)
        members = []
        for member in dict.fromkeys(n for i in items if isinstance(i.value, dict) for n in i.value):
            inside = _inside(items, member)
            if member == name:
                value = self.record(inside, inner, entity, alias)
            elif source.page and source.page.cursor and is_cursor(member):
                value = Position()
            else:
                value = self.node(inside, (*pointer, ITEM, member), None)
            members.append(Member(name=member, value=value))
        return Rows(source=source, item=Object(members=tuple(members)))

    def _with_cursors(
        self, page: Page | None, items: list[Instance], pointer: Pointer
    ) -> Page | None:
        """The page with how its cursors are written, where they tell places."""
        names = self.arguments.at(pointer)
        after = next((p for p in names if is_cursor(names[p])), "")
        lists: dict[int, Cut] = {}
        for i in items:
            given = self.arguments.of(i.call).get(after, "")
            cut = lists.setdefault(i.call.exchange.index, Cut(given, []))
            told = i.value if isinstance(i.value, dict) else {}
            cut.cursors.extend(v for n, v in told.items() if is_cursor(n))
        self.cursors = {index: cut.cursors for index, cut in lists.items()}
        found = law(list(lists.values())) if any(self.cursors.values()) else None
        if found is None:
            return page
        known = page or Page()
        offset = "" if known.offset == after else known.offset
        return known.model_copy(update={"after": after, "cursor": found, "offset": offset})

    def _end(self, instances: list[Instance], name: str) -> Expression | None:
        """The cursor of the first or last row of the main list."""
        page = self.main[0].page if self.main else None
        if self.main is None or page is None or page.cursor is None or not is_cursor_end(name):
            return None
        fact, place = (
            (PageFact.START_CURSOR, 0) if "start" in words(name) else (PageFact.END_CURSOR, -1)
        )
        for i in instances:
            told = self.cursors.get(i.call.exchange.index, [])
            if i.value != (told[place] if told else None):
                return None
        return PageInfo(fact=fact, source=self.main[0])

    def items(self, instances: list[Instance], pointer: Pointer, scope: Scope | None) -> Expression:
        """A list without rows: constant, or of one shape whose parts are folded."""
        if self._same(instances) and not self._shows_rows(pointer):
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
        made = ListReader(self.known, entity.name, alias, shown, names, self.paths).read()
        self.meanings |= made.meanings
        source = Source(
            table=entity.table,
            alias=alias,
            where=tuple(made.where),
            order=tuple(made.order),
            as_stored=made.as_stored,
            page=made.page,
        )
        return source, made

    def single(self, instances: list[Instance], pointer: Pointer, entity: Entity) -> Expression:
        """One row that stands in no other: in hand, named by the request, or the caller's."""
        self.rows += 1
        site = entity.keys[self.route.name, pointer]
        told = [i for i in instances if site.of(i.call.path, i.value) is not None]
        keys = [site.of(i.call.path, i.value) or "" for i in told]
        in_hand = self.bound.get(entity.name)
        if in_hand:
            own = (in_hand[1](i.call) for i in told)
            if all(o in (k, None) for o, k in zip(own, keys, strict=True)):
                return self.record(instances, pointer, entity, in_hand[0])
        for row in self.paths.rows:
            named = [row.named.key(self.known.past, i.call) for i in told]
            if row.entity is entity and named == keys:
                return self.record(instances, pointer, entity, self.paths.use(row).alias)
        alias = self.alias(entity.name)
        where, required = self.identify(entity, alias, told, keys)
        source = Source(table=entity.table, alias=alias, where=where)
        if required and not self.route.is_graphql:
            found = self._find(source)
            return self.record(instances, pointer, entity, found.source.alias)
        return Row(source=source, value=self.record(instances, pointer, entity, alias))

    def _find(self, source: Source) -> Find:
        """The lookup of the row, the one made before where it is the same."""
        for find in self.finds:
            alias = find.source.alias
            if find.source == _under(source, alias):
                return find
        self.finds.append(Find(source=source))
        return self.finds[-1]

    def identify(
        self, entity: Entity, alias: str, instances: list[Instance], keys: list[str]
    ) -> tuple[tuple[Condition, ...], bool]:
        """How the request tells which row is meant, and whether its absence is an error."""
        given = [self.arguments.of(i.call) for i in instances]
        rows = [
            self.known.state(entity.name, i.at).get(k, {})
            for i, k in zip(instances, keys, strict=True)
        ]
        for parameter in self.arguments.parameters:
            if not all(parameter in g for g in given):
                continue
            for column in self.known.schema.columns(entity.name):
                if all(same(r.get(column), g[parameter]) for r, g in zip(rows, given, strict=True)):
                    self.meanings[parameter] = f"equals {column}"
                    left = Field(row=alias, column=column)
                    return (Compare(left=left, right=Given(parameter=parameter)),), True
        keyed = self._by_header(entity, alias, rows, given)
        if keyed is not None:
            return (keyed,), False
        callers = [self.known.caller(i.call) for i in instances]
        account = self.known.who.entity
        if account and all(c is not None for c in callers):
            of_caller = self._of_caller(entity, alias, keys, rows, callers, account, instances)
            if of_caller:
                return of_caller, False
        if self._is_newest(entity, instances, keys):
            newest = Source(table=entity.table, alias=f"newest_{entity.name}")
            number = Total(source=newest, function=Aggregate.MAX, column=entity.key)
            return (Compare(left=Field(row=alias, column=entity.key), right=number),), False
        if len(set(keys)) == 1 and len(self.known.past.keys(entity.name)) > 1:
            life = self.known.past.rows[entity.name].get(keys[0])
            value = life.key if life else keys[0]
            self.unexplained += 1
            left = Field(row=alias, column=entity.key)
            return (Compare(left=left, right=Constant(value=value, explained=False)),), False
        return (), False

    def _is_newest(self, entity: Entity, instances: list[Instance], keys: list[str]) -> bool:
        """Whether the row with the highest number was shown each time, as the name may say."""
        states = [self.known.state(entity.name, i.at) for i in instances]
        numbers = [[int(k) for k in state if k.isdecimal()] for state in states]
        highest = all(len(n) > 1 and str(max(n)) == k for n, k in zip(numbers, keys, strict=True))
        last = next((s for s in reversed(self.route.segments) if isinstance(s, str) and s), "")
        said = {word for name in (*self.route.asks, last) for word in words(name)}
        return highest and (len(set(keys)) > 1 or bool(said & NEWEST))

    def _by_header(
        self, entity: Entity, alias: str, rows: list[dict[str, Json]], given: list[dict[str, str]]
    ) -> Condition | None:
        """The row whose key a header carries."""
        for parameter, described in self.arguments.parameters.items():
            columns = self.known.key_headers().get(described.key, {}).get(entity.name, [])
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
        own_key = self.known.key(account)
        if entity.name == account and keys == callers:
            return (
                Compare(left=Field(row=alias, column=entity.key), right=Caller(column=own_key)),
            )
        for reference in self.known.found.of(entity.name):
            if reference.other == account and all(
                text(r.get(reference.field)) == c for r, c in zip(rows, callers, strict=True)
            ):
                left = Field(row=alias, column=reference.field)
                return (Compare(left=left, right=Caller(column=own_key)),)
        for reference in self.known.found.of(account):
            if reference.other != entity.name:
                continue
            asked = [
                self.known.state(account, i.at).get(c or "", {})
                for i, c in zip(instances, callers, strict=True)
            ]
            if all(text(a.get(reference.field)) == k for a, k in zip(asked, keys, strict=True)):
                left = Field(row=alias, column=entity.key)
                return (Compare(left=left, right=Caller(column=reference.field)),)
        return None

    def record(
        self, instances: list[Instance], pointer: Pointer, entity: Entity, alias: str
    ) -> Expression:
        """The members of a row."""
        shown = dict.fromkeys(n for i in instances if isinstance(i.value, dict) for n in i.value)
        names = [*shown, *(n for n in self.route.selected(pointer).fields if n not in shown)]
        members = []
        for name in names:
            inside = _inside(instances, name)
            value = self.field(inside, instances, (*pointer, name), entity, alias, name)
            always = _always(inside, instances)
            sent = "" if always else echoed(self.arguments, name, _calls(inside), _calls(instances))
            if sent:
                case = Case(when=IsGiven(parameter=sent), then=value)
                value = Choice(cases=(case,), otherwise=Constant())
            members.append(Member(name=name, value=value, when_null=always))
        return Object(members=tuple(members))

    def field(
        self,
        inside: list[Instance],
        instances: list[Instance],
        pointer: Pointer,
        entity: Entity,
        alias: str,
        name: str,
    ) -> Expression:
        """One member of a row: a column, the row that it refers to, or rows that refer to it."""
        if self.session and _are_tokens(inside):
            return Fresh(how=Freshly.SESSION)
        if (pointer[:-1], snake(name)) in self.held:
            return Field(row=self.held[pointer[:-1], snake(name)], column=snake(name))
        site = entity.keys.get((self.route.name, pointer[:-1]))
        key_field = site.field if site else entity.key
        own, _ = self.route.selected(pointer[:-1]).fields.get(name, (name, None))
        column = entity.key if name == key_field else snake(own)
        if name in META and not inside:
            types = self.known.past.types.get(entity.name)
            return Constant(value=types.most_common(1)[0][0] if types else None)
        column = self.known.past.synonyms.get((entity.name, column), column)
        other = self.known.past.places.get((self.route.name, pointer))
        if other is not None:
            return self.parent(inside, pointer, entity, alias, column, other)
        related = self.known.found.children.get(
            (entity.name, column)
        ) or self.known.found.links.get((entity.name, column))
        if related is not None and any(isinstance(i.value, dict) for i in inside):
            rows = [i for i in instances if isinstance(i.value, dict) and name in i.value]
            parents = [text(i.value.get(key_field)) for i in rows if isinstance(i.value, dict)]
            return Connected(self, entity, alias, related, parents).expression(inside, pointer)
        if related is not None:
            return self.related(inside, pointer, entity, alias, related)
        derived = self.known.derived(entity.name, alias, column)
        if derived is not None:
            return derived
        count = counted_by(self.known, entity, alias, column)
        if count is not None and any(isinstance(i.value, dict) for i in inside):
            return tallied(inside, count)
        viewer = self.known.viewers.get((entity.name, column))
        if viewer is not None:
            return Exists(
                source=with_caller(self.known, viewer, Field(row=alias, column=entity.key))
            )
        if column in self.known.schema.columns(entity.name):
            if self.route.selected(pointer).fields:
                return glimpse(Field(row=alias, column=column), [i.value for i in inside])
            return Field(row=alias, column=column)
        for candidate in (f"{column}_id",):
            if candidate in self.known.schema.columns(entity.name):
                return Field(row=alias, column=candidate)
        return self.node(inside, pointer, Scope(alias, entity.name))

    def parent(
        self,
        inside: list[Instance],
        pointer: Pointer,
        entity: Entity,
        alias: str,
        column: str,
        other: Entity,
    ) -> Expression:
        """The row that a column refers to."""
        found = self.known.found.references
        for candidate in (column, f"{column}_id", f"{column}_uuid", f"{column}_key"):
            reference = found.get((entity.name, candidate))
            if reference is not None and reference.other == other.name:
                inner = self.alias(stem(candidate))
                told = [i for i in inside if isinstance(i.value, dict)]
                source = Source(
                    table=other.table,
                    alias=inner,
                    where=(
                        Compare(
                            left=Field(row=inner, column=other.key),
                            right=Field(row=alias, column=candidate),
                        ),
                    ),
                )
                return Row(source=source, value=self.record(told, pointer, other, inner))
        return self.constant(inside)

    def related(
        self,
        inside: list[Instance],
        pointer: Pointer,
        entity: Entity,
        alias: str,
        related: Children | Link,
    ) -> Expression:
        """The rows that refer to a row, or are linked with it."""
        place = (self.route.name, (*pointer, ITEM))
        other = self.known.past.entities[other_side(entity.name, related)]
        inner = self.alias(other.name)
        rows_shown = place in other.keys
        key_field = other.keys[place].field if rows_shown else ""
        shown, items = [], []
        for i in inside:
            values = i.value if isinstance(i.value, list) else []
            keys = [text(v.get(key_field)) if isinstance(v, dict) else text(v) for v in values]
            keys = keys if key_field or not rows_shown else []
            shown.append(self.shown(i, keys))
            items += [replace(i, value=v) for v in values if isinstance(v, dict)]
        source = self.related_source(entity, alias, other, inner, related)
        order = order_of(self.known, other.name, inner, shown)
        as_stored = not order and any(len(s.keys) > 2 for s in shown)
        source = source.model_copy(update={"order": tuple(order), "as_stored": as_stored})
        item: Expression = Field(row=inner, column=other.key)
        if isinstance(related, Link):
            link = dict.fromkeys(((*pointer, ITEM), a) for a in related.attributes)
            self.held |= dict.fromkeys(link, f"{inner}_link")
        if rows_shown:
            item = self.record(items, (*pointer, ITEM), other, inner)
        elif not any(s.keys for s in shown) and self._is_shown_whole(pointer, other):
            item = self._whole(other, inner)
        return Rows(source=source, item=item)

    def _is_shown_whole(self, pointer: Pointer, other: Entity) -> bool:
        """Whether a list that was always empty here shows rows in the answers of other routes."""
        return any(place[-2:] == (pointer[-1], ITEM) for _, place in other.keys if pointer)

    def _whole(self, entity: Entity, alias: str) -> Expression:
        """A row with its plain columns, under the names that answers give them."""
        names = self.known.past.names
        return Object(
            members=tuple(
                Member(name=min(names[entity.name, c]), value=Field(row=alias, column=c))
                for c in self.known.schema.columns(entity.name)
                if (entity.name, c) in names
            )
        )

    def related_source(
        self, entity: Entity, alias: str, other: Entity, inner: str, related: Children | Link
    ) -> Source:
        """The rows that refer to the row under an alias, or are linked with it."""
        own = Field(row=alias, column=entity.key)
        if isinstance(related, Children):
            where = Compare(left=Field(row=inner, column=related.column), right=own)
            return Source(table=other.table, alias=inner, where=(where,))
        mine, theirs = (
            (related.left_column, related.right_column)
            if related.left == entity.name
            else (related.right_column, related.left_column)
        )
        link = f"{inner}_link"
        join = Join(
            table=related.name,
            alias=link,
            on=(
                Compare(
                    left=Field(row=link, column=theirs), right=Field(row=inner, column=other.key)
                ),
            ),
        )
        where = Compare(left=Field(row=link, column=mine), right=own)
        return Source(table=other.table, alias=inner, joins=(join,), where=(where,))

    def scalar(self, instances: list[Instance], pointer: Pointer) -> Expression:
        """A scalar that stands in no row."""
        values = [i.value for i in instances]
        if self.session and _are_tokens(instances):
            return Fresh(how=Freshly.SESSION)
        name = pointer[-1] if pointer else ""
        fact = (
            self._page_link(instances) or self._end(instances, name) or self._fact(instances, name)
        )
        if fact is not None:
            return fact
        total = self._total(instances, pointer[-1] if pointer else "") or self._counted(
            instances, pointer
        )
        if total is not None:
            return total
        if self._same(instances):
            return Constant(value=values[0])
        for parameter in self.arguments.parameters:
            given = [self.arguments.of(i.call).get(parameter) for i in instances]
            if all(g is not None and text(v) == g for g, v in zip(given, values, strict=True)):
                return Given(parameter=parameter)
        callers = self._caller_column(instances)
        return callers or self.constant(instances)

    def _total(self, instances: list[Instance], name: str) -> Expression | None:
        """The number of rows of the entity that the member is named for, unseen ones too."""
        entity = next(
            (
                e
                for e in self.known.past.entities.values()
                if snake(name) in (e.table, f"{e.name}_count", f"{e.table}_count")
            ),
            None,
        )
        if entity is None or not all(kind(i.value) == "integer" for i in instances):
            return None
        unseen = {
            i.value - len(self.known.state(entity.name, i.at))
            for i in instances
            if isinstance(i.value, int)
        }
        if len(unseen) != 1 or min(unseen) < 0:
            return None
        more = unseen.pop()
        varied = len({i.call.message.content for i in instances}) > 1
        if not varied and (more or not self.route.read):
            return None  # it tells nothing of unseen rows, or counts what the call changed
        self.rows += 1
        total = Total(source=Source(table=entity.table, alias=self.alias(entity.name)))
        return Plus(left=total, right=Constant(value=more)) if more else total

    def _counted(self, instances: list[Instance], pointer: Pointer) -> Expression | None:
        """The number of rows that match, in an answer that shows a count and no rows."""
        entity = self.known.past.entities.get(resource(self.route))
        counts = [_as_count(i.value) for i in instances]
        says = any(COUNTS & set(words(step)) for step in pointer)
        if entity is None or not says or None in counts or self._shows_rows(()):
            return None
        shown = [
            Shown(i.call, [], self.arguments.of(i.call), i.at, count)
            for i, count in zip(instances, counts, strict=True)
        ]
        names = {n: p.key for n, p in self.arguments.parameters.items() if p.place != Place.PATH}
        alias = self.alias(entity.name)
        made = ListReader(self.known, entity.name, alias, shown, names, self.paths).read()
        right = sum(s.total == len(m) for s, m in zip(made.shown, made.matching, strict=True))
        if right < 0.5 * len(made.shown):
            return None
        self.rows += 1
        self.meanings |= made.meanings
        total = Total(source=Source(table=entity.table, alias=alias, where=tuple(made.where)))
        return Concat(parts=(total,)) if isinstance(instances[0].value, str) else total

    def _caller_column(self, instances: list[Instance]) -> Expression | None:
        account = self.known.who.entity
        if not account:
            return None
        asked = [
            self.known.state(account, i.at).get(self.known.caller(i.call) or "", {})
            for i in instances
        ]
        for column in self.known.schema.columns(account):
            if all(a and a.get(column) == i.value for a, i in zip(asked, instances, strict=True)):
                return Caller(column=column)
        return None

    def constant(self, instances: list[Instance]) -> Constant:
        """The value as last seen; not explained unless it never varied."""
        same_everywhere = self._same(instances)
        self.unexplained += not same_everywhere
        return Constant(value=instances[-1].value, explained=same_everywhere)

    def _page_link(self, instances: list[Instance]) -> Expression | None:
        """A link to another page of the main list."""
        if self.main is None:
            return None
        source, made, shown = self.main
        pairs = zip(shown, made.matching, strict=True)
        matching = {s.call.exchange.index: (s, m) for s, m in pairs}
        told = []
        for i in instances:
            if i.call.exchange.index in matching:
                s, keys = matching[i.call.exchange.index]
                total = len(keys) if s.total is None else s.total
                told.append((i.call, i.value, page_facts(source.page, s, total)))
        return page_link(told, source, self.arguments)

    def _fact(self, instances: list[Instance], name: str) -> Expression | None:
        """A fact about the page of the main list, where every recorded value agrees with it."""
        if self.main is None or not all(
            kind(i.value) in ("integer", "boolean", "null", "string") for i in instances
        ):
            return None
        source, made, shown = self.main
        by_call = {s.call.exchange.index: n for n, s in enumerate(shown)}
        instances = [i for i in instances if i.call.exchange.index in by_call]
        if not instances:
            return None
        facts = [
            page_facts(source.page, shown[n], len(made.matching[n]))
            for i in instances
            for n in [by_call[i.call.exchange.index]]
        ]
        best: tuple[float, PageFact, bool] | None = None
        for fact in PageFact:
            told = [f.get(fact) for f in facts]
            agree = [_same_number(t, i.value) for t, i in zip(told, instances, strict=True)]
            share = sum(agree) / len(agree)
            named = fact_named(fact, name)
            needed = 0.6 if named >= 1 else 1.0
            varied = len({str(i.value) for i in instances}) > 1
            if share >= needed and (named or (varied and share == 1.0)):
                score = share + named
                if best is None or score > best[0]:
                    best = (score, fact, isinstance(instances[0].value, str))
        if best is None:
            totals = [f[PageFact.TOTAL] for f in facts]
            return _with_unseen(source, instances, totals) if _is_total(name) else None
        info = PageInfo(fact=best[1], source=source)
        return Concat(parts=(info,)) if best[2] else info

    def alias(self, wish: str) -> str:
        """A new alias."""
        n = self.aliases[wish] = self.aliases.get(wish, 0) + 1
        return wish if n == 1 else f"{wish}_{n}"

    def shown(self, instance: Instance, keys: list[str]) -> Shown:
        """A list of rows with these keys, as an answer showed it."""
        answer = instance.call.answer()
        total = told_by(answer, PageFact.TOTAL)
        return Shown(
            instance.call,
            keys,
            self.arguments.of(instance.call),
            instance.at,
            total if total is not None and total >= len(keys) else None,
            told_by(answer, PageFact.LIMIT),
        )

    def _same(self, instances: list[Instance]) -> bool:
        first = instances[0].value
        return all(type(i.value) is type(first) and i.value == first for i in instances)

    def _shows_rows(self, pointer: Pointer) -> bool:
        return any(
            route == self.route.name and place[: len(pointer)] == pointer
            for route, place in self.known.past.places
        )


def _depth(value: Json) -> int:
    """How late a member is folded: lists first, then objects, which may tell of them, then the rest."""
    return 0 if isinstance(value, list) else 1 if isinstance(value, dict) else 2


def _is_total(name: str) -> bool:
    return fact_named(PageFact.TOTAL, name) >= 0.5


def _with_unseen(
    source: Source, instances: list[Instance], totals: list[int | bool | None]
) -> Expression | None:
    """The number of rows, and of those never shown, where these are always as many."""
    unseen = {
        i.value - total
        for i, total in zip(instances, totals, strict=True)
        if isinstance(i.value, int) and isinstance(total, int)
    }
    if len(unseen) != 1 or min(unseen) < 0:
        return None
    bare = source.model_copy(update={"order": (), "page": None, "as_stored": False})
    return Plus(left=Total(source=bare), right=Constant(value=unseen.pop()))


def _inside(instances: list[Instance], name: str) -> list[Instance]:
    return [
        replace(i, value=i.value[name])
        for i in instances
        if isinstance(i.value, dict) and name in i.value
    ]


def _are_tokens(instances: list[Instance]) -> bool:
    values = [i.value for i in instances]
    return bool(values) and all(isinstance(v, str) and TOKEN.fullmatch(v) for v in values)


def _calls(instances: list[Instance]) -> list[Call]:
    return [i.call for i in instances]


def _always(inside: list[Instance], instances: list[Instance]) -> bool:
    """Whether a member is there even where it is null: never missing, or seen as null."""
    return len(inside) == len(instances) or any(i.value is None for i in inside)


def _under(source: Source, alias: str) -> Source:
    """The source of one row with its conditions under another alias."""
    where = tuple(
        c.model_copy(update={"left": c.left.model_copy(update={"row": alias})})
        for c in source.where
        if isinstance(c, Compare) and isinstance(c.left, Field)
    )
    return source.model_copy(update={"alias": alias, "where": where})


def _as_count(value: Json) -> int | None:
    """A value as a number of rows; None where it is none."""
    if isinstance(value, str) and value.isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _same_number(a: int | bool | None, b: Json) -> bool:
    if isinstance(b, str):
        return a is not None and not isinstance(a, bool) and str(a) == b
    return type(a) is type(b) and a == b
