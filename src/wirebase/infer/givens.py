"""Givens: the fields of rows that requests set, and which of them every new row was given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.faults import served
from wirebase.infer.history import History, target
from wirebase.infer.naming import snake
from wirebase.infer.payloads import payload
from wirebase.infer.records import Pointer
from wirebase.infer.rows_named import tops_shown
from wirebase.infer.titles import is_named

MOST = 200
"""Values kept for each field."""

type Fields = Iterator[tuple[str, str, Json]]
"""Entity, field, and the value that it is given."""


def note_given(past: History, calls: Sequence[Call]) -> None:
    """Notes the fields that requests give, for the rows that they are about."""
    for call in calls:
        if call.route.read or not call.has_body or not served(call):
            continue
        about = _about(past, call)
        given = list(_graphql(past, call, about) if call.route.root else _plain(past, call, about))
        for entity, name, value in given:
            values = past.given.setdefault((entity, name), [])
            if len(values) < MOST:
                values.append(value)
        for entity in _made(past, call) & {e for e, _, _ in given}:
            past.made[entity] += 1
            past.made_with.update({(e, name) for e, name, _ in given if e == entity})


def _about(past: History, call: Call) -> set[str]:
    """The entities whose rows stand outermost in the answer, or that the path ends with."""
    about = {e.name for p, e in past.places.items() if p[0] == call.route.name and _is_outer(p[1])}
    if call.route.root:
        about = {entity.name for entity, _ in tops_shown(past, call)}
    found = target(past, call)
    return about | ({found[0].name} if found else set())


def _made(past: History, call: Call) -> set[str]:
    """The entities of which the call made a row that stands in no other row."""
    return {
        entity.name
        for entity, key in tops_shown(past, call)
        if past.rows[entity.name][key].created == call.exchange.index
    }


def _is_outer(pointer: Pointer) -> bool:
    """Whether objects at the pointer stand in nothing but envelopes."""
    return not any(is_named(step) for step in pointer[1:])


def _graphql(past: History, call: Call, about: set[str]) -> Fields:
    for entity in sorted(about):
        for sent in payload([call], entity):
            for value in sent.values:
                yield from _field(past, entity, sent.name, value)


def _plain(past: History, call: Call, about: set[str]) -> Fields:
    body = call.body()
    for item in body if isinstance(body, list) else [body]:
        if not isinstance(item, dict):
            continue
        inner = [v for v in item.values() if isinstance(v, dict)]
        for fields in [item, *(inner if len(item) <= 2 else [])]:
            for name, value in fields.items():
                for entity in sorted(about):
                    yield from _field(past, entity, name, value)


def _field(past: History, entity: str, name: str, value: Json) -> Fields:
    """The field, and those of rows that are given inside of it."""
    own = snake(name)
    yield entity, own, value
    other = past.lists.get((entity, own)) or past.objects.get((entity, own))
    for item in value if isinstance(value, list) else [value]:
        if other and isinstance(item, dict):
            for inner, held in item.items():
                yield from _field(past, other, inner, held)
