"""GraphQL: the operation that a document means, and of its answer what the document asks for."""

from __future__ import annotations

from functools import singledispatch

import msgspec

from wirebase.blueprint.expressions import Choice, Items, Mapping, Object, Parts, Row, Rows
from wirebase.blueprint.operations import Operation
from wirebase.exchange import Json
from wirebase.infer.calls import DATA, Selection
from wirebase.serve.request import Request

NOTHING = Selection()


def is_graphql(operation: Operation) -> bool:
    """Whether the operation answers documents: it is told by what they ask for, and answers data."""
    return any("operationName" in m.key or "#field" in m.key for m in operation.match)


def shown_by(operation: Operation) -> Selection:
    """The fields that the operation's answers may have."""
    whole = NOTHING
    for answer in operation.answers:
        whole = whole.merged(_fields(answer.body))
    return whole.fields.get(DATA.removeprefix("/"), ("", NOTHING))[1]


@singledispatch
def _fields(node: object) -> Selection:
    return NOTHING


@_fields.register
def _object(node: Object) -> Selection:
    return Selection({m.name: (m.name, _fields(m.value)) for m in node.members})


@_fields.register
def _choice(node: Choice) -> Selection:
    whole = _fields(node.otherwise)
    for case in node.cases:
        whole = whole.merged(_fields(case.then))
    return whole


@_fields.register
def _row(node: Row) -> Selection:
    return _fields(node.value)


@_fields.register(Rows)
@_fields.register(Mapping)
@_fields.register(Parts)
def _rows(node: Rows | Mapping | Parts) -> Selection:
    return _fields(node.item)


@_fields.register
def _items(node: Items) -> Selection:
    whole = NOTHING
    for item in node.items:
        whole = whole.merged(_fields(item))
    return whole


def asked_by(request: Request) -> Selection | None:
    """What the request's document asks for; None where it carries none."""
    found = request.document
    if not isinstance(found, dict) or not isinstance(found.get("query"), str):
        return None
    from wirebase.infer.selections import asked_by as asked

    return asked(found)


def trimmed(content: bytes, asked: Selection) -> bytes:
    """Of an answer just what the document asks for, under the names that it gives."""
    from wirebase.infer.selections import as_asked

    answer: Json = msgspec.json.decode(content)
    if not isinstance(answer, dict) or not isinstance(answer.get("data"), dict):
        return content
    return msgspec.json.encode({**answer, "data": as_asked(answer["data"], asked)})
