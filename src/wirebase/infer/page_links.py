"""Links to other pages: the URL of the next or previous page of a list, as it was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from wirebase.blueprint.expressions import (
    AnyOf,
    Case,
    Choice,
    Compare,
    Comparison,
    Concat,
    Condition,
    Constant,
    Expression,
    Given,
    IsGiven,
    PageFact,
    PageInfo,
    Plus,
    Source,
    Times,
)
from wirebase.blueprint.operations import Parameter, Place
from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.arguments import Arguments, unique
from wirebase.infer.calls import Call, Variable
from wirebase.infer.paging import Facts

HOST = "host"
LEAST = 0.8
"""The share of links that must be as they would be made."""
TURNS = (PageFact.NEXT_PAGE, PageFact.PREVIOUS_PAGE, PageFact.PAGES)


def page_link(
    told: Sequence[tuple[Call, Json, Facts]], source: Source, given: Arguments
) -> Expression | None:
    """The link that these answers show beside their lists; None where they show none.

    Each comes with the facts about its page. Adds the parameter that says which host was asked."""
    page = source.page
    number = given.parameters.get(page.number) if page else None
    if page is None or number is None or number.place is not Place.QUERY:
        return None
    if not any(isinstance(value, str) for _, value, _ in told):
        return None
    for turn in TURNS:
        leads = [_leads(c, value, facts.get(turn), number, page.first) for c, value, facts in told]
        if sum(leads) >= LEAST * len(leads):
            bare = any(isinstance(v, str) and number.key not in _query(v) for _, v, _ in told)
            link = _Link(PageInfo(fact=turn, source=source), number, given)
            link.begin(told[0][0])
            link.ask(page.first if bare else None)
            return Concat(parts=tuple(link.parts))
    return None


def _query(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query, keep_blank_values=True)


def _leads(call: Call, value: Json, page: int | bool | None, number: Parameter, first: int) -> bool:
    """Whether a value is the call's own URL with that page, or nothing where there is none."""
    if value is None or page is None:
        return value is None and page is None
    if not isinstance(value, str) or not value.startswith(f"{call.exchange.origin}/"):
        return False
    asked = parse_qs(call.exchange.parts.query, keep_blank_values=True)
    linked = _query(value)
    turned = linked.pop(number.key, [str(first)])
    asked.pop(number.key, None)
    return urlsplit(value).path == call.exchange.path and linked == asked and turned == [str(page)]


@dataclass(slots=True)
class _Link:
    """A link in the making: the parts of its text."""

    page: PageInfo
    number: Parameter
    given: Arguments
    parts: list[Expression] = field(default_factory=list)
    asked: list[Condition] = field(default_factory=list)
    """When something stands in the query already."""

    def begin(self, call: Call) -> None:
        """Scheme, host and path."""
        scheme = urlsplit(call.exchange.url).scheme
        self.parts += [Constant(value=f"{scheme}://"), Given(parameter=self._host())]
        for segment in call.route.segments:
            self.parts.append(Constant(value="/"))
            is_given = isinstance(segment, Variable)
            name = segment.name if isinstance(segment, Variable) else segment
            self.parts.append(Given(parameter=name) if is_given else Constant(value=name))

    def _host(self) -> str:
        parameters = self.given.parameters
        known = (n for n, p in parameters.items() if (p.place, p.key) == (Place.HEADER, HOST))
        name = next(known, None) or unique(HOST, parameters)
        parameters[name] = Parameter(name=name, place=Place.HEADER, key=HOST, type=Type.TEXT)
        return name

    def ask(self, left_out: int | None) -> None:
        """The query in the order of its names; `left_out` is the page that it does not name."""
        queried = [
            (p.key, n)
            for n, p in self.given.parameters.items()
            if p.place is Place.QUERY and not p.tree
        ]
        for key, name in sorted(queried):
            if name != self.number.name:
                there: Condition = IsGiven(parameter=name)
                self._add(there, key, Given(parameter=name))
                continue
            number = Concat(parts=(self.page,))
            if left_out is None:
                there = Compare(left=number, op=Comparison.NE, right=Constant(value=""))
            else:
                there = Compare(left=number, op=Comparison.NE, right=Constant(value=str(left_out)))
            self._add(there, key, number)
        # A link without a page leads nowhere, whatever else it holds.
        self.parts.append(_nothing_of(self.page))

    def _add(self, there: Condition, key: str, value: Expression) -> None:
        pair = Concat(parts=(_mark(self.asked), Constant(value=f"{key}="), value))
        self.parts.append(_where(there, pair))
        self.asked.append(there)


def _mark(before: Sequence[Condition]) -> Expression:
    """What stands before a pair of the query: what begins it where none of those before it is there."""
    if not before:
        return Constant(value="?")
    more = Case(when=AnyOf(conditions=tuple(before)), then=Constant(value="&"))
    return Choice(cases=(more,), otherwise=Constant(value="?"))


def _where(there: Condition, pair: Expression) -> Expression:
    return Choice(cases=(Case(when=there, then=pair),), otherwise=Constant(value=""))


SPANS = {"limit": "page size", "offset": "rows to leave out"}
"""What parameters do to a page, in words."""


@dataclass(slots=True)
class OffsetLink:
    """Links to other pages of a list that is paged by offset and limit."""

    path: str
    """The path template."""
    limit: str
    """The names in the query."""
    offset: str
    host: str
    """The parameter that says which host was asked."""
    source: Source
    asked: list[tuple[str, str]]
    """Key and parameter of what else the query may hold."""

    def to(self, fact: PageFact) -> Expression:
        """The link to the next or the previous page; null where there is none."""
        limit, offset = (self._fact(f) for f in (PageFact.LIMIT, PageFact.OFFSET))
        onward = fact is PageFact.NEXT_PAGE
        step: Expression = limit if onward else Times(number=limit, factor=-1)
        start = Plus(left=offset, right=step)
        parts: list[Expression] = [Constant(value="http://"), Given(parameter=self.host)]
        for n, text in enumerate(re.split(r"\{(\w+)\}", self.path)):
            parts.append(Given(parameter=text) if n % 2 else Constant(value=text))
        values: dict[str, Expression] = {k: Given(parameter=name) for k, name in self.asked}
        given: dict[str, Condition] = {k: IsGiven(parameter=name) for k, name in self.asked}
        values |= {self.limit: limit, self.offset: start}
        given[self.offset] = Compare(left=start, op=Comparison.GT, right=Constant(value=0))
        before: list[Condition] = []
        for key in sorted(values):
            mark = Constant(value="&") if key > self.limit else _mark(before)
            pair = Concat(parts=(mark, Constant(value=f"{key}="), values[key]))
            parts.append(pair if key == self.limit else _where(given[key], pair))
            before.append(given.get(key, IsGiven(parameter=self.host)))
        there = self._fact(PageFact.HAS_NEXT if onward else PageFact.HAS_PREVIOUS)
        is_there = Compare(left=Concat(parts=(there,)), right=Constant(value="true"))
        case = Case(when=is_there, then=Concat(parts=tuple(parts)))
        return Choice(cases=(case,), otherwise=Constant())

    def _fact(self, fact: PageFact) -> PageInfo:
        return PageInfo(fact=fact, source=self.source)


def _nothing_of(page: PageInfo) -> Expression:
    """An empty text where there is such a page, else null."""
    number = Concat(parts=(page,))
    there = Compare(left=number, op=Comparison.NE, right=Constant(value=""))
    return Choice(cases=(Case(when=there, then=Constant(value="")),), otherwise=Constant())
