"""Glimpses: the members of an object without identity that a GraphQL document asks for."""

from __future__ import annotations

from collections.abc import Sequence

from wirebase.blueprint.expressions import (
    Case,
    Choice,
    Compare,
    Comparison,
    Constant,
    Expression,
    Field,
    Member,
    Object,
)
from wirebase.exchange import Json
from wirebase.infer.arguments import escaped


def glimpse(stored: Field, values: Sequence[Json]) -> Expression:
    """The shown members of an object that a column holds, null where it holds none."""
    shown = [value for value in values if isinstance(value, dict)]
    names = dict.fromkeys(name for value in shown for name in value)
    members = tuple(_member(stored, name, shown) for name in names)
    if len(shown) == len(values):
        return Object(members=members)
    absent = Compare(left=stored, op=Comparison.IS_NULL, right=Constant(value=True))
    return Choice(cases=(Case(when=absent, then=Constant()),), otherwise=Object(members=members))


def _member(stored: Field, name: str, shown: Sequence[dict[str, Json]]) -> Member:
    inner = [value[name] for value in shown if name in value]
    place = stored.model_copy(update={"pointer": f"{stored.pointer}/{escaped(name)}"})
    deeper = any(isinstance(value, dict) for value in inner)
    return Member(name=name, value=glimpse(place, inner) if deeper else place)
