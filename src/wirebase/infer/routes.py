"""Routes: the kinds of requests that the API calls of a capture are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce

from wirebase.blueprint.operations import Match
from wirebase.exchange import Exchange
from wirebase.infer.calls import (
    Call,
    Route,
    Segment,
    Selection,
    Variable,
    query_of,
    resolve_not_modified,
)
from wirebase.infer.discriminators import Request, divide, telling
from wirebase.infer.graphql import METHOD, Remote, answered_with, hints, remote, types
from wirebase.infer.hints import Hints
from wirebase.infer.kinship import Asked, Kinship, Path
from wirebase.infer.naming import shortened, snake, unique, words
from wirebase.infer.outlines import answered, overlap
from wirebase.infer.provenance import MOST_DOCUMENTS, Sightings, spread
from wirebase.infer.segments import Slot, grouped, segments, value_in
from wirebase.infer.selections import unaliased
from wirebase.infer.siblings import UNLIKE
from wirebase.infer.templates import sighted, templates
from wirebase.infer.variables import Group, Use, subject, variables

READING_METHODS = frozenset({"GET", "HEAD", "SEARCH", "QUERY", "REPORT", "PROPFIND", "OPTIONS"})
READING = frozenset(
    "search filter query find lookup list get fetch read load count browse resolve preview "
    "validate check verify decode suggest autocomplete aggregate calculate estimate compare "
    "history export info show ids paginate paginated scroll".split()
)
"""Verbs of requests that change nothing, whatever their method."""
WRITING = frozenset(
    "create add insert update edit set save delete remove destroy cancel toggle post put patch "
    "send logout".split()
)
"""Verbs of requests that change something, even by GET."""


@dataclass(slots=True)
class _Draft:
    """A route in the making, and its exchanges."""

    method: str
    slots: tuple[Slot, ...]
    positions: list[int]
    match: tuple[Match, ...] = ()
    root: str = ""
    read: bool | None = None
    slash: bool = False
    hints: dict[str, str] = field(default_factory=dict)
    types: dict[Path, frozenset[str]] = field(default_factory=dict)
    kin: dict[str, str] = field(default_factory=dict)
    selection: Selection = field(default_factory=Selection)
    name: str = ""


def routes(exchanges: Iterable[Exchange], given: Iterable[str] = ()) -> list[Call]:
    """The API calls in time order, each with the route that it follows.

    `given` are path templates that the user knows.
    """
    told = Hints.of(given)
    ordered = sorted(exchanges, key=lambda x: (x.started, x.index))
    paths = [segments(x.path) for x in ordered]
    groups = [f"{x.method} {group}" for x, group in zip(ordered, grouped(paths), strict=True)]
    seen = sighted(ordered, paths, groups)
    slots = templates(ordered, paths, groups, seen, told)
    drafts = _drafts(ordered, slots)
    _name(drafts)
    _relate([draft for draft in drafts if draft.selection.fields])
    made = _routes(drafts, paths, groups, seen, told)
    return resolve_not_modified(
        _call(exchange, made[position], paths[position])
        for position, exchange in enumerate(ordered)
    )


def _drafts(exchanges: Sequence[Exchange], slots: Sequence[tuple[Slot, ...]]) -> list[_Draft]:
    """The exchanges grouped by method, template, and whatever else tells operations apart."""
    groups: dict[tuple[str, tuple[Slot, ...]], list[int]] = defaultdict(list)
    for position, exchange in enumerate(exchanges):
        groups[exchange.method, slots[position]].append(position)
    drafts: list[_Draft] = []
    plain: list[tuple[tuple[Slot, ...], list[Request]]] = []
    for (method, template), positions in groups.items():
        remotes = {p: told for p in positions if (told := remote(exchanges[p]))}
        drafts += _remote_drafts(method, template, remotes, exchanges)
        rest = [Request.of(p, exchanges[p]) for p in positions if p not in remotes]
        plain += ((template, part) for part in _by_slash(rest) if part)
    kinds = telling(part for _, part in plain)
    for template, part in plain:
        drafts += _plain_drafts(template, part, kinds)
    return sorted(drafts, key=_order)


def _order(draft: _Draft) -> tuple[str, ...]:
    """By what the routes are, so that the order of the capture does not count."""
    path = tuple(slot if isinstance(slot, str) else "{}" for slot in draft.slots)
    told = tuple(f"{m.place} {m.key} {m.value or ''}" for m in draft.match)
    return ("/".join(path), draft.method, *told, str(draft.slash))


def _plain_drafts(
    template: tuple[Slot, ...], requests: list[Request], kinds: frozenset[str]
) -> list[_Draft]:
    """Of ordinary requests; what they ask decides where the answers are different documents."""
    slash = sum(_has_slash(request.exchange) for request in requests) * 2 > len(requests)
    method = requests[0].exchange.method
    return [
        _Draft(method, template, [request.position for request in group], match, slash=slash)
        for match, group in divide(requests, kinds)
        if group
    ]


def _by_slash(requests: list[Request]) -> list[list[Request]]:
    """One group, or two where a slash at the end of the path makes another document."""
    having = [request for request in requests if _has_slash(request.exchange)]
    if not 0 < len(having) < len(requests):
        return [requests]
    without = [request for request in requests if not _has_slash(request.exchange)]
    shared = overlap(*(answered(r.exchange for r in some) for some in (having, without)))
    return [having, without] if shared is not None and shared <= UNLIKE else [requests]


def _has_slash(exchange: Exchange) -> bool:
    url = exchange.url.partition("?")[0].partition("#")[0]
    return url.endswith("/") and url.count("/") > 3


def _remote_drafts(
    method: str,
    template: tuple[Slot, ...],
    remotes: dict[int, Remote],
    exchanges: Sequence[Exchange],
) -> list[_Draft]:
    """Of GraphQL and JSON-RPC, one for each operation."""
    firsts: dict[tuple[Match, ...], set[str]] = defaultdict(set)
    for told in remotes.values():
        firsts[told.match].add(told.first)
    groups: dict[tuple[Match, ...], list[int]] = defaultdict(list)
    for position, told in remotes.items():
        groups[told.holding if len(firsts[told.match]) > 1 else told.match].append(position)
    return [
        _remote_draft(method, template, match, group, remotes, exchanges)
        for match, group in groups.items()
    ]


def _remote_draft(
    method: str,
    template: tuple[Slot, ...],
    match: tuple[Match, ...],
    positions: list[int],
    remotes: dict[int, Remote],
    exchanges: Sequence[Exchange],
) -> _Draft:
    told = remotes[positions[0]]
    sample = spread(positions, MOST_HINTING)
    selections = {p: unaliased(s) for p in sample if (s := remotes[p].selection)}
    asked = [(selection, answered_with(exchanges[p])) for p, selection in selections.items()]
    whole = reduce(Selection.merged, selections.values(), Selection())
    return _Draft(
        method,
        template,
        positions,
        match,
        told.root,
        reads(told.name) or False if match[0].key == METHOD else told.read,
        slash=_has_slash(exchanges[positions[0]]),
        hints=hints(asked),
        types=types(asked),
        selection=whole,
    )


def _relate(drafts: Sequence[_Draft]) -> None:
    """Notes which places of the answers hold objects of one type, and calls them alike."""
    kinship = Kinship(
        Asked("/".join(map(str, d.slots)), d.read or False, d.selection, d.types) for d in drafts
    )
    for number, draft in enumerate(drafts):
        for pointer in draft.hints:
            path = tuple(step for step in pointer.split("/")[2:] if step != "*")
            if kind := kinship.kind(number, path):
                draft.kin[pointer] = kind.label
                draft.hints[pointer] = kinship.name(kind) or draft.hints[pointer]


def reads(name: str) -> bool | None:
    """Whether a name says that something is only read, or changed; None where it says neither.

    >>> reads("getUser"), reads("channels.history"), reads("users.deleteAll"), reads("orders")
    (True, True, False, None)
    """
    parts = words(re.split(r"[.:/]", name)[-1])
    if not parts:
        return None
    ends = {parts[0], parts[-1]}
    if parts[0] in WRITING or (parts[-1] in WRITING and not ends & READING):
        return False
    return True if ends & READING else None


def _is_read(draft: _Draft) -> bool:
    """Whether the requests change nothing, as far as method and words tell."""
    if draft.read is not None:
        return draft.read
    said = next((m.value for m in draft.match if m.value), None)
    last = draft.slots[-1] if draft.slots else ""
    name = said or (last if isinstance(last, str) else "")
    if draft.method in READING_METHODS:
        compound = len(words(name)) > 1 and "-" not in name
        return not (reads(name) is False and (compound or name.lower() == "logout"))
    return draft.method == "POST" and reads(name) is True


MOST_HINTING = 200
"""Requests of one operation whose answers are asked for names."""
LONGEST = 50
"""Characters of a route's name."""


def _name(drafts: list[_Draft]) -> None:
    """Gives each route its name; where a path is long, its beginning is left out."""
    taken: set[str] = set()
    for draft in drafts:
        parts = [snake(part).strip("_") if isinstance(part, str) else "id" for part in draft.slots]
        parts += [snake(m.value or m.key).strip("_") for m in draft.match]
        method = draft.method.lower()
        while len(parts) > 1 and len("_".join((method, *parts))) > LONGEST - 3:
            parts = parts[1:]
        draft.name = unique(shortened("_".join(filter(None, (method, *parts))), LONGEST - 3), taken)


def _routes(
    drafts: Sequence[_Draft],
    paths: Sequence[tuple[str, ...]],
    groups: Sequence[str],
    seen: Sightings,
    given: Hints,
) -> list[Route]:
    """The route of each exchange."""
    told = _told(drafts, groups)
    whole = max(Counter(groups).values(), default=0) <= MOST_DOCUMENTS
    made: dict[int, Route] = {}
    for draft in drafts:
        uses = [Use(position, paths[position]) for position in draft.positions]
        parts: tuple[Segment, ...] = variables(draft.slots, uses, seen, told, whole)
        parts = given.named(parts)
        route = Route(
            name=draft.name,
            method=draft.method,
            segments=(*parts, "") if draft.slash and parts else parts,
            match=draft.match,
            root=draft.root,
            hints=draft.hints,
            kin=draft.kin,
            read=_is_read(draft),
            selection=draft.selection,
        )
        made |= dict.fromkeys(draft.positions, route)
    return [made[position] for position in range(len(paths))]


def _told(drafts: Sequence[_Draft], groups: Sequence[str]) -> dict[str, Group]:
    """What became of the groups by which places are told."""
    told: dict[str, Group] = {}
    for draft in drafts:
        for position in draft.positions:
            group = told.setdefault(groups[position], Group({}, subject(draft.slots)))
            group.routes[position] = draft.name
    return told


def _call(exchange: Exchange, route: Route, path: tuple[str, ...]) -> Call:
    held = {
        part.name: value_in(text)
        for part, text in zip(route.segments, path, strict=False)
        if isinstance(part, Variable)
    }
    return Call(exchange, route, held, query_of(exchange))
