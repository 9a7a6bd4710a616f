"""Criteria: conditions that are written as one text, as a tree of them.

Apps write `status:[sent,draft]+featured:true`, `status = 'sent' && price > 5`, `price gt 5 and name eq
'x'` or `name==x;price>5` and mean the same. A text that is no such expression is no tree. The database
reads them likewise (language.sql).
"""

from __future__ import annotations

import re

from wirebase.blueprint.words import comparison
from wirebase.exchange import Json

LONGEST, DEEPEST = 4000, 32
"""Characters that are read, and brackets inside of one another."""

TOKEN = re.compile(
    r"\s*('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`"
    r"|:?(?:>=|<=|!=|<>|==|!~|~\^|~\$|[~<>=])|:-|&&|\|\||[()\[\],+;|!:]|[^\s()\[\],+;|!:<>=~&'\"`]+|.)",
    re.DOTALL,
)
NAME = re.compile(r"[A-Za-z_][\w.\-/]*|`[^`]+`")
SIGNS = {
    "=": "eq", "==": "eq", ":": "eq", "!=": "ne", "<>": "ne", ":-": "ne", ">": "gt", ">=": "gte",
    "<": "lt", "<=": "lte", "~": "contains", "!~": "not_contains", "~^": "startswith",
    "~$": "endswith",
}  # fmt: skip
"""What signs stand for, in words; after a colon they mean the same."""
AND = frozenset({"and", "&&", "+", ";"})
OR = frozenset({"or", "||", "|", ","})
ORDERS = frozenset({"asc", "desc"})
"""What is said of a column to sort by it: no condition."""
CLOSING = {"(": ")", "[": "]"}


def criteria(told: str) -> dict[str, Json] | None:
    """The tree of conditions that a text writes; None of other texts.

    >>> criteria("status:[sent,draft]+featured:true")
    {'and': [{'status': {'in': ['sent', 'draft']}}, {'featured': {'eq': 'true'}}]}
    >>> criteria("price gt 5 and (name = 'a b' || author.name ~ x)")["and"][1]
    {'or': [{'name': {'eq': 'a b'}}, {'author': {'name': {'contains': 'x'}}}]}
    >>> criteria("two words"), criteria("12:30"), criteria("name:desc")
    (None, None, None)
    """
    if len(told) > LONGEST:
        return None
    reader = _Reader([found for found in TOKEN.findall(told) if found.strip()])
    tree = reader.some(0)
    return tree if tree is not None and reader.at == len(reader.tokens) else None


class _Reader:
    """Reads tokens one after the other; what is no expression is None."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def next(self) -> str:
        """The token that comes next; "" at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def some(self, depth: int) -> dict[str, Json] | None:
        """Conditions of which some hold."""
        found = [self.every(depth)]
        while self.next().lower() in OR:
            self.at += 1
            found.append(self.every(depth))
        return _joined("or", found)

    def every(self, depth: int) -> dict[str, Json] | None:
        """Conditions which all hold; between them may stand nothing but a space."""
        found = [self.one(depth)]
        while (
            found[-1] is not None and self.next() not in ("", ")") and self.next().lower() not in OR
        ):
            if self.next().lower() in AND:
                self.at += 1
            found.append(self.one(depth))
        return _joined("and", found)

    def one(self, depth: int) -> dict[str, Json] | None:
        """A comparison, or conditions in brackets; either may be negated."""
        token = self.next()
        if depth > DEEPEST:
            return None
        if token == "!" or token.lower() == "not":
            self.at += 1
            inner = self.one(depth + 1)
            return None if inner is None else {"not": [inner]}
        if token != "(":
            return self.compared()
        self.at += 1
        inner = self.some(depth + 1)
        if self.next() != ")":
            return None
        self.at += 1
        return inner

    def compared(self) -> dict[str, Json] | None:
        """A name, a comparison, and what is compared with."""
        name = self.next()
        if not NAME.fullmatch(name):
            return None
        self.at += 1
        word = self.word()
        value = self.value() if word else None
        if value is None or (isinstance(value, str) and value.lower() in ORDERS):
            return None
        if isinstance(value, list):
            word = {"eq": "in", "ne": "not_in"}.get(word, word)
        told: Json = {word: value}
        for step in reversed(name.strip("`").split(".")):
            told = {step: told}
        return told if isinstance(told, dict) else None

    def word(self) -> str:
        """The comparison, in a word; "" where none comes."""
        sign = self.next()
        self.at += 1
        if sign == ":" and self.next() in SIGNS:
            sign = self.next()
            self.at += 1
        if sign in SIGNS or (sign[:1] == ":" and sign[1:] in SIGNS):
            return SIGNS.get(sign) or SIGNS[sign[1:]]
        negated = sign.lower() == "not"
        if negated:
            sign = self.next()
            self.at += 1
        if comparison(sign) is None or not sign[:1].isalpha():
            return ""
        return f"not_{sign.lower()}" if negated else sign.lower()

    def value(self) -> Json:
        """A value, or a list of them in brackets; None where neither comes."""
        token = self.next()
        self.at += 1
        closing = CLOSING.get(token)
        if closing is None:
            return _plain(token)
        items: list[Json] = []
        while self.next() not in (closing, ""):
            item = _plain(self.next())
            if item is None:
                return None
            items.append(item)
            self.at += 1
            if self.next() == ",":
                self.at += 1
        self.at += 1
        return items


def _plain(token: str) -> str | None:
    """The text of a value; None of a sign."""
    if token[:1] in ("'", '"'):
        return re.sub(r"\\(.)", r"\1", token[1:-1], flags=re.DOTALL) if len(token) > 1 else None
    return token if re.fullmatch(r"[^\s()\[\],+;|!:<>=~&'\"`]+", token) else None


def _joined(word: str, found: list[dict[str, Json] | None]) -> dict[str, Json] | None:
    told = [part for part in found if part is not None]
    if len(told) < len(found):
        return None
    return told[0] if len(told) == 1 else {word: [*told]}
