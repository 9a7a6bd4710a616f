"""JSON Patch (RFC 6902) as the members that it sets, which is how JSON Merge Patch says the same."""

from __future__ import annotations

from wirebase.exchange import Json

SETTING = frozenset({"add", "replace"})
OPERATIONS = SETTING | {"remove", "test"}


def merged(document: Json) -> Json:
    """An object with what a patch sets; the document itself where it is none, or changes lists.

    >>> merged([{"op": "replace", "path": "/a/b", "value": 1}, {"op": "remove", "path": "/c"}])
    {'a': {'b': 1}, 'c': None}
    """
    if not isinstance(document, list) or not document:
        return document
    out: dict[str, Json] = {}
    for step in document:
        if not isinstance(step, dict) or step.get("op") not in OPERATIONS:
            return document
        names = _names(step.get("path"))
        if names is None or (step["op"] in SETTING and "value" not in step):
            return document
        if step["op"] != "test" and not _set(out, names, step.get("value")):
            return document
    return out


def _names(path: Json) -> list[str] | None:
    """The members on the way to a place; None where the path leads through a list, or nowhere."""
    if not isinstance(path, str) or not path.startswith("/"):
        return None
    names = [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]
    return None if any(name == "-" or name.isdecimal() for name in names) else names


def _set(out: dict[str, Json], names: list[str], value: Json) -> bool:
    """Sets a member, unless the way to it leads through a value; tells whether it did."""
    *outer, last = names
    inner = out
    for name in outer:
        found = inner.setdefault(name, {})
        if not isinstance(found, dict):
            return False
        inner = found
    inner[last] = value
    return True
