"""Placeholders: fields that forms send empty because they stand in the form, and that the server passes over.

`{"id": 0, "author": 0, "name": "Tea"}` makes a row with a key of the server's own, whose author is the caller.
"""

from __future__ import annotations

from wirebase.blueprint.expressions import Given
from wirebase.exchange import Json
from wirebase.infer.arguments import Absent, Arguments, part_at
from wirebase.infer.bodies import Body
from wirebase.infer.changes import Rows
from wirebase.infer.values import text

EMPTY = ("", "0", "-1")
"""What a form sends for nothing, as text."""
FEWEST = 2
"""Requests that must have given something in vain."""


def passed_over(body: Body, arguments: Arguments, rows: Rows, key: str) -> set[str]:
    """The columns that new rows always hold otherwise than sent: the key, whatever is sent for it, those
    for which nothing but emptiness is sent, and those that stay empty whatever is sent."""
    found = set()
    for column, assignment in body.columns.items():
        if not isinstance(assignment.value, Given):
            continue
        pointer = arguments.parameters[assignment.value.parameter].key
        sent = [
            (part_at(call.body(), pointer), row[column])
            for call, row in rows
            if call.has_body and column in row
        ]
        told = [(value, held) for value, held in sent if not isinstance(value, Absent)]
        differs = bool(told) and all(_differs(value, held) for value, held in told)
        ignored = len(told) >= FEWEST and all(_is_nothing(held) for _, held in told)
        if differs and (column == key or ignored or all(_is_empty(value) for value, _ in told)):
            found.add(column)
    return found


def _differs(sent: Json, held: Json) -> bool:
    return not isinstance(sent, (dict, list)) and text(sent) != text(held)


def _is_nothing(held: Json) -> bool:
    return held is None or held == ""


def _is_empty(value: Json) -> bool:
    return not isinstance(value, (bool, dict, list)) and text(value) in EMPTY
