"""GraphQL: which operation a document means, and what of its answer the document asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import singledispatch

import msgspec

from wirebase.blueprint.expressions import (
    Choice,
    Constant,
    Expression,
    Field,
    Items,
    Mapping,
    Object,
    Parts,
    Row,
    Rows,
)
from wirebase.blueprint.operations import Operation
from wirebase.exchange import Json
from wirebase.infer.calls import DATA, Selection
from wirebase.serve.request import Request


@dataclass(frozen=True, slots=True)
class Distance:
    """How far an answer is from what a document asks for."""

    missing: int = 0
    """Fields that are asked for and not answered."""
    extra: int = 0
    """Fields that are answered and not asked for."""

    def __add__(self, other: Distance) -> Distance:
        return Distance(self.missing + other.missing, self.extra + other.extra)


def is_graphql(operation: Operation) -> bool:
    """Whether the operation answers documents, as what it is told by says."""
    return any(m.key.endswith("operationName") or "#field" in m.key for m in operation.match)


def asked_by(request: Request) -> Selection | None:
    """What the request's document asks for; None where it carries none."""
    found = request.document
    if not isinstance(found, dict) or not isinstance(found.get("query"), str):
        return None
    from wirebase.infer.selections import asked_by as asked

    return asked(found)


def data_of(operation: Operation) -> list[Expression]:
    """What the operation's answers hold as data."""
    bodies = [answer.body for answer in operation.answers]
    members = (m for body in bodies if isinstance(body, Object) for m in body.members)
    return [member.value for member in members if member.name == DATA.removeprefix("/")]


def distance(data: Iterable[Expression], asked: Selection) -> Distance:
    """How far the data is from what a document asks for, of several answers the nearest one."""
    from wirebase.infer.selections import unaliased

    wanted = unaliased(asked)
    found = [_distance(part, wanted) for part in data]
    return min(found, key=lambda d: (d.missing, d.extra), default=Distance())


def has_roots(data: Iterable[Expression], asked: Selection) -> bool:
    """Whether the data has all fields that a document asks for at its top."""
    names = {name for name, _ in asked.fields.values()} - {"__typename"}
    return any(
        isinstance(part, Object) and names <= {member.name for member in part.members}
        for part in data
    )


@singledispatch
def _distance(node: object, asked: Selection) -> Distance:
    """Of what is not known in parts: it may hold anything."""
    return Distance()


@_distance.register
def _field(node: Field, asked: Selection) -> Distance:
    """Of a column, which has no fields."""
    return Distance(missing=1) if asked.fields else Distance()


@_distance.register
def _object(node: Object, asked: Selection) -> Distance:
    members = {member.name: member.value for member in node.members}
    found = Distance(len(asked.fields.keys() - members), len(members.keys() - asked.fields))
    for name, (_, inner) in asked.fields.items():
        if name in members:
            found += _distance(members[name], inner)
    return found


@_distance.register
def _constant(node: Constant, asked: Selection) -> Distance:
    return _of_value(node.value, asked)


def _of_value(value: Json, asked: Selection) -> Distance:
    if isinstance(value, list):
        return _of_value(value[0], asked) if value else Distance()
    if not isinstance(value, dict) or not asked.fields:
        return Distance()
    found = Distance(len(asked.fields.keys() - value), len(value.keys() - asked.fields))
    for name, (_, inner) in asked.fields.items():
        if name in value:
            found += _of_value(value[name], inner)
    return found


@_distance.register
def _choice(node: Choice, asked: Selection) -> Distance:
    parts = [node.otherwise, *(case.then for case in node.cases)]
    told = [part for part in parts if not isinstance(part, Constant) or part.value is not None]
    found = [_distance(part, asked) for part in told]
    return min(found, key=lambda d: (d.missing, d.extra), default=Distance())


@_distance.register
def _row(node: Row, asked: Selection) -> Distance:
    return _distance(node.value, asked)


@_distance.register(Rows)
@_distance.register(Mapping)
@_distance.register(Parts)
def _rows(node: Rows | Mapping | Parts, asked: Selection) -> Distance:
    return _distance(node.item, asked)


@_distance.register
def _items(node: Items, asked: Selection) -> Distance:
    found = [_distance(item, asked) for item in node.items]
    return max(found, key=lambda d: (d.missing, d.extra), default=Distance())


def trimmed(content: bytes, asked: Selection) -> bytes:
    """Of an answer just what the document asks for, under the names that it gives."""
    from wirebase.infer.selections import as_asked

    answer: Json = msgspec.json.decode(content)
    if not isinstance(answer, dict) or not isinstance(answer.get("data"), dict):
        return content
    return msgspec.json.encode({**answer, "data": as_asked(answer["data"], asked)})
