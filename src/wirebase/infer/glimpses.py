"""Glimpses: the members of an object without identity that a GraphQL document asks for."""

from __future__ import annotations

from collections.abc import Sequence

from wirebase.blueprint.expressions import (
    Case,
    Choice,
    Compare,
    Comparison,
    Constant,
    Element,
    Expression,
    Field,
    Member,
    Object,
    Parts,
)
from wirebase.exchange import Json
from wirebase.infer.arguments import escaped

type Stored = Field | Element


def glimpse(stored: Stored, values: Sequence[Json]) -> Expression:
    """The shown members of what a column holds, an object or a list of objects; null where it is."""
    told = [value for value in values if value is not None]
    if told and all(isinstance(value, dict) for value in told):
        return _of_object(stored, values)
    items = [item for value in told if isinstance(value, list) for item in value]
    if items and all(isinstance(item, dict) for item in items):
        return Parts(of=stored, item=glimpse(Element(), items))
    return stored


def _of_object(stored: Stored, values: Sequence[Json]) -> Expression:
    shown = [value for value in values if isinstance(value, dict)]
    names = dict.fromkeys(name for value in shown for name in value)
    whole = Object(members=tuple(_member(stored, name, shown) for name in names))
    if len(shown) == len(values):
        return whole
    absent = Compare(left=stored, op=Comparison.IS_NULL, right=Constant(value=True))
    return Choice(cases=(Case(when=absent, then=Constant()),), otherwise=whole)


def _member(stored: Stored, name: str, shown: Sequence[dict[str, Json]]) -> Member:
    place = stored.model_copy(update={"pointer": f"{stored.pointer}/{escaped(name)}"})
    return Member(name=name, value=glimpse(place, [v[name] for v in shown if name in v]))
