"""Words of names: snake case, singular and plural, likeness."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

import inflection

LONGEST = 50
"""Characters of the longest identifier; Postgres cuts at 63 bytes, and build adds prefixes."""

_RUN = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+(?:\d+[a-z]*)*|[A-Z]+\d*|\d+[a-z]*")
_ACRONYMS = re.compile(r"([A-Z]{2,})s(?![a-z])")

_UNCOUNTED = frozenset(
    "analytics atlas bonus campus canvas chaos corps gas gps graphics https lens logistics media "
    "metadata news physics series sms species statistics tennis virus always previous js os ios "
    "politics economics mathematics electronics ethics is has was as us this basis css dns sass "
    "cors address access business process progress".split()
)
_HAVE_PLURALS = frozenset("access address business process basis".split())
_AS = frozenset("schema quota area idea camera agenda pizza formula persona menu extra".split())
_SINGULAR = {
    "aliases": "alias",
    "atlases": "atlas",
    "bases": "base",
    "bonuses": "bonus",
    "caches": "cache",
    "campuses": "campus",
    "canvases": "canvas",
    "cookies": "cookie",
    "criteria": "criterion",
    "data": "data",
    "gases": "gas",
    "headaches": "headache",
    "hooves": "hoof",
    "leaves": "leaf",
    "lenses": "lens",
    "niches": "niche",
    "quota": "quota",
    "rookies": "rookie",
    "saves": "save",
    "schema": "schema",
    "schemata": "schema",
    "slaves": "slave",
    "viruses": "virus",
    "waves": "wave",
    "archives": "archive",
    "waivers": "waiver",
    "wives": "wife",
    "zombies": "zombie",
}
_PLURAL = {
    "campus": "campuses",
    "canvas": "canvases",
    "criterion": "criteria",
    "data": "data",
    "gas": "gases",
    "leaf": "leaves",
    "lens": "lenses",
    "media": "media",
    "metadata": "metadata",
    "schema": "schemas",
    "shelf": "shelves",
    "quota": "quotas",
    "staff": "staff",
    "virus": "viruses",
    "atlas": "atlases",
    "bonus": "bonuses",
    "status": "statuses",
    "feedback": "feedback",
}


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, whatever joins them; digits stay with their word.

    >>> words("createdByUserIDs"), words("HTTPServer_v2"), words("größeIn-cm")
    (('created', 'by', 'user', 'ids'), ('http', 'server', 'v2'), ('größe', 'in', 'cm'))
    """
    text = _ACRONYMS.sub(lambda m: m[1].capitalize() + "s", unicodedata.normalize("NFC", name))
    return tuple(word.lower() for run in _RUN.findall(text) for word in _pieces(run))


def _pieces(run: str) -> list[str]:
    """A run of letters and digits, cut where the case says that a word starts."""
    if run.isascii():
        return _PIECE.findall(run)
    # Letters such as 𝐀 are upper case and have no lower one: they start no word.
    capital = [c != c.lower() for c in run]
    starts = (i > 0 and capital[i] and not capital[i - 1] for i in range(len(run)))
    parts = "".join(" " * start + c for start, c in zip(starts, run, strict=True)).split()
    return [piece for part in parts for piece in (_pieces(part) if part.isascii() else [part])]


@lru_cache(maxsize=65536)
def snake(name: str) -> str:
    """The name as a snake_case identifier, never empty, never starting with a digit.

    >>> snake("createdAt"), snake("2nd-place"), snake("address1"), snake("filter[_eq]"), snake("%")
    ('created_at', '_2nd_place', 'address1', 'filter_eq', '_')
    """
    joined = "_".join(words(name))
    return f"_{joined}" if not joined or joined[0].isdigit() else joined


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """One of what the word names; only its last word changes, and singulars stay.

    >>> singular("bookshelves"), singular("status"), singular("user_addresses"), singular("cookies")
    ('bookshelf', 'status', 'user_address', 'cookie')
    """
    head, last = _last_word(word)
    lower = last.lower()
    if lower in _SINGULAR:
        return head + _SINGULAR[lower]
    ends = lower.endswith(("ss", "us", "is", "as", "a")) and lower[:-1] not in _AS
    if lower in _UNCOUNTED or ends or len(lower) < 3:
        return word
    return head + inflection.singularize(last)


@lru_cache(maxsize=65536)
def plural(word: str) -> str:
    """Many of what the word names; only its last word changes, and plurals stay.

    >>> plural("category"), plural("people"), plural("order_status"), plural("news")
    ('categories', 'people', 'order_statuses', 'news')
    """
    head, last = _last_word(word)
    one = singular(last)
    if one in _PLURAL:
        return head + _PLURAL[one]
    if last.lower() in _UNCOUNTED - _HAVE_PLURALS:
        return word
    return head + inflection.pluralize(one)


def _last_word(word: str) -> tuple[str, str]:
    """What stands before the last word, and that word."""
    cut = max(word.rfind("_"), word.rfind("-"), word.rfind(" ")) + 1
    for i in range(len(word) - 1, cut, -1):
        if word[i].isupper() and word[i - 1].islower():
            return word[:i], word[i:]
    return word[:cut], word[cut:]


@lru_cache(maxsize=65536)
def noun(name: str) -> str:
    """The name in snake case and singular: by which names are compared.

    >>> noun("blogPosts") == noun("blog-post")
    True
    """
    return singular(snake(name))


@lru_cache(maxsize=65536)
def similarity(one: str, other: str) -> float:
    """How alike two names are, 0..1: words in common, of which the last weighs double.

    >>> similarity("projectMembers", "member"), similarity("author", "book")
    (0.67, 0.0)
    """
    a, b = ([singular(word) for word in words(name)] for name in (one, other))
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    weight = dict.fromkeys((*a, *b), 1) | {a[-1]: 2, b[-1]: 2}
    return round(sum(weight[w] for w in {*a} & {*b}) / sum(weight.values()), 2)


def shortened(name: str, longest: int = LONGEST) -> str:
    """The name, or its beginning and end about a fingerprint where it is too long.

    >>> len(shortened("x" * 80))
    50
    """
    if len(name) <= longest:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:6]
    tail = name[-(longest // 2) :].lstrip("_")
    return f"{name[: longest - len(tail) - 8].rstrip('_')}_{digest}_{tail}"[:longest]


def unique(name: str, taken: set[str]) -> str:
    """The name, numbered from 2 where it is taken; the answer is added to `taken`.

    >>> unique("book", {"book", "book_2"})
    'book_3'
    """
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}_{number}"
    taken.add(candidate)
    return candidate
