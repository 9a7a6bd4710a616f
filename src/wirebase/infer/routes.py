"""Routes: the kinds of requests that the API calls of a capture are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wirebase.blueprint.operations import Match
from wirebase.exchange import Exchange
from wirebase.infer.calls import (
    Call,
    Route,
    Segment,
    Variable,
    document,
    query_of,
    resolve_not_modified,
)
from wirebase.infer.discriminators import divide, telling
from wirebase.infer.graphql import METHOD, Remote, hints, remote
from wirebase.infer.naming import shortened, snake, unique, words
from wirebase.infer.outlines import answered, overlap
from wirebase.infer.provenance import Sightings
from wirebase.infer.templates import UNLIKE, Slot, rough, segments, sighted, templates, value_in
from wirebase.infer.variables import Group, Use, subject, variables

READING_METHODS = frozenset({"GET", "HEAD", "SEARCH", "QUERY", "REPORT", "PROPFIND", "OPTIONS"})
READING = frozenset(
    "search filter query find lookup list get fetch read load count browse resolve preview "
    "validate check verify decode suggest autocomplete aggregate calculate estimate compare "
    "history export".split()
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
    name: str = ""


def routes(exchanges: Iterable[Exchange]) -> list[Call]:
    """The API calls in time order, each with the route that it follows."""
    ordered = sorted(exchanges, key=lambda x: (x.started, x.index))
    paths = [segments(x.path) for x in ordered]
    seen = sighted(ordered, paths)
    slots = templates(ordered, paths, seen)
    drafts = _drafts(ordered, slots)
    _name(drafts)
    made = _routes(drafts, ordered, paths, seen)
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
    plain: list[tuple[str, tuple[Slot, ...], list[int]]] = []
    for (method, template), positions in groups.items():
        remotes = {p: told for p in positions if (told := remote(exchanges[p]))}
        drafts += _remote_drafts(method, template, remotes, exchanges)
        rest = [p for p in positions if p not in remotes]
        plain += ((method, template, part) for part in _by_slash(rest, exchanges) if part)
    kinds = telling([exchanges[p] for p in part] for _, _, part in plain)
    for method, template, part in plain:
        drafts += _plain_drafts(method, template, part, exchanges, kinds)
    return sorted(drafts, key=_order)


def _order(draft: _Draft) -> tuple[str, ...]:
    """By what the routes are, so that the order of the capture does not count."""
    path = tuple(slot if isinstance(slot, str) else "{}" for slot in draft.slots)
    told = tuple(f"{m.place} {m.key} {m.value or ''}" for m in draft.match)
    return ("/".join(path), draft.method, *told, str(draft.slash))


def _plain_drafts(
    method: str,
    template: tuple[Slot, ...],
    positions: list[int],
    exchanges: Sequence[Exchange],
    kinds: frozenset[str],
) -> list[_Draft]:
    """Of ordinary requests; what they ask decides where the answers are different documents."""
    at = {id(exchanges[p]): p for p in positions}
    slash = sum(_has_slash(exchanges[p]) for p in positions) * 2 > len(positions)
    return [
        _Draft(method, template, [at[id(x)] for x in group], match, slash=slash)
        for match, group in divide([exchanges[p] for p in positions], kinds)
        if group
    ]


def _by_slash(positions: list[int], exchanges: Sequence[Exchange]) -> list[list[int]]:
    """One group, or two where a slash at the end of the path makes another document."""
    having = [p for p in positions if _has_slash(exchanges[p])]
    without = [p for p in positions if not _has_slash(exchanges[p])]
    shared = overlap(
        answered(exchanges[p] for p in having), answered(exchanges[p] for p in without)
    )
    return [having, without] if shared is not None and shared <= UNLIKE else [positions]


def _has_slash(exchange: Exchange) -> bool:
    return len(exchange.path) > 1 and exchange.path.endswith("/")


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
    asked = (
        (selection, document(exchanges[p].answer))
        for p in positions
        if (selection := remotes[p].selection)
    )
    return _Draft(
        method,
        template,
        positions,
        match,
        told.root,
        reads(told.name) or False if match[0].key == METHOD else told.read,
        slash=_has_slash(exchanges[positions[0]]),
        hints=hints(asked),
    )


def reads(name: str) -> bool | None:
    """Whether a name says that something is only read, or changed; None where it says neither.

    >>> reads("getUser"), reads("channels.history"), reads("deleteUser"), reads("orders")
    (True, True, False, None)
    """
    parts = words(name)
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
    exchanges: Sequence[Exchange],
    paths: Sequence[tuple[str, ...]],
    seen: Sightings,
) -> list[Route]:
    """The route of each exchange."""
    groups = _groups(drafts, exchanges, paths)
    made: dict[int, Route] = {}
    for draft in drafts:
        uses = [Use(position, paths[position]) for position in draft.positions]
        parts: tuple[Segment, ...] = variables(draft.slots, uses, seen, groups)
        route = Route(
            name=draft.name,
            method=draft.method,
            segments=(*parts, "") if draft.slash and parts else parts,
            match=draft.match,
            root=draft.root,
            hints=draft.hints,
            read=_is_read(draft),
        )
        made |= dict.fromkeys(draft.positions, route)
    return [made[position] for position in range(len(exchanges))]


def _groups(
    drafts: Sequence[_Draft], exchanges: Sequence[Exchange], paths: Sequence[tuple[str, ...]]
) -> dict[str, Group]:
    """What became of the groups by which places were told."""
    groups: dict[str, Group] = {}
    for draft in drafts:
        for position in draft.positions:
            group = f"{exchanges[position].method} {rough(paths[position])}"
            known = groups.setdefault(group, Group({}, subject(draft.slots)))
            known.routes[position] = draft.name
    return groups


def _call(exchange: Exchange, route: Route, path: tuple[str, ...]) -> Call:
    held = {
        part.name: value_in(text)
        for part, text in zip(route.segments, path, strict=False)
        if isinstance(part, Variable)
    }
    return Call(exchange, route, held, query_of(exchange))
