"""Scalars: values that stand in no row: facts of a page, counts, what was given, what never varies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wirebase.blueprint.expressions import (
    Caller,
    Concat,
    Constant,
    Expression,
    Fresh,
    Freshly,
    Given,
    PageFact,
    PageInfo,
    Plus,
    Source,
    Total,
)
from wirebase.blueprint.operations import Place
from wirebase.exchange import Json
from wirebase.infer.arguments import escaped, leaves
from wirebase.infer.calls import Route
from wirebase.infer.columns import column_type
from wirebase.infer.counters import COUNTS
from wirebase.infer.cursors import is_cursor_end
from wirebase.infer.edges import Edges
from wirebase.infer.instances import (
    Instance,
    are_same,
    are_tokens,
)
from wirebase.infer.lists import ListReader, agreement
from wirebase.infer.naming import snake, words
from wirebase.infer.page_links import page_link
from wirebase.infer.paging import fact_named, page_facts
from wirebase.infer.records import Pointer, kind, resource
from wirebase.infer.remainders import remainder
from wirebase.infer.shown import Shown
from wirebase.infer.values import text

if TYPE_CHECKING:
    from wirebase.infer.answers import Fold


COUNTED = frozenset({PageFact.TOTAL, PageFact.PAGES, PageFact.PAGES_FROM_ONE})
"""Facts that rows which were never shown make larger."""
LIKELY = COUNTED | {PageFact.HAS_NEXT}
"""Facts that a member which is called so tells, however little its values agree with what is known."""


@dataclass(slots=True)
class Scalar:
    """Folds a scalar that stands in no row."""

    fold: Fold

    def expression(self, instances: list[Instance], pointer: Pointer) -> Expression:
        """A scalar that stands in no row."""
        values = [i.value for i in instances]
        if are_tokens(instances) and (self.fold.session or self._is_asked(instances)):
            return Fresh(how=Freshly.SESSION)
        name = pointer[-1] if pointer else ""
        fact = (
            self.page_link(instances)
            or Edges(self.fold).end(instances, name)
            or self.row_cursor(instances, name)
            or self.fact(instances, name)
        )
        if fact is not None:
            return fact
        total = (
            self.fold.figure(pointer)
            or self._total(instances, pointer[-1] if pointer else "")
            or self._counted(instances, pointer)
        )
        if total is not None:
            return total
        echo = self._echo(instances, pointer)
        if echo is not None:
            return echo
        # Of a list whose conditions were not understood, its number of rows is still the likeliest.
        counted = self.fact(instances, name, surely=False)
        if are_same(instances):
            return counted or Constant(value=values[0])
        return self._caller_column(instances) or counted or self.fold.constant(instances)

    def _is_asked(self, instances: list[Instance]) -> bool:
        """Whether somebody known asks, who is told the token of the session."""
        return all(self.fold.known.caller(i.call) for i in instances)

    def _echo(self, instances: list[Instance], pointer: Pointer) -> Given | None:
        """The parameter whose value the answers repeat: of the path, even where they tell no two apart."""
        same = are_same(instances)
        for key, parameter in self.fold.arguments.parameters.items():
            given = [self.fold.arguments.of(i.call).get(key) for i in instances]
            repeats = all(
                g is not None and text(i.value) == g for g, i in zip(given, instances, strict=True)
            )
            told = parameter.place is Place.PATH and _is_telling(instances[0].value)
            if repeats and (told or not same):
                return Given(parameter=key)
        return self._sent_back(instances, pointer)

    def _sent_back(self, instances: list[Instance], pointer: Pointer) -> Given | None:
        """The part of the body that has the member's name and, where it is given, always its value.

        Of writes, whose bodies are parameters only as far as something is known to read them."""
        name = pointer[-1] if pointer else ""
        sent = [dict(leaves(i.call.body() if i.call.has_body else None)) for i in instances]
        named = {p for told in sent for p in told if p.rsplit("/", 1)[-1] == escaped(name)}
        if len(named) != 1 or all(i.value is None for i in instances):
            return None
        place = named.pop()
        if any(
            kind(told.get(place)) != kind(i.value) or told.get(place) != i.value
            for told, i in zip(sent, instances, strict=True)
        ):
            return None
        type_ = column_type(snake(name), [told.get(place) for told in sent]).type
        return Given(parameter=self.fold.arguments.add_body(place, snake(name), type_))

    def _total(self, instances: list[Instance], name: str) -> Expression | None:
        """The number of rows of the entity that the member is named for, unseen ones too."""
        entity = next(
            (
                e
                for e in self.fold.known.past.entities.values()
                if snake(name) in (e.table, f"{e.name}_count", f"{e.table}_count")
            ),
            None,
        )
        if entity is None or not all(kind(i.value) == "integer" for i in instances):
            return None
        unseen = {
            i.value - len(self.fold.known.state(entity.name, i.at))
            for i in instances
            if isinstance(i.value, int)
        }
        if len(unseen) != 1 or min(unseen) < 0:
            return None
        more = unseen.pop()
        varied = len({i.call.message.content for i in instances}) > 1
        if not varied and (more or not self.fold.route.read):
            return None  # it tells nothing of unseen rows, or counts what the call changed
        self.fold.rows += 1
        total = Total(source=Source(table=entity.table, alias=self.fold.alias(entity.name)))
        return Plus(left=total, right=Constant(value=more)) if more else total

    def _counted(self, instances: list[Instance], pointer: Pointer) -> Expression | None:
        """The number of rows that match, in an answer that shows a count and no rows."""
        entity = self.fold.known.past.entities.get(resource(self.fold.route))
        counts = [_as_count(i.value) for i in instances]
        says = any(COUNTS & set(words(step)) for step in pointer or _last(self.fold.route))
        if entity is None or not says or None in counts or self.fold.shows_rows(()):
            return None
        shown = [
            Shown(i.call, [], self.fold.arguments.of(i.call), i.at, count)
            for i, count in zip(instances, counts, strict=True)
        ]
        names = self.fold.arguments.at(pointer)
        alias = self.fold.alias(entity.name)
        made = ListReader(
            self.fold.known,
            entity.name,
            alias,
            shown,
            names,
            self.fold.paths,
            arguments=self.fold.arguments,
        ).read()
        unseen, share = agreement(made.shown, [len(m) for m in made.matching])
        if share < 0.5:
            return None
        self.fold.rows += 1
        self.fold.meanings |= made.meanings
        total: Expression = Total(
            source=Source(table=entity.table, alias=alias, where=tuple(made.where))
        )
        if unseen:
            total = Plus(left=total, right=Constant(value=unseen))
        return Concat(parts=(total,)) if isinstance(instances[0].value, str) else total

    def _caller_column(self, instances: list[Instance]) -> Expression | None:
        account = self.fold.known.who.entity
        if not account:
            return None
        asked = [
            self.fold.known.state(account, i.at).get(self.fold.known.caller(i.call) or "", {})
            for i in instances
        ]
        for column in self.fold.known.schema.columns(account):
            if all(a and a.get(column) == i.value for a, i in zip(asked, instances, strict=True)):
                return Caller(column=column)
        return None

    def page_link(self, instances: list[Instance]) -> Expression | None:
        """A link to another page of the main list."""
        if self.fold.main is None:
            return None
        source, made, shown = self.fold.main
        pairs = zip(shown, made.matching, strict=True)
        matching = {s.call.exchange.index: (s, m) for s, m in pairs}
        told = []
        for i in instances:
            if i.call.exchange.index in matching:
                s, keys = matching[i.call.exchange.index]
                total = len(keys) if s.total is None else s.total
                told.append((i.call, i.value, page_facts(source.page, s, total)))
        return page_link(told, source, self.fold.arguments)

    def row_cursor(self, instances: list[Instance], name: str) -> PageInfo | None:
        """The cursor that names the last row of the main list, or the first; where no page follows it
        may be missing."""
        if self.fold.main is None or self.fold.main[1].cursors is None:
            return None
        source, _, shown = self.fold.main
        by_call = {s.call.exchange.index: s for s in shown}
        pairs = [
            (by_call[at], i.value) for i in instances if (at := i.call.exchange.index) in by_call
        ]
        if not any(value is not None for _, value in pairs):
            return None
        always = all(value is not None for s, value in pairs if s.keys)
        last = PageFact.END_CURSOR if always and is_cursor_end(name) else PageFact.NEXT_CURSOR
        for place, fact in ((-1, last), (0, PageFact.START_CURSOR)):
            told = [self._named(s, place) for s, value in pairs if value is not None]
            if told == [text(value) for _, value in pairs if value is not None]:
                return PageInfo(fact=fact, source=source)
        return None

    def _named(self, shown: Shown, place: int) -> str | None:
        """The cursor of the first or the last row of a list."""
        assert self.fold.main is not None
        table, form = self.fold.main[0].table, self.fold.main[1].cursors
        if form is None or not shown.keys:
            return None
        entity = next(e.name for e in self.fold.known.past.entities.values() if e.table == table)
        row = self.fold.known.state(entity, shown.at).get(shown.keys[place])
        return form.text(row) if row is not None else None

    def fact(
        self, instances: list[Instance], name: str, *, surely: bool = True
    ) -> Expression | None:
        """A fact about the page of the main list, where every recorded value agrees with it; or else,
        where that is not asked for, the number of its rows by its name alone.
        """
        if self.fold.main is None or not all(
            kind(i.value) in ("integer", "boolean", "null", "string") for i in instances
        ):
            return None
        source, made, shown = self.fold.main
        by_call = {s.call.exchange.index: n for n, s in enumerate(shown)}
        instances = [i for i in instances if i.call.exchange.index in by_call]
        if not instances:
            return None
        hidden = remainder(source, shown, made.matching)
        facts = [
            page_facts(source.page, shown[n], len(made.matching[n]) + hidden.matching(shown[n]))
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
            if named and fact in COUNTED and _never_less(told, instances):
                needed = 0.0
            if not surely and named >= 1 and fact in LIKELY:
                needed = 0.0
            varied = len({str(i.value) for i in instances}) > 1
            if share >= needed and (named or (varied and share == 1.0)):
                score = share + named
                if best is None or score > best[0]:
                    best = (score, fact, isinstance(instances[0].value, str))
        if best is None:
            return None
        info = hidden.fact(best[1], source)
        return Concat(parts=(info,)) if best[2] else info


def _last(route: Route) -> list[str]:
    """The last word of a path, which says what a bare number counts."""
    return [s for s in route.segments if isinstance(s, str) and s][-1:]


def _is_telling(value: Json) -> bool:
    return isinstance(value, str) and len(value) > 3


def _never_less(told: list[int | bool | None], instances: list[Instance]) -> bool:
    """Whether each recorded number is at least what the known rows give: others were not shown."""
    pairs = [(t, _as_count(i.value)) for t, i in zip(told, instances, strict=True)]
    return all(isinstance(t, int) and v is not None and v >= t for t, v in pairs)


def _as_count(value: Json) -> int | None:
    """A value as a number of rows; None where it is none."""
    if isinstance(value, str) and value.isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _same_number(a: int | bool | None, b: Json) -> bool:
    if isinstance(b, str):
        return a is not None and not isinstance(a, bool) and str(a) == b
    return type(a) is type(b) and a == b
