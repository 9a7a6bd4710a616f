"""Labels: the calls without what their documents say of types, and the operations with it again.

All that follows knows `{"due": {"__type": "Date", "iso": "…"}}` as `{"due": "…"}`, and a reference that
names its class as a key; `labelled_again` gives the answers their labels back.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from wirebase.blueprint.expressions import (
    Case,
    Choice,
    Compare,
    Comparison,
    Constant,
    Expression,
    Items,
    Member,
    Object,
    Parts,
    Row,
    Rows,
)
from wirebase.blueprint.expressions import Mapping as ByKey
from wirebase.blueprint.labels import labels_of, told_class, unlabelled
from wirebase.blueprint.operations import Answer, Operation
from wirebase.exchange import Json
from wirebase.infer.calls import Call, Label, Route, document
from wirebase.infer.records import ITEM, VALUE, Pointer, is_map

type Labels = Mapping[Pointer, tuple[Label, ...]]
type Seen = dict[Pointer, Counter[Label]]

SCALARS = frozenset(
    {"given", "element", "field", "caller", "now", "fresh", "concat", "plus", "times", "total"}
)
"""Nodes that yield one plain value."""


def without_labels(calls: list[Call]) -> list[Call]:
    """The calls with the labels of their answers noted; unchanged where there are none, or where
    values of several types stand at one place."""
    seen: dict[str, Seen] = defaultdict(dict)
    for call in calls:
        if call.has_answer and call.exchange.succeeded and not call.route.is_graphql:
            _collect(seen[call.route.name], document(call.message), ())
    if not any(seen.values()) or any(map(_differ, seen.values())):
        return calls
    labels = {name: {p: tuple(told) for p, told in found.items()} for name, found in seen.items()}
    keys = {
        told_class(dict(label.told)): label.key
        for found in labels.values()
        for told in found.values()
        for label in told
        if label.key
    }
    return [_without(call, labels.get(call.route.name, {}), keys) for call in calls]


def _without(call: Call, labels: Labels, keys: Mapping[str, str]) -> Call:
    if call.route.is_graphql:
        return call
    kin = _kin(labels)
    told = {pointer: keys[name] for pointer, name in kin.items() if name in keys}
    route = replace(call.route, labelled=True, labels=dict(labels), kin=kin, keys=told)
    query = {name: _plain(value) for name, value in call.query.items()}
    return replace(call, route=route, query=query)


def _kin(labels: Labels) -> dict[str, str]:
    """The classes that rows are said to be of, by their places."""
    return {
        "/" + "/".join(pointer): name
        for pointer, told in labels.items()
        for label in told
        if label.whole
        for name in [told_class(dict(label.told))]
        if name
    }


def _plain(value: str | list[str]) -> str | list[str]:
    """A query parameter that holds a document without labels."""
    if isinstance(value, list) or value[:1] not in ("{", "["):
        return value
    try:
        told: Json = json.loads(value)
    except (ValueError, RecursionError):
        return value
    bare = unlabelled(told)
    return value if bare == told else json.dumps(bare, ensure_ascii=False)


def _collect(seen: Seen, value: Json, pointer: Pointer) -> None:
    """Counts the labels of a document by the places at which they stand."""
    if isinstance(value, list):
        for item in value:
            _collect(seen, item, (*pointer, ITEM))
    elif isinstance(value, dict):
        labels = labels_of(value)
        if labels:
            seen.setdefault(pointer, Counter())[_label(value, labels)] += 1
        keyed = is_map(value)
        for name, inner in value.items():
            _collect(seen, inner, (*pointer, VALUE if keyed else name))


def _label(value: dict[str, Json], labels: dict[str, str]) -> Label:
    if len(labels) == len(value):
        return Label(tuple(labels.items()), "", whole=False)
    if isinstance(unlabelled(value), (dict, list)):
        return Label(tuple(labels.items()), "", whole=True)
    key = next((name for name in value if name not in labels), "")
    return Label(tuple(labels.items()), key, whole=False)


def _differ(seen: Seen) -> bool:
    """Whether one place has values of several types, or several kinds of rows."""
    return any(max(Counter(label.whole for label in told).values()) > 1 for told in seen.values())


def labelled_again(operation: Operation, route: Route) -> Operation:
    """The operation as the app has it: with labels in its answers, and told to take them off requests."""
    if not route.labelled:
        return operation
    answers = tuple(_answer(answer, route.labels) for answer in operation.answers)
    return operation.model_copy(update={"labelled": True, "answers": answers})


def _answer(answer: Answer, labels: Labels) -> Answer:
    if answer.body is None or not labels:
        return answer
    return answer.model_copy(update={"body": _labelled(answer.body, (), labels)})


def _labelled(node: Expression, pointer: Pointer, labels: Labels) -> Expression:
    """What stands at a place, with its labels."""
    told = labels.get(pointer, ())
    whole = next((label for label in told if label.whole), None)
    one = next((label for label in told if not label.whole), None)
    match node:
        case Choice():
            cases = tuple(
                Case(when=c.when, then=_labelled(c.then, pointer, labels)) for c in node.cases
            )
            return Choice(cases=cases, otherwise=_labelled(node.otherwise, pointer, labels))
        case Constant():
            return node.model_copy(update={"value": _again(node.value, pointer, labels)})
        case Object():
            members = tuple(
                m.model_copy(update={"value": _labelled(m.value, (*pointer, m.name), labels)})
                for m in node.members
            )
            return Object(members=(*members, *_beside(node, pointer, labels), *_members(whole)))
        case Row():
            return node.model_copy(update={"value": _labelled(node.value, pointer, labels)})
        case Rows() | Parts():
            item = _labelled(node.item, (*pointer, ITEM), labels)
            return node.model_copy(update={"item": item})
        case ByKey():
            item = _labelled(node.item, (*pointer, VALUE), labels)
            return node.model_copy(update={"item": item})
        case Items():
            items = tuple(_labelled(item, (*pointer, ITEM), labels) for item in node.items)
            return Items(items=items)
    return _value(node, one) if one is not None and one.key and node.node in SCALARS else node


def _value(node: Expression, label: Label) -> Expression:
    """A plain value with its labels; null where there is none."""
    held = Object(members=(Member(name=label.key, value=node), *_members(label)))
    null = Compare(left=node, op=Comparison.IS_NULL, right=Constant(value=True))
    return Choice(cases=(Case(when=null, then=Constant()),), otherwise=held)


def _members(label: Label | None) -> Iterable[Member]:
    for name, told in label.told if label else ():
        yield Member(name=name, value=Constant(value=told))


def _beside(node: Object, pointer: Pointer, labels: Labels) -> Iterable[Member]:
    """The members of an object that are labels alone."""
    taken = {member.name for member in node.members}
    for place, told in labels.items():
        bare = next((label for label in told if not label.whole and not label.key), None)
        if bare and place[:-1] == pointer and place and place[-1] not in taken:
            yield Member(name=place[-1], value=Constant(value=dict(bare.told)))


def _again(value: Json, pointer: Pointer, labels: Labels) -> Json:
    """A constant with its labels."""
    told = labels.get(pointer, ())
    if isinstance(value, list):
        return [_again(item, (*pointer, ITEM), labels) for item in value]
    if isinstance(value, dict):
        keyed = is_map(value)
        held = {
            name: _again(inner, (*pointer, VALUE if keyed else name), labels)
            for name, inner in value.items()
        }
        return held | dict(next((label.told for label in told if label.whole), ()))
    one = next((label for label in told if not label.whole), None)
    if one is None or value is None or not one.key:
        return value
    return {one.key: value, **dict(one.told)}
