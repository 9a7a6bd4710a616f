"""Scales: numbers that are kept in another unit than the one in which requests give them."""

from __future__ import annotations

import re

from wirebase.blueprint.expressions import Given, Times
from wirebase.blueprint.operations import Assignment
from wirebase.exchange import Json
from wirebase.infer.arguments import Absent, Arguments, part_at
from wirebase.infer.changes import Rows

FEWEST = 2
"""Different numbers that must have been given."""


def scaled(assignment: Assignment, rows: Rows, arguments: Arguments) -> Assignment:
    """The assignment, so many times what is given where every row holds that: cents of euros."""
    if not isinstance(assignment.value, Given):
        return assignment
    key = arguments.parameters[assignment.value.parameter].key
    pairs = [
        (_given(part_at(call.body(), key)), _number(row.get(assignment.column)))
        for call, row in rows
        if call.has_body
    ]
    told = [(given, held) for given, held in pairs if given and held is not None]
    factors = {held / given for given, held in told if given}
    factor = factors.pop() if len(factors) == 1 else 1.0
    if factor in (0.0, 1.0) or len({given for given, _ in told}) < FEWEST:
        return assignment
    return assignment.model_copy(update={"value": Times(number=assignment.value, factor=factor)})


def _given(value: Json | Absent) -> float | None:
    """The number that a request gives, be it as text, as forms do."""
    if isinstance(value, str):
        return float(value) if re.fullmatch(r"-?\d{1,15}(\.\d+)?", value, re.ASCII) else None
    return _number(value)


def _number(value: Json | Absent) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value)
