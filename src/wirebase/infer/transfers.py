"""Transfers: numbers of other rows that new rows move by a number of theirs, as payments move balances.

What a new row says is added to a number of a row that it refers to, or taken from it, maybe only by one
kind of requests. Rows are seldom looked at after each of them: between two looks at a row its number moved
by the sum of all that new rows moved it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from wirebase.blueprint.expressions import (
    Compare,
    Condition,
    Expression,
    Field,
    Plus,
    Source,
    Times,
)
from wirebase.blueprint.operations import Assignment, Effect, Find, Update
from wirebase.exchange import Json
from wirebase.infer.arguments import Arguments
from wirebase.infer.changes import ROW, Rows
from wirebase.infer.entities import Entity
from wirebase.infer.kinds import kinds
from wirebase.infer.relations import Reference
from wirebase.infer.scope import Knowledge
from wirebase.infer.values import text

FEWEST = 3
"""Times that a number must have been seen to move."""
MOST = 0.8
"""The share of the times at which it should have moved that must be explained."""
LEAST = 0.5
"""The share of all its moves."""
MOST_REFERENCES = 3
"""Columns that refer to the rows whose numbers move."""
DIGITS = 6
"""Digits behind the point in which sums of numbers agree."""


@dataclass(frozen=True, slots=True)
class _Window:
    """What a number moved by between two looks at its row."""

    key: str
    since: int
    until: int
    moved: float

    def covers(self, key: str, at: int) -> bool:
        """Whether an exchange that moved the number of a row lies between the looks."""
        return key == self.key and self.since < at <= self.until


def transfers(
    known: Knowledge, entity: Entity, rows: Rows, arguments: Arguments
) -> Iterator[Effect]:
    """Moves the numbers of the rows that the new row refers to."""
    numbers = [c for c in known.schema.columns(entity.name) if _are_numbers(rows, c)]
    every = known.found.of(entity.name)
    kept = {(c.reference.other, c.field) for c in known.counters.kept(entity.name)}
    for other in dict.fromkeys(r.other for r in every) if numbers else ():
        references = [r for r in every if r.other == other][:MOST_REFERENCES]
        for column in known.schema.columns(other) if other != entity.name else ():
            windows = list(_windows(known, other, column))
            if (other, column) in kept or sum(w.moved != 0 for w in windows) < FEWEST:
                continue
            found = _found(known, entity, rows, arguments, windows, references, numbers)
            if found is not None:
                yield from _effects(known, column, *found)
                break


type _Law = tuple[Condition | None, str, tuple[tuple[Reference, int], ...]]
"""Which requests move numbers, by which column of the new row, and which way by each reference."""


def _found(
    known: Knowledge,
    entity: Entity,
    rows: Rows,
    arguments: Arguments,
    windows: Sequence[_Window],
    references: Sequence[Reference],
    numbers: Iterable[str],
) -> _Law | None:
    referring = {reference.field for reference in known.found.of(entity.name)}
    some: list[tuple[Condition | None, Rows]] = [(None, rows)]
    for told in kinds(arguments, rows, referring):
        some += [(when, made) for when, made in told if when is not None]
    best: tuple[int, _Law] | None = None
    for (when, made), column in product(some, numbers):
        for signs in product((1, -1, 0), repeat=len(references)):
            law = tuple((r, s) for r, s in zip(references, signs, strict=True) if s)
            good = _explained(law, column, made, windows)
            if good > (best[0] if best else 0):
                best = good, (when, column, law)
    return best[1] if best else None


def _explained(
    law: Sequence[tuple[Reference, int]], column: str, rows: Rows, windows: Sequence[_Window]
) -> int:
    """How often numbers moved as new rows say; 0 where they did otherwise, or mostly for another reason."""
    said = [
        (text(row.get(reference.field)), call.exchange.index, sign * _number(row[column]))
        for call, row in rows
        for reference, sign in law
    ]
    good = told = 0
    for window in windows:
        own = [by for key, at, by in said if window.covers(key, at)]
        told += bool(own)
        good += bool(own) and round(sum(own), DIGITS) == window.moved
    moves = sum(window.moved != 0 for window in windows)
    return good if good >= max(FEWEST, MOST * told, LEAST * moves) else 0


def _windows(known: Knowledge, entity: str, column: str) -> Iterator[_Window]:
    for key, life in known.past.rows[entity].items():
        if any(isinstance(v, bool) or not isinstance(v, (int, float)) for v in life.values(column)):
            continue
        looks = [index for index, names in life.looks if column in names]
        for since, until in pairwise(looks):
            before, after = life.at(since).get(column), life.at(until).get(column)
            yield _Window(key, since, until, round(_number(after) - _number(before), DIGITS))


def _number(value: Json) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _are_numbers(rows: Rows, column: str) -> bool:
    """Whether new rows have different numbers in a column."""
    values = [row.get(column) for _, row in rows]
    plain = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values)
    return plain and len(set(map(repr, values))) >= FEWEST


def _effects(
    known: Knowledge,
    column: str,
    when: Condition | None,
    number: str,
    law: Sequence[tuple[Reference, int]],
) -> Iterator[Effect]:
    for reference, sign in law:
        other = known.past.entities[reference.other]
        table = known.schema.holder(other.name, column).name
        alias = f"{other.name}_of_{reference.field}"
        refers = Field(row=ROW, column=reference.field)
        where = Compare(left=Field(row=alias, column=other.key), right=refers)
        by: Expression = Field(row=ROW, column=number)
        by = by if sign > 0 else Times(number=by, factor=-1)
        moved = Plus(left=Field(row=alias, column=column), right=by)
        yield Find(source=Source(table=table, alias=alias, where=(where,)), required=False)
        yield Update(
            table=table,
            alias=alias,
            values=(Assignment(column=column, value=moved),),
            when=when,
        )
