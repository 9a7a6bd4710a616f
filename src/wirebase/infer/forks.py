"""Forks: the segments beside one another after a prefix, sorted into literals and values.

For each segment the evidence on both sides is added up: where the text stood in answers and in
requests, what it looks like, where in the path it is, and whether its siblings answer alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from wirebase.infer.formats import lexical
from wirebase.infer.naming import noun, plural, similarity, snake, words
from wirebase.infer.provenance import Place, Sighting, Sightings
from wirebase.infer.segments import (
    ALIASES,
    BY,
    FIXED,
    VERBS,
    Hole,
    Slot,
    is_early,
    is_odd,
    is_strict,
    value_in,
)
from wirebase.infer.siblings import Siblings

THRESHOLD = 2.0
"""From this sum on a segment is a value."""
DOUBT = 0.5
"""What is this near below it may be a value if the text is known to be one elsewhere."""
UNDECIDED = (THRESHOLD - 2.0, THRESHOLD + 0.5)
"""Outside of this, comparing a segment with its siblings changes nothing."""
NUMBER = re.compile(r"\d(\.\d+)*", re.ASCII)


@dataclass(frozen=True)
class Fork:
    """The segments after a prefix, and what is known of them."""

    siblings: Siblings
    prefix: tuple[Slot, ...]
    parents: frozenset[str]
    """Groups of the exchanges at the prefix itself; after a variable also of those before it."""
    seen: Sightings
    known: frozenset[str] = frozenset()
    """Words that are values elsewhere."""

    def values(self) -> set[str]:
        """The segments that are values of a variable."""
        if self._is_version():
            return set()
        found = {text for text, score in self.scores.items() if score >= THRESHOLD}
        if self.siblings.are_resources(found):
            found = {t for t in found if self._is_echoed(t) and self.siblings.is_last(t)}
        return self.strict | found | (self._more(found) if found else set())

    @property
    def is_doubtful(self) -> bool:
        """Whether more knowledge of other forks could change the outcome."""
        return any(THRESHOLD - DOUBT <= score < THRESHOLD for score in self.scores.values())

    @cached_property
    def strict(self) -> set[str]:
        """The segments that can be nothing but values."""
        return {text for text in self.siblings.branches if is_strict(text)}

    @cached_property
    def scores(self) -> dict[str, float]:
        """The sum of the evidence for each of the others."""
        others = sorted(text for text in self.siblings.branches if text not in self.strict)
        scores: dict[str, float] = {}
        for text in others:
            score = self._flow(text) + _look(value_in(text)) + self._stand(text)
            if UNDECIDED[0] <= score < UNDECIDED[1]:
                score += self.siblings.company(text, others)
            scores[text] = score
        return scores

    def _more(self, found: set[str]) -> set[str]:
        """Further segments that answer as the values found do, or are only ever missing."""
        return {
            text
            for text, score in self.scores.items()
            if text not in found
            and score > -1.0
            and (self.siblings.is_missing(text) or self.siblings.is_like(text, found))
        }

    def _is_version(self) -> bool:
        """Whether the numbers at the start of all paths are versions of the API."""
        branches = self.siblings.branches
        if not is_early(self.prefix) or not all(map(NUMBER.fullmatch, branches)):
            return False
        if len(branches) > 1 and not all("." in text for text in branches):
            return False
        return not any(self._ends_here(text) for text in branches)

    def _ends_here(self, text: str) -> bool:
        paths = self.siblings.paths
        return any(len(paths[p]) == len(self.prefix) + 1 for p in self.siblings.branches[text])

    @cached_property
    def about(self) -> str:
        """What the last literal before the fork names."""
        return next((noun(part) for part in reversed(self.prefix) if isinstance(part, str)), "")

    # Value flow.

    def _flow(self, text: str) -> float:
        """How much the places where the text stood speak for a value."""
        sights = self.seen.get(value_in(text), {})
        best = max((self._weight(place, s) for place, s in sights.items()), default=0.0)
        echo = max((self._echo(place, s) for place, s in sights.items()), default=0.0)
        known = 0.5 if text in self.known and best >= 1.5 else 0.0
        return best + echo + known

    def _weight(self, place: Place, sight: Sighting) -> float:
        """How much a place elsewhere tells."""
        if sight.failed or sight.count == sight.own:
            return 0.0
        at_parent = place.group in self.parents
        if place.is_kind:
            return 1.5 if at_parent else 0.0
        if at_parent:
            return self._weight_at_parent(place)
        related = self._relation(place)
        if place.is_identity:
            return 3.5 if related == 1 else 1.0 + related + 0.5 * place.is_sharp
        return 3.0 * (related == 1 and (place.is_plain or self._names(place.key)))

    def _weight_at_parent(self, place: Place) -> float:
        """How much a place in the answers or requests at the path before the fork tells."""
        if place.is_identity:
            return 4.0
        if isinstance(self.prefix[-1], Hole):
            return 1.5 if place.is_plain else 3.5
        return 4.0 if place.is_plain else 2.5

    def _echo(self, place: Place, sight: Sighting) -> float:
        """How much it tells that exchanges speak of the segment in their own path."""
        if not sight.own or sight.failed:
            return 0.0
        if self._names(place.key):
            return 2.0
        if place.is_kind or not place.is_identity:
            return 0.5
        shallow = len(place.pointer) <= 3 and not place.container
        at_end = place.group.count("/") == len(self.prefix) + 1
        return 2.0 if shallow or at_end or self._relation(place) >= 0.5 else 0.5

    def _is_echoed(self, text: str) -> bool:
        sights = self.seen.get(value_in(text), {})
        return any(self._echo(place, sight) >= 2.0 for place, sight in sights.items())

    def _relation(self, place: Place) -> float:
        """How surely the place is about what the segment before names, 0..1."""
        if not self.about:
            return 0.0
        if self._names(place.key):
            return 1.0
        nouns = frozenset({place.container}) if place.container else _nouns(place.group)
        if self.about in nouns:
            return 1.0
        if place.container and self.about in _nouns(place.group) and not place.request:
            return 0.9
        return 0.5 if any(similarity(self.about, other) >= 0.3 for other in nouns) else 0.0

    def _names(self, key: str) -> bool:
        """Whether a field's name is that of the collection, or that with an ending such as id."""
        said = noun(key)
        return bool(self.about) and (
            said == self.about
            or (said.startswith(self.about) and said[len(self.about) :] in ENDINGS)
        )

    # Where it stands.

    def _stand(self, text: str) -> float:
        """How much the place in the path speaks for a value."""
        score = -3.0 if text.lower() in FIXED else 0.0
        last = self.prefix[-1] if self.prefix else ""
        if isinstance(last, Hole):
            score -= 3.0 if self._follows_ids else 1.5
        elif is_early(self.prefix):
            score -= 1.5
        elif words(last)[-1:] and words(last)[-1] in BY:
            score += 2.0
        elif snake(last) == plural(snake(last)):
            score += 0.5
        if self.strict:
            score -= 0.5
        following = self.siblings.following(text)
        if following and all(map(is_strict, following)):
            score += 0.5 if self._stands_beside(text, following) else -1.5
        return score

    @cached_property
    def _follows_ids(self) -> bool:
        """Whether what stands before the fork names a row by itself."""
        paths, depth = self.siblings.paths, len(self.prefix) - 1
        below = (p for positions in self.siblings.branches.values() for p in positions)
        return all(is_strict(paths[p][depth]) for p in below)

    def _stands_beside(self, text: str, following: set[str]) -> bool:
        """Whether records show the text as a name and a following segment as their id."""
        named = self._records(text)
        return bool(named) and any(named & self._records(each) for each in following)

    def _records(self, text: str) -> set[tuple[str, tuple[str, ...]]]:
        sights = self.seen.get(value_in(text), {})
        return {(p.group, p.pointer[:-1]) for p in sights if p.is_sharp and not p.request}


ENDINGS = frozenset({"_id", "_name", "_key", "_slug", "_code"})


def _look(value: str) -> float:
    """How much the text itself looks like a value, or like a word of the API."""
    lower = value.lower()
    if lower.lstrip("@$") in ALIASES:
        return -4.0
    if is_odd(value):
        return 4.0
    parts = words(value)
    if lower in VERBS or (parts and parts[0] in VERBS and len(parts) < 3):
        return -2.0
    match lexical(value):
        case "version":
            return -2.0
        case "prefixed":
            return 1.5
        case "code":
            return 2.0 if len(value) > 2 else 0.5
        case "slug" if len(parts) >= 4:
            return 1.0
    return 0.5 if re.search(r"[-_.]\d+$", value) else 0.0


@lru_cache(maxsize=65536)
def _nouns(group: str) -> frozenset[str]:
    """What the last two words of a group's path name."""
    path = group.partition(" ")[2]
    return frozenset([noun(part) for part in path.split("/") if part and part != "{}"][-2:])
