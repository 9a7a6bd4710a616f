"""Kinship: which places of GraphQL answers hold objects of one type, and what that type is called.

A field of a type has one type itself. Places are therefore of one type where the same fields lead to
them from places of one type: from the top of one API, or from objects whose type is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from wirebase.blueprint.expressions import PageFact
from wirebase.infer.actions import action_named
from wirebase.infer.calls import Selection
from wirebase.infer.connections import FACTS
from wirebase.infer.naming import plural, singular, snake, words
from wirebase.infer.paging import fact_named
from wirebase.infer.titles import GENERIC, bare

ENVELOPES = ("_list", "_connection", "_page", "_edge", "_collection", "_payload", "_result")
"""How types and fields are called that hold rows of the type before."""
RELAYED = frozenset({"node", "nodes", "edge", "edges"})
"""Fields that hold the rows of the field around them, whatever that is called."""
FAULTS = frozenset({"error", "errors", "exception", "problem", "failure", "fault"})
"""Words in the names of types that only say why something was not done."""

type Path = tuple[str, ...]
"""Names in an answer, from its top to an object."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one operation asks for, and the types that its answers told."""

    api: str
    """Where it is asked: one place has one schema."""
    read: bool
    selection: Selection
    shown: Mapping[Path, frozenset[str]]
    """Path -> what the objects there said that they are."""


@dataclass(slots=True, eq=False)
class Kind:
    """Places that are known to hold objects of one type."""

    fields: dict[str, Kind] = field(default_factory=dict)
    """Field -> the type that it leads to."""
    shown: set[str] = field(default_factory=set)
    """What objects said that they are."""
    asked: set[str] = field(default_factory=set)
    """The types of the fragments that stand there."""
    ways: set[tuple[Kind | None, str, bool]] = field(default_factory=set)
    """The fields that lead here: of which type (none for the top of the API), called how, and whether a
    mutation's."""
    asks: set[str] = field(default_factory=set)
    """All fields that were asked for, plain ones too."""
    label: str = ""
    into: Kind | None = None
    """The kind that this one turned out to be."""

    @property
    def types(self) -> set[str]:
        """The types of the objects, without those that say why there is none."""
        told = self.shown or self.asked
        return {t for t in told if FAULTS.isdisjoint(words(t))} or told


class Kinship:
    """The kinds of all places that some operations ask for."""

    def __init__(self, operations: Iterable[Asked]) -> None:
        operations = list(operations)
        self.many: set[tuple[str, bool, Path]] = set()
        """The places with objects of several types: what stands in them is not compared."""
        self.places: list[dict[Path, Kind]] = []
        self._walk(operations)
        self.many = set(self._of_many(operations))
        self._walk(operations)
        self._join_typed(operations)
        self._names: dict[Kind, str] = {}

    def kind(self, operation: int, path: Path) -> Kind | None:
        """The kind of the objects at a place; None where they are of several."""
        found = self.places[operation].get(path)
        kind = _found(found) if found else None
        return None if kind is None or len(kind.types) > 1 else kind

    def name(self, kind: Kind) -> str:
        """What a kind is called: its type, else as most fields call it that lead to it."""
        if kind not in self._names:
            self._names[kind] = ""
            self._names[kind] = min(kind.types, default="") or self._called(kind)
        return self._names[kind]

    def _called(self, kind: Kind) -> str:
        votes: Counter[str] = Counter()
        for above, called, changes in kind.ways:
            outer = _found(above) if above else None
            votes[(outer and self._enveloped(outer, called)) or thing(called, changes)] += 1
        return min(votes, key=lambda name: (-votes[name], -len(name), name), default="")

    def _enveloped(self, outer: Kind, called: str) -> str:
        """What the type around a field is called, where the field only holds its rows."""
        if snake(called) not in GENERIC or not all(
            name == called or _is_fact(name) for name in outer.asks
        ):
            return ""
        name = self.name(outer)
        told = len(outer.asks) > 1 or snake(called) in RELAYED
        return name if told or any(plural(w) == w for _, w, _ in outer.ways) else ""

    def _walk(self, operations: Iterable[Asked]) -> None:
        tops: dict[tuple[str, bool], Kind] = defaultdict(Kind)
        self.places = []
        for asked in operations:
            places: dict[Path, Kind] = {}
            self._grow(places, asked, tops[asked.api, asked.read], asked.selection, (), ())
            self.places.append(places)

    def _grow(
        self,
        places: dict[Path, Kind],
        asked: Asked,
        kind: Kind,
        selection: Selection,
        path: Path,
        names: Path,
    ) -> None:
        """Adds the kinds of what a selection asks for to the kind that it is asked of."""
        for key, (name, inner) in selection.fields.items():
            kind.asks.add(name)
            if not inner.fields:
                continue
            here, called = (*path, key), (*names, name)
            lone = (asked.api, asked.read, called) in self.many
            child = Kind() if lone else kind.fields.setdefault(name, Kind())
            child.label = child.label or ".".join((asked.api, *called))
            child.shown |= asked.shown.get(here, frozenset())
            child.asked |= inner.types
            child.ways.add((kind if names else None, name, not names and not asked.read))
            places[here] = child
            self._grow(places, asked, child, inner, here, called)

    def _of_many(self, operations: Iterable[Asked]) -> Iterator[tuple[str, bool, Path]]:
        for asked, places in zip(operations, self.places, strict=True):
            for path, kind in places.items():
                if len(kind.types) > 1:
                    yield asked.api, asked.read, _names(asked.selection, path)

    def _join_typed(self, operations: Iterable[Asked]) -> None:
        """Joins what is of one type by name, and what the same fields of it lead to."""
        typed: dict[tuple[str, str], list[Kind]] = defaultdict(list)
        for asked, places in zip(operations, self.places, strict=True):
            for kind in places.values():
                if len(kind.types) == 1:
                    typed[asked.api, min(kind.types)].append(kind)
        for kinds in typed.values():
            for one, other in pairwise(kinds):
                _join(one, other)


def _found(kind: Kind) -> Kind:
    while kind.into is not None:
        kind = kind.into
    return kind


def _join(one: Kind, other: Kind) -> None:
    """Makes one kind of two, unless they are of different types."""
    one, other = _found(one), _found(other)
    if one is other or (one.types and other.types and one.types != other.types):
        return
    other.into = one
    one.shown |= other.shown
    one.asked |= other.asked
    one.ways |= other.ways
    one.asks |= other.asks
    one.label = min(one.label, other.label)
    for name, kind in other.fields.items():
        known = one.fields.setdefault(name, kind)
        _join(known, kind)


def _names(selection: Selection, path: Path) -> Path:
    """The fields' own names along a path."""
    names: list[str] = []
    for key in path:
        name, selection = selection.fields[key]
        names.append(name)
    return tuple(names)


def _is_fact(name: str) -> bool:
    """Whether a field is called as what tells of the list beside it."""
    return snake(name) in FACTS or any(fact_named(fact, name) for fact in PageFact)


def thing(field: str, changes: bool) -> str:
    """The singular name of what a field leads to; a mutation's is called as what is done to it.

    >>> thing("createFacetValues", True), thing("removeUsersFromTeam", True), thing("reviewList", False)
    ('facet_value', 'team', 'review')
    """
    said = action_named(field) if changes else None
    name = said.noun if said and said.noun else snake(field)
    for ending in ENVELOPES:
        name = name.removesuffix(ending)
    return bare(singular(name))


__all__ = ["Asked", "Kind", "Kinship", "Path", "thing"]
