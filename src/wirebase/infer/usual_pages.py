"""Usual pages: how the links beside one list lead to its other pages holds for all lists in such envelopes.

An app pages all of its lists in one way, and a session turns the pages of few of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from wirebase.blueprint.expressions import (
    Member,
    Object,
    Page,
    PageFact,
    PageInfo,
    Rows,
    Source,
)
from wirebase.blueprint.operations import Answer, Operation, Parameter, Place
from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.naming import snake, unique
from wirebase.infer.page_links import LEAST, SPANS, OffsetLink
from wirebase.infer.paging import role

FEWEST = 2
"""Links from which a convention is told."""


@dataclass(frozen=True, slots=True)
class Convention:
    """How lists in one kind of envelope are paged by offset and limit."""

    envelope: frozenset[str]
    """The names beside each other."""
    rows: str
    """The member that holds the list."""
    links: tuple[tuple[str, PageFact], ...]
    """The members that hold links, and to which page they lead."""
    limit: str
    """The query parameter with the length of a page."""
    offset: str
    default_limit: int | None = None
    """The length of a page where none is asked for."""


def with_usual_pages(made: Sequence[tuple[Operation, list[Call]]]) -> list[Operation]:
    """The operations, their lists paged as others in the same envelope are."""
    kinds: dict[frozenset[str], list[tuple[Operation, list[Call]]]] = {}
    for operation, calls in made:
        if (envelope := _envelope(operation)) is not None:
            kinds.setdefault(envelope, []).append((operation, calls))
    found = {e: told for e, some in kinds.items() if (told := _convention(e, some)) is not None}
    return [
        _paged(operation, found.get(_envelope(operation) or frozenset())) for operation, _ in made
    ]


def _envelope(operation: Operation) -> frozenset[str] | None:
    """The names of the object in which an operation shows a list; None where it shows none so."""
    body = operation.answers[0].body if len(operation.answers) == 1 else None
    if operation.method != "GET" or not isinstance(body, Object):
        return None
    lists = [m for m in body.members if isinstance(m.value, Rows)]
    return frozenset(m.name for m in body.members) if len(lists) == 1 else None


def _convention(
    envelope: frozenset[str], some: Sequence[tuple[Operation, list[Call]]]
) -> Convention | None:
    """The convention that the links of these lists agree with."""
    calls = [c for _, group in some for c in group if c.has_answer and c.exchange.succeeded]
    roles: dict[str, Counter[str]] = {"limit": Counter(), "offset": Counter()}
    for name in (n for c in calls for _, url in _links(c) for n in parse_qs(urlsplit(url).query)):
        if role(name) in roles:
            roles[role(name)][name] += 1
    limit, offset = (max(r, key=lambda n: r[n], default="") for r in roles.values())
    rows = _rows_member(some[0][0])
    if not limit or not offset or rows is None:
        return None
    members: dict[str, Counter[PageFact | None]] = {}
    for call in calls:
        for name, url in _links(call):
            members.setdefault(name, Counter())[_leads(call, url, limit, offset, rows)] += 1
    told = {name: _likeliest(counted) for name, counted in members.items()}
    links = tuple(sorted((name, fact) for name, fact in told.items() if fact is not None))
    if not links:
        return None
    return Convention(envelope, rows, links, limit, offset, _default_limit(calls, rows, limit))


def _rows_member(operation: Operation) -> str | None:
    body = operation.answers[0].body
    members = body.members if isinstance(body, Object) else ()
    return next((m.name for m in members if isinstance(m.value, Rows)), None)


def _links(call: Call) -> Iterator[tuple[str, str]]:
    """The members of an answer that hold the URL of the request with another query."""
    answer = call.answer()
    here = f"{call.exchange.origin}{call.exchange.path}"
    for name, value in answer.items() if isinstance(answer, dict) else ():
        if isinstance(value, str) and value.partition("?")[0] == here and "?" in value:
            yield name, value


def _leads(call: Call, url: str, limit: str, offset: str, rows: str) -> PageFact | None:
    """To which page a link leads; None where it does not follow from what was asked."""
    asked = parse_qs(call.exchange.parts.query, keep_blank_values=True)
    linked = parse_qs(urlsplit(url).query, keep_blank_values=True)
    size, start = _number(linked.pop(limit, [])), _number(asked.pop(offset, ["0"]))
    to = _number(linked.pop(offset, ["0"]))
    given = asked.pop(limit, [])
    if size is None or start is None or to is None or linked != asked:
        return None
    if given and _number(given) != size:
        return None
    if to == start + size and _length(call, rows) in (size, None):
        return PageFact.NEXT_PAGE
    return PageFact.PREVIOUS_PAGE if to == max(start - size, 0) and start else None


def _number(values: list[str]) -> int | None:
    return int(values[0]) if len(values) == 1 and values[0].isdecimal() else None


def _length(call: Call, rows: str) -> int | None:
    answer = call.answer()
    listed: Json = answer.get(rows) if isinstance(answer, dict) else None
    return len(listed) if isinstance(listed, list) else None


def _likeliest(counted: Counter[PageFact | None]) -> PageFact | None:
    """What a member's links lead to, if there are enough of them and hardly one leads elsewhere."""
    fact, times = counted.most_common(1)[0]
    return fact if times >= FEWEST and times >= LEAST * counted.total() else None


def _default_limit(calls: Iterable[Call], rows: str, limit: str) -> int | None:
    """The length of pages that nobody asked for, where more rows than on the page are told of."""
    whole, cut = 0, set[int]()
    for call in calls:
        if limit not in call.query and (length := _length(call, rows)) is not None:
            more = any(role_url for role_url in _links(call))
            if more:
                cut.add(length)
            whole = max(whole, length)
    return cut.pop() if len(cut) == 1 and max(cut) >= whole else None


def _paged(operation: Operation, told: Convention | None) -> Operation:
    body = operation.answers[0].body if operation.answers else None
    if told is None or not isinstance(body, Object):
        return operation
    rows = next(m.value for m in body.members if m.name == told.rows)
    if not isinstance(rows, Rows) or (rows.source.page and _is_otherwise(rows.source.page)):
        return operation
    parameters = {p.name: p for p in operation.parameters}
    limit, offset = (_parameter(parameters, key) for key in (told.limit, told.offset))
    host = _host(parameters)
    before = rows.source.page
    default = before.default_limit if before and before.default_limit else told.default_limit
    page = (before or Page()).model_copy(
        update={"limit": limit, "offset": offset, "default_limit": default}
    )
    source = rows.source.model_copy(update={"page": page})
    link = OffsetLink(operation.path, told.limit, told.offset, host, source, _asked(parameters))
    facts = dict(told.links)
    members = tuple(
        Member(name=m.name, value=link.to(facts[m.name]), when_null=m.when_null)
        if m.name in facts
        else _on(m, rows.source, source)
        for m in body.members
    )
    answer: Answer = operation.answers[0].model_copy(update={"body": Object(members=members)})
    return operation.model_copy(
        update={"parameters": tuple(parameters.values()), "answers": (answer,)}
    )


def _is_otherwise(page: Page) -> bool:
    """Whether a list is paged in another way."""
    return bool(page.number or page.after or page.end)


def _on(member: Member, old: Source, new: Source) -> Member:
    value = member.value
    if isinstance(value, (Rows, PageInfo)) and value.source == old:
        return member.model_copy(update={"value": value.model_copy(update={"source": new})})
    return member


def _parameter(parameters: dict[str, Parameter], key: str) -> str:
    """The parameter of the query of that name, added where there is none."""
    for name, known in parameters.items():
        if known.place is Place.QUERY and known.key == key and not known.tree:
            return name
    for name, known in parameters.items():
        if known.tree and not known.key and key not in known.without:
            parameters[name] = known.model_copy(update={"without": (*known.without, key)})
    name = unique(snake(key), set(parameters))
    parameters[name] = Parameter(
        name=name, place=Place.QUERY, key=key, type=Type.INTEGER, meaning=SPANS[role(key)]
    )
    return name


def _host(parameters: dict[str, Parameter]) -> str:
    for name, known in parameters.items():
        if (known.place, known.key) == (Place.HEADER, "host"):
            return name
    name = unique("host", set(parameters))
    parameters[name] = Parameter(name=name, place=Place.HEADER, key="host", type=Type.TEXT)
    return name


def _asked(parameters: dict[str, Parameter]) -> list[tuple[str, str]]:
    """Key and name of each parameter of the query."""
    return [(p.key, n) for n, p in parameters.items() if p.place is Place.QUERY and not p.tree]
