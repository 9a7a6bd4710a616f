"""Path templates: which segments of the paths are parameters.

The paths of a capture form a tree. At each branching, from the root down, the segments that are
there beside one another are sorted into literals and values of one variable, by evidence on both
sides: where the text stood in answers and requests, what it looks like, where in the path it is,
and whether its siblings answer alike.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote

from wirebase.exchange import Exchange
from wirebase.infer.formats import lexical
from wirebase.infer.naming import noun, plural, similarity, snake, words
from wirebase.infer.outlines import Outline, answered, is_rich, likeness
from wirebase.infer.provenance import ITEM, Place, Sighting, Sightings, sightings

ALIASES = frozenset("me self current mine my own whoami viewer myself all any new latest".split())
"""Segments that mean a row, or all, by who or when rather than by name."""
VERBS = frozenset(
    "search filter query find count counts stats statistics login logout signin signout signup "
    "register refresh reset validate verify check export import upload download bulk batch "
    "paginated list index info health status settings config create update delete remove add "
    "edit publish unpublish archive restore revive enable disable activate deactivate on off "
    "start stop cancel approve reject accept decline follow unfollow like unlike favorite "
    "favourite unfavorite star unstar subscribe unsubscribe preview history summary overview "
    "feed trending popular featured recent random autocomplete suggest types schema meta "
    "metadata options graphql rpc raw token tokens session sessions auth oauth password "
    "profile".split()
)
"""Segments that say what is done or shown: seldom values."""
FIXED = frozenset("api rest rpc graphql admin public private internal app web ajax json".split())
"""Segments before the first name of a resource."""

STRICT = frozenset(
    "integer uuid ulid cuid hex date timestamp email jwt base64 placeholder random decimal".split()
)
"""Lexical classes that only values have."""
PLAIN_SEGMENT = re.compile(r"[@$]?[\w.~-]+|[A-Za-z]\w*:[a-z][A-Za-z]+", re.ASCII)
"""What words of an API are made of, with verbs such as books:batchGet."""
EXTENSION = re.compile(
    r"(.+)(\.(?:json|xml|csv|ya?ml|txt|html?|atom|rss|pdf|xlsx?))", re.IGNORECASE
)
NUMBER = re.compile(r"\d(\.\d+)*", re.ASCII)
CALL = re.compile(r"([A-Za-z_]\w*\()(.+)(\))")


@dataclass(frozen=True, slots=True)
class Hole:
    """A segment that is a parameter, with what literal text stands about it."""

    prefix: str = ""
    suffix: str = ""

    def value(self, text: str) -> str:
        """The value in a segment of this form."""
        return text[len(self.prefix) : len(text) - len(self.suffix)]


type Slot = str | Hole
"""A segment of a template."""


def segments(path: str) -> tuple[str, ...]:
    """The decoded segments of a path as sent, without the slash at its end.

    >>> segments("/wallets/Renamed%20a/")
    ('wallets', 'Renamed a')
    """
    return tuple(unquote(part) for part in path.strip("/").split("/")) if path.strip("/") else ()


@lru_cache(maxsize=65536)
def hole_of(text: str) -> Hole:
    """The form that a segment has where it is a parameter."""
    if match := EXTENSION.fullmatch(text):
        return Hole("", match[2]) if PLAIN_SEGMENT.fullmatch(text) else Hole()
    if match := CALL.fullmatch(text):
        return Hole(match[1], match[3])
    return Hole()


def value_in(text: str) -> str:
    """The part of a segment that is the value, where it is a parameter."""
    return hole_of(text).value(text)


@lru_cache(maxsize=65536)
def is_strict(text: str) -> bool:
    """Whether a segment can be nothing but a value.

    >>> [is_strict(text) for text in ("17", "Jane Doe", "feed", "v1", "usr_4f2a9", "sprint-2")]
    [True, False, False, False, True, False]
    """
    value = value_in(text)
    found = lexical(value)
    return _is_serial(value) if found == "prefixed" else found in STRICT


def _is_serial(value: str) -> bool:
    """Whether what follows the prefix is a number of some length or made by chance."""
    tail = re.split(r"[_-]", value)[-1]
    return len(tail) >= 3 and not tail.isalpha()


def is_odd(text: str) -> bool:
    """Whether a segment holds what words of an API do not, such as blanks.

    >>> [is_odd(text) for text in ("Jane Doe", "a:b.c", "@me", "$count", "books:batchGet")]
    [True, True, False, False, False]
    """
    return not PLAIN_SEGMENT.fullmatch(value_in(text))


def rough(path: tuple[str, ...]) -> str:
    """The path with what can only be values left out: by this, exchanges are grouped at first."""
    return "/" + "/".join("{}" if is_strict(text) or is_odd(text) else text for text in path)


def templates(
    exchanges: Sequence[Exchange], paths: Sequence[tuple[str, ...]], seen: Sightings
) -> list[tuple[Slot, ...]]:
    """The template of each path."""
    common = _common(exchanges, paths)
    first = _Tree(exchanges, paths, seen, common=common).grown()
    known = frozenset(
        text
        for path, slots in zip(paths, first, strict=True)
        for text, slot in zip(path, slots, strict=True)
        if isinstance(slot, Hole) and not is_strict(text)
    )
    return _Tree(exchanges, paths, seen, known, common).grown() if known else first


def _common(exchanges: Sequence[Exchange], paths: Sequence[tuple[str, ...]]) -> frozenset[str]:
    """The names that stand in the answers of more than half of the endpoints."""
    groups: dict[str, list[Exchange]] = defaultdict(list)
    for exchange, path in zip(exchanges, paths, strict=True):
        if exchange.method == "GET":
            groups[rough(path)].append(exchange)
    named = [names for group in groups.values() if (names := _names_in(answered(group)))]
    counted = Counter(name for names in named for name in names)
    return frozenset(
        name for name, count in counted.items() if len(named) >= 4 and 2 * count > len(named)
    )


def _names_in(fields: Outline) -> set[str]:
    return {pointer[-1] for pointer in fields if pointer}


@dataclass(slots=True)
class _Tree:
    """The paths, branching."""

    exchanges: Sequence[Exchange]
    paths: Sequence[tuple[str, ...]]
    seen: Sightings
    known: frozenset[str] = frozenset()
    """Words that were found to be values somewhere."""
    common: frozenset[str] = frozenset()
    """Names of fields that most endpoints answer with."""
    slots: list[list[Slot]] = field(default_factory=list)

    def grown(self) -> list[tuple[Slot, ...]]:
        """The template of each path."""
        self.slots = [[] for _ in self.paths]
        self._grow(list(range(len(self.paths))), (), frozenset())
        return [tuple(slots) for slots in self.slots]

    def _grow(self, positions: list[int], prefix: tuple[Slot, ...], above: frozenset[int]) -> None:
        depth = len(prefix)
        branches: dict[str, list[int]] = defaultdict(list)
        for position in positions:
            if len(self.paths[position]) > depth:
                branches[self.paths[position][depth]].append(position)
        if not branches:
            return
        parents = frozenset(p for p in positions if len(self.paths[p]) == depth)
        if prefix and isinstance(prefix[-1], Hole):
            parents |= above
        fork = _Fork(self, dict(branches), prefix, parents)
        values = fork.values()
        merged: dict[Slot, list[int]] = defaultdict(list)
        for text, below in branches.items():
            merged[hole_of(text) if text in values else text] += below
        for slot, below in merged.items():
            for position in below:
                self.slots[position].append(slot)
            self._grow(sorted(below), (*prefix, slot), parents)


@dataclass(slots=True)
class _Fork:
    """The segments that stand beside one another after a prefix."""

    tree: _Tree
    branches: dict[str, list[int]]
    """Segment to the positions of the exchanges below it."""
    prefix: tuple[Slot, ...]
    parents: frozenset[int]
    """Positions of the exchanges at the prefix itself; after a variable also those before it."""
    outlines: dict[str, dict[tuple[str, str], Outline]] = field(default_factory=dict)
    """Of a segment: method and what follows it, to what is answered there."""

    def values(self) -> set[str]:
        """The segments that are values of a variable."""
        if self._is_version():
            return set()
        strict = {text for text in self.branches if is_strict(text)}
        others = [text for text in self.branches if text not in strict]
        scores = {text: self._score(text, strict, others) for text in others}
        found = {text for text, score in scores.items() if score >= THRESHOLD}
        if self._are_resources(found):
            found = {text for text in found if self._is_echoed(text) and self._is_last(text)}
        return strict | found | self._alike(found, scores)

    def _is_version(self) -> bool:
        """Whether the numbers at the start of all paths are versions of the API."""
        if not self._is_early() or not all(map(NUMBER.fullmatch, self.branches)):
            return False
        if len(self.branches) > 1 and not all("." in text for text in self.branches):
            return False
        below = [p for positions in self.branches.values() for p in positions]
        return all(len(self.tree.paths[p]) > len(self.prefix) + 1 for p in below)

    @property
    def collection(self) -> str:
        """The last literal before the fork, which names what the values are of."""
        return next((part for part in reversed(self.prefix) if isinstance(part, str)), "")

    def _score(self, text: str, strict: set[str], others: list[str]) -> float:
        return (
            self._flow(text)
            + self._look(text)
            + self._stand(text, strict)
            + self._company(text, others)
        )

    # Value flow.

    def _flow(self, text: str) -> float:
        """How much the places where the text stood speak for a value."""
        sights = self.tree.seen.get(value_in(text), {})
        best = max((self._weight(place, s) for place, s in sights.items()), default=0.0)
        echo = max((self._echo(place, s) for place, s in sights.items()), default=0.0)
        known = 0.5 if text in self.tree.known and best >= 1.5 else 0.0
        return max(best, 0.0) + echo + known

    def _weight(self, place: Place, sight: Sighting) -> float:
        """How much a place elsewhere tells."""
        if sight.failed or sight.count == sight.own:
            return 0.0
        if place.is_kind:
            return 1.5 if self._is_parent(place) else 0.0
        if self._is_parent(place):
            if place.is_identity:
                return 4.0
            if isinstance(self.prefix[-1], Hole):
                return 1.5 if place.is_plain else 3.5
            return 4.0 if place.is_plain else 2.5
        related = self._relation(place)
        if place.is_identity:
            return 3.5 if related == 1 else 1.0 + related + 0.5 * place.is_sharp
        return 3.0 * (related == 1 and (place.is_plain or self._names(place.key)))

    def _echo(self, place: Place, sight: Sighting) -> float:
        """How much it tells that exchanges speak of the segment in their own path."""
        if not sight.own or sight.failed:
            return 0.0
        if self._names(place.key):
            return 2.0
        if place.is_kind or not place.is_identity:
            return 0.5
        about = (len(place.pointer) <= 3 and not place.container) or self._relation(place) >= 0.5
        return 2.0 if about or self._ends(place) else 0.5

    def _ends(self, place: Place) -> bool:
        """Whether the place belongs to exchanges whose path ends with the fork."""
        return place.group.count("/") == len(self.prefix) + 1

    def _is_parent(self, place: Place) -> bool:
        """Whether the place is in the exchanges at the path before the segment."""
        return place.group in self._parent_groups

    @property
    def _parent_groups(self) -> set[str]:
        return {
            f"{self.tree.exchanges[p].method} {rough(self.tree.paths[p])}" for p in self.parents
        }

    def _relation(self, place: Place) -> float:
        """How surely the place is about what the segment before names, 0..1."""
        about = noun(self.collection)
        if not about:
            return 0.0
        if self._names(place.key):
            return 1.0
        nouns = {place.container} if place.container else _nouns(place.group)
        if about in nouns:
            return 1.0
        if place.container and about in _nouns(place.group) and not place.request:
            return 0.9
        return 0.5 if any(similarity(about, other) >= 0.3 for other in nouns) else 0.0

    def _names(self, key: str) -> bool:
        """Whether a field's name is the collection's, or that with an ending such as id."""
        about, said = noun(self.collection), noun(key)
        if not about:
            return False
        return said == about or said in {
            f"{about}_{end}" for end in ("id", "name", "key", "slug", "code")
        }

    # Looks.

    def _look(self, text: str) -> float:
        """How much the text itself looks like a value, or like a word of the API."""
        value = value_in(text)
        if value.lower().lstrip("@$") in ALIASES:
            return -4.0
        if is_odd(value):
            return 4.0
        parts = words(value)
        if value.lower() in VERBS or (parts and parts[0] in VERBS and len(parts) < 3):
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

    # Where it stands.

    def _stand(self, text: str, strict: set[str]) -> float:
        """How much the place in the path speaks for a value."""
        score = -3.0 if text.lower() in FIXED else 0.0
        last = self.prefix[-1] if self.prefix else ""
        if isinstance(last, Hole):
            score -= 3.0 if self._follows_ids() else 1.5
        elif self._is_early():
            score -= 1.5
        elif snake(last) == plural(snake(last)):
            score += 0.5
        if strict:
            score -= 0.5
        following = self._following(text)
        if following and all(map(is_strict, following)):
            score += 0.5 if self._stands_beside(text, following) else -1.5
        return score

    def _following(self, text: str) -> set[str]:
        """The segments after this one."""
        depth = len(self.prefix) + 1
        paths = (self.tree.paths[p] for p in self.branches[text])
        return {path[depth] for path in paths if len(path) > depth}

    def _follows_ids(self) -> bool:
        """Whether what stands before the fork names a row by itself."""
        depth = len(self.prefix) - 1
        return all(
            is_strict(self.tree.paths[p][depth])
            for positions in self.branches.values()
            for p in positions
        )

    def _stands_beside(self, text: str, following: set[str]) -> bool:
        """Whether records show the text as a name and a following segment as their id."""
        named = self._records(text)
        return any(named & self._records(each) for each in following)

    def _records(self, text: str) -> set[tuple[str, tuple[str, ...]]]:
        sights = self.tree.seen.get(value_in(text), {})
        return {(p.group, p.pointer[:-1]) for p in sights if p.is_sharp and not p.request}

    def _is_early(self) -> bool:
        """Whether nothing before the fork names a resource."""
        return all(
            isinstance(part, str) and (part.lower() in FIXED or lexical(part) == "version")
            for part in self.prefix
        )

    # Its siblings.

    def _company(self, text: str, others: list[str]) -> float:
        """How much the likeness of what its siblings answer speaks for values."""
        alike = unlike = 0
        for other in others:
            if other == text or other.lower() in ALIASES | VERBS:
                continue
            shared = self._likeness(text, other)
            if shared is not None:
                alike += shared >= ALIKE and not self._is_list(text)
                unlike += shared <= UNLIKE
        return min(alike, 2) * 1.0 - min(unlike, 2) * 0.25

    def _likeness(self, one: str, other: str) -> float | None:
        """How alike two segments answer where both are asked the same; None if they never are."""
        a, b, common = self._outlines(one), self._outlines(other), self.tree.common
        found = [
            shared
            for key in a.keys() & b.keys()
            if is_rich(a[key]) and (shared := likeness(a[key], b[key], common)) is not None
        ]
        return sum(found) / len(found) if found else None

    def _is_list(self, text: str) -> bool:
        """Whether the segment itself answers with a list of records: alike, they may be many."""
        fields = self._outlines(text).get(("GET", "/"), frozenset())
        return any(ITEM in pointer[:2] and len(pointer) > 1 for pointer in fields)

    def _outlines(self, text: str) -> dict[tuple[str, str], Outline]:
        known = self.outlines.get(text)
        if known is None:
            depth = len(self.prefix) + 1
            grouped: dict[tuple[str, str], list[Exchange]] = defaultdict(list)
            for position in self.branches[text]:
                exchange = self.tree.exchanges[position]
                grouped[exchange.method, rough(self.tree.paths[position][depth:])].append(exchange)
            known = {key: answered(group) for key, group in grouped.items()}
            self.outlines[text] = known
        return known

    def _are_resources(self, found: set[str]) -> bool:
        """Whether the segments answer so differently that each is a resource of its own."""
        texts = sorted(found)
        pairs = [(a, b) for i, a in enumerate(texts) for b in texts[i + 1 : i + 9]]
        shares = [s for a, b in pairs if (s := self._likeness(a, b)) is not None]
        return len(shares) > 0 and sum(share <= UNLIKE for share in shares) > len(shares) / 2

    def _is_echoed(self, text: str) -> bool:
        sights = self.tree.seen.get(value_in(text), {})
        return any(self._echo(place, sight) >= 2.0 for place, sight in sights.items())

    def _is_last(self, text: str) -> bool:
        """Whether nothing follows the segment."""
        return all(len(self.tree.paths[p]) == len(self.prefix) + 1 for p in self.branches[text])

    def _alike(self, found: set[str], scores: dict[str, float]) -> set[str]:
        """Further segments that answer as the values found do, or are only ever missing."""
        if not found:
            return set()
        more: set[str] = set()
        for text, score in scores.items():
            if text in found or score <= -1.0:
                continue
            shares = [
                s for other in sorted(found)[:20] if (s := self._likeness(text, other)) is not None
            ]
            if (shares and max(shares) >= ALIKE) or self._is_missing(text):
                more.add(text)
        return more

    def _is_missing(self, text: str) -> bool:
        """Whether whatever was asked of the segment was answered with not found."""
        return all(self.tree.exchanges[p].status in (404, 410) for p in self.branches[text])


THRESHOLD = 2.0
"""From here on a segment is a value."""
ALIKE = 0.6
UNLIKE = 0.35


@lru_cache(maxsize=65536)
def _nouns(group: str) -> frozenset[str]:
    """What the last two words of a group's path name."""
    path = group.partition(" ")[2]
    return frozenset([noun(part) for part in path.split("/") if part and part != "{}"][-2:])


def sighted(exchanges: Sequence[Exchange], paths: Sequence[tuple[str, ...]]) -> Sightings:
    """Where the values of the paths' segments stand."""
    groups = [f"{x.method} {rough(path)}" for x, path in zip(exchanges, paths, strict=True)]
    cores = [tuple(value_in(text) for text in path) for path in paths]
    wanted = frozenset(text for path in cores for text in path if text)
    return sightings(exchanges, groups, cores, wanted)
