"""Calls: exchanges with the API, taken apart by the route that they follow."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from types import EllipsisType
from typing import Any
from urllib.parse import parse_qsl, quote

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import File, FormParser, parse_options_header

from wirebase.blueprint.labels import unlabelled
from wirebase.blueprint.operations import Match
from wirebase.exchange import Exchange, Json, Message, parse_json
from wirebase.infer.patches import merged

type Origin = tuple[str, str]
"""A route's name and a collapsed JSON pointer: list items are `*`, keys that are data `{}`."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A path segment that is a parameter."""

    name: str
    """In snake case, unique in the route."""
    lexical: str
    """The lexical class that all its values have, else "text"."""
    origins: tuple[Origin, ...] = ()
    """Where its values stood in answers, the place that explains most of them first."""
    support: int = 0
    """Values that stood in an earlier answer or request under a field like a key."""
    against: int = 0
    """Values that did not."""
    prefix: str = ""
    """Literal text of the segment before the value, such as "@"."""
    suffix: str = ""
    """Literal text of the segment after the value, such as ".json"."""

    def __str__(self) -> str:
        return f"{quote(self.prefix, safe=SAFE)}{{{self.name}}}{quote(self.suffix, safe=SAFE)}"


type Segment = str | Variable
"""A part of a path template, a literal as decoded text; an empty last one is a trailing slash."""

DATA = "/data"
"""Where an answer of GraphQL holds what was asked for."""

SAFE = "!$&'()*+,;=:@~"
"""What a path segment may hold without percent encoding."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The fields that a document asks for at one place, by the names that the answer uses."""

    fields: dict[str, tuple[str, Selection]] = field(default_factory=dict)
    """Name in the answer to the field's own name, and what is asked for in it."""
    types: frozenset[str] = frozenset()
    """The types that fragments are for which stand here."""

    def merged(self, other: Selection) -> Selection:
        """What either asks for."""
        fields = dict(self.fields)
        for key, (name, inner) in other.fields.items():
            known = fields.get(key)
            fields[key] = (known[0], known[1].merged(inner)) if known else (name, inner)
        return Selection(fields, self.types | other.types)


NOTHING = Selection()


@dataclass(frozen=True, slots=True)
class Label:
    """What an object says of the type of the value in it."""

    told: tuple[tuple[str, str], ...]
    """The members that say it."""
    key: str
    """The member that holds the one plain value beside them; "" where there is none."""
    whole: bool
    """Whether an object is left beside them."""


@dataclass(frozen=True, slots=True)
class Route:
    """A kind of request: method, path template, and what else of it tells it from others."""

    name: str
    """Unique, an SQL identifier."""
    method: str
    segments: tuple[Segment, ...]
    match: tuple[Match, ...] = ()
    root: str = ""
    """JSON pointer to the payload of an answer: "/data" of GraphQL, "/result" of JSON-RPC."""
    hints: dict[str, str] = field(default_factory=dict)
    """Collapsed JSON pointer in the answer to the name that the request gives to what is there."""
    kin: dict[str, str] = field(default_factory=dict)
    """Of GraphQL: collapsed JSON pointer in the answer to the type of the objects there, numbered where no
    document names it."""
    read: bool = False
    """Whether it changes nothing."""
    selection: Selection = field(default_factory=Selection)
    """Of GraphQL: all that the documents ask for."""
    lone: tuple[str, ...] = ()
    """Members of an answer that are a list of the one row that is meant: see `lone`."""
    lone_sent: tuple[str, ...] = ()
    """Members of a request that are such a list."""
    queried: bool = False
    """Whether requests log in by their query, which is known as their body: see `queried`."""
    labelled: bool = False
    """Whether documents label values with their types: see `labels`."""
    labels: dict[tuple[str, ...], tuple[Label, ...]] = field(default_factory=dict)
    """Collapsed place in the answer -> the labels that stand there."""
    bare: str = ""
    """The member of the row made that answers are in place of the row: see `bare_keys`."""
    keys: dict[str, str] = field(default_factory=dict)
    """Collapsed JSON pointer in the answer to the key of the rows there, by which labelled references name
    rows of their class."""

    @property
    def path(self) -> str:
        """The path template, such as /api/books/{book_id}/reviews; a trailing slash as captured."""
        parts = (
            quote(part, safe=SAFE) if isinstance(part, str) else str(part) for part in self.segments
        )
        return "/" + "/".join(parts)

    @property
    def asks(self) -> dict[str, str]:
        """Of GraphQL: name in the answer to the name of each field at the top of the documents."""
        return {key: name for key, (name, _) in self.selection.fields.items()}

    def selected(self, pointer: Iterable[str]) -> Selection:
        """Of GraphQL: what the documents ask for at a collapsed place of the answer."""
        found = self.selection
        for step in list(pointer)[1:]:
            if step != "*":
                found = found.fields.get(step, ("", NOTHING))[1]
        return found

    @property
    def is_graphql(self) -> bool:
        """Whether the requests carry GraphQL documents."""
        return self.root == DATA

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables of the path, in order."""
        return tuple(part for part in self.segments if isinstance(part, Variable))

    def __str__(self) -> str:
        told = "".join(f" {m.key}={'*' if m.value is None else m.value}" for m in self.match)
        return f"{self.method} {self.path}{told}"


@dataclass(slots=True)
class Kept:
    """The documents of a call, parsed once; nobody changes them."""

    has_body: bool | None = None
    has_answer: bool | None = None
    body: Json | EllipsisType = ...
    answer: Json | EllipsisType = ...
    occurrences: list[Any] | None = None
    """Every object of the answer: see `records.occurrences`."""


@dataclass(frozen=True, slots=True)
class Call:
    """An exchange and the route that it follows."""

    exchange: Exchange
    route: Route
    path: dict[str, str] = field(default_factory=dict)
    """Variable to decoded value."""
    query: dict[str, str | list[str]] = field(default_factory=dict)
    """Decoded; a repeated key has a list; brackets are a part of the key."""
    remembered: Message | None = None
    """Of an answer 304: the earlier answer that still holds."""
    made: dict[str, Json] | None = None
    """The row that the call made, where its answer only names it: see `bare_keys`."""
    kept: Kept = field(init=False, default_factory=Kept, repr=False, compare=False)
    """What was worked out once, for the many passes that ask for it."""

    @property
    def message(self) -> Message:
        """The answer that the caller ends up with: its own, or the one that was not modified."""
        return self.remembered or self.exchange.answer

    @property
    def has_body(self) -> bool:
        """Whether the request carries a document: JSON or a form, or GraphQL in the query string."""
        if self.kept.has_body is None:
            asked = self.route.is_graphql and self.exchange.method == "GET"
            asked = asked or self.route.queried
            self.kept.has_body = asked or has_document(self.exchange.request)
        return self.kept.has_body

    @property
    def has_answer(self) -> bool:
        """Whether the answer is a JSON document."""
        if self.kept.has_answer is None:
            self.kept.has_answer = has_document(self.message)
        return self.kept.has_answer

    def body(self) -> Json:
        """The document of the request, which nobody changes; a form or a patch becomes an object.

        Of GraphQL it has what each field is given in place of the variables: see `with_arguments`."""
        if self.kept.body is ...:
            self.kept.body = self._body()
        return self.kept.body

    def _body(self) -> Json:
        if self.route.queried:
            return {name: [*v] if isinstance(v, list) else v for name, v in self.query.items()}
        if not self.route.is_graphql:
            sent = merged(document(self.exchange.request))
            sent = unlabelled(sent) if self.route.labelled else sent
            return without_lists(sent, self.route.lone_sent) if self.route.lone_sent else sent
        from wirebase.infer.selections import with_arguments

        return with_arguments(self._asked())

    def answer(self) -> Json:
        """The document of the answer, which nobody changes; GraphQL's fields have their own names."""
        if self.kept.answer is ...:
            self.kept.answer = self._answer()
        return self.kept.answer

    def _answer(self) -> Json:
        if self.made is not None:
            return self.made
        if not self.route.is_graphql:
            told = document(self.message)
            told = unlabelled(told) if self.route.labelled else told
            return without_lists(told, self.route.lone) if self.route.lone else told
        from wirebase.infer.selections import with_own_names

        return with_own_names(document(self.message), self._asked())

    def _asked(self) -> Json:
        """What a GraphQL request asks with."""
        is_get = self.exchange.method == "GET"
        return dict(self.exchange.query) if is_get else document(self.exchange.request)


FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
LINES = frozenset(
    {"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"}
)
"""Media types of one JSON document a line."""
EVENTS = "text/event-stream"


def has_document(message: Message) -> bool:
    """Whether the message carries a document that `document` can show."""
    if not message.content or message.dropped:
        return False
    if message.mime in (FORM, MULTIPART):
        return True
    if message.mime in LINES or message.mime == EVENTS:
        return bool(_lines(message))
    return message.is_json


def document(message: Message) -> Json:
    """JSON as it is, a form as an object, lines and events as a list; None where there is none."""
    if not message.content or message.dropped:
        return None
    if message.mime == FORM:
        return _form(parse_qsl(message.text, keep_blank_values=True))
    if message.mime == MULTIPART:
        return _multipart(message)
    if message.mime in LINES or message.mime == EVENTS:
        return _lines(message)
    try:
        return message.json()
    except ValueError:
        return None


def _form(pairs: Iterable[tuple[str, Json]]) -> Json:
    """Pairs as an object; a repeated name has a list."""
    found: dict[str, list[Json]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _multipart(message: Message) -> Json:
    """The fields of a multipart form; a file shows as its name, type and size."""
    pairs: list[tuple[str, Json]] = []
    _, options = parse_options_header(message.header("content-type"))
    try:
        parser = FormParser(
            MULTIPART,
            lambda item: pairs.append((_text(item.field_name), _text(item.value))),
            lambda item: pairs.append((_text(item.field_name), _file(item))),
            boundary=options.get(b"boundary"),
            config={"MAX_MEMORY_FILE_SIZE": sys.maxsize},
        )
        parser.write(message.content or b"")
        parser.finalize()
    except FormParserError:
        return None
    return _form(pairs)


def _file(item: File) -> Json:
    return {
        "filename": _text(item.file_name),
        "content_type": item.content_type,
        "size": item.size,
    }


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", "replace")


def _lines(message: Message) -> list[Json]:
    """The documents of a stream, one a line or one an event; what is none is left out."""
    found: list[Json] = []
    for line in message.text.splitlines():
        text = line.removeprefix("data:").strip() if message.mime == EVENTS else line
        if message.mime == EVENTS and not line.startswith("data:"):
            continue
        try:
            found.append(parse_json(text))
        except ValueError:
            continue
    return found


def without_lists(told: Json, members: Iterable[str]) -> Json:
    """The document with the one item of each of these lists in place of the list."""
    if not isinstance(told, dict):
        return told
    lone = {m: one for m in members if (one := only_item(told.get(m))) is not None}
    return {**told, **lone} if lone else told


def only_item(value: Json) -> dict[str, Json] | None:
    """The object that is the only item of a list; None where it holds anything else."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        return value[0]
    return None


def query_of(exchange: Exchange) -> dict[str, str | list[str]]:
    """The query parameters by name; a repeated one has a list."""
    found: dict[str, str | list[str]] = {}
    for name, value in exchange.query:
        earlier = found.get(name)
        if earlier is None:
            found[name] = value
        else:
            found[name] = [*(earlier if isinstance(earlier, list) else [earlier]), value]
    return found


def resolve_not_modified(calls: Iterable[Call]) -> list[Call]:
    """The calls in time order, each 304 with the earlier answer that it says still holds, if known.

    An ETag tells which one is meant; without one it is the last answer of the same URL.
    """
    known: dict[tuple[str, str], Message] = {}
    resolved: list[Call] = []
    for call in calls:
        exchange = call.exchange
        if exchange.status == 304:
            resolved.append(replace(call, remembered=known.get((exchange.url, _held(exchange)))))
            continue
        if exchange.method == "GET" and exchange.status == 200 and exchange.answer.content:
            known[exchange.url, ""] = exchange.answer
            known[exchange.url, _tag(exchange.answer, "etag")] = exchange.answer
        resolved.append(call)
    return resolved


def _held(exchange: Exchange) -> str:
    """The tag of the answer that the caller holds."""
    return _tag(exchange.request, "if-none-match") or _tag(exchange.answer, "etag")


def _tag(message: Message, header: str) -> str:
    return (message.header(header) or "").removeprefix("W/")
