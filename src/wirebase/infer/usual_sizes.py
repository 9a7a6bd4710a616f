"""Usual sizes: lists that were too short to fill a page are paged as others in such envelopes are.

What stands beside a list, as `has_more` or `total_pages` do, says that it comes in pages. An app has one
length for pages that nobody asked to be of another, and one way to ask for the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wirebase.blueprint.expressions import (
    Constant,
    Cursor,
    Field,
    Member,
    Object,
    Page,
    PageFact,
    PageInfo,
    Rows,
    Source,
)
from wirebase.blueprint.operations import Operation, Parameter, Place
from wirebase.blueprint.tables import Type
from wirebase.infer.calls import Call
from wirebase.infer.naming import snake, unique
from wirebase.infer.paging import role

ROLES = ("limit", "offset", "number", "after")
"""Members of a page that hold parameters."""
MEANINGS = {
    "limit": "page size",
    "offset": "rows to leave out",
    "number": "page",
    "after": "cursor of the row before the page",
}

type Made = tuple[Operation, list[Call]]


@dataclass(frozen=True, slots=True)
class Usage:
    """How lists in one kind of envelope are paged."""

    page: Page
    keys: tuple[tuple[str, str], ...]
    """The members of the page that hold parameters, and what these are called in the query."""
    facts: tuple[tuple[str, PageFact], ...]
    """The members of the envelope that tell of the page."""
    source: Source
    """One of the lists."""


def with_usual_sizes(made: Sequence[Made], keys: Mapping[str, str]) -> list[Operation]:
    """The operations, their lists paged as others in such an envelope; `keys` are those of the tables."""
    kinds: dict[frozenset[str], list[Operation]] = {}
    for operation, _ in made:
        if names := _beside(operation):
            kinds.setdefault(names, []).append(operation)
    found = {names: usage for names, some in kinds.items() if (usage := _usage(some, keys))}
    return [_paged(o, calls, found.get(_beside(o)), keys) for o, calls in made]


def _body(operation: Operation) -> tuple[Object, Member, Rows] | None:
    """The envelope of an operation's one list, and the member that holds it."""
    body = operation.answers[0].body if len(operation.answers) == 1 else None
    if operation.method != "GET" or not isinstance(body, Object):
        return None
    lists = [(m, m.value) for m in body.members if isinstance(m.value, Rows)]
    return (body, *lists[0]) if len(lists) == 1 else None


def _beside(operation: Operation) -> frozenset[str]:
    """What stands beside the list of an operation."""
    found = _body(operation)
    if found is None:
        return frozenset()
    body, member, _ = found
    return frozenset(m.name for m in body.members if m is not member)


def _usage(some: Sequence[Operation], keys: Mapping[str, str]) -> Usage | None:
    """The one way in which those of the lists are paged whose size is known."""
    told = [usage for o in some if (usage := _told(o, keys)) is not None]
    sizes = {usage.page.default_limit for usage in told}
    if len(sizes) != 1:
        return None
    return max(told, key=lambda usage: (len(usage.keys), len(usage.facts)))


def _told(operation: Operation, keys: Mapping[str, str]) -> Usage | None:
    found = _body(operation)
    page = found[2].source.page if found else None
    if found is None or page is None or page.default_limit is None or page.end:
        return None
    body, _, rows = found
    queried = {p.name: p.key for p in operation.parameters if p.place is Place.QUERY and not p.tree}
    names = {part: getattr(page, part) for part in ROLES}
    if any(name and name not in queried for name in names.values()):
        return None
    if page.cursor and page.cursor.row and _of_key(page.cursor, rows.source, keys) is None:
        return None
    facts = [(m.name, m.value.fact) for m in body.members if isinstance(m.value, PageInfo)]
    given = tuple((part, queried[name]) for part, name in names.items() if name)
    return Usage(page, given, tuple(facts), rows.source) if facts else None


def _of_key(cursor: Cursor, source: Source, keys: Mapping[str, str]) -> Cursor | None:
    """The cursor, if it holds nothing of its row but the key."""
    held = {part.column for part in cursor.row if isinstance(part, Field)}
    return cursor if held == {keys.get(source.table)} else None


def _paged(
    operation: Operation, calls: Sequence[Call], usage: Usage | None, keys: Mapping[str, str]
) -> Operation:
    found = _body(operation)
    if usage is None or found is None:
        return operation
    body, _, rows = found
    known, key = rows.source.page, keys.get(rows.source.table)
    size = usage.page.default_limit or 0
    sized = known is not None and (known.default_limit or known.numbered_limit or known.max_limit)
    if sized or key is None or any(_is_longer(call, body, size) for call in calls):
        return operation
    parameters = {p.name: p for p in operation.parameters}
    given = {part: _parameter(parameters, part, name) for part, name in usage.keys}
    page = usage.page.model_copy(
        update={**dict.fromkeys(ROLES, ""), **given, "cursor": _cursor(usage, rows.source, key)}
    )
    source = rows.source.model_copy(update={"page": page})
    facts = dict(usage.facts)
    members = tuple(_told_of(m, rows.source, source, facts.get(m.name)) for m in body.members)
    answer = operation.answers[0].model_copy(update={"body": Object(members=members)})
    return operation.model_copy(
        update={"parameters": tuple(parameters.values()), "answers": (answer,)}
    )


def _is_longer(call: Call, body: Object, size: int) -> bool:
    """Whether an answer shows more rows than a page has of which nobody said how long it is to be."""
    answer = call.answer()
    asked = any(role(name) in ("limit", "end") for name in call.query)
    if asked or not isinstance(answer, dict) or not call.exchange.succeeded:
        return False
    return any(
        len(shown) > size
        for m in body.members
        if isinstance(m.value, Rows) and isinstance(shown := answer.get(m.name), list)
    )


def _cursor(usage: Usage, source: Source, key: str) -> Cursor | None:
    """How the cursors of the list are made, as those of the other are."""
    cursor = usage.page.cursor
    if cursor is None or not cursor.row:
        return cursor
    own = Field(row=source.alias, column=key)
    parts = tuple(own if isinstance(part, Field) else part for part in cursor.row)
    return cursor.model_copy(update={"row": parts})


def _told_of(member: Member, old: Source, new: Source, fact: PageFact | None) -> Member:
    """The member with the fact about the page where it was nothing or always the same, and its new page."""
    value = member.value
    if isinstance(value, Rows | PageInfo) and value.source == old:
        return member.model_copy(update={"value": value.model_copy(update={"source": new})})
    if fact is not None and isinstance(value, Constant):
        return member.model_copy(update={"value": PageInfo(fact=fact, source=new)})
    return member


def _parameter(parameters: dict[str, Parameter], part: str, key: str) -> str:
    """The parameter of the query of that name, added where there is none."""
    for name, known in parameters.items():
        if known.place is Place.QUERY and known.key == key and not known.tree:
            return name
    for name, known in parameters.items():
        if known.tree and not known.key and key not in known.without:
            parameters[name] = known.model_copy(update={"without": (*known.without, key)})
    name = unique(snake(key), set(parameters))
    type = Type.TEXT if part == "after" else Type.INTEGER
    parameters[name] = Parameter(
        name=name, place=Place.QUERY, key=key, type=type, meaning=MEANINGS[part]
    )
    return name
