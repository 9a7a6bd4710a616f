"""GraphQL and JSON-RPC: the operations behind one URL, told from the request's body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graphql.language import OperationType

from wirebase.blueprint.operations import Match, Place
from wirebase.exchange import Exchange, Json
from wirebase.infer.calls import DATA, Selection, document
from wirebase.infer.selections import operation_in, parsed, selection_of, with_own_names

FIRST_FIELD = "/query#field"
"""The key of a match on the first field that a GraphQL document asks for."""
OPERATION = "/operationName"
METHOD = "/method"
TYPE_NAME = "__typename"


@dataclass(frozen=True, slots=True)
class Remote:
    """What a request says of the operation that it asks for."""

    name: str
    """Of a GraphQL operation or its first field, or of a method of JSON-RPC."""
    match: tuple[Match, ...]
    root: str
    read: bool
    selection: Selection | None = None
    """Of GraphQL, where the document was sent."""
    first: str = ""
    """The first field that a GraphQL document asks for."""

    @property
    def holding(self) -> tuple[Match, ...]:
        """All that is true of the request, also where less tells the operation."""
        place = self.match[0].place
        told = Match(place=place, key=_placed(FIRST_FIELD, place), value=self.first)
        return (*self.match, told) if self.first and told not in self.match else self.match


def remote(exchange: Exchange) -> Remote | None:
    """The operation of a GraphQL or JSON-RPC request; None where it is neither."""
    body = _request(exchange)
    if not isinstance(body, dict):
        return None
    method = body.get("method")
    if "jsonrpc" in body and isinstance(method, str):
        match = Match(place=Place.BODY, key=METHOD, value=method)
        return Remote(method, (match,), "/result", read=False)
    return _graphql(body, Place.QUERY if exchange.method == "GET" else Place.BODY)


def _request(exchange: Exchange) -> Json:
    """What the request asks with: its body, or the query string of a GET."""
    if exchange.method == "GET":
        asked = dict(exchange.query)
        return {**asked} if {"query", "extensions"} & set(asked) else None
    return document(exchange.request) if exchange.method == "POST" else None


def is_batch(exchange: Exchange) -> bool:
    """Whether a request carries several operations at once."""
    body = _request(exchange)
    return (
        isinstance(body, list)
        and bool(body)
        and all(
            isinstance(part, dict)
            and (
                "jsonrpc" in part
                or (isinstance(part.get("query"), str) and parsed(str(part["query"])))
            )
            for part in body
        )
    )


def _graphql(body: dict[str, Json], place: Place) -> Remote | None:
    text, named = body.get("query"), body.get("operationName")
    wanted = named if isinstance(named, str) and named else ""
    if not isinstance(text, str):
        return _persisted(body, wanted, place)
    asked = parsed(text)
    operation = operation_in(asked, wanted) if asked else None
    if not asked or not operation:
        return None
    selection = selection_of(asked, operation)
    first = next((name for name, _ in selection.fields.values()), "")
    own = operation.name.value if operation.name else ""
    key = OPERATION if wanted else FIRST_FIELD
    match = Match(place=place, key=_placed(key, place), value=wanted or first)
    read = operation.operation is not OperationType.MUTATION
    return Remote(wanted or own or first, (match,), DATA, read, selection, first)


def _persisted(body: dict[str, Json], wanted: str, place: Place) -> Remote | None:
    """An operation of which only the name and a fingerprint are sent."""
    extensions = body.get("extensions")
    told = "persistedQuery" in extensions if isinstance(extensions, (dict, str)) else False
    if not wanted or not (told or "documentId" in body or "id" in body):
        return None
    match = Match(place=place, key=_placed(OPERATION, place), value=wanted)
    return Remote(wanted, (match,), DATA, read=place is Place.QUERY)


def _placed(pointer: str, place: Place) -> str:
    """A body's pointer, or the name of a query parameter."""
    return pointer if place is Place.BODY else pointer.removeprefix("/")


def answered_with(exchange: Exchange) -> Json:
    """The answer to a GraphQL request, its fields under their own names."""
    return with_own_names(document(exchange.answer), _request(exchange))


def hints(asked: Iterable[tuple[Selection, Json]]) -> dict[str, str]:
    """What the requests call the objects of their answers: pointer to `__typename` or field name.

    Names of plain values are told where an alias hides them.
    """
    votes: dict[str, Counter[str]] = {}
    for selection, answer in asked:
        data = answer.get("data") if isinstance(answer, dict) else None
        for pointer, name in _named(data, selection, DATA):
            votes.setdefault(pointer, Counter())[name] += 1
    return {
        pointer: min(names, key=lambda name: (-names[name], name))
        for pointer, names in sorted(votes.items())
    }


def types(asked: Iterable[tuple[Selection, Json]]) -> dict[tuple[str, ...], frozenset[str]]:
    """What the objects of answers say that they are, by the names in the answer that lead to them."""
    found: dict[tuple[str, ...], set[str]] = {}
    for _, answer in asked:
        _note_types(found, answer.get("data") if isinstance(answer, dict) else None, ())
    return {path: frozenset(names) for path, names in found.items()}


def _note_types(found: dict[tuple[str, ...], set[str]], value: Json, path: tuple[str, ...]) -> None:
    if isinstance(value, list):
        for item in value:
            _note_types(found, item, path)
    elif isinstance(value, dict):
        if isinstance(said := value.get(TYPE_NAME), str):
            found.setdefault(path, set()).add(said)
        for key, inner in value.items():
            _note_types(found, inner, (*path, key))


def _named(
    value: Json, selection: Selection, pointer: str, name: str = ""
) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for item in value:
            yield from _named(item, selection, f"{pointer}/*", name)
    elif isinstance(value, dict):
        own = value.get(TYPE_NAME)
        if said := own if isinstance(own, str) else name:
            yield pointer, said
        for key, inner in value.items():
            called, deeper = selection.fields.get(key, (key, Selection()))
            if isinstance(inner, (dict, list)):
                yield from _named(inner, deeper, f"{pointer}/{key}", called)
            elif called != key:
                yield f"{pointer}/{key}", called


__all__ = [
    "FIRST_FIELD",
    "METHOD",
    "OPERATION",
    "Remote",
    "Selection",
    "answered_with",
    "hints",
    "is_batch",
    "remote",
    "types",
]
