"""Cursors: texts that stand for the place of a row in its list, and the rows after such a place."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from wirebase.blueprint.expressions import Cursor
from wirebase.exchange import Json
from wirebase.infer.naming import snake

AFTER = frozenset(
    "after after_cursor cursor starting_after page_after next_cursor page_token".split()
)
"""What the parameter is called that gives the cursor before a page."""
PLACE = re.compile(r"(.*?)(\d+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cut:
    """One list with cursors: the one that it starts after, "" where it starts at the first row."""

    after: str
    cursors: list[Json]


def is_cursor(name: str) -> bool:
    """Whether a parameter's name says that it gives a cursor."""
    return snake(name.rsplit(".", 1)[-1]) in AFTER


def is_cursor_end(name: str) -> bool:
    """Whether a member's name says that it holds the cursor of the first or the last row."""
    return snake(name).endswith("cursor") and name != "cursor"


def law(cuts: Sequence[Cut]) -> Cursor | None:
    """How the cursors write the places of the rows; None where they do not in every list."""
    first: set[tuple[str, int]] = set()
    for cut in cuts:
        before = _place(cut.after) if cut.after else None
        places = [_place(cursor) for cursor in cut.cursors]
        if None in places or (cut.after and before is None):
            return None
        told = [place for place in places if place is not None]
        start = before[1] + 1 if before else (told[0][1] if told else 0)
        for n, (prefix, number) in enumerate(told):
            if number != start + n:
                return None
            if not cut.after and not n:
                first.add((prefix, number))
    if len(first) != 1:
        return None
    prefix, number = first.pop()
    return Cursor(prefix=prefix, first=number)


def place_of(cursor: str, written: Cursor) -> int | None:
    """The place of the row after a cursor, counted from 0; None where the text is no such cursor."""
    found = _place(cursor)
    return found[1] - written.first + 1 if found and found[0] == written.prefix else None


def _place(cursor: Json) -> tuple[str, int] | None:
    """The text and the number in a cursor."""
    if not isinstance(cursor, str):
        return None
    try:
        told = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    found = PLACE.fullmatch(told)
    return (found[1], int(found[2])) if found else None
