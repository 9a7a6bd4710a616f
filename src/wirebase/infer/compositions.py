"""Compositions: texts that are put together from the columns of a row, such as "Ada Byron <ada@b.org>"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wirebase.exchange import Json
from wirebase.infer.history import Record
from wirebase.infer.values import text

MOST = 200
"""Compositions of the first text that are tried."""
WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Part:
    """A column, or the text between two of them."""

    column: str = ""
    text: str = ""


def composed(values: Sequence[Json], rows: Sequence[Record]) -> tuple[Part, ...] | None:
    """The columns and texts of which each value is made; None where there is no such law.

    Where all rows are alike in these columns, only punctuation may stand between two of them."""
    texts = [value for value in values if isinstance(value, str)]
    if not texts or len(texts) < len(values):
        return None
    for tried, parts in enumerate(_compositions(texts[0], rows[0])):
        if tried == MOST:
            return None
        columns = [part.column for part in parts if part.column]
        varied = len({tuple(text(row.get(c)) for c in columns) for row in rows}) > 1
        plain = not any(WORD.search(part.text) for part in parts)
        if len(columns) < 2 or not (varied or plain):
            continue
        if all(_said(parts, row) == value for row, value in zip(rows, texts, strict=True)):
            return parts
    return None


def _said(parts: Sequence[Part], row: Record) -> str:
    return "".join(text(row.get(part.column)) if part.column else part.text for part in parts)


def _compositions(value: str, row: Record) -> Iterator[tuple[Part, ...]]:
    """Every way to make a text of columns, the longest pieces first."""
    pieces = sorted(
        ((said, name) for name, held in row.items() if (said := _piece(held))),
        key=lambda piece: -len(piece[0]),
    )
    yield from _rest(value, 0, pieces, ())


def _rest(
    value: str, at: int, pieces: Sequence[tuple[str, str]], before: tuple[Part, ...]
) -> Iterator[tuple[Part, ...]]:
    if at == len(value):
        yield before
        return
    here = [(said, name) for said, name in pieces if _stands(value, at, said)]
    for said, name in here:
        yield from _rest(value, at + len(said), pieces, (*before, Part(column=name)))
    if not here:
        last = before[-1].text if before else ""
        kept = before[:-1] if last else before
        yield from _rest(value, at + 1, pieces, (*kept, Part(text=last + value[at])))


def _piece(held: Json) -> str:
    """What a column adds to a text; "" of what is no part of one."""
    if isinstance(held, bool) or not isinstance(held, (str, int)):
        return ""
    return text(held)


def _stands(value: str, at: int, said: str) -> bool:
    """Whether a piece stands at a place as a whole word."""
    end = at + len(said)
    before, after = value[at - 1 : at] if at else "", value[end : end + 1]
    whole = not (WORD.match(before) and WORD.match(said[0]))
    return whole and value.startswith(said, at) and not (WORD.match(after) and WORD.match(said[-1]))
