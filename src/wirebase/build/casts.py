"""Typed SQL expressions, and the ways from one type to another.

Values from requests are untrusted: a lenient cast yields null where the text is no such value, a
strict one raises a data exception, which a function answers as an invalid request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wirebase.blueprint.tables import Type
from wirebase.build.literals import NUMBERS

JSON = "json"
"""The type of a document that is being put together."""
NULL = "null"
"""The type of a null that has none."""

_NAME = r'(?:\w+|"(?:[^"]|"")*")'
_ATOM = re.compile(rf"""(?x) (?:{_NAME}(?:\.{_NAME})* | '(?:[^']|'')*') (?:::\w+)?""")
_CALL = re.compile(r"[a-z_]+(?:\.[a-z_]+)?(?=\()")
_PIECE = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[^'"()]+|.""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Value:
    """An SQL expression and its type: a `Type`, `JSON` or `NULL`."""

    sql: str
    type: str
    array: bool = False
    text: str = ""
    """Of a document: the expression for its text, where there is a shorter one."""

    @property
    def atom(self) -> str:
        """The expression, in parentheses where an operator could tear it apart."""
        return atom(self.sql)


def atom(sql: str) -> str:
    """The expression, in parentheses where an operator could tear it apart."""
    return sql if _ATOM.fullmatch(sql) or _is_call(sql) else f"({sql})"


def _is_call(sql: str) -> bool:
    """Whether the expression is one call of a function, or in parentheses as a whole."""
    name = _CALL.match(sql)
    start = name.end() if name else 0
    if not sql.startswith("(", start) or not sql.endswith(")"):
        return False
    depth = 0
    for piece in _PIECE.finditer(sql, start):
        depth += {"(": 1, ")": -1}.get(piece[0], 0)
        if not depth:
            return piece.end() == len(sql)
    return False


def of_json(value: Value) -> bool:
    """Whether the value is a JSON document."""
    return value.type in (JSON, Type.JSONB) and not value.array


def as_text(value: Value) -> str:
    """The value's text; of a JSON string the string itself."""
    if value.type == Type.TEXT and not value.array:
        return value.sql
    if value.type == NULL:
        return "null::text"
    if of_json(value):
        return value.text or f"{value.atom} #>> '{{}}'"
    return f"{value.atom}::text"


def or_null(value: Value) -> str:
    """The value, where JSON's null is SQL's."""
    return as_jsonb(value) if of_json(value) else value.sql


def as_json(value: Value) -> str:
    """The value as a document; SQL null stays null."""
    if value.type == NULL:
        return "null::json"
    if value.type == JSON and not value.array:
        return value.sql
    if value.type == Type.JSONB and not value.array:
        return f"{value.atom}::json"
    return f"to_json({value.sql})"


def as_jsonb(value: Value) -> str:
    """The value as a stored document; JSON's null becomes SQL's."""
    if value.type == NULL:
        return "null::jsonb"
    if value.type == JSON and not value.array:
        return f"nullif({value.atom}::jsonb, 'null')"
    if value.type == Type.JSONB and not value.array:
        return f"nullif({value.sql}, 'null')"
    return f"to_jsonb({value.sql})"


def cast(value: Value, type: str, *, array: bool = False, strict: bool = False) -> str:
    """The value as an expression of that type."""
    if value.type == NULL:
        return f"null::{type}{'[]' if array else ''}"
    if array:
        return _array(value, type, strict=strict)
    if type == Type.TEXT:
        return as_text(value)
    if type == Type.JSONB:
        return as_jsonb(value)
    if value.array:
        return f"null::{type}"
    if value.type == type:
        return value.sql
    if value.type in NUMBERS and type in NUMBERS:
        return f"{value.atom}::{type}" if strict else value.sql
    if value.type == Type.TIMESTAMPTZ and type in NUMBERS:
        return epoch(value.sql, type)
    return from_text(as_text(value), type, strict=strict)


def epoch(moment: str, type: str) -> str:
    """A time as a number of that type: milliseconds where they fit, else seconds."""
    if type == Type.BIGINT:
        return f"floor(extract(epoch from {moment}) * 1000)::bigint"
    seconds = f"extract(epoch from {moment})"
    return f"floor({seconds})::integer" if type == Type.INTEGER else f"{seconds}::{type}"


def from_text(text: str, type: str, *, strict: bool = False) -> str:
    """The text as a value of that type."""
    if type == Type.TEXT:
        return text
    if not strict:
        return f"wirebase.to_{name_of(type)}({text})"
    if type == Type.TIMESTAMPTZ:
        return f"wirebase.moment({text})"
    return f"{atom(text)}::{type}"


def name_of(type: str) -> str:
    """The type's name as a part of an identifier; both sizes of integer are read as the larger."""
    return {Type.INTEGER: "bigint", Type.DOUBLE: "double"}.get(Type(type), type)


def _array(value: Value, type: str, *, strict: bool) -> str:
    if value.array and (value.type == type or (value.type in NUMBERS and type in NUMBERS)):
        return value.sql if value.type == type else f"{value.atom}::{type}[]"
    texts = as_texts(value)
    if type == Type.TEXT:
        return texts
    item = from_text("item", type, strict=strict)
    ordered = f"unnest({texts}) with ordinality as listed(item, place)"
    return f"array(select {item}::{type} from {ordered} order by place)"


def as_texts(value: Value) -> str:
    """The value as texts: of a list its items, of a text what stands between the commas."""
    if value.array:
        return value.sql if value.type == Type.TEXT else f"{value.atom}::text[]"
    if of_json(value):
        return f"wirebase.elements({as_jsonb(value)})"
    return f"string_to_array({as_text(value)}, ',')"
