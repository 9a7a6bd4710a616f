"""Records: the places in answers where JSON objects stand, and what they hold there.

A *site* is a route and a collapsed JSON pointer: list items are `*`, the values of a map whose keys
are data are `{}`. Every object at a site has the same meaning; which sites show the same entity is
for `entities` to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wirebase.exchange import Json
from wirebase.infer.calls import Call, Route, Variable
from wirebase.infer.faults import served
from wirebase.infer.formats import lexical
from wirebase.infer.titles import GENERIC, ITEM, SELF, VALUE, Pointer, resource, site_name

type Place = tuple[str, Pointer]
"""A route's name and a collapsed pointer: the identity of a site."""

META = frozenset({"__typename"})
"""Members that say what an object is, in GraphQL: no data of the app."""

PEOPLE = frozenset(
    "user account member person profile customer employee staff admin administrator".split()
)
"""What an app calls those who use it."""

DATA_KEYS = frozenset({"integer", "uuid", "ulid", "cuid", "hex", "date", "base64"})
KEYED = frozenset({"integer", "string"})
"""The kinds of values that keys have."""
SAMPLE = 400
"""Rows kept for each site to compare sites by."""


def kind(value: Json) -> str:
    """The JSON type of a value: null, boolean, integer, number, string, array, object."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def is_map(value: dict[str, Json]) -> bool:
    """Whether the keys of this object are data: they look like identifiers, or many name like things.

    >>> is_map({"17": 1, "18": 0, "23": 4})
    True
    """
    if len(value) < 3:
        return False
    if all(lexical(key) in DATA_KEYS for key in value):
        return True
    inner = [set(v) for v in value.values() if isinstance(v, dict)]
    if len(inner) < 6 or len(inner) < len(value):
        return False
    common = set.intersection(*inner)
    return bool(common) and all(len(common) >= 0.8 * len(keys) for keys in inner)


@dataclass(frozen=True, slots=True, eq=False)
class Occurrence:
    """One object in one answer."""

    call: Call
    pointer: Pointer
    value: dict[str, Json]
    parent: Occurrence | None
    """The object that encloses it most nearly."""
    position: int = 0
    """In its list."""
    key: str = ""
    """Of a map's value: the key it stands under."""

    @property
    def place(self) -> Place:
        """The site it stands at."""
        return self.call.route.name, self.pointer


def occurrences(call: Call, answer: Json) -> Sequence[Occurrence]:
    """Every object of an answer, outer ones first."""
    if answer is not call.kept.answer:
        return _walked(call, answer)
    if call.kept.occurrences is None:
        call.kept.occurrences = _walked(call, answer)
    return call.kept.occurrences


def _walked(call: Call, answer: Json) -> list[Occurrence]:
    found: list[Occurrence] = []
    _walk(found, call, answer, (), None, 0, "")
    return found


def _walk(
    found: list[Occurrence],
    call: Call,
    value: Json,
    pointer: Pointer,
    parent: Occurrence | None,
    position: int,
    key: str,
) -> None:
    if isinstance(value, list):
        inside = (*pointer, ITEM)
        for i, item in enumerate(value):
            if isinstance(item, (dict, list)):
                _walk(found, call, item, inside, parent, i, "")
    elif isinstance(value, dict):
        if is_map(value):
            inside = (*pointer, VALUE)
            for i, (name, inner) in enumerate(value.items()):
                _walk(found, call, inner, inside, parent, i, name)
            return
        here = Occurrence(call, pointer, value, parent, position, key)
        found.append(here)
        for name, inner in value.items():
            if isinstance(inner, (dict, list)):
                _walk(found, call, inner, (*pointer, name), here, 0, "")


@dataclass(slots=True)
class Site:
    """What is known of the objects at one place.

    Folding is one pass; the counts merge by addition.
    """

    route: Route
    pointer: Pointer
    name: str
    """The singular name that the place gives to what stands there; "" where it gives none."""
    objects: int = 0
    calls: set[int] = field(default_factory=set)
    present: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    repeated: Counter[str] = field(default_factory=Counter)
    """How often a field's value stood twice in one list."""
    patchy: Counter[str] = field(default_factory=Counter)
    """How many answers showed a field in some of their objects and not in others."""
    types: set[str] = field(default_factory=set)
    """What the objects say that they are, in GraphQL."""

    @property
    def kin(self) -> str:
        """The type of the objects, in GraphQL, as far as documents tell it; "" where they do not."""
        return self.route.kin.get("/" + "/".join(self.pointer), "")

    @property
    def told_key(self) -> str:
        """The member that labelled references name such objects by; "" where none does."""
        key = self.route.keys.get("/" + "/".join(self.pointer), "")
        return key if self.present[key] == self.objects else ""

    @property
    def place(self) -> Place:
        """The identity of the site."""
        return self.route.name, self.pointer

    @property
    def listed(self) -> bool:
        """Whether the objects stand in a list or map."""
        return bool(self.pointer) and self.pointer[-1] in (ITEM, VALUE)

    @property
    def is_loose(self) -> bool:
        """Whether its objects have few fields in common, as the data of different events."""
        always = sum(1 for n in self.present.values() if n == self.objects)
        return len(self.present) >= 4 and bool(self.patchy) and 2 * always < len(self.present)

    def scalars(self) -> set[str]:
        """The fields that hold scalars (or nothing) wherever they were seen."""
        return {f for f, kinds in self.kinds.items() if not kinds.keys() & {"object", "array"}}

    def add(self, occurrence: Occurrence) -> None:
        """Counts one object."""
        self.objects += 1
        self.calls.add(occurrence.call.exchange.index)
        for name, value in occurrence.value.items():
            if name in META:
                self.types.add(str(value))
                continue
            self.present[name] += 1
            self.kinds.setdefault(name, Counter())[kind(value)] += 1


def fold(calls: Iterable[Call]) -> dict[Place, Site]:
    """All sites of the answers of calls that were not refused: what says why shows no rows."""
    sites: dict[Place, Site] = {}
    for call in calls:
        if not call.has_answer or not served(call):
            continue
        lists: dict[tuple[Pointer, Occurrence | None], dict[str, set[str]]] = {}
        shown: dict[Place, list[dict[str, Json]]] = {}
        for occurrence in occurrences(call, call.answer()):
            shown.setdefault(occurrence.place, []).append(occurrence.value)
            site = sites.get(occurrence.place)
            if site is None:
                name = site_name(call.route, occurrence.pointer)
                site = sites[occurrence.place] = Site(call.route, occurrence.pointer, name)
            site.add(occurrence)
            if site.listed:
                _count_repeated(site, occurrence, lists)
        for place, objects in shown.items():
            sites[place].patchy.update(_patchy(objects))
    return sites


def _patchy(objects: list[dict[str, Json]]) -> set[str]:
    """The fields that some of the objects have and others do not."""
    first = objects[0].keys()
    if all(o.keys() == first for o in objects):
        return set()
    return set().union(*objects) - set(first).intersection(*objects)


def _count_repeated(
    site: Site,
    occurrence: Occurrence,
    lists: dict[tuple[Pointer, Occurrence | None], dict[str, set[str]]],
) -> None:
    seen = lists.setdefault((occurrence.pointer, occurrence.parent), {})
    for name, value in occurrence.value.items():
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            values = seen.setdefault(name, set())
            text = str(value)
            if text in values:
                site.repeated[name] += 1
            values.add(text)


def variables_of(route: Route) -> list[Variable]:
    """The path variables of a route, in order."""
    return [s for s in route.segments if isinstance(s, Variable)]


__all__ = [
    "GENERIC",
    "ITEM",
    "PEOPLE",
    "SELF",
    "VALUE",
    "Occurrence",
    "Place",
    "Pointer",
    "Site",
    "fold",
    "occurrences",
    "resource",
    "site_name",
]
