"""Labels: members by which an object says of what type the value is that stands beside them.

JSON has no times and no references, so that APIs write `{"__type": "Date", "iso": "2025-01-01T…"}` and
`{"__type": "Pointer", "className": "Task", "objectId": "x7"}`, also in what requests send. Without its
labels the one is a time, the other a key, and a row that says its type is the row alone. The database
takes them off likewise (language.sql).
"""

from __future__ import annotations

import re

from wirebase.exchange import Json

LABEL = re.compile(r"(__|@|\$)type")
"""Names that say that they are no data."""
CLASS = frozenset({"class", "classname", "typename"})
"""Bare names of what is said beside a label: which kind of row is referred to."""


def labels_of(value: dict[str, Json]) -> dict[str, str]:
    """The members of an object that are labels.

    >>> labels_of({"__type": "Pointer", "className": "Task", "objectId": "x7"})
    {'__type': 'Pointer', 'className': 'Task'}
    >>> labels_of({"type": "note", "className": "wide"})
    {}
    """
    if not any(LABEL.fullmatch(name) for name in value):
        return {}
    return {
        name: told
        for name, told in value.items()
        if isinstance(told, str)
        and (LABEL.fullmatch(name) or re.sub(r"[^a-z]", "", name.lower()) in CLASS)
    }


def told_class(labels: dict[str, str]) -> str:
    """Which kind of row the labels beside it name; "" where they name none.

    >>> told_class({"__type": "Object", "className": "Task"})
    'Task'
    """
    return next((told for name, told in labels.items() if not LABEL.fullmatch(name)), "")


def unlabelled(value: Json) -> Json:
    """The document without labels: what is left of an object where it is one plain value, else the rest.

    A member of which nothing is left goes too.

    >>> unlabelled({"due": {"__type": "Date", "iso": "2025-01-01"}, "tags": {"__type": "Relation"}})
    {'due': '2025-01-01'}
    """
    if isinstance(value, list):
        return [unlabelled(item) for item in value if not is_bare(item)]
    if not isinstance(value, dict):
        return value
    labels = labels_of(value)
    rest = {n: unlabelled(v) for n, v in value.items() if n not in labels and not is_bare(v)}
    if not labels:
        return rest
    lone = next(iter(rest.values())) if len(rest) == 1 else rest
    return rest if isinstance(lone, (dict, list)) else lone


def is_bare(value: Json) -> bool:
    """Whether a value is an object of labels alone."""
    return isinstance(value, dict) and bool(value) and len(labels_of(value)) == len(value)
