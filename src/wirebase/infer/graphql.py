"""GraphQL and JSON-RPC: the operations behind one URL, told from the request's body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from graphql import GraphQLError, parse
from graphql.language import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)

from wirebase.blueprint.operations import Match, Place
from wirebase.exchange import Exchange, Json
from wirebase.infer.calls import document

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


@dataclass(frozen=True, slots=True)
class Selection:
    """The fields that a document asks for at one place, by the names that the answer uses."""

    fields: dict[str, tuple[str, Selection]] = field(default_factory=dict)
    """Name in the answer to the field's own name, and what is asked for in it."""

    def merged(self, other: Selection) -> Selection:
        """What either asks for."""
        fields = dict(self.fields)
        for key, (name, inner) in other.fields.items():
            known = fields.get(key)
            fields[key] = (known[0], known[1].merged(inner)) if known else (name, inner)
        return Selection(fields)


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
                or (isinstance(part.get("query"), str) and _parsed(str(part["query"])))
            )
            for part in body
        )
    )


def _graphql(body: dict[str, Json], place: Place) -> Remote | None:
    text, named = body.get("query"), body.get("operationName")
    wanted = named if isinstance(named, str) and named else ""
    if not isinstance(text, str):
        return _persisted(body, wanted, place)
    parsed = _parsed(text)
    operation = _operation(parsed, wanted) if parsed else None
    if not parsed or not operation:
        return None
    selection = _selection(operation.selection_set, _fragments(parsed))
    first = next((name for name, _ in selection.fields.values()), "")
    own = operation.name.value if operation.name else ""
    key = OPERATION if wanted else FIRST_FIELD
    match = Match(place=place, key=_placed(key, place), value=wanted or first)
    read = operation.operation is not OperationType.MUTATION
    return Remote(wanted or own or first, (match,), "/data", read, selection, first)


def _persisted(body: dict[str, Json], wanted: str, place: Place) -> Remote | None:
    """An operation of which only the name and a fingerprint are sent."""
    extensions = body.get("extensions")
    told = "persistedQuery" in extensions if isinstance(extensions, (dict, str)) else False
    if not wanted or not (told or "documentId" in body or "id" in body):
        return None
    match = Match(place=place, key=_placed(OPERATION, place), value=wanted)
    return Remote(wanted, (match,), "/data", read=place is Place.QUERY)


def _placed(pointer: str, place: Place) -> str:
    """A body's pointer, or the name of a query parameter."""
    return pointer if place is Place.BODY else pointer.removeprefix("/")


@lru_cache(maxsize=1024)
def _parsed(text: str) -> DocumentNode | None:
    if "{" not in text:
        return None
    try:
        return parse(text, no_location=True)
    except (GraphQLError, RecursionError):
        return None


def _operation(parsed: DocumentNode, wanted: str) -> OperationDefinitionNode | None:
    """The operation of that name, else the only one that a request without a name can mean."""
    found = [node for node in parsed.definitions if isinstance(node, OperationDefinitionNode)]
    named = [node for node in found if node.name and node.name.value == wanted]
    return next(iter(named or found), None)


def _fragments(parsed: DocumentNode) -> dict[str, SelectionSetNode]:
    return {
        node.name.value: node.selection_set
        for node in parsed.definitions
        if isinstance(node, FragmentDefinitionNode)
    }


def _selection(
    node: SelectionSetNode | None,
    fragments: dict[str, SelectionSetNode],
    inside: tuple[str, ...] = (),
) -> Selection:
    """What is asked for, fragments put in their places."""
    whole = Selection()
    for part in node.selections if node else ():
        match part:
            case FieldNode():
                inner = _selection(part.selection_set, fragments, inside)
                key = part.alias.value if part.alias else part.name.value
                whole = whole.merged(Selection({key: (part.name.value, inner)}))
            case InlineFragmentNode():
                whole = whole.merged(_selection(part.selection_set, fragments, inside))
            case FragmentSpreadNode() if part.name.value not in inside:
                name = part.name.value
                whole = whole.merged(_selection(fragments.get(name), fragments, (*inside, name)))
    return whole


def hints(asked: Iterable[tuple[Selection, Json]]) -> dict[str, str]:
    """What the requests call the objects of their answers: pointer to `__typename` or field name.

    Names of plain values are told where an alias hides them.
    """
    votes: dict[str, Counter[str]] = {}
    for selection, answer in asked:
        data = answer.get("data") if isinstance(answer, dict) else None
        for pointer, name in _named(data, selection, "/data"):
            votes.setdefault(pointer, Counter())[name] += 1
    return {
        pointer: min(names, key=lambda name: (-names[name], name))
        for pointer, names in sorted(votes.items())
    }


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
