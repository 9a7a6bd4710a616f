"""A request as the guard sees it: what it does and whom it concerns, told by its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, unquote, urlsplit

from wirebase.exchange import Json, parse_json

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "SEARCH", "QUERY", "PROPFIND", "REPORT"})
_READING = frozenset(
    {"search", "filter", "query", "find", "lookup", "suggest", "suggestions", "autocomplete"}
    | {"get", "fetch", "count", "aggregate", "browse", "facets", "msearch", "read", "load"}
    | {"select", "list", "complete"}
)
_SESSION = frozenset(
    {"login", "signin", "auth", "authenticate", "authentication", "authorize", "oauth"}
    | {"refresh", "guest", "session", "sessions", "token", "anonymous"}
)
_HARMFUL = frozenset(
    {"delete", "remove", "destroy", "purge", "erase", "drop", "clear", "reset", "revoke"}
    | {"cancel", "archive", "deactivate", "disable", "logout", "signout", "pay", "payment"}
    | {"checkout", "purchase", "transfer", "refund", "update", "edit", "change", "set", "move"}
    | {"merge", "ban", "block", "unsubscribe", "invite", "send"}
)
_MARKS = frozenset(
    {"favorite", "favourite", "like", "star", "heart", "bookmark", "follow", "watch", "upvote"}
    | {"favorites", "favourites", "likes", "stars", "bookmarks", "following", "watching"}
    | {"vote", "pin", "save", "reaction", "subscription"}
)
_OPERATION = re.compile(r"\b(query|mutation|subscription)\b")
_FIELD = re.compile(r"\{\s*(?:\w+\s*:\s*)?([A-Za-z_]\w*)")


@dataclass(frozen=True)
class Sent:
    """The part of a request that decides whether it may pass."""

    method: str
    url: str
    content: bytes = b""

    @property
    def path(self) -> str:
        """The path without a slash at its end."""
        return urlsplit(self.url).path.rstrip("/")

    @property
    def segments(self) -> list[str]:
        """The segments of the path, decoded."""
        return [unquote(segment) for segment in self.path.split("/") if segment]

    @cached_property
    def json(self) -> Json:
        """The body as JSON, or None where it is not."""
        try:
            return parse_json(self.content)
        except ValueError:
            return None

    @cached_property
    def operations(self) -> list[tuple[str, str]]:
        """The first field and the kind of each GraphQL operation in the body."""
        if b"query" not in self.content and b"mutation" not in self.content:
            return []
        bodies = self.json if isinstance(self.json, list) else [self.json]
        texts = [body.get("query") for body in bodies if isinstance(body, dict)]
        return [_operation(text) for text in texts if isinstance(text, str) and "{" in text]

    @property
    def action(self) -> set[str]:
        """The words that say what is done: of the operations, else of the last segment."""
        names = [name for name, _ in self.operations] or self.segments[-1:]
        return {word for name in names for word in words_of(name)}

    @property
    def subject(self) -> set[str]:
        """The words, in the singular, that say what it is done with."""
        named = [word for name, _ in self.operations for word in nouns_of(name)]
        return set(named) or nearest_nouns(self.segments)

    @property
    def values(self) -> list[str]:
        """The values in the query and the body."""
        return [value for _, value in parse_qsl(urlsplit(self.url).query)] + list(
            scalars(self.json)
        )

    @property
    def reads(self) -> bool:
        """Whether it only reads: by its method, or as a search that is sent as a POST."""
        if self.method in _SAFE:
            return True
        if self.method != "POST":
            return False
        if self.operations:
            return all(kind != "mutation" for _, kind in self.operations)
        words = words_of(self.segments[-1]) if self.segments else []
        return bool(words) and not _READING.isdisjoint((words[0], words[-1]))

    @property
    def harms(self) -> bool:
        """Whether its words say that it changes or ends something that exists."""
        return not _HARMFUL.isdisjoint(self.action)

    @property
    def logs_in(self) -> bool:
        """Whether it begins a session or keeps it alive."""
        return self.method == "POST" and not _SESSION.isdisjoint(self.action) and not self.harms

    @property
    def logs_out(self) -> bool:
        """Whether it ends the session."""
        return not {"logout", "signout"}.isdisjoint(self.action)

    @property
    def marks(self) -> bool:
        """Whether it sets or takes away a mark such as a favourite or a like."""
        words = words_of(self.segments[-1]) if self.segments else []
        return not _MARKS.isdisjoint(words)

    @property
    def flips(self) -> bool:
        """Whether it says nothing but yes or no."""
        if isinstance(self.json, dict):
            return all(isinstance(value, bool) for value in self.json.values())
        return not self.content


def _operation(text: str) -> tuple[str, str]:
    kind = _OPERATION.search(text.partition("{")[0])
    field = _FIELD.search(text)
    return (field[1] if field else ""), (kind[1] if kind else "query")


def words_of(name: str) -> list[str]:
    """The words that a name is made of, in lower case.

    >>> words_of("deleteBookReview")
    ['delete', 'book', 'review']
    """
    return [word.lower() for word in _WORDS.findall(name)]


def singular(word: str) -> str:
    """The word without the ending of a plural, near enough to compare two names.

    >>> singular("categories"), singular("books")
    ('category', 'book')
    """
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


_VERBS = frozenset(
    {
        "create",
        "new",
        "add",
        "save",
        "insert",
        "store",
        "submit",
        "make",
        "post",
        "get",
        "view",
        "show",
    }
    | {"upsert", "register", "by", "id", "one", "api", "rest", "v", "graphql", "all"}
)


def nouns_of(name: str) -> list[str]:
    """The words of a name, in the singular, that say what it is about.

    >>> nouns_of("deleteBookReviews")
    ['book', 'review']
    """
    kept = [w for w in words_of(name) if w not in _VERBS and w not in _HARMFUL and not w.isdigit()]
    return [singular(word) for word in kept]


def nearest_nouns(segments: list[str]) -> set[str]:
    """What the last segment that is no verb says.

    >>> sorted(nearest_nouns(["api", "books", "create"]))
    ['book']
    """
    return next((set(nouns) for s in reversed(segments) if (nouns := nouns_of(s))), set())


_IDENTITY = re.compile(r"_?(id|uuid|guid|slug|key|pk|code|number|uid)")


def identities(answer: Json, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Name and value of what identifies the object in an answer, inside two envelopes at most."""
    if not isinstance(answer, dict):
        return
    own = [(key, str(value)) for key, value in answer.items() if _names_itself(key, value)]
    yield from own
    if not own and depth < 2 and len(answer) <= 3:
        for value in answer.values():
            yield from identities(value, depth + 1)


def _names_itself(key: str, value: Json) -> bool:
    fits = isinstance(value, str | int) and not isinstance(value, bool)
    return fits and bool(_IDENTITY.fullmatch(key))


def scalars(value: Json) -> Iterator[str]:
    """All texts and whole numbers in a JSON document."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from scalars(item)
    elif isinstance(value, list):
        for item in value:
            yield from scalars(item)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield str(value)
