"""By what a record is recognised: names of identifiers, and what kind of thing each identifies."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeGuard
from urllib.parse import unquote

from wirebase.exchange import Json
from wirebase.infer.naming import noun, words
from wirebase.infer.segments import is_strict
from wirebase.verify.leaves import ITEM, Path, last_name

NAMES = ("id", "_id", "uuid", "slug", "key", "pk", "name", "username", "title")
"""Members by which a record may be recognised, the best first."""

_KEYS = frozenset({"id", "ids", "uuid", "pk", "slug", "key"})
"""Last words that stand for the key of what the words before them name."""
_IDENTIFIERS = _KEYS | {"guid", "uid", "code", "url", "uri", "href", "link", "self"}
_WRAPPERS = frozenset(
    {"data", "items", "item", "results", "result", "rows", "records", "list"}
    | {"node", "nodes", "edges", "attributes", "payload"}
)
_MOST_DIGITS = 10


@lru_cache(maxsize=65536)
def is_identifier(path: Path) -> bool:
    """Whether the name of the member says that it identifies something."""
    return words(last_name(path))[-1:] != () and words(last_name(path))[-1] in _IDENTIFIERS


def is_number(value: Json) -> TypeGuard[str | int]:
    """Whether it is a whole number, also as text: such a value identifies only among its kind."""
    if isinstance(value, str):
        digits = value.removeprefix("-")
        return digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
    return isinstance(value, int) and not isinstance(value, bool)


@lru_cache(maxsize=65536)
def entity_of_url(path: str) -> str:
    """What the last plain segment of a URL's path names.

    >>> entity_of_url("/api/v2/projects/10/")
    'project'
    """
    for segment in reversed(path.split("/")):
        plain = unquote(segment)
        if plain and not is_strict(plain) and not _is_version(plain):
            return noun(plain)
    return ""


@lru_cache(maxsize=65536)
def entity_of(path: Path, root: str) -> str:
    """The kind of thing that an identifier at this path identifies; `root` is what the URL tells.

    >>> entity_of(("issues", ITEM, "id"), ""), entity_of(("parentTaskId",), "issue")
    ('issue', 'parent_task')
    >>> entity_of(("data", ITEM, "id"), "task")
    'task'
    """
    names = [part for part in path if part != ITEM]
    *about, last = (words(names[-1]) if names else ()) or ("",)
    if last in _KEYS and about:
        return noun("_".join(about))
    if names and not is_identifier(path):
        return noun(names[-1])
    around = (name for name in reversed(names[:-1]) if name.lower() not in _WRAPPERS)
    return next(map(noun, around), root)


def identities(item: Json) -> dict[str, str | int]:
    """The values by which an item of a list may be recognised, the best first."""
    if isinstance(item, (str, int)) and not isinstance(item, bool):
        return {"": item}
    if not isinstance(item, dict):
        return {}
    names = [*NAMES, *(name for name in item if _tells_apart(name))]
    return _scalars((name, item.get(name)) for name in names) or _wrapped(item)


@lru_cache(maxsize=4096)
def _tells_apart(name: str) -> bool:
    """Whether the member is a key or a name of something, such as userId or full_name."""
    return len(words(name)) > 1 and words(name)[-1] in {"id", "key", "name"}


def _is_version(segment: str) -> bool:
    return segment.lower().removeprefix("v").replace(".", "").isdigit()


def _scalars(members: Iterable[tuple[str, Json]]) -> dict[str, str | int]:
    return {
        name: value
        for name, value in members
        if isinstance(value, (str, int)) and not isinstance(value, bool)
    }


def _wrapped(item: dict[str, Json]) -> dict[str, str | int]:
    return {
        f"{name}.{inner}": value
        for name, member in item.items()
        if isinstance(member, dict)
        for inner, value in identities(member).items()
    }
