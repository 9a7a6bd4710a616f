"""Grounds: what was seen for and against each thing that is decided of a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wirebase.blueprint.tables import Column, Type
from wirebase.evidence import Alternative, Evidence
from wirebase.exchange import Json
from wirebase.infer.history import Life

SHOWN = 3
"""Exchanges that are named for one decision."""
FEW = 8
"""Values up to which a column of text may be a choice of some."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What was seen of a field, in the rows that answers showed."""

    name: str
    lives: Sequence[Life]
    folded: int = 0
    """Values that were only folded."""
    given: bool = False
    """Whether requests send it."""

    def of(self, column: Column, *, key: bool) -> Evidence:
        """Why the column is as it is: its type, whether it may be empty, whether it is unique."""
        told = [value for _, value in self._seen() if value is not None]
        shown = len(told) + sum(v is None for _, v in self._seen()) + self.folded
        return Evidence(
            claim=f"{shown} values of type {column.type.value}",
            support=shown,
            exchanges=self._exchanges(),
            alternatives=tuple(_choices(column, told)),
            parts=(self._filled(column, key=key), self._distinct(column, key=key), self._source()),
        )

    def showing(self, evidence: Evidence) -> Evidence:
        """The evidence with exchanges that show the field, where it names none."""
        return evidence.model_copy(
            update={"exchanges": evidence.exchanges or self._exchanges(empty=False)}
        )

    def _seen(self) -> Iterator[tuple[int, Json]]:
        for life in self.lives:
            yield from life.changes.get(self.name, ())

    def _exchanges(self, *, empty: bool | None = None) -> tuple[int, ...]:
        """Some that show the field; with `empty` those where it was so, or was not."""
        every = (i for i, v in self._seen() if i >= 0 and empty in (None, v is None))
        return tuple(sorted(dict.fromkeys(every)))[:SHOWN]

    def _filled(self, column: Column, *, key: bool) -> Evidence:
        rows = len(self.lives)
        nulls = [life for life in self.lives if None in life.values(self.name)]
        without = [life for life in self.lives if self.name not in life.changes]
        if key:
            return Evidence(claim="every row has it", support=rows)
        if not column.nullable:
            claim = "required: no row was seen without a value"
            return Evidence(claim=claim, support=rows - len(without))
        if nulls:
            return Evidence(
                claim="may be empty: rows hold null",
                support=len(nulls),
                exchanges=self._exchanges(empty=True),
            )
        if without:
            claim = "may be empty: not all rows were shown with it"
            return Evidence(claim=claim, support=len(without), against=rows - len(without))
        claim = "may be empty: columns of its name and type mostly may, though no row is"
        return Evidence(claim=claim, support=0, against=rows)

    def _distinct(self, column: Column, *, key: bool) -> Evidence:
        last = [str(held[-1]) for life in self.lives if (held := life.values(self.name))]
        shared = len(last) - len(set(last))
        if key or column.unique:
            return Evidence(claim="unique: no two rows share a value", support=len(last))
        if shared or len(last) < SHOWN:
            return Evidence(claim="not unique: rows share values", support=shared)
        return Evidence(
            claim="not unique: its name does not say so, though no two rows share a value",
            against=len(last),
            alternatives=(Alternative(claim="unique", score=0.5),),
        )

    def _source(self) -> Evidence:
        made = sum(life.created is not None for life in self.lives)
        claim = "requests send it" if self.given else "no request sends it: the server fills it in"
        return Evidence(claim=claim, support=made if self.given else 0)


def _choices(column: Column, values: Iterable[Json]) -> Iterator[Alternative]:
    """The reading of a text as one of few, with the share of the values to come that those seen cover
    (Good and Turing: one less the share of what was seen once)."""
    if column.type is not Type.TEXT or column.array or column.unique:
        return
    counted = Counter(value for value in values if isinstance(value, str))
    total = counted.total()
    if 2 <= len(counted) <= FEW and total >= 4 * len(counted):
        once = sum(count == 1 for count in counted.values())
        claim = f"one of {', '.join(sorted(counted))}"
        yield Alternative(claim=claim, score=round(1 - once / total, 2))
