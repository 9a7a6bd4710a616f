"""Remainders: how many more rows whole lists count than the capture tells of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wirebase.blueprint.expressions import (
    AllOf,
    Case,
    Choice,
    Condition,
    Expression,
    Given,
    IsGiven,
    Matches,
    Negation,
    PageFact,
    PageInfo,
    Source,
)
from wirebase.infer.shown import Shown
from wirebase.model import Model

LEAST = 0.6
"""The share of whole lists that must miss just as many rows."""


@dataclass(frozen=True, slots=True)
class Remainder:
    """How many rows were never shown, and what of a request leaves open how many of them match."""

    count: int = 0
    narrowing: tuple[str, ...] = ()

    def matching(self, shown: Shown) -> int:
        """How many of them a list counts for sure: all where nothing narrows it, else none."""
        return 0 if shown.arguments.keys() & set(self.narrowing) else self.count

    def fact(self, fact: PageFact, source: Source) -> Expression:
        """A fact about the page of a list that counts them where nothing narrows it."""
        known = PageInfo(fact=fact, source=source)
        if not self.count:
            return known
        whole = known.model_copy(update={"unseen": self.count})
        if not self.narrowing:
            return whole
        bare = tuple(Negation(condition=IsGiven(parameter=name)) for name in self.narrowing)
        return Choice(cases=(Case(when=AllOf(conditions=bare), then=whole),), otherwise=known)


def remainder(
    source: Source, shown: Sequence[Shown], matching: Sequence[Sequence[str]]
) -> Remainder:
    """The rows that lists without any condition count, and that are not known."""
    narrowing: dict[str, None] = {}
    for condition in source.where:
        found = dict.fromkeys(_parameters(condition))
        if not found:
            return Remainder()
        narrowing |= found
    bare = [
        s.total - len(keys)
        for s, keys in zip(shown, matching, strict=True)
        if s.total is not None and not s.arguments.keys() & narrowing.keys()
    ]
    usual, times = Counter(bare).most_common(1)[0] if bare else (0, 0)
    sure = usual > 0 and times >= LEAST * len(bare)
    return Remainder(usual if sure else 0, tuple(narrowing))


def _parameters(part: Condition | Expression | object) -> Iterator[str]:
    """The parameters that a part of the blueprint asks for."""
    if isinstance(part, Given | IsGiven | Matches):
        yield part.parameter
    elif isinstance(part, Model):
        for name in type(part).model_fields:
            yield from _parameters(getattr(part, name))
    elif isinstance(part, tuple):
        for item in part:
            yield from _parameters(item)
