"""Singletons: documents of which the app has one, such as its settings: read and changed at one path."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.identity import SiteKey
from wirebase.infer.records import Place, Site
from wirebase.infer.titles import is_named

CHANGING = frozenset({"PUT", "PATCH"})
ONLY = SiteKey("", strong=True, chance=False, only="1")
"""The key of the one row."""


def singletons(
    calls: Iterable[Call], sites: Mapping[Place, Site], keys: Mapping[Place, SiteKey]
) -> Iterator[list[Place]]:
    """The sites of each such document: its fields are written at the path where it is read, and between
    two writes it never changes, so that it is not another one for each caller."""
    by_path: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        if call.exchange.succeeded and not call.route.variables and not call.route.root:
            by_path[call.route.path].append(call)
    for path in sorted(by_path):
        group = by_path[path]
        routes = {call.route.name for call in group}
        found = [
            place
            for place, site in sites.items()
            if place[0] in routes and not site.listed and _is_whole(place, sites)
        ]
        if any(_shows_rows(place, keys) for place in found):
            continue
        shown = {field for p in found if sites[p].route.read for field in sites[p].kinds}
        if shown & _written(group) and len(found) == len({p[0] for p in found}) and _stays(group):
            yield found


def _is_whole(place: Place, sites: Mapping[Place, Site]) -> bool:
    """Whether an object is all that an answer shows, bare or alone in an envelope."""
    route, pointer = place
    if _is_envelope(sites[place]):
        return False
    named = [n for n, step in enumerate(pointer) if is_named(step)]
    outer = sites.get((route, pointer[:-1])) if pointer else None
    return not named or (named == [len(pointer) - 1] and outer is not None and _is_envelope(outer))


def _is_envelope(site: Site) -> bool:
    """Whether objects hold one object and nothing else."""
    return len(site.kinds) == 1 and all(kinds.keys() == {"object"} for kinds in site.kinds.values())


def _shows_rows(place: Place, keys: Mapping[Place, SiteKey]) -> bool:
    """Whether rows of entities stand at a place or below it."""
    route, pointer = place
    return any(r == route and p[: len(pointer)] == pointer for r, p in keys)


def _written(calls: Iterable[Call]) -> set[str]:
    """The fields that requests which change the document set."""
    bodies = (c.body() for c in calls if c.route.method in CHANGING and c.has_body)
    told = (_opened(body) for body in bodies if isinstance(body, dict))
    return {name for body in told for name in body}


def _opened(body: dict[str, Json]) -> dict[str, Json]:
    """What a body holds, out of its envelope if it has one."""
    inner = next(iter(body.values())) if len(body) == 1 else None
    return inner if isinstance(inner, dict) else body


def _stays(calls: Iterable[Call]) -> bool:
    """Whether two looks show the same where nothing was written in between."""
    last: Json | None = None
    for call in calls:
        if not call.route.read:
            last = None
        elif call.has_answer:
            shown = call.answer()
            if last is not None and shown != last:
                return False
            last = shown
    return True
