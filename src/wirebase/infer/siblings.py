"""Siblings: whether the segments that stand beside one another in paths answer alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from wirebase.exchange import Exchange
from wirebase.infer.outlines import Outline, answered, is_rich, likeness
from wirebase.infer.provenance import ITEM
from wirebase.infer.segments import ALIASES, VERBS

ALIKE = 0.6
"""From this likeness on two segments are asked for the same kind of document."""
UNLIKE = 0.35
"""Up to this likeness they are asked for different ones."""
SAMPLE = 12
"""Segments that one is compared with."""

type Suffix = tuple[str, str]
"""A method, and what follows a segment."""


@dataclass(frozen=True, slots=True)
class Siblings:
    """Segments at one place, and what is answered below them."""

    exchanges: Sequence[Exchange]
    paths: Sequence[tuple[str, ...]]
    groups: Sequence[str]
    branches: Mapping[str, Sequence[int]]
    """Segment to the positions of the exchanges below it."""
    depth: int
    """The place of the segments in the paths."""
    common: frozenset[str]
    """Names of fields that tell little in this API."""
    outlines: dict[str, dict[Suffix, Outline]] = field(default_factory=dict)
    """What was found out so far."""

    def following(self, text: str) -> set[str]:
        """The segments after this one."""
        after = self.depth + 1
        paths = (self.paths[p] for p in self.branches[text])
        return {path[after] for path in paths if len(path) > after}

    def is_last(self, text: str) -> bool:
        """Whether nothing follows the segment."""
        return not self.following(text)

    def is_missing(self, text: str) -> bool:
        """Whether whatever was asked of the segment was answered with not found."""
        return all(self.exchanges[p].status in (404, 410) for p in self.branches[text])

    def is_list(self, text: str) -> bool:
        """Whether the segment itself answers with a list of records."""
        fields = self._outlines(text).get(("GET", ""), frozenset())
        return any(ITEM in pointer[:2] and len(pointer) > 1 for pointer in fields)

    def company(self, text: str, others: Iterable[str]) -> float:
        """How much the likeness of what its siblings answer speaks for a value.

        Lists tell less than records: several views of one list answer alike and are no values.
        """
        fit = (other for other in others if other != text and other.lower() not in ALIASES | VERBS)
        shares = self._shares(text, fit)
        alike = 0 if self.is_list(text) else sum(share >= ALIKE for share in shares)
        unlike = sum(share <= UNLIKE for share in shares)
        return min(alike, 2) * 1.0 - min(unlike, 2) * 0.25

    def are_resources(self, found: Iterable[str]) -> bool:
        """Whether the segments answer so differently that each is a resource of its own."""
        texts = sorted(found)[: 4 * SAMPLE]
        shares = [s for i, text in enumerate(texts) for s in self._shares(text, texts[i + 1 :])]
        return bool(shares) and 2 * sum(share <= UNLIKE for share in shares) > len(shares)

    def is_like(self, text: str, found: Iterable[str]) -> bool:
        """Whether the segment answers as one of those found does."""
        return any(share >= ALIKE for share in self._shares(text, sorted(found)))

    def _shares(self, text: str, others: Iterable[str]) -> list[float]:
        """The likeness to each of the first few that can be compared."""
        shares: list[float] = []
        for tried, other in enumerate(others):
            if tried >= 2 * SAMPLE or len(shares) >= SAMPLE:
                break
            if (share := self._likeness(text, other)) is not None:
                shares.append(share)
        return shares

    def _likeness(self, one: str, other: str) -> float | None:
        """How alike two segments answer where both are asked the same; None if they never are."""
        a, b = self._outlines(one), self._outlines(other)
        found = [
            share
            for suffix in a.keys() & b.keys()
            if is_rich(a[suffix])
            and (share := likeness(a[suffix], b[suffix], self.common)) is not None
        ]
        return sum(found) / len(found) if found else None

    def _outlines(self, text: str) -> dict[Suffix, Outline]:
        """What is answered below the segment."""
        if text not in self.outlines:
            grouped: dict[Suffix, list[Exchange]] = defaultdict(list)
            for position in self.branches[text]:
                exchange = self.exchanges[position]
                suffix = self.groups[position].split("/", self.depth + 2)[self.depth + 2 :]
                grouped[exchange.method, "/".join(suffix)].append(exchange)
            self.outlines[text] = {suffix: answered(group) for suffix, group in grouped.items()}
        return self.outlines[text]
