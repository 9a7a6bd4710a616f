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
            if place[0] in routes
            and place not in keys
            and not site.listed
            and not any(is_named(step) for step in site.pointer)
        ]
        shown = {field for p in found if sites[p].route.read for field in sites[p].kinds}
        if shown & _written(group) and len(found) == len({p[0] for p in found}) and _stays(group):
            yield found


def _written(calls: Iterable[Call]) -> set[str]:
    """The fields that requests which change the document set."""
    bodies = (c.body() for c in calls if c.route.method in CHANGING and c.has_body)
    return {name for body in bodies if isinstance(body, dict) for name in body}


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
