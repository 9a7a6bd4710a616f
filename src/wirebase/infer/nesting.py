"""Nesting: references that only the path shows, as /books/{id}/reviews where no review carries its book.

What is listed below a row's path belongs to the row if it is made there, or if it is seen nowhere else
and the path calls it by its name. What has a collection of its own is only filtered there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wirebase.evidence import Evidence
from wirebase.infer.calls import Call, Route, Variable
from wirebase.infer.history import History
from wirebase.infer.naming import plural, singular, snake
from wirebase.infer.paths import named
from wirebase.infer.records import Place, occurrences
from wirebase.infer.references import Aliases
from wirebase.infer.ties import Reference, Relations
from wirebase.infer.titles import is_named


@dataclass(slots=True)
class _Nest:
    """Rows of one entity that stood below rows of another in paths."""

    parents: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Key of the child -> keys of the rows it stood below."""
    made: bool = False
    """Whether some were made there."""
    called: bool = False
    """Whether the path names them right behind the parent, or ends with it."""
    ends: bool = False
    """Whether the path ends with the parent, as /log/books/{id} lists what happened to a book."""


def nested(calls: Iterable[Call], past: History, found: Relations, aliases: Aliases) -> None:
    """Adds the references that paths show and no field does."""
    nests: dict[tuple[str, str], _Nest] = {}
    outside: set[str] = set()
    for call in calls:
        if not call.has_answer or not call.exchange.succeeded:
            continue
        above = list(_above(past, call))
        for entity, key, made in _shown(past, call):
            if not above:
                outside.add(entity)
            for parent, owner, step in above:
                if parent == entity:
                    continue
                nest = nests.setdefault((parent, entity), _Nest())
                nest.parents[key].add(owner)
                nest.made |= made
                nest.called |= not step or singular(snake(step)) in aliases[entity]
                nest.ends |= not step
    belong = {pair for pair, nest in nests.items() if _belongs(past, found, *pair, nest, outside)}
    logs = {child for (parent, child) in belong if nests[parent, child].ends}
    for (parent, child), nest in nests.items():
        alike = nest.ends and child in logs and _is_of_one(found, parent, child, nest)
        if (parent, child) in belong or alike:
            pairs = {key: next(iter(owners)) for key, owners in nest.parents.items()}
            add_reference(past, found, parent, child, pairs, "stand below")


def _belongs(
    past: History, found: Relations, parent: str, child: str, nest: _Nest, outside: set[str]
) -> bool:
    if not _is_of_one(found, parent, child, nest):
        return False
    owners = {owner for told in nest.parents.values() for owner in told}
    alone = child not in outside and nest.called
    return nest.made or (alone and (len(owners) > 1 or len(nest.parents) > 1))


def _is_of_one(found: Relations, parent: str, child: str, nest: _Nest) -> bool:
    """Whether each row stood below one row alone, and nothing else says how it has to do with that."""
    if any(len(owners) > 1 for owners in nest.parents.values()):
        return False
    depth = 1 if nest.ends else DEEP
    return not (is_reached(found, child, parent, depth) or is_reached(found, parent, child, depth))


DEEP = 3
"""References from one row to the next by which two rows may have to do with each other."""


def is_reached(found: Relations, child: str, parent: str, depth: int = DEEP) -> bool:
    """Whether references lead from the child to the parent."""
    others = {r.other for r in found.of(child) if r.other != child}
    return parent in others or (
        depth > 1 and any(is_reached(found, o, parent, depth - 1) for o in others)
    )


def _above(past: History, call: Call) -> Iterator[tuple[str, str, str]]:
    """(entity, key, next segment) of the rows that a path goes through, the last one first.

    Where a list is read at a path that ends with a row, that one too, with nothing behind it."""
    segments = [s for s in call.route.segments if s != ""]
    if call.route.method == "GET" and isinstance(call.answer(), list):
        segments.append("")
    for i in range(len(segments) - 2, -1, -1):
        variable, after = segments[i], segments[i + 1]
        if isinstance(variable, Variable) and isinstance(after, str):
            row = named(past, call.route, variable)
            key = row.key(past, call) if row else None
            if row is not None and key is not None:
                yield row.entity.name, key, after


def _shown(past: History, call: Call) -> Iterator[tuple[str, str, bool]]:
    """(entity, key, made by the call) of the rows that an answer shows in nothing but envelopes."""
    for occurrence in occurrences(call, call.answer()):
        shown = past.shown(occurrence)
        if shown is not None and _is_outer(past, call.route, occurrence.place):
            life = past.rows[shown[0].name][shown[1]]
            yield shown[0].name, shown[1], life.created == call.exchange.index


def _is_outer(past: History, route: Route, place: Place) -> bool:
    inner = place[1]
    if any((route.name, inner[:n]) in past.places for n in range(len(inner))):
        return False
    return sum(is_named(step) for step in inner) <= 1


def add_reference(
    past: History, found: Relations, parent: str, child: str, pairs: dict[str, str], how: str
) -> str:
    """Adds a reference from the child to its parent, with its values; "" where a field has its name."""
    column = f"{parent}_id"
    if column in past.fields(child) or parent in past.fields(child):
        return ""
    for key, owner in pairs.items():
        life = past.rows[child].get(key)
        outer = past.rows[parent].get(owner)
        if life is not None:
            life.changes[column] = [(life.seen, outer.key if outer else owner)]
    evidence = Evidence(claim=f"{plural(child)} {how} {plural(parent)}", support=len(pairs))
    found.references[child, column] = Reference(child, column, parent, False, evidence)
    return column
