"""Values: how a column's value compares with the text of a parameter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wirebase.blueprint.expressions import Comparison
from wirebase.exchange import Json

TRUE, FALSE = frozenset({"true", "1", "yes", "on"}), frozenset({"false", "0", "no", "off"})


def text(value: Json) -> str:
    """A value as a query string writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def texts(value: Json) -> Iterator[str]:
    """All texts inside a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


def same(value: Json, given: str) -> bool:
    """Whether a column's value is the one that a parameter names."""
    if isinstance(value, bool):
        return given.lower() in (TRUE if value else FALSE)
    return value is not None and str(value) == given


def compare(op: Comparison, value: Json, given: str) -> bool:
    """A comparison as the database makes it: nothing compares with null."""
    if op is Comparison.IS_NULL:
        return (value is None) == (given.lower() in TRUE or given == "")
    if value is None:
        return False
    match op:
        case Comparison.EQ:
            return same(value, given)
        case Comparison.NE:
            return not same(value, given)
        case Comparison.IN:
            return any(same(value, x.strip()) for x in given.split(","))
        case Comparison.LIKE:
            return given.lower() in text(value).lower()
        case Comparison.PREFIX:
            return text(value).startswith(given)
        case Comparison.SUFFIX:
            return text(value).endswith(given)
        case Comparison.REGEX:
            return fits(text(value), given)
        case Comparison.BETWEEN:
            low, _, high = given.partition(",")
            return _ordered(Comparison.GE, value, low) and _ordered(Comparison.LE, value, high)
        case _:
            return _ordered(op, value, given)


NUMBER = re.compile(r"-?\d+(\.\d+)?")
"""A number that answers write as text, which is one in the database."""


def fits(value: str, pattern: str) -> bool:
    """Whether a text fits a regular expression somewhere; none fits what is no such."""
    try:
        return re.search(pattern, value) is not None
    except (re.error, RecursionError):
        return False


def _ordered(op: Comparison, value: Json, given: str) -> bool:
    left: float | str
    right: float | str
    if isinstance(value, (int, float)):
        try:
            left, right = float(value), float(given)
        except ValueError:
            return False
    elif NUMBER.fullmatch(text(value)) and NUMBER.fullmatch(given):
        left, right = float(text(value)), float(given)
    else:
        left, right = text(value), given
    return {
        Comparison.LT: lambda: left < right,  # type: ignore[operator] # both are of one type here
        Comparison.LE: lambda: left <= right,  # type: ignore[operator] # as above
        Comparison.GT: lambda: left > right,  # type: ignore[operator] # as above
        Comparison.GE: lambda: left >= right,  # type: ignore[operator] # as above
    }[op]()
