"""Lists: which rows an operation shows, in what order, and which page of them.

Readings of each parameter are tried on the captured rows. A reading that would hide a row that was
shown is out; of the rest the one wins that explains most of the rows that were not shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from wirebase.blueprint.expressions import (
    AnyOf,
    Caller,
    Compare,
    Comparison,
    Condition,
    Constant,
    Contains,
    Exists,
    Field,
    Given,
    Matches,
    Negation,
    Order,
    Page,
    Source,
)
from wirebase.exchange import Json
from wirebase.infer.aliases import understand
from wirebase.infer.arguments import Arguments
from wirebase.infer.belonging import belonging
from wirebase.infer.conditions import CONDITIONS, parsed, tree_reading
from wirebase.infer.history import Record
from wirebase.infer.keyed import KeyNamed
from wirebase.infer.moments import seconds
from wirebase.infer.naming import snake
from wirebase.infer.nothing import or_nothing, says_nothing
from wirebase.infer.ordering import is_sort, orders
from wirebase.infer.others import NARROWS, Others
from wirebase.infer.paging import page_of, role, with_default
from wirebase.infer.paths import PathRow, PathRows
from wirebase.infer.privacy import is_private
from wirebase.infer.readings import SEARCH, Reading, Test, linked_with, readings, with_caller
from wirebase.infer.relations import Reference
from wirebase.infer.roles import Role, roles_of
from wirebase.infer.row_cursors import Form, placed, told_beside, told_by_requests
from wirebase.infer.scope import Knowledge
from wirebase.infer.searches import Searched, cover, search_in
from wirebase.infer.shown import Shown
from wirebase.infer.stakes import Stake, stakes, wider
from wirebase.infer.trees import place_of
from wirebase.infer.values import same, text
from wirebase.infer.viewers import Viewer

MOST = 60
"""Calls of a route that are looked at: more tell no more."""

FEWEST = 8
"""Calls that are looked at however many rows there are."""

MOST_ROWS = 500_000
"""Rows that are looked at in all calls."""

type Keep = Callable[[Shown, str, Record], bool]
"""(list, key, row) -> whether a condition holds."""


type KeyOf = Callable[[Shown], str | None]
"""The key of the row that a call which showed a list names."""


SELECTIONS = frozenset({"fields", "select", "include", "expand", "populate"})
"""Stems of parameters that name fields to show: select[title]=true."""


@dataclass(slots=True)
class Listing:
    """How a list is made."""

    where: list[Condition] = field(default_factory=list)
    order: list[Order] = field(default_factory=list)
    as_stored: bool = False
    """Whether longer lists were seen, and no column has their order."""
    page: Page | None = None
    meanings: dict[str, str] = field(default_factory=dict)
    """Parameter name -> what it does."""
    shown: list[Shown] = field(default_factory=list)
    """The recorded lists that were looked at."""
    matching: list[list[str]] = field(default_factory=list)
    """For each shown list: the keys that match its conditions, on all pages."""
    cursors: Form | None = None
    """How cursors name the rows that pages end with."""
    explained: float = 1.0
    """The share of lists whose rows are those that match, or a page of them."""


def agreement(shown: list[Shown], numbers: list[int]) -> tuple[int, float]:
    """How many rows were never seen, by most of the counts, and the share of these."""
    unseen = Counter(
        s.total - n for s, n in zip(shown, numbers, strict=True) if s.total is not None
    )
    most = max((u for u in unseen if u >= 0), key=lambda u: (unseen[u], -u), default=0)
    return most, unseen[most] / len(shown) if shown else 0.0


def telling(shown: list[Shown], most: int = MOST) -> list[Shown]:
    """The lists that tell most: one for each combination of arguments first, so many at most."""
    first = {tuple(sorted(s.arguments.items())): s for s in reversed(shown)}
    chosen = list(first.values())[:most]
    rest = [s for s in shown if not any(s is c for c in chosen)]
    return [*chosen, *rest[: max(0, most - len(chosen))]]


@dataclass(slots=True)
class ListReader:
    """Finds the conditions, order and page that reproduce recorded lists of one entity."""

    known: Knowledge
    entity: str
    alias: str
    shown: list[Shown]
    names: dict[str, str]
    """Parameter of the operation -> its own name in the request."""
    paths: PathRows = field(default_factory=PathRows)
    within: Keep | None = None
    """Which rows the list may show at all: of a list inside a row those that belong to it."""
    arguments: Arguments = field(default_factory=Arguments)
    """The parameters of the route, to which what others mean together is added."""
    found: Listing = field(default_factory=Listing)

    def read(self) -> Listing:
        """The listing that explains most."""
        self.shown = telling(self.shown, self._most())
        found = self.found
        found.shown = self.shown
        found.matching = [self._there(s) for s in self.shown]
        found.page = page_of(self.shown, self.names)
        self._bind_cursor()
        self._bind_granted()
        self._bind_path()
        self._bind_parameters()
        self._bind_others()
        if not self._bind_caller() and not self._bind_others_than_caller():
            self._bind_stakes()
        self._bind_named_by_caller()
        self._bind_viewed()
        self._bind_tenant()
        self._bind_root()
        self._bind_constant()
        self._bind_referred()
        found.order = orders(self.known, self.entity, self.alias, self.shown, self.names)
        found.as_stored = not found.order and any(len(s.keys) > 2 for s in self.shown)
        sizes = frozenset(p for p, name in self.names.items() if role(name) in ("limit", "end"))
        found.page = with_default(found.page, self.shown, found.matching, sizes)
        found.explained = self._explained()
        return found

    def _most(self) -> int:
        """How many lists are looked at: fewer where each may be of very many rows."""
        rows = len(self.known.past.rows.get(self.entity, ())) or 1
        return max(FEWEST, min(MOST, MOST_ROWS // rows))

    def rows(self, shown: Shown) -> Mapping[str, Record]:
        """The rows of the entity that were there when the list was shown."""
        return self.known.state(self.entity, shown.at)

    def _there(self, shown: Shown) -> list[str]:
        rows = self.rows(shown)
        return [k for k in rows if self.within is None or self.within(shown, k, rows[k])]

    def _asked(self, shown: Shown) -> str:
        return self.known.caller(shown.call) or ""

    def _take(self, condition: Condition, keep: Keep) -> None:
        self.found.where.append(condition)
        for i, s in enumerate(self.shown):
            rows = self.rows(s)
            self.found.matching[i] = [k for k in self.found.matching[i] if keep(s, k, rows[k])]

    def _take_reading(self, parameter: str, condition: Condition, test: Test) -> None:
        def keep(s: Shown, key: str, row: Record) -> bool:
            given = s.arguments.get(parameter)
            return given is None or test(key, row, given, s.at, self._asked(s))

        self._take(condition, keep)

    def _bind_cursor(self) -> None:
        """Cursors that name the row before a page by what it holds."""
        if self.within is not None or not any(s.keys for s in self.shown):
            return
        rows = [self.rows(s) for s in self.shown]
        last = [
            r.get(s.keys[-1]) if s.keys else None for r, s in zip(rows, self.shown, strict=True)
        ]
        key = self.known.key(self.entity)
        told = told_beside(self.shown, last, self.names, key)
        told = told or told_by_requests(self.shown, rows, self.names, key)
        if told is None:
            return
        found = self.found
        self.shown = found.shown = placed(self.shown, last, told)
        found.cursors = told.form
        page = found.page or Page()
        found.page = page.model_copy(
            update={
                "after": told.after,
                "cursor": told.form.cursor(self.alias),
                "offset": "" if page.offset == told.after else page.offset,
            }
        )
        if told.after:
            found.meanings[told.after] = "cursor of the row before the page"

    def _bind_granted(self) -> None:
        """Lists of the rows that say that who asks may read them."""
        grant = self.known.grants[self.entity].read if self.entity in self.known.grants else None
        if grant is not None:

            def keep(shown: Shown, _key: str, row: Record) -> bool:
                return grant.holds(row, self.known.caller(shown.call))

            self._take(grant.condition(self.alias), keep)

    def _bind_path(self) -> None:
        """Variables of the path that narrow the list: a parent's key, or a column's value."""
        for row in self.paths.rows:
            if isinstance(row.named, KeyNamed) or self._bind_parent(row) or self._bind_link(row):
                continue
            self._bind_ancestor(row)
        resolved = {row.named.variable for row in self.paths.rows}
        for variable in self.shown[0].call.route.variables:
            column = snake(variable.name)
            if variable.name in resolved or column not in self.known.schema.columns(self.entity):
                continue
            if self._shown_have(column, _argument(variable.name)):
                given = Given(parameter=variable.name)
                self.found.meanings[variable.name] = f"equals {column}"
                condition = Compare(left=Field(row=self.alias, column=column), right=given)
                self._take_reading(variable.name, condition, _column_test(column))

    def _bind_parent(self, row: PathRow) -> bool:
        """The rows that refer to the row which the path names."""
        for reference in self.known.found.of(self.entity):
            column = reference.field
            if reference.other == row.entity.name and self._shown_have(column, self._key_of(row)):
                left = Field(row=self.alias, column=column)
                key_of = self._key_of(row)
                self.paths.use(row)
                self._take(Compare(left=left, right=row.key), _refers_to(column, key_of))
                return True
        return False

    def _bind_ancestor(self, row: PathRow) -> None:
        """The rows that refer to rows which refer to the one that the path names."""
        past, state, key_of = self.known.past, self.known.state, self._key_of(row)
        for near in self.known.found.of(self.entity):
            for far in self.known.found.of(near.other):
                if near.other in (self.entity, row.entity.name) or far.other != row.entity.name:
                    continue
                middle = past.entities[near.other]

                def keep(
                    s: Shown, _key: str, r: Record, near: Reference = near, far: Reference = far
                ) -> bool:
                    parent = state(near.other, s.at).get(text(r.get(near.field)))
                    return parent is not None and text(parent.get(far.field)) == key_of(s)

                told = [
                    (s, k, rows[k])
                    for s in self.shown
                    for k in s.keys
                    if k in (rows := self.rows(s))
                ]
                if told and all(keep(*one) for one in told):
                    inner = f"{near.other}_of_{self.alias}"
                    own = Field(row=self.alias, column=near.field)
                    where = (
                        Compare(left=Field(row=inner, column=middle.key), right=own),
                        Compare(left=Field(row=inner, column=far.field), right=row.key),
                    )
                    self.paths.use(row)
                    self._take(
                        Exists(source=Source(table=middle.table, alias=inner, where=where)), keep
                    )
                    return

    def _bind_link(self, row: PathRow) -> bool:
        """The rows linked with the row that the path names."""
        key_of = self._key_of(row)
        for reading in linked_with(self.known, self.entity, self.alias, row.entity.name, row.key):
            if all(
                reading.test(k, {}, key_of(s) or "", s.at, "") for s in self.shown for k in s.keys
            ):
                self.paths.use(row)
                self._take(reading.condition, _passes(reading.test, key_of))
                return True
        return False

    def _key_of(self, row: PathRow) -> KeyOf:
        return lambda shown: row.named.key(self.known.past, shown.call)

    def _shown_have(self, column: str, wanted: Callable[[Shown], str | None]) -> bool:
        """Whether every shown row has the wanted value in the column."""
        return all(
            (given := wanted(s)) is not None and same(rows[k].get(column), given)
            for s in self.shown
            if (rows := self.rows(s))
            for k in s.keys
            if k in rows
        )

    def _bind_parameters(self) -> None:
        free = [
            p
            for p, name in self.names.items()
            if not role(name)
            and not is_sort(name)
            and not self._selects(p)
            and not (self.found.page and self.found.page.after == p)
        ]
        while free and (best := self._best(free)) is not None:
            parameter, reading = best
            parts = self.arguments.trees.get(parameter, frozenset())
            free = [p for p in free if p != parameter and p not in parts]
            self.found.meanings[parameter] = reading.meaning
            self._take_reading(parameter, reading.condition, reading.test)
            if isinstance(reading.condition, Contains) and not self._counts_only():
                self.known.searched[self.entity, self.names[parameter]] = reading.meaning
            if parameter in self.arguments.trees:
                self.known.vocabularies.used.add(self.entity)

    def _bind_others(self) -> None:
        """All other parameters, by the columns that they name: what one does is understood of each."""
        route = self.shown[0].call.route
        usual = self.known.narrowed and route.method == "GET" and self.within is None
        if not (self.arguments.parameters or usual) or route.is_graphql:
            return
        told = Others(self.known, self.entity, self.alias, self.shown, self.names)
        bound = {self.names[p] for p in self.found.meanings if p in self.names}
        without = told.without(bound, self.arguments)
        meant = (m for p, m in self.found.meanings.items() if p in self.names)
        if usual or told.unbound or any(m.startswith(NARROWS) for m in meant):
            parameter = self.arguments.add_others(without)
            self.found.meanings[parameter] = (
                f"{CONDITIONS} on {self.known.schema.table_name(self.entity)}"
            )
            self._take(Matches(row=self.alias, parameter=parameter), told.keep(without))
            self.known.vocabularies.used.add(self.entity)

    def _selects(self, parameter: str) -> bool:
        """Whether the parameter names the fields to show rather than the rows."""
        stem, steps = place_of(self.names[parameter])
        if steps and stem in SELECTIONS:
            return True
        if snake(self.names[parameter]) in SEARCH:
            return False  # words that people look for may be called as a field
        values = {s.arguments[parameter] for s in self.shown if parameter in s.arguments}
        names = {snake(f) for f in self.known.past.fields(self.entity)} | {"*"}
        told = [part for v in values for part in v.split(",") if part]
        return bool(told) and all(
            part == "*" or snake(part.split(".")[0].lstrip("-+")) in names for part in told
        )

    def _best(self, free: list[str]) -> tuple[str, Reading] | None:
        """The parameter and reading that explain most; None where no reading explains anything."""
        scored: list[tuple[float, str, Reading]] = []
        for parameter in free:
            uses = [(i, s) for i, s in enumerate(self.shown) if parameter in s.arguments]
            for reading in self._readings(parameter) if uses else ():
                worth = self._worth(parameter, reading, uses)
                if worth is not None:
                    total = worth + 0.3 * reading.named + 0.05 * reading.simple
                    scored.append((total, parameter, reading))
        if not scored:
            return None
        _, parameter, reading = max(scored, key=lambda s: (s[0], s[1]))
        return parameter, reading

    def _readings(self, parameter: str) -> Iterator[Reading]:
        if parameter in self.arguments.trees:
            yield from self._tree_readings(parameter)
            return
        name = self.names[parameter]
        yield from readings(self.known, self.entity, self.alias, parameter, name)
        if says_nothing(s.arguments[parameter] for s in self.shown if parameter in s.arguments):
            yield from or_nothing(self.known, self.entity, self.alias, parameter, name)
        searched = [
            self._searched(i, s.arguments[parameter])
            for i, s in enumerate(self.shown)
            if parameter in s.arguments
        ]
        found = cover(
            self.known, self.entity, self.alias, parameter, self.names[parameter], searched
        )
        if found is not None:
            yield found
        told = self.known.searched.get((self.entity, self.names[parameter]))
        if told is not None and self._counts_only():
            yield search_in(self.known, self.entity, self.alias, parameter, told)

    def _tree_readings(self, parameter: str) -> Iterator[Reading]:
        """Fulfilling a tree of conditions, where all of its names mean something."""
        uses = [(i, s) for i, s in enumerate(self.shown) if parameter in s.arguments]
        reading = tree_reading(self.known, self.entity, self.alias, parameter)
        trees = [parsed(s.arguments[parameter]) for _, s in uses]
        worth = partial(self._worth, parameter, reading, uses)
        if understand(self.known.vocabularies, self.entity, trees, worth):
            self._let_nulls_differ(worth)
            yield reading

    def _let_nulls_differ(self, worth: Callable[[], float | None]) -> None:
        """Where rows that are shown have nothing where another value than one is asked for."""
        differing = self.known.vocabularies.differing
        if worth() is None and self.entity not in differing:
            differing.add(self.entity)
            if worth() is None:
                differing.discard(self.entity)

    def _searched(self, i: int, given: str) -> Searched:
        s = self.shown[i]
        rows, listed = self.rows(s), set(s.keys)
        left = [rows[k] for k in self.found.matching[i] if k not in listed]
        return Searched(given, [rows[k] for k in s.keys if k in rows], left, s.at)

    def _worth(
        self, parameter: str, reading: Reading, uses: list[tuple[int, Shown]]
    ) -> float | None:
        """The share of rows too many that the reading explains.

        None where it hides a shown row or says nothing. Rows too many are those that were not
        shown, less what an answer says is on other pages."""
        if self._counts_only():
            return self._worth_of_counts(parameter, reading)
        hidden = excess = kept = 0
        for i, s in uses:
            rows, value, listed = self.rows(s), s.arguments[parameter], set(s.keys)
            if any(
                not reading.test(k, rows[k], value, s.at, self._asked(s))
                for k in listed
                if k in rows
            ):
                return None
            kept += len(listed)
            left = [k for k in self.found.matching[i] if k not in listed]
            gone = sum(not reading.test(k, rows[k], value, s.at, self._asked(s)) for k in left)
            too_many = self._too_many(i, len(left))
            hidden += gone if gone <= too_many else too_many - (gone - too_many)
            excess += too_many
        if not kept and reading.named < 0.5:
            return None  # whatever hides everything would do
        if not any(s.arguments[parameter].strip() for _, s in uses):
            # a blank argument hides nothing: its name alone may tell
            return 0.1 if reading.named >= 0.8 and kept else None
        if hidden > 0 and hidden / excess >= (0.2 if reading.named >= 0.9 else 0.5):
            return hidden / excess
        untold = reading.explicit or (reading.named >= 0.8 and not excess)
        return 0.1 if kept and untold else None

    def _counts_only(self) -> bool:
        """Whether the answers tell how many rows there are, and show none."""
        return all(s.total is not None and not s.keys for s in self.shown)

    def _worth_of_counts(self, parameter: str, reading: Reading) -> float | None:
        """The share of counts that agree with the reading and with nothing less."""
        numbers = [len(m) for m in self.found.matching]
        told = list(numbers)
        for i, s in enumerate(self.shown):
            if (value := s.arguments.get(parameter)) is not None:
                rows = self.rows(s)
                told[i] = sum(
                    reading.test(k, rows[k], value, s.at, self._asked(s))
                    for k in self.found.matching[i]
                )
        gained = agreement(self.shown, told)[1] - agreement(self.shown, numbers)[1]
        if gained > 0 and reading.named >= 0.5:
            return gained
        return 0.1 if reading.explicit and gained >= 0 else None

    def _too_many(self, i: int, left: int) -> int:
        """How many of the matching rows that a list did not show do not belong to it."""
        total = self.shown[i].total
        if total is None:
            return left
        return min(left, max(0, len(self.found.matching[i]) - total))

    def _bind_caller(self) -> bool:
        """Lists that show each caller what is theirs, unless a role of theirs shows them all."""
        account = self.known.who.entity
        callers = [self.known.caller(s.call) for s in self.shown]
        if not account or None in callers:
            return False
        own = [self.known.key(account)] if self.entity == account else []
        referring = {r.field: r for r in self.known.found.of(self.entity) if r.other == account}
        for column in (*own, *referring):
            foreign = [not self._all_own(i, column) for i in range(len(self.shown))]
            seer = self._seer(foreign) if any(foreign) else None
            if any(foreign) and seer is None:
                continue
            left = [(i, k) for i, k in self._left() if not foreign[i]]
            gone = sum(text(self._value(i, k, column)) != callers[i] for i, k in left)
            reference = referring.get(column)
            alone = not any(foreign) and not left
            if (alone and reference and is_private(self.known, reference, self.shown)) or (
                gone and gone >= 0.5 * len(left)
            ):
                self._take(self._own_or(column, seer), self._owned(column, seer))
                return True
        return False

    def _bind_others_than_caller(self) -> bool:
        """Lists of accounts that leave out who asks, as those of whom one may write to do."""
        callers = [self.known.caller(s.call) for s in self.shown]
        if self.entity != self.known.who.entity or None in callers or self.within is not None:
            return False
        left = dict(self._left())
        missed = {
            own
            for i, (own, s) in enumerate(zip(callers, self.shown, strict=True))
            if own in self.found.matching[i] and own not in s.keys and s.keys and i in left
        }
        if any(own in s.keys for own, s in zip(callers, self.shown, strict=True)):
            return False
        whole = any(
            {*s.keys, own} == {*matching} != {own}
            for own, s, matching in zip(callers, self.shown, self.found.matching, strict=True)
        )
        if len(missed) < 2 and not (missed and whole):
            return False
        key = self.known.key(self.entity)
        others = Compare(
            left=Field(row=self.alias, column=key), op=Comparison.NE, right=Caller(column=key)
        )
        self._take(others, lambda s, k, _row: k != self.known.caller(s.call))
        return True

    def _bind_stakes(self) -> None:
        """Lists that show each caller what is theirs by way of other rows, or in one of two ways."""
        left = [(i, key) for i, key in self._left(whole=True) if not self._is_narrowed(i)]
        if not left or any(self.known.caller(s.call) is None for s in self.shown):
            return
        if not any(s.keys for s in self.shown) or any(s.call.route.variables for s in self.shown):
            return
        for stake in wider(stakes(self.known, self.entity)):
            keep = partial(self._has_stake, stake)
            shown = all(
                keep(s, k, rows[k])
                for s in self.shown
                for k in s.keys
                if k in (rows := self.rows(s))
            )
            gone = shown and sum(
                not keep(self.shown[i], k, self.rows(self.shown[i])[k]) for i, k in left
            )
            if gone and gone >= 0.9 * len(left):
                self._take(stake.condition(self.alias), keep)
                return

    def _is_narrowed(self, i: int) -> bool:
        """Whether a parameter that is not understood yet may be why a list lacks rows."""
        given = self.shown[i].arguments
        return any(
            given.get(p, "").strip() and not role(name) and not is_sort(name)
            for p, name in self.names.items()
            if p not in self.found.meanings and not self._selects(p)
        )

    def _has_stake(self, stake: Stake, shown: Shown, key: str, row: Record) -> bool:
        return stake.told(key, row, self._asked(shown), shown.at)

    def _bind_named_by_caller(self) -> None:
        """Lists of the one row that the caller's account refers to."""
        account = self.known.who.entity
        if not account or any(self.known.caller(s.call) is None for s in self.shown):
            return
        key = Field(row=self.alias, column=self.known.key(self.entity))
        for reference in self.known.found.of(account):
            column = reference.field
            if reference.other != self.entity or not self._left():
                continue
            if all(s.keys == [text(self._caller_row(s).get(column))] for s in self.shown):
                mine = Caller(column=column)
                self._take(Compare(left=key, right=mine), partial(self._is_named, column))

    def _is_named(self, column: str, shown: Shown, key: str, _row: Record) -> bool:
        return key == text(self._caller_row(shown).get(column))

    def _bind_viewed(self) -> None:
        """Lists of what the caller is linked with, or what refers to it: a feed of the followed."""
        if any(self.known.caller(s.call) is None for s in self.shown):
            return
        if any(s.call.route.variables for s in self.shown):
            return  # What the path names says which rows these are.
        if not any(s.keys for s in self.shown) or not self._left():
            return
        for viewer in self.known.viewers.values():
            columns = [
                r.field for r in self.known.found.of(self.entity) if r.other == viewer.entity
            ]
            own = [self.known.key(self.entity)] if viewer.entity == self.entity else []
            for column in (*own, *columns):
                keep = partial(self._is_viewed, viewer, column)
                kept = all(
                    keep(s, k, rows[k])
                    for s in self.shown
                    for k in s.keys
                    if k in (rows := self.rows(s))
                )
                left = self._left()
                gone = sum(not keep(self.shown[i], k, self.rows(self.shown[i])[k]) for i, k in left)
                if kept and gone >= 0.5 * len(left):
                    key = Field(row=self.alias, column=column)
                    self._take(Exists(source=with_caller(self.known, viewer, key)), keep)
                    return

    def _is_viewed(self, viewer: Viewer, column: str, shown: Shown, key: str, row: Record) -> bool:
        """Whether the caller is linked with the row that a column names, or with the row itself."""
        other = key if column == self.known.key(self.entity) else text(row.get(column))
        return viewer.link.there((self._asked(shown), other), shown.at)

    def _bind_tenant(self) -> None:
        """Lists of rows that each tenant has of its own."""
        found = belonging(self.known, self.entity, self.alias, self.shown)
        if found is not None:
            told = found.told
            self._take(found.condition, lambda s, _k, r: told(r, self._caller_row(s), s.at))

    def _all_own(self, i: int, column: str) -> bool:
        rows, caller = self.rows(self.shown[i]), self.known.caller(self.shown[i].call)
        return all(text(rows[k].get(column)) == caller for k in self.shown[i].keys if k in rows)

    def _seer(self, foreign: list[bool]) -> Role | None:
        """The role of all callers who see what is not theirs, and of not many others."""
        asked = [set(roles_of(self.known, self._caller_row(s))) for s in self.shown]
        having = [roles for roles, f in zip(asked, foreign, strict=True) if f]
        lacking = [roles for roles, f in zip(asked, foreign, strict=True) if not f]
        others = Counter(role for roles in lacking for role in roles)
        told = [r for r in set.intersection(*having) if others[r] < len(lacking)]
        return min(told, key=lambda r: (others[r], str(r)), default=None)

    def _caller_row(self, shown: Shown) -> Record:
        account = self.known.who.entity
        return self.known.state(account, shown.at).get(self.known.caller(shown.call) or "", {})

    def _own_or(self, column: str, seer: Role | None) -> Condition:
        key = Caller(column=self.known.key(self.known.who.entity))
        own = Compare(left=Field(row=self.alias, column=column), right=key)
        return own if seer is None else AnyOf(conditions=(seer.holds(), own))

    def _owned(self, column: str, seer: Role | None) -> Keep:
        def keep(shown: Shown, _key: str, row: Record) -> bool:
            sees_all = seer is not None and seer in roles_of(self.known, self._caller_row(shown))
            return sees_all or text(row.get(column)) == self.known.caller(shown.call)

        return keep

    def _left(self, *, whole: bool = False) -> list[tuple[int, str]]:
        """Rows that match so far and were not shown, by list; with `whole`, of no mere page."""
        return [
            (i, k)
            for i, s in enumerate(self.shown)
            if not (whole and self._is_cut(i))
            for listed in [set(s.keys)]
            for k in self.found.matching[i]
            if k not in listed
        ]

    def _value(self, i: int, key: str, column: str) -> Json:
        return self.rows(self.shown[i])[key].get(column)

    def _bind_constant(self) -> None:
        """Rows that no list shows, such as archived ones: told apart by one value of a column."""
        left = self._left(whole=True)
        for column in self.known.schema.columns(self.entity) if left else ():
            values = [
                rows[k].get(column)
                for s in self.shown
                if (rows := self.rows(s))
                for k in s.keys
                if k in rows
            ]
            for only in self._only_value(column, values):
                gone = sum(not _equals(self._value(i, k, column), only) for i, k in left)
                if gone >= 0.9 * len(left):
                    self._take(_is(Field(row=self.alias, column=column), only), _has(column, only))
                    return

    def _bind_root(self) -> None:
        """Lists of a tree that leave out its root: the one row that has no parent."""
        left = {k for _, k in self._left(whole=True)}
        for reference in self.known.found.of(self.entity) if len(left) == 1 else ():
            column = reference.field
            rows = [(s, self.rows(s)) for s in self.shown]
            below = all(r[k].get(column) is not None for s, r in rows for k in s.keys if k in r)
            root = all(r[k].get(column) is None for _, r in rows for k in left if k in r)
            if reference.other == self.entity and below and root and any(s.keys for s, _ in rows):
                field = Field(row=self.alias, column=column)
                null = Compare(left=field, op=Comparison.IS_NULL, right=Constant(value=True))
                self._take(Negation(condition=null), _has_any(column))
                return

    def _only_value(self, column: str, values: list[Json]) -> Iterator[Json]:
        """The one value of a column in all shown rows: a flag, nothing, or one of few."""
        if len(values) < 2 or column == self.known.key(self.entity):
            return
        first = values[0]
        if not all(_equals(v, first) for v in values):
            return
        flag = first is None or isinstance(first, bool)
        word = isinstance(first, (str, int)) and seconds(first) is None
        if flag or (word and self._is_of_few(column)):
            yield first

    def _is_of_few(self, column: str) -> bool:
        """Whether the column has few values, each in several rows."""
        rows = self.known.past.rows[self.entity].values()
        told = [repr(life.values(column)[-1]) for life in rows if life.values(column)]
        return 1 < len(set(told)) <= len(told) / 2

    def _bind_referred(self) -> None:
        """Rows that are shown because others refer to them: authors who have written."""
        left = self._left(whole=True)
        if not left or not any(s.keys for s in self.shown):
            return
        for reference in self.known.found.references.values():
            if reference.other != self.entity or reference.entity == self.entity:
                continue
            referred = [self._referred(reference, s.at) for s in self.shown]
            if any(k not in referred[i] for i, s in enumerate(self.shown) for k in s.keys):
                continue
            gone = sum(k not in referred[i] for i, k in left)
            if gone >= 0.9 * len(left):
                self._take(self._is_referred(reference), self._refers(reference))
                return

    def _refers(self, reference: Reference) -> Keep:
        return lambda shown, key, _row: key in self._referred(reference, shown.at)

    def _referred(self, reference: Reference, at: int) -> set[str]:
        """The keys that rows of another entity refer to after that exchange."""
        rows = self.known.state(reference.entity, at).values()
        return {text(row.get(reference.field)) for row in rows}

    def _is_referred(self, reference: Reference) -> Condition:
        alias = f"{reference.entity}_of_{self.alias}"
        where = Compare(
            left=Field(row=alias, column=reference.field),
            right=Field(row=self.alias, column=self.known.key(self.entity)),
        )
        table = self.known.schema.table_name(reference.entity)
        return Exists(source=Source(table=table, alias=alias, where=(where,)))

    def _is_cut(self, i: int) -> bool:
        """Whether the list may be a page of a longer one."""
        if self.shown[i].total is not None:
            return not self._too_many(i, len(self.found.matching[i]) - len(self.shown[i].keys))
        if self.shown[i].more is not None:
            return bool(self.shown[i].more or self._asks_for_page(self.shown[i]))
        return self.found.page is not None and (
            len(self.shown[i].keys) >= 5 or self._asks_for_page(self.shown[i])
        )

    def _asks_for_page(self, shown: Shown) -> bool:
        """Whether as many rows were shown as were asked for, or another page than the first was."""
        for parameter, given in shown.arguments.items():
            if self.found.page and self.found.page.after == parameter and given:
                return True
            part = role(self.names.get(parameter, ""))
            if part in ("limit", "end") and given.isdecimal() and int(given) <= len(shown.keys):
                return True
            if part and part not in ("limit", "end") and given not in ("", "0", "1"):
                return True
        return False

    def _explained(self) -> float:
        ok = 0
        for s, matching in zip(self.shown, self.found.matching, strict=True):
            shown, there = set(s.keys), set(matching)
            ok += shown == there or (self.found.page is not None and shown <= there)
        return ok / len(self.shown) if self.shown else 1.0


def _argument(name: str) -> Callable[[Shown], str | None]:
    return lambda shown: shown.arguments.get(name)


def _column_test(column: str) -> Test:
    return lambda _key, row, value, _at, _caller: same(row.get(column), value)


def _refers_to(column: str, key_of: KeyOf) -> Keep:
    return lambda shown, _key, row: text(row.get(column)) == key_of(shown)


def _passes(test: Test, key_of: KeyOf) -> Keep:
    return lambda shown, key, row: test(key, row, key_of(shown) or "", shown.at, "")


def _has_any(column: str) -> Keep:
    return lambda _shown, _key, row: row.get(column) is not None


def _has(column: str, value: Json) -> Keep:
    return lambda _shown, _key, row: _equals(row.get(column), value)


def _is(column: Field, value: Json) -> Condition:
    if value is None:
        return Compare(left=column, op=Comparison.IS_NULL, right=Constant(value=True))
    return Compare(left=column, right=Constant(value=value))


def _equals(a: Json, b: Json) -> bool:
    return type(a) is type(b) and a == b
