"""Aliases: names that a query language has of its own, and the rows that each leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from wirebase.blueprint.words import ALL, ANY, EVERY, NO, NONE, SOME, bare, comparison, suffixed
from wirebase.exchange import Json
from wirebase.infer.vocabulary import Vocabularies, Way

COMBINE = ALL | ANY | NONE
COUNT = SOME | EVERY | NO

FEW = 0.2
"""The share of trees of conditions that may have names which mean nothing."""

type Strange = tuple[str, str, Json]
"""An entity, a name that is none of its own, and what is said under it."""


def strange(known: Vocabularies, entity: str, tree: Json) -> Iterator[Strange]:
    """The names in a tree of conditions that mean nothing yet."""
    if isinstance(tree, list):
        for item in tree:
            yield from strange(known, entity, item)
    for name, given in tree.items() if isinstance(tree, dict) else ():
        found = known.named(entity, name)
        if found is not None and found.way is not None and isinstance(given, dict):
            other = known.other(entity, found.way)
            if not all(comparison(w) and not known.named(other, w) for w in given):
                yield from strange(known, other, _counted(given))
        elif found is None and (split := suffixed(name)) and known.named(entity, split[0]):
            continue
        elif found is None and bare(name) in COMBINE:
            yield from strange(known, entity, given)
        elif found is None:
            yield entity, name, given


def _counted(given: Json) -> Json:
    """What is said of the rows that a name leads to, without how many of them."""
    if isinstance(given, dict) and len(given) == 1 and bare(next(iter(given))) in COUNT:
        return next(iter(given.values()))
    return given


def understand(
    known: Vocabularies, entity: str, trees: Iterable[Json], worth: Callable[[], float | None]
) -> bool:
    """Whether names in the trees mean something, once the best way is found for each that is strange.

    A name that still means nothing does not narrow: that may be so in few of the trees."""
    told = list(trees)
    every = {(e, n): given for tree in told for e, n, given in strange(known, entity, tree)}
    unknown = set()
    for (owner, name), given in every.items():
        best: tuple[float, Way] | None = None
        for way in _fitting(known, owner, given):
            known.aliases[owner, name] = way
            found = worth()
            if found is not None and (best is None or found > best[0]):
                best = (found, way)
        known.aliases.pop((owner, name), None)
        if best is None:
            unknown.add((owner, name))
        else:
            known.aliases[owner, name] = best[1]
    lost = sum(any((e, n) in unknown for e, n, _ in strange(known, entity, t)) for t in told)
    return not unknown or lost <= FEW * len(told)


def _fitting(known: Vocabularies, entity: str, given: Json) -> Iterator[Way]:
    """The ways to rows of which all can be said that is said under a name."""
    inner = _counted(given)
    if not isinstance(inner, dict) or not inner:
        return
    for way in known.ways(entity):
        other = known.other(entity, way)
        if all(known.named(other, name) for name in inner):
            yield way
