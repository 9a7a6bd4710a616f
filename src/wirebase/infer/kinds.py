"""Kinds: requests of one route that differ in a flag of their body, or in which fields they give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from wirebase.blueprint.expressions import Compare, Condition, Constant, Given, IsGiven
from wirebase.blueprint.tables import Type
from wirebase.exchange import Json
from wirebase.infer.arguments import ABSENT, Arguments, escaped, part_at
from wirebase.infer.calls import Call
from wirebase.infer.changes import Rows
from wirebase.infer.naming import snake

type Kind = tuple[Condition | None, Rows]
"""What tells requests of the kind, None of those that are left, and the rows that they made."""

FEW = 4
"""The most values of a flag."""


def kinds(
    arguments: Arguments, rows: Rows, referring: Collection[str] = ()
) -> Iterator[list[Kind]]:
    """The ways to tell the requests apart, by flags first.

    Fields that are called as `referring` columns name other rows, and are no flags."""
    if not all(isinstance(_body(call), dict) for call, _ in rows):
        return
    names = dict.fromkeys(name for call, _ in rows for name in _fields(call))
    for name in names:
        values = [_fields(call).get(name) for call, _ in rows]
        if _are_flags(values) and snake(name) not in referring:
            yield list(_by_value(arguments, rows, name, values))
    for name in names:
        given = [pair for pair in rows if name in _fields(pair[0])]
        if len(given) < len(rows):
            parameter = _parameter(arguments, name, [_fields(call)[name] for call, _ in given])
            without = [pair for pair in rows if name not in _fields(pair[0])]
            yield [(IsGiven(parameter=parameter), given), (None, without)]


def _are_flags(values: Sequence[Json]) -> bool:
    """Whether values tell kinds apart: true and false, or words of which one at least comes again."""
    told = {v for v in values if isinstance(v, (bool, str))}
    plain = all(isinstance(v, bool) for v in values)
    words = all(isinstance(v, str) for v in values) and len(told) < len(values)
    return (plain or words) and 2 <= len(told) <= FEW


def _by_value(
    arguments: Arguments, rows: Rows, name: str, values: Sequence[Json]
) -> Iterator[Kind]:
    some: dict[Json, Rows] = defaultdict(list)
    for pair, value in zip(rows, values, strict=True):
        some[value].append(pair)
    parameter = _parameter(arguments, name, values)
    for value, pairs in some.items():
        yield Compare(left=Given(parameter=parameter), right=Constant(value=value)), pairs


def _parameter(arguments: Arguments, name: str, values: Sequence[Json]) -> str:
    listed = any(isinstance(v, list) for v in values)
    kind = Type.BOOLEAN if all(isinstance(v, bool) for v in values) else Type.TEXT
    if any(isinstance(v, (list, dict)) for v in values):
        kind = Type.JSONB
    return arguments.add_body(f"/{escaped(name)}", snake(name), kind, array=listed)


def _body(call: Call) -> Json:
    return call.body() if call.has_body else None


def _fields(call: Call) -> dict[str, Json]:
    body = _body(call)
    return body if isinstance(body, dict) else {}


def gives(arguments: Arguments, call: Call, parameter: str) -> bool:
    """Whether a request gives a parameter of its body, be it as null."""
    key = arguments.parameters[parameter].key
    return call.has_body and part_at(call.body(), key) is not ABSENT
