"""Nothing: lists that are narrowed to the rows which have no value, by a word for it.

`?milestone=null` asks for what is in no milestone, where `?milestone=3` asks for what is in the third.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wirebase.blueprint.expressions import (
    AllOf,
    AnyOf,
    Compare,
    Comparison,
    Constant,
    Field,
    Given,
    IsGiven,
    Negation,
)
from wirebase.infer.history import Record
from wirebase.infer.naming import singular, snake
from wirebase.infer.readings import Reading
from wirebase.infer.relations import stem
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import same

NOTHING = ("null", "none")
"""Words for no value."""


def says_nothing(given: Iterable[str]) -> bool:
    """Whether a parameter is ever given a word for no value."""
    return any(value.lower() in NOTHING for value in given)


def or_nothing(
    known: Knowledge, entity: str, alias: str, parameter: str, name: str
) -> Iterator[Reading]:
    """Having the value that a parameter says in the column of its name, or none where it says so."""
    given = Given(parameter=parameter)
    for column in known.schema.columns(entity):
        if column != snake(name) and singular(stem(column)) != singular(stem(snake(name))):
            continue
        field = Field(row=alias, column=column)
        null = Compare(left=field, op=Comparison.IS_NULL, right=Constant(value=True))
        word = AnyOf(
            conditions=tuple(Compare(left=given, right=Constant(value=w)) for w in NOTHING)
        )
        told = (
            Negation(condition=IsGiven(parameter=parameter)),
            AllOf(conditions=(word, null)),
            Compare(left=field, right=given),
        )

        def test(_k: str, row: Record, v: str, _t: int, _c: str, column: str = column) -> bool:
            value = row.get(column)
            return value is None if v.lower() in NOTHING else same(value, v)

        fits = 1.0 if column == snake(name) else 0.9
        yield Reading(f"equals {column}, or null", AnyOf(conditions=told), test, fits)
