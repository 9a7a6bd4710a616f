"""Endpoints that add rows to a table in which those rows may be already, since it was two.

What they set is then set in the row that is there.
"""

from __future__ import annotations

from collections.abc import Iterator

from wirebase.blueprint.expressions import (
    Compare,
    Comparison,
    Condition,
    Constant,
    Field,
    Fresh,
    Negation,
    Source,
)
from wirebase.blueprint.operations import Effect, Find, ForEach, Insert, Operation, Update


def finding(operation: Operation, table: str, key: tuple[str, ...]) -> Operation:
    """The operation, which looks for a row of the table by its key before it adds it."""
    effects = tuple(_found_first(operation.effects, table, key))
    return operation.model_copy(update={"effects": effects})


def _found_first(effects: tuple[Effect, ...], table: str, key: tuple[str, ...]) -> Iterator[Effect]:
    for effect in effects:
        match effect:
            case ForEach():
                within = tuple(_found_first(effect.effects, table, key))
                yield effect.model_copy(update={"effects": within})
            case Insert() if effect.table == table and _may_be_there(effect, key):
                yield from _unless_there(effect, key)
            case _:
                yield effect


def _may_be_there(insert: Insert, key: tuple[str, ...]) -> bool:
    """Whether the request, or a row, says which row it is to be."""
    told = {v.column for v in insert.values if not isinstance(v.value, Fresh)}
    return bool(key) and told.issuperset(key) and insert.when is None and not insert.ignore_conflict


def _unless_there(insert: Insert, key: tuple[str, ...]) -> Iterator[Effect]:
    before = f"{insert.alias}_before"
    there = Negation(condition=_is_null(Field(row=before, column=key[0])))
    values = {value.column: value.value for value in insert.values}

    def find(alias: str) -> Find:
        where = tuple(
            Compare(left=Field(row=alias, column=column), right=values[column]) for column in key
        )
        source = Source(table=insert.table, alias=alias, where=where)
        return Find(source=source, required=False)

    others = tuple(value for value in insert.values if value.column not in key)
    yield find(before)
    yield insert.model_copy(update={"when": there.condition})
    yield find(insert.alias)
    if others:
        yield Update(table=insert.table, alias=insert.alias, values=others, when=there)


def _is_null(field: Field) -> Condition:
    return Compare(left=field, op=Comparison.IS_NULL, right=Constant(value=True))
