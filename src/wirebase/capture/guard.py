"""Which requests of an explored app may reach its server: those that only read, unless writing was allowed."""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from wirebase.exchange import Exchange, Json, parse_json


class Intent(enum.Enum):
    """What the explorer is about to do in the app."""

    LOOK = "look"
    LOG_IN = "log in"
    TOGGLE = "toggle"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Sent:
    """The part of a request that decides whether it may pass."""

    method: str
    url: str
    content: bytes = b""

    @property
    def segments(self) -> list[str]:
        """The segments of the path, decoded."""
        return [unquote(s) for s in urlsplit(self.url).path.split("/") if s]

    @property
    def words(self) -> set[str]:
        """The words of all segments, in lower case."""
        return {word for segment in self.segments for word in words_of(segment)}

    def json(self) -> Json:
        """The body as JSON, or None where it is not."""
        try:
            return parse_json(self.content)
        except ValueError:
            return None


_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def words_of(name: str) -> list[str]:
    """The words that a name is made of, in lower case."""
    return [word.lower() for word in _WORDS.findall(name)]


_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "SEARCH", "QUERY", "PROPFIND", "REPORT"})
_READING = frozenset(
    {"search", "filter", "query", "find", "lookup", "suggest", "suggestions", "autocomplete", "complete", "list"}
    | {"get", "fetch", "count", "aggregate", "browse", "facets", "msearch", "read", "load", "select"}
)
_SESSION = frozenset(
    {"login", "signin", "auth", "authenticate", "authentication", "authorize", "oauth", "refresh", "guest"}
    | {"session", "sessions", "token", "anonymous"}
)
_HARMFUL = frozenset(
    {"delete", "remove", "destroy", "purge", "erase", "drop", "clear", "reset", "revoke", "cancel", "archive"}
    | {"deactivate", "disable", "logout", "signout", "pay", "payment", "checkout", "purchase", "transfer", "refund"}
    | {"update", "edit", "change", "set", "move", "merge", "ban", "block", "unsubscribe", "invite", "send"}
)
_MARKS = frozenset(
    {"favorite", "favourite", "like", "star", "heart", "bookmark", "follow", "watch", "upvote", "vote", "pin", "save"}
    | {"favorites", "favourites", "likes", "stars", "bookmarks", "following", "watching", "reaction", "subscription"}
)
"""What people put on things and take away again: the explorer sets each back as it was, or leaves it on."""
_OPERATION = re.compile(r"\b(query|mutation|subscription)\b\s*([A-Za-z_]\w*)?")
_FIELD = re.compile(r"\{\s*(?:\w+\s*:\s*)?([A-Za-z_]\w*)")


class Guard:
    """Decides on each request. A change to what exists passes only where Wirebase itself created it."""

    def __init__(self, *, allow_writes: bool = False) -> None:
        self.allow_writes = allow_writes
        self.intent = Intent.LOOK
        self.blocked: Counter[str] = Counter()
        self._own: dict[str, set[str]] = {}
        self._own_paths: set[str] = set()

    def refusal(self, sent: Sent) -> str:
        """Why the request may not pass, or "" if it may; refusals are counted."""
        reason = self._judge(sent)
        if reason:
            self.blocked[f"{sent.method} {urlsplit(sent.url).path}"] += 1
        return reason

    def _judge(self, sent: Sent) -> str:
        if sent.method in _SAFE or _only_reads(sent) or self._logs_in(sent):
            return ""
        if not self.allow_writes:
            return "the exploration only reads"
        if self.intent is Intent.LOOK:
            return "nothing was to be written"
        if sent.method == "POST" and not _harms(sent):
            return ""
        if self.owns(sent) or (self.intent is Intent.TOGGLE and self._flips(sent)):
            return ""
        return "it changes what Wirebase did not create"

    def _logs_in(self, sent: Sent) -> bool:
        if sent.method != "POST" or {"logout", "signout"} & sent.words:
            return False
        if self.intent is Intent.LOG_IN:
            return True
        names = {word for name, _ in _graphql(sent) for word in words_of(name)}
        last = set(words_of(sent.segments[-1])) if sent.segments else set()
        return bool(_SESSION & (names or last)) and not _HARMFUL & (names or last)

    def _flips(self, sent: Sent) -> bool:
        """A toggle turns on without a body or with yes and no alone, and off what is named as a mark."""
        if sent.method == "DELETE":
            last = words_of(sent.segments[-1]) if sent.segments else []
            return not _MARKS.isdisjoint(last)
        body = sent.json() if sent.content else None
        if isinstance(body, dict):
            return all(isinstance(value, bool) for value in body.values())
        return not sent.content

    def owns(self, sent: Sent) -> bool:
        """Whether the request names something that Wirebase created."""
        if _bare_path(sent.url) in self._own_paths and sent.method == "DELETE":
            return True
        segments = sent.segments
        if any(self._is_own(value, segments[:i]) for i, value in enumerate(segments)):
            return True
        values = [value for _, value in parse_qsl(urlsplit(sent.url).query)] + list(_scalars(sent.json()))
        named = [*segments, *(name for name, _ in _graphql(sent))]
        return sent.method == "POST" and any(self._is_own(value, named) for value in values)

    def is_own_page(self, url: str) -> bool:
        """Whether a page of the app shows something that Wirebase created."""
        parts = urlsplit(url)
        path = parts.fragment if parts.fragment.startswith(("/", "!/")) else parts.path
        segments = [unquote(s) for s in path.split("/") if s]
        return any(self._is_own(value, segments[:i]) for i, value in enumerate(segments))

    def _is_own(self, value: str, before: list[str]) -> bool:
        """An identity is ours; a short number only next to the name of what was created."""
        collections = self._own.get(value)
        if collections is None:
            return False
        if len(value) >= 8 and not value.isdigit():
            return True
        return any(_singular(word) in collections for segment in before[-2:] for word in words_of(segment))

    def learn(self, exchange: Exchange) -> None:
        """Remembers what an exchange created."""
        if exchange.method not in ("POST", "PUT") or not 200 <= exchange.status < 400:
            return
        if self.intent not in (Intent.WRITE, Intent.TOGGLE):
            return
        self._own_paths.add(_bare_path(exchange.url))
        if exchange.method == "POST" and self.intent is Intent.WRITE:
            self._learn_identities(exchange)

    def _learn_identities(self, exchange: Exchange) -> None:
        sent = Sent(exchange.method, exchange.url, exchange.request.content or b"")
        if _only_reads(sent):
            return
        words = {_singular(w) for s in sent.segments[-2:] for w in words_of(s)}
        words |= {_singular(w) for name, _ in _graphql(sent) for w in words_of(name)}
        answer = exchange.answer.json() if exchange.answer.is_json else None
        given = set(_scalars(sent.json()))
        for key, value in _identities(answer):
            # What we sent ourselves, such as the id of the parent, names what was there before.
            if value not in given or key in ("slug",):
                self._own.setdefault(value, set()).update(words)
        location = exchange.answer.header("location")
        if location and 200 <= exchange.status < 300:
            self._own.setdefault(unquote(location.rstrip("/").rpartition("/")[2]), set()).update(words)


def _bare_path(url: str) -> str:
    return urlsplit(url).path.rstrip("/")


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _only_reads(sent: Sent) -> bool:
    if sent.method != "POST":
        return False
    operations = list(_graphql(sent))
    if operations:
        return all(kind != "mutation" for _, kind in operations)
    last = words_of(sent.segments[-1]) if sent.segments else []
    return bool(last) and (last[0] in _READING or last[-1] in _READING)


def _harms(sent: Sent) -> bool:
    named = [name for name, _ in _graphql(sent)] or sent.segments[-1:]
    return any(word in _HARMFUL for name in named for word in words_of(name))


def _graphql(sent: Sent) -> Iterator[tuple[str, str]]:
    """Name and kind of each GraphQL operation in the body."""
    if b"query" not in sent.content and b"mutation" not in sent.content:
        return
    body = sent.json()
    for item in body if isinstance(body, list) else [body]:
        text = item.get("query") if isinstance(item, dict) else None
        if isinstance(text, str) and "{" in text:
            operation = _OPERATION.search(text.partition("{")[0])
            field = _FIELD.search(text)
            yield (field[1] if field else ""), (operation[1] if operation else "query")


_IDENTITY = re.compile(r"^_?(id|uuid|guid|slug|key|pk|code|number|uid)$|(_id|Id|_uuid|_slug)$")


def _identities(answer: Json, depth: int = 0) -> Iterator[tuple[str, str]]:
    """The identities in the answer to a creation: of the object itself, inside one or two envelopes."""
    if not isinstance(answer, Mapping):
        return
    for key, value in answer.items():
        if _IDENTITY.search(key) and isinstance(value, str | int) and not isinstance(value, bool):
            # Only a name of its own is one: bookId in a review is the book's.
            if re.fullmatch(r"_?(id|uuid|guid|slug|key|pk|code|number|uid)", key):
                yield key, str(value)
        elif isinstance(value, Mapping) and depth < 2 and len(answer) <= 3:
            yield from _identities(value, depth + 1)


def _scalars(value: Json) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _scalars(item)
    elif isinstance(value, list):
        for item in value:
            yield from _scalars(item)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield str(value)
