"""Arithmetic: numbers of a row that are the product of two others.

The total of an order's line is its price so many times over. A law must hold wherever the row was seen,
for enough different numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from wirebase.exchange import Json
from wirebase.infer.history import Record
from wirebase.infer.values import NUMBER

TELLING = 2
"""Different numbers of a law that no other law would give."""
CLOSE = 0.006
"""How far apart two numbers may be that are rounded to the last of two decimals."""


def number(value: Json) -> float | None:
    """A number, or one that is written as text.

    >>> number(3), number("26.91"), number("12 apples"), number(True)
    (3.0, 26.91, None, None)
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return float(value)
    return float(value) if isinstance(value, str) and NUMBER.fullmatch(value) else None


def factors(column: str, rows: Sequence[Record]) -> tuple[str, str] | None:
    """The two columns whose product a column is in every row; None where there are none."""
    told = [row for row in rows if number(row.get(column)) is not None]
    if len({number(row[column]) for row in told}) < TELLING or len(told) < len(rows):
        return None
    names = [n for n in told[0] if n != column and all(number(r.get(n)) is not None for r in told)]
    for one, other in combinations(names, 2):
        pairs = [(number(r[one]) or 0.0, number(r[other]) or 0.0) for r in told]
        telling = sum(a not in (0.0, 1.0) and b not in (0.0, 1.0) for a, b in pairs)
        if telling >= TELLING and all(
            abs(a * b - (number(r[column]) or 0.0)) < CLOSE
            for (a, b), r in zip(pairs, told, strict=True)
        ):
            return one, other
    return None
