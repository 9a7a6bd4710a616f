"""Where each statement of an SQL text begins and ends, by the rules of Postgres's lexer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LETTER = r"A-Za-z0-9_$\u0080-\U0010ffff"
ESCAPED = r"'(?:[^'\\]|\\.|'')*+(?:'|\Z)"

MARK = re.compile(
    rf"""
      --[^\n]*
    | (?P<block>/\*)
    | (?<![{LETTER}])[eE]{ESCAPED}(?:\s*\n\s*{ESCAPED})*+
    | '[^']*+(?:'|\Z)
    | "[^"]*+(?:"|\Z)
    | (?<![{LETTER}])(?P<dollar>\$(?:[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_\u0080-\U0010ffff]*)?\$)
    | (?P<open>\() | (?P<close>\)) | (?P<end>;)
    | (?<![{LETTER}])(?:(?P<atomic>(?i:begin\s+atomic))|(?P<word>(?i:case|end)))(?![{LETTER}])
    """,
    re.VERBOSE | re.DOTALL,
)
COMMENT_EDGE = re.compile(r"/\*|\*/")
BLANK = re.compile(r"\s*+(?:--[^\n]*+\s*+)*+")


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of the text: the blanks and comments before a statement, it, and its semicolon."""

    start: int
    head: int
    """Where its first word stands."""
    end: int


def statements(sql: str) -> Iterator[Statement]:
    """The statements of a text in order; together they are all of it but a blank rest.

    >>> text = "SELECT ';'; /* one; two */ SELECT $$ ; $$"
    >>> [text[found.head:found.end] for found in statements(text)]
    ["SELECT ';';", 'SELECT $$ ; $$']
    """
    start = 0
    while start < len(sql):
        end = _end(sql, start)
        head = _head(sql, start)
        if head < end and sql[head:end] != ";":
            yield Statement(start, head, end)
        start = end


def _end(sql: str, start: int) -> int:
    """Where the statement ends that begins at `start`."""
    position, parentheses, bodies = start, 0, 0
    while found := MARK.search(sql, position):
        position = found.end()
        match found.lastgroup:
            case "block":
                position = _after_comment(sql, position)
            case "dollar":
                close = sql.find(found[0], position)
                position = len(sql) if close < 0 else close + len(found[0])
            case "open":
                parentheses += 1
            case "close":
                parentheses = max(0, parentheses - 1)
            case "atomic":
                bodies += 1
            case "word" if bodies:
                bodies += 1 if found[0].lower() == "case" else -1
            case "end" if not parentheses and not bodies:
                return position
    return len(sql)


def _head(sql: str, start: int) -> int:
    """The first place from `start` on that is neither blank nor comment."""
    position = start
    while True:
        blank = BLANK.match(sql, position)
        position = blank.end() if blank else position
        if not sql.startswith("/*", position):
            return position
        position = _after_comment(sql, position + 2)


def _after_comment(sql: str, position: int) -> int:
    """Where a block comment ends, in which others may be nested."""
    depth = 1
    while depth and (edge := COMMENT_EDGE.search(sql, position)):
        depth += 1 if edge[0] == "/*" else -1
        position = edge.end()
    return len(sql) if depth else position
