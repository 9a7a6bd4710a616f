"""Plain texts: columns that hold the text of another column's HTML, without its tags."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from wirebase.blueprint.expressions import (
    Case,
    Choice,
    Compare,
    Constant,
    Expression,
    Fresh,
    Freshly,
)
from wirebase.exchange import Json
from wirebase.infer.history import Record

TAG = re.compile(r"<[^>]*>")


def plain(html: str) -> str:
    """The text without tags; entities stay as they are.

    >>> plain("<p>Fish &amp; <b>chips</b></p>")
    'Fish &amp; chips'
    """
    return TAG.sub("", html)


def plain_text(
    column: str, rows: Sequence[Record], given: Mapping[str, Expression]
) -> Expression | None:
    """The text of another column's HTML, where that is what the column holds in every row.

    `given` says what sets the other columns."""
    for own, setting in given.items():
        pairs = [(row.get(own), row.get(column)) for row in rows if row.get(own) is not None]
        if own != column and _tells(pairs) and all(_agree(html, text) for html, text in pairs):
            made = Fresh(how=Freshly.TEXT, of=setting)
            if not any(html == "" and text is None for html, text in pairs):
                return made
            blank = Compare(left=setting, right=Constant(value=""))
            return Choice(cases=(Case(when=blank, then=Constant()),), otherwise=made)
    return None


def _tells(pairs: Sequence[tuple[Json, Json]]) -> bool:
    """Whether there is a text that lacks just the tags."""
    return any(isinstance(html, str) and TAG.search(html) and text for html, text in pairs)


def _agree(html: Json, text: Json) -> bool:
    if html == "":
        return text is None or text == ""
    return isinstance(html, str) and text == plain(html)
