"""Places in a JSON document: paths, pointers, leaves and the types of what stands there."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from wirebase.exchange import Json

type Path = tuple[str, ...]
"""The way to a value; any item of a list is ITEM."""

ITEM = "*"


class JsonType(StrEnum):
    """What JSON tells apart; an integer is a number."""

    NULL = "null"
    BOOLEAN = "boolean"
    NUMBER = "number"
    STRING = "string"
    ARRAY = "array"
    OBJECT = "object"


def json_type(value: Json) -> JsonType:
    """The JSON type of a value."""
    match value:
        case None:
            return JsonType.NULL
        case bool():
            return JsonType.BOOLEAN
        case int() | float():
            return JsonType.NUMBER
        case str():
            return JsonType.STRING
        case list():
            return JsonType.ARRAY
        case dict():
            return JsonType.OBJECT


def pointer(path: Path) -> str:
    """The path as a JSON pointer, with `*` for any item of a list.

    >>> pointer(("items", ITEM, "a/b"))
    '/items/*/a~1b'
    """
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)


def last_name(path: Path) -> str:
    """The member that the value belongs to: of a list of values, the name of the list."""
    return next((part for part in reversed(path) if part != ITEM), "")


def leaves(value: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    """Every scalar and every empty container, with its path."""
    if isinstance(value, dict) and value:
        for name, member in value.items():
            yield from leaves(member, (*path, name))
    elif isinstance(value, list) and value:
        for item in value:
            yield from leaves(item, (*path, ITEM))
    else:
        yield path, value


def places(value: Json, path: Path = ()) -> Iterator[tuple[Path, JsonType]]:
    """Every value of a document, containers as well, with its type."""
    yield path, json_type(value)
    if isinstance(value, dict):
        for name, member in value.items():
            yield from places(member, (*path, name))
    elif isinstance(value, list):
        for item in value:
            yield from places(item, (*path, ITEM))
