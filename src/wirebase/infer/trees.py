"""Trees: the document that query parameters with brackets, dots or JSON make together."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence

from wirebase.blueprint.criteria import criteria
from wirebase.exchange import Json

DEEPEST = 32
"""Steps of a parameter's name that are followed."""

_KEY = re.compile(r"([^\[\].]+)((?:\[[^\]]*\]|\.[^\[\].]+)*)")
_STEP = re.compile(r"\[([^\]]*)\]|\.([^\[\].]+)")

type Pairs = Mapping[str, Sequence[str]]
"""The names of a query and the values of each."""


def place_of(key: str) -> tuple[str, list[str]]:
    """The stem of a parameter's name and the steps after it.

    >>> place_of("filter[_and][0][title][_eq]"), place_of("where.price.gt"), place_of("fields[]")
    (('filter', ['_and', '0', 'title', '_eq']), ('where', ['price', 'gt']), ('fields', ['']))
    """
    found = _KEY.fullmatch(key)
    if found is None:
        return key, []
    return found[1], [inner or plain for inner, plain in _STEP.findall(found[2])]


def pairs_of(query: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    """The names of a query and the values of each, as one list each."""
    return {name: [*v] if isinstance(v, list) else [v] for name, v in query.items()}


def tree(pairs: Pairs, stem: str) -> Json:
    """The document that the parameters of a stem make; None where there are none.

    >>> tree({"f[a][gt]": ["1"], "f[b][]": ["x", "y"]}, "f"), tree({"f": ['{"a": 2}']}, "f")
    ({'a': {'gt': '1'}, 'b': ['x', 'y']}, {'a': 2})
    """
    made: Json = None
    for key, values in sorted(pairs.items()):
        found, steps = place_of(key)
        if found == stem and len(steps) <= DEEPEST:
            many = steps[-1:] == [""]
            told: Json = [*values] if many or len(values) > 1 else _read(values[0])
            if not steps and isinstance(told, str):
                told = criteria(told) or told
            made = _planted(made, steps[:-1] if many else steps, told)
    return _listed(made)


def others(pairs: Pairs, without: Collection[str]) -> Json:
    """The document that parameters of several stems make, each a condition of its own.

    >>> others({"price__gt": ["1"], "state": ["open"], "page": ["2"]}, {"page"})
    {'price': {'gt': '1'}, 'state': 'open'}
    """
    made: Json = None
    for key, values in sorted(pairs.items()):
        stem, inner = place_of(key)
        steps = [part for step in (stem, *inner) for part in step.split("__")]
        if key not in without and stem not in without and len(steps) <= DEEPEST:
            steps = steps[:-1] if steps[-1] == "" else steps
            told: Json = [*values] if len(values) > 1 else values[0]
            made = _planted(made, steps, told)
    return _listed(made)


def _read(value: str) -> Json:
    """The document that a value holds as JSON, else its text."""
    if value[:1] not in ("{", "["):
        return value
    try:
        found: Json = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return found


def _planted(into: Json, steps: list[str], value: Json) -> Json:
    """The document with a value at the end of the steps."""
    if not steps:
        return {**into, **value} if isinstance(into, dict) and isinstance(value, dict) else value
    known = into if isinstance(into, dict) else {}
    return {**known, steps[0]: _planted(known.get(steps[0]), steps[1:], value)}


def _listed(value: Json) -> Json:
    """The document with lists in place of objects whose members are numbered."""
    if isinstance(value, list):
        return [_listed(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value and all(name.isascii() and name.isdigit() for name in value):
        return [_listed(value[name]) for name in sorted(value, key=int)]
    return {name: _listed(inner) for name, inner in value.items()}


def has_parts(pairs: Pairs, stem: str) -> bool:
    """Whether the parameters of a stem make a document with named parts."""
    made = tree(pairs, stem)
    items = made if isinstance(made, list) else [made]
    return any(isinstance(item, dict) for item in items)


def is_said(pairs: Pairs, stem: str) -> bool:
    """Whether the parameter of that name says words that write no conditions, as a search for them does."""
    words = [v for v in pairs.get(stem, ()) if v.strip()]
    return any(isinstance(_read(v), str) and criteria(v) is None for v in words)
