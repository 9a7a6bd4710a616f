"""Values as SQL literals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from wirebase.blueprint.tables import Column, Type
from wirebase.exchange import Json

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
NUMBERS = (Type.INTEGER, Type.BIGINT, Type.NUMERIC, Type.DOUBLE)


def storable(text: str) -> str:
    """The text with what Postgres cannot hold (NUL, lone surrogates) marked as unreadable."""
    return _UNSTORABLE.sub("\ufffd", text)


def quoted(text: str) -> str:
    """A string literal.

    >>> print(quoted("it's"))
    'it''s'
    """
    return "'" + storable(text).replace("'", "''") + "'"


def text_array(texts: Iterable[str]) -> str:
    """An array of texts."""
    items = ", ".join(quoted(text) for text in texts)
    return f"array[{items}]" if items else "'{}'::text[]"


def dollar_quoted(body: str, tag: str = "function") -> str:
    """The body of a function between dollar quotes that do not occur in it."""
    while f"${tag}$" in body:
        tag += "_"
    return f"${tag}${body}${tag}$"


def document(value: Json) -> str:
    """The JSON text of the value, with nothing that Postgres cannot hold."""
    return str(value) if type(value) is int else _encode(_storable(value))


def _storable(value: Json) -> Json:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(name): _storable(item) for name, item in value.items()}
    return value


def plain(value: Json) -> str:
    """The value as Postgres reads it in a string of whatever type it has."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return document(value)


def column_value(value: Json, column: Column) -> str:
    """The literal of a value where the column's type is known, as in INSERT or DEFAULT."""
    if value is None:
        return "null"
    if column.array:
        items = value if isinstance(value, list) else [value]
        inner = ", ".join(column_value(item, _element(column)) for item in items)
        return f"array[{inner}]::{column.type}[]"
    if column.type == Type.JSONB:
        return quoted(document(value))
    if column.type in NUMBERS and isinstance(value, (int, float)) and not isinstance(value, bool):
        return document(value)
    return quoted(plain(value))


def _element(column: Column) -> Column:
    return column.model_copy(update={"array": False})
