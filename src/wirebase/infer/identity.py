"""Identity: the field by which the objects of a site are told apart.

Identifiers by name come first, then fields whose values stood in later paths, then natural keys. Sites of
one name and one form should agree: a field that stands twice in one list at any of them is a key at none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from wirebase.exchange import Json
from wirebase.infer.calls import Call, Route, Variable
from wirebase.infer.naming import singular, snake, words
from wirebase.infer.provenance import LONE, NAMING
from wirebase.infer.records import KEYED, Place, Site, variables_of
from wirebase.infer.titles import says_by_what

ID_NAMES = ("id", "_id", "uuid", "guid", "pk", "uid", "_key")
OWN_NAMES = ("id", "uuid", "guid", "key", "hash", "number", "code", "secret", "token", "slug")
"""What follows the name of an entity in the name of its key."""
GLOBAL_NAMES = ("node_id", "global_id")
"""What names a row among those of all tables, where `id` names it in its own, or several columns do."""
NATURAL_NAMES = ("key", "slug", "code", "username", "name", "email", "handle", "login", "title")
TOLERATED = 0.05
"""The share of repetitions in lists that an identifier by name may have: the same row shown twice."""
ALIKE = 0.6
"""The share of fields in common from which two sites of one name have one form."""


@dataclass(frozen=True, slots=True)
class SiteKey:
    """What identifies the objects of a site."""

    field: str
    """The JSON name; "" where the path says which row it is."""
    strong: bool
    """An identifier by name or by use in a path; otherwise a natural key that is merely unique."""
    chance: bool
    """Whether its values coincide by chance, as small integers do."""
    variable: str = ""
    """The path variable that says which row it is, where no field does."""
    only: str = ""
    """The key of the one row that there is, where neither path nor fields say which it is."""
    borrowed: bool = False
    """Whether it is a key only because it is one elsewhere, where paths use it."""

    def of(self, path: Mapping[str, str], value: Json) -> str | None:
        """The identity of an object as text, by the path's variables or its own; None where it shows none."""
        if self.only:
            return self.only
        if self.variable:
            return path.get(self.variable)
        found = value.get(self.field) if isinstance(value, dict) else None
        return None if found is None or isinstance(found, (dict, list)) else str(found)


@dataclass(frozen=True, slots=True)
class _Candidate:
    tier: int
    field: str


type Used = Mapping[Place, Mapping[str, int]]
"""Site -> field whose values stood in later paths -> how deep in them at most."""


def addressed(calls: Iterable[Call], sites: Mapping[Place, Site]) -> Used:
    """The fields of each site whose values stood in later paths."""
    used: dict[Place, dict[str, int]] = defaultdict(dict)
    routes = {call.route.name: call.route for call in calls}
    for route in routes.values():
        for depth, variable in enumerate(variables_of(route)):
            for place, field in origins(variable):
                if place in sites:
                    used[place][field] = max(depth, used[place].get(field, 0))
    return used


def origins(variable: Variable) -> Iterator[tuple[Place, str]]:
    """The sites and fields where the values of a variable stood in earlier answers, the best first."""
    for route, pointer in variable.origins:
        *steps, name = pointer.removeprefix("/").split("/")
        yield (route, tuple(steps)), name


def word_before(route: Route, variable: str) -> str:
    """The singular word that stands before a variable in the path; "" where there is none."""
    named = [s.name if isinstance(s, Variable) else "" for s in route.segments]
    at = named.index(variable)
    if at and says_by_what(route.segments, at - 1):
        at -= 1
    before = route.segments[at - 1] if at else ""
    return singular(snake(before)) if isinstance(before, str) and before else ""


def site_keys(sites: Mapping[Place, Site], used: Used) -> dict[Place, SiteKey]:
    """The keys of all sites whose objects have an identity."""
    keys = {
        p: SiteKey(f, True, _by_chance(s, f))
        for p, s in sites.items()
        if (f := s.told_key or _id_of(s))
    }
    by_name = sorted((s for p, s in sites.items() if p not in keys), key=lambda s: s.name)
    for _, group in groupby(by_name, key=lambda s: s.name):
        named = list(group)
        for site in named:
            alike = [s for s in named if has_most_fields(site, s)]
            options = _candidates(site, alike, used, is_enclosed(site, keys))
            if best := _best(options, alike):
                strong = best.tier < NATURAL
                keys[site.place] = SiteKey(best.field, strong, _by_chance(site, best.field))
    return keys


def borrowed_keys(
    sites: Mapping[Place, Site], keys: Mapping[Place, SiteKey]
) -> dict[Place, SiteKey]:
    """Keys of single objects that hold what is a key elsewhere: the author of an article by name."""
    natural = {k.field for k in keys.values() if k.strong and snake(k.field) in NATURAL_NAMES}
    out = {}
    for place, site in sites.items():
        for name in sorted(natural & site.kinds.keys()) if place not in keys else ():
            if _is_told(site, name) and set(site.kinds[name]) == {"string"}:
                out[place] = SiteKey(name, False, True, borrowed=True)
                break
    return out


def is_enclosed(site: Site, keys: Mapping[Place, SiteKey]) -> bool:
    """Whether a row encloses the objects of the site."""
    return any(place in keys for place in enclosing(site))


def enclosing(site: Site) -> Iterator[Place]:
    """The sites of the same route that enclose the site, nearest first."""
    for n in range(len(site.pointer) - 1, -1, -1):
        yield site.route.name, site.pointer[:n]


def _id_of(site: Site) -> str:
    """The field that is an identifier by its name alone, even where not every object shows it."""
    names = {snake(f): f for f in site.kinds if site.kinds[f].keys() <= KEYED}
    for name in ID_NAMES:
        f = names.get(name.strip("_"), names.get(name, ""))
        if f and not site.patchy[f] and _repeats(site, f) <= TOLERATED:
            return f
    return ""


def _repeats(site: Site, field: str) -> float:
    return site.repeated[field] / max(1, site.present[field])


ADDRESSED, OWN, SHARP, NATURAL = range(4)


def _candidates(site: Site, alike: list[Site], used: Used, enclosed: bool) -> Iterator[_Candidate]:
    """The fields that may be the key of a site without an identifier by name, best first."""
    fields = {snake(f): f for f in site.kinds if _is_told(site, f)}
    depths = {f: d for s in alike for f, d in used.get(s.place, {}).items()}
    # what a path holds deepest is the row's own: the value in /tags/{type}/{value}
    for f in sorted(depths.keys() & set(fields.values()), key=lambda f: -depths[f]):
        if (_may_name(snake(f)) or snake(f) == site.name) and not enclosed:
            yield _Candidate(ADDRESSED, f)
    for name in _own_names(site):
        if name in fields:
            yield _Candidate(OWN, fields[name])
    for name, f in fields.items():
        listed = any(s.listed and f in s.kinds for s in alike)
        if listed and words(name)[-1:] in SHARP_WORDS and "string" in site.kinds[f]:
            yield _Candidate(SHARP, f)
    for name in (*NATURAL_NAMES, f"{site.name}_name", site.name):
        if site.listed and name in fields and set(site.kinds[fields[name]]) == {"string"}:
            yield _Candidate(NATURAL, fields[name])


SHARP_WORDS = {(w,) for w in ("hash", "uuid", "guid", "secret")}
"""Last words of fields that hold nothing but what names a row, if they are not repeated."""


def _own_names(site: Site) -> Iterator[str]:
    """Names of a key that say whose it is, the surest first; a tag_id of a topic_tag may be another's."""
    yield from (f"{site.name}_{suffix}" for suffix in OWN_NAMES if site.name)
    yield from GLOBAL_NAMES
    last = site.name.rsplit("_", 1)[-1]
    yield from (f"{last}_{suffix}" for suffix in OWN_NAMES if last != site.name)


def _may_name(name: str) -> bool:
    """Whether a field of that name may say which row it is."""
    parts = words(name)
    return parts[-1] in NAMING or (len(parts) == 1 and parts[0] in LONE)


def _is_told(site: Site, field: str) -> bool:
    """Whether every object has the field, as a plain value."""
    return site.kinds[field].keys() <= KEYED and site.present[field] == site.objects


def has_most_fields(a: Site, b: Site) -> bool:
    """Whether two sites have most fields of the smaller one in common."""
    left, right = set(a.kinds), set(b.kinds)
    return a is b or len(left & right) >= ALIKE * min(len(left), len(right)) > 0


def _best(options: Iterable[_Candidate], alike: list[Site]) -> _Candidate | None:
    """The best candidate that stands twice in no list of the sites of one form."""
    for option in options:
        if not any(site.repeated[option.field] for site in alike):
            return option
    return None


def _by_chance(site: Site, name: str) -> bool:
    return "integer" in site.kinds[name]
