"""Segments: the parts of a path, and what each of them looks like by itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from wirebase.infer.formats import lexical

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
BY = frozenset("id uid uuid guid slug name username handle sku isbn ean".split())
"""Literals that say by which field a row is named right after them, as in /users/username/ada."""
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
FIELD = re.compile(r"([A-Za-z]\w*[:=])(\w[\w.-]*)", re.ASCII)
"""A value under the name of its field: `userId:17`."""


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
    parts = path.strip("/").split("/")
    if "%" in path:
        return tuple(unquote(part) for part in parts)
    return tuple(parts) if parts != [""] else ()


@lru_cache(maxsize=65536)
def hole_of(text: str) -> Hole:
    """The form that a segment has where it is a parameter."""
    if match := EXTENSION.fullmatch(text):
        return Hole("", match[2]) if PLAIN_SEGMENT.fullmatch(text) else Hole()
    if match := CALL.fullmatch(text):
        return Hole(match[1], match[3])
    if (match := FIELD.fullmatch(text)) and is_strict(match[2]):
        return Hole(match[1])
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


def is_early(prefix: Sequence[Slot]) -> bool:
    """Whether nothing in the prefix names a resource.

    >>> is_early(["ajax-api", "v2"]), is_early(["api", "books"])
    (True, False)
    """
    return all(
        isinstance(part, str)
        and (set(re.split("[-_]", part.lower())) <= FIXED or lexical(part) == "version")
        for part in prefix
    )


MANY = 30
"""So many siblings with digits or hyphens in them are no longer words of the API."""
TOO_MANY = 200
"""Nor are so many siblings of any kind."""


def grouped(paths: Sequence[tuple[str, ...]]) -> list[str]:
    """The group of each path: the path without what can only be values.

    Where there are too many siblings to be anything else, their places are left out too, so that
    there are never more groups than an API can have endpoints.
    """
    groups: list[list[str]] = [[] for _ in paths]
    left = [position for position, path in enumerate(paths) if path]
    depth = 0
    while left:
        below: dict[str, set[str]] = defaultdict(set)
        for position in left:
            if not _is_value(text := paths[position][depth]):
                below["/".join(groups[position])].add(text)
        for position in left:
            siblings = below["/".join(groups[position])]
            groups[position].append(_placed(paths[position][depth], siblings))
        depth += 1
        left = [position for position in left if len(paths[position]) > depth]
    return ["/" + "/".join(group) for group in groups]


def _placed(text: str, siblings: set[str]) -> str:
    """The segment, or the mark of a value."""
    crowded = len(siblings) > TOO_MANY or (len(siblings) > MANY and not WORD.fullmatch(text))
    return "{}" if crowded or _is_value(text) else text


WORD = re.compile(r"[A-Za-z.]+")


def _is_value(text: str) -> bool:
    return is_strict(text) or is_odd(text)
