"""By what a record is recognised: names of identifiers, and what kind of thing each identifies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeGuard
from urllib.parse import unquote

from wirebase.exchange import Json
from wirebase.verify.leaves import ITEM, Path, last_name

NAMES = ("id", "uuid", "slug", "key", "_id", "pk", "name", "username", "title")
"""Members by which a record may be recognised, the best first."""

_IDENTIFIER = re.compile(
    r"(^|_|\b)(id|ids|uuid|guid|slug|key|pk|code|uid|url|href|uri|self|link)$"
    r"|(Id|Ids|Key|Slug|Url|Uri)$"
)
_LIKE_NAMES = re.compile(r"(Id|_id|Key|_key|Name|_name)$")
_SUFFIX = re.compile(r"(_ids?|_uuid|_pk|Ids?|Uuid|_slug|Slug|_key|Key)$")
_WRAPPERS = frozenset(
    {"data", "items", "item", "results", "result", "rows", "records", "list"}
    | {"node", "nodes", "edges", "attributes", "payload"}
)
_VERSION = re.compile(r"v?\d+(\.\d+)?")
_OPAQUE = re.compile(r"\d+|[0-9a-fA-F-]{16,}|[0-9a-f]{8}-.*|(?=.*\d)[\w-]{20,}")
_DIGITS = re.compile(r"-?\d{1,10}")


def is_identifier(path: Path) -> bool:
    """Whether the name of the member says that it identifies something."""
    return _names_identifier(last_name(path))


@lru_cache(maxsize=4096)
def _names_identifier(name: str) -> bool:
    return _IDENTIFIER.search(name) is not None


def is_number(value: Json) -> TypeGuard[str | int]:
    """Whether it is a whole number, also as text: such a value identifies only among its kind."""
    if isinstance(value, str):
        return _DIGITS.fullmatch(value) is not None
    return isinstance(value, int) and not isinstance(value, bool)


def is_opaque(segment: str) -> bool:
    """Whether a segment of a path is an identifier by its look alone."""
    return _OPAQUE.fullmatch(segment) is not None


def singular(word: str) -> str:
    """The word for one of them, in lower case.

    >>> singular("Categories"), singular("tasks"), singular("address")
    ('category', 'task', 'address')
    """
    lower = word.lower()
    if lower.endswith("ies"):
        return lower[:-3] + "y"
    return lower[:-1] if lower.endswith("s") and not lower.endswith("ss") else lower


def entity_of_url(path: str) -> str:
    """What the last plain segment of a URL's path names.

    >>> entity_of_url("/api/v2/projects/10/")
    'project'
    """
    for segment in reversed(path.split("/")):
        plain = unquote(segment)
        if plain and not is_opaque(plain) and not _VERSION.fullmatch(plain):
            return singular(plain)
    return ""


@lru_cache(maxsize=65536)
def entity_of(path: Path, root: str) -> str:
    """The kind of thing that an identifier at this path identifies; `root` is what the URL tells.

    >>> entity_of(("issues", ITEM, "id"), ""), entity_of(("projectId",), "issue")
    ('issue', 'project')
    >>> entity_of(("data", ITEM, "id"), "task")
    'task'
    """
    names = [part for part in path if part != ITEM]
    name = names[-1] if names else ""
    stem = _SUFFIX.sub("", name)
    if stem and stem != name:
        return singular(stem)
    if not is_identifier(path):
        return singular(name)
    around = (part for part in reversed(names[:-1]) if part.lower() not in _WRAPPERS)
    return singular(next(around, root))


def identities(item: Json) -> dict[str, str | int]:
    """The values by which an item of a list may be recognised, the best first."""
    if isinstance(item, (str, int)) and not isinstance(item, bool):
        return {"": item}
    if not isinstance(item, dict):
        return {}
    names = [*NAMES, *(name for name in item if _LIKE_NAMES.search(name))]
    return _scalars((name, item.get(name)) for name in names) or _wrapped(item)


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
