"""Entities: which sites show rows of the same table.

Evidence, strongest first: the same identity with agreeing values at both sites; the name that URL and
field give; the fields. Hypotheses are scored for every pair of sites and joined from the best down;
a join that puts two contradicting sites into one entity is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from wirebase.evidence import Evidence
from wirebase.exchange import Json
from wirebase.infer.calls import Call, Route, Variable
from wirebase.infer.formats import lexical
from wirebase.infer.naming import plural, snake
from wirebase.infer.records import PEOPLE, SAMPLE, Place, Site, kind, occurrences, variables_of

ID_NAMES = ("id", "_id", "uuid", "guid", "pk", "uid", "_key")
NATURAL_NAMES = ("key", "slug", "code", "username", "name", "email", "handle", "login", "title")
HANDLES = frozenset("username user_name handle login email nickname".split())
"""Names by which a person is known throughout an app, whatever else shows them."""
SMALL = frozenset({"integer", "text", "slug", "date", "prefixed"})
"""Lexical classes whose values coincide by chance."""

JOIN = 0.5
"""The score from which two sites are taken for one entity."""


@dataclass(frozen=True, slots=True)
class SiteKey:
    """The field that identifies the objects of a site."""

    field: str
    strong: bool
    """An identifier by name or by use in a path; otherwise a natural key that is merely unique."""
    chance: bool
    """Whether its values coincide by chance, as small integers do."""
    borrowed: bool = False
    """Whether it is a key only because it is one elsewhere, where paths use it."""


@dataclass(slots=True)
class Entity:
    """Sites that show rows of one table."""

    name: str
    """Singular, snake_case, unique."""
    keys: dict[Place, SiteKey]
    """The key field at each site."""
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The name that the key most often has."""
        return Counter(k.field for k in self.keys.values()).most_common(1)[0][0]

    @property
    def table(self) -> str:
        """The table's name: plural."""
        return plural(self.name)


def addressed(calls: Iterable[Call]) -> dict[tuple[str, str], int]:
    """(route, collapsed pointer) of the fields whose values stood in later paths, and how deep."""
    seen: dict[tuple[str, str], int] = {}
    for call in calls:
        for depth, variable in enumerate(variables_of(call.route)):
            for origin in variable.origins:
                seen[origin] = max(seen.get(origin, 0), depth)
    return seen


def site_key(site: Site, used: Mapping[tuple[str, str], int]) -> SiteKey | None:
    """The key of a site, or None where its objects have no identity."""
    names = {snake(f): f for f in site.kinds if _can_be_key(site, f)}
    own = [f"{site.name}_{suffix}" for suffix in ("id", "uuid", "key")] if site.name else []
    for name in (*ID_NAMES, *own):
        if name in names:
            return SiteKey(names[name], True, _by_chance(site, names[name]))
    prefix = "/" + "/".join(site.pointer) if site.pointer else ""
    place = site.route.name
    paths = [f for f in names.values() if not site.nested and (place, f"{prefix}/{f}") in used]
    if paths:
        # What a path holds deepest is the row's own: the value in /tags/{type}/{value}.
        own_name = max(paths, key=lambda f: used[place, f"{prefix}/{f}"])
        return SiteKey(own_name, True, _by_chance(site, own_name))
    if site.listed:
        for name in (*NATURAL_NAMES, f"{site.name}_name"):
            if name in names and set(site.kinds[names[name]]) == {"string"}:
                return SiteKey(names[name], False, True)
    return None


def _borrowed(
    sites: Mapping[Place, Site], keys: Mapping[Place, SiteKey]
) -> dict[Place, SiteKey]:
    """Keys of single objects that hold what is a key elsewhere: the author of an article by name."""
    natural = {k.field for k in keys.values() if k.strong and snake(k.field) in NATURAL_NAMES}
    out = {}
    for place, site in sites.items():
        for name in sorted(natural & site.kinds.keys()) if place not in keys else ():
            if _can_be_key(site, name) and set(site.kinds[name]) == {"string"}:
                out[place] = SiteKey(name, False, True, borrowed=True)
                break
    return out


def _is_lent(
    place: Place, sites: Mapping[Place, Site], keys: Mapping[Place, SiteKey]
) -> bool:
    """Whether some rows of a site with a borrowed key are those of a site that owns such a key."""
    own = keys[place]
    if not own.borrowed:
        return True
    lenders = (p for p, k in keys.items() if k.field == own.field and k.strong)
    return any(sites[place].rows.keys() & sites[p].rows.keys() for p in lenders)


def _can_be_key(site: Site, name: str) -> bool:
    kinds = site.kinds[name].keys()
    return (
        kinds <= {"integer", "string"}
        and site.present[name] == site.objects
        and not site.repeated[name]
    )


def _by_chance(site: Site, name: str) -> bool:
    return "integer" in site.kinds[name]


def sample(
    calls: Iterable[Call], sites: Mapping[Place, Site], keys: Mapping[Place, SiteKey]
) -> None:
    """Fills the sample rows of the sites that have a key."""
    for call in calls:
        if not call.has_answer or not call.exchange.succeeded:
            continue
        for occurrence in occurrences(call, call.answer()):
            key = keys.get(occurrence.place)
            if key is None:
                continue
            rows = sites[occurrence.place].rows
            identity = str(occurrence.value.get(key.field))
            if identity not in rows and len(rows) >= SAMPLE:
                continue
            row = rows.setdefault(identity, {})
            for name, value in occurrence.value.items():
                _note(row.setdefault(name, []), value)


def _note(values: list[Json], value: Json) -> None:
    if kind(value) not in ("object", "array") and len(values) < 6 and value not in values:
        values.append(value)


def _distinctive(value: Json) -> bool:
    """Whether two rows are unlikely to share the value by chance: flags and small numbers are."""
    if isinstance(value, str):
        return len(value) >= 3
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) >= 1000


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two sites agree."""

    shared: int
    """Keys seen at both."""
    agree: int
    disagree: int
    """Values of telling fields at shared keys that were, or never were, the same."""
    overlap: float
    """Shared fields over the fields of the smaller site, 0..1."""
    distinct: bool
    """Whether the shared keys are unlikely to coincide by chance."""


def likeness(a: Site, b: Site, ka: SiteKey, kb: SiteKey) -> Likeness:
    """Compares two sites by their sampled rows."""
    shared = a.rows.keys() & b.rows.keys()
    agree = disagree = 0
    for identity in shared:
        left, right = a.rows[identity], b.rows[identity]
        for name in left.keys() & right.keys() - {ka.field, kb.field}:
            told = _telling(left[name], right[name])
            if told is not None:
                agree += told
                disagree += not told
    smaller, larger = sorted((set(a.kinds), set(b.kinds)), key=len)
    common = len((smaller & larger) - {ka.field, kb.field})
    overlap = common / (len(smaller) - 1) if len(smaller) > 1 else 1.0
    handle = ka.field == kb.field and snake(ka.field) in HANDLES
    distinct = any(handle or lexical(identity) not in SMALL for identity in shared)
    return Likeness(len(shared), agree, disagree, overlap, distinct)


def _telling(left: list[Json], right: list[Json]) -> bool | None:
    """Whether two fields agree; None where the values say little, as booleans do."""
    said = [v for v in (*left, *right) if _distinctive(v)]
    if not said or not left or not right or None in left or None in right:
        return None
    return any(value in right for value in left)


def score(a: Site, b: Site, ka: SiteKey, kb: SiteKey) -> float:
    """How likely two sites show one entity, from -1 (contradiction) to 1."""
    if a.types and b.types and (a.types & b.types or a.name != b.name):
        return 1.0 if a.types & b.types and ka.field == kb.field else -1.0
    seen = likeness(a, b, ka, kb)
    told = seen.agree + seen.disagree
    share = seen.agree / told if told else 0.5
    named = bool(a.name) and a.name == b.name
    alike = seen.overlap > (0.8 if named else 0.6) and (named or seen.distinct)
    if seen.shared and told >= 2 and share < 0.3 and not alike:
        return -1.0
    if seen.distinct and seen.shared:
        return _by_identity(seen, share, same_name=ka.field == kb.field, alike=alike, named=named)
    if named and ka.field == kb.field:
        if told:
            return 0.6 + 0.4 * share if share >= JOIN else -0.2
        return 0.9 * seen.overlap if seen.overlap >= 0.4 else 0.2
    if ka.field == kb.field and (ka.borrowed or kb.borrowed) and seen.shared:
        return 0.7 if not seen.disagree and seen.overlap >= JOIN else 0.0
    if seen.shared and seen.agree >= 1 and share >= 0.75:
        covered = seen.shared / min(len(a.rows), len(b.rows))
        return 0.9 * share * min(1.0, 0.4 + covered) * min(1.0, 0.3 + seen.overlap)
    return 0.0


def _by_identity(
    seen: Likeness, share: float, *, same_name: bool, alike: bool, named: bool
) -> float:
    """The score of two sites that show one identity which is no chance: values may have changed since."""
    if seen.agree + seen.disagree:
        return max(share, 0.6 if alike else 0.0) if share >= JOIN or alike else -0.5
    return 0.8 if named or seen.overlap == 1.0 else 0.6 if same_name else 0.3


class Clusters:
    """Sites joined into entities; a join is refused where members contradict each other."""

    def __init__(self, scores: dict[frozenset[Place], float]) -> None:
        self.scores = scores
        self.members: dict[Place, list[Place]] = {}

    def of(self, place: Place) -> list[Place]:
        """The cluster of a site."""
        return self.members.setdefault(place, [place])

    def join(self, a: Place, b: Place) -> bool:
        """Joins two clusters; False where they are one already or contradict each other."""
        left, right = self.of(a), self.of(b)
        if left is right:
            return False
        pairs = [self.scores.get(frozenset((x, y)), 0.0) for x in left for y in right]
        if sum(1 for s in pairs if s <= -0.5) > 0.2 * sum(1 for s in pairs if s >= JOIN):
            return False
        left.extend(right)
        for place in right:
            self.members[place] = left
        return True


def cluster(sites: Mapping[Place, Site], keys: Mapping[Place, SiteKey]) -> list[list[Place]]:
    """Groups of sites that show the same entity."""
    scores = {
        frozenset((a, b)): score(sites[a], sites[b], keys[a], keys[b])
        for a, b in combinations(sorted(keys), 2)
    }
    clusters = Clusters(scores)
    for pair in sorted(
        (p for p in scores if scores[p] >= JOIN), key=lambda p: (-scores[p], sorted(p))
    ):
        clusters.join(*sorted(pair))
    groups = {id(members): members for members in (clusters.of(place) for place in sorted(keys))}
    return [sorted(members) for members in groups.values()]


def entities(calls: list[Call], sites: Mapping[Place, Site]) -> list[Entity]:
    """The entities that the sites show, named; sites of value objects belong to none."""
    used = addressed(calls)
    keys = {place: key for place, site in sites.items() if (key := site_key(site, used))}
    keys |= _borrowed(sites, keys)
    sample(calls, sites, keys)
    keys = {place: key for place, key in keys.items() if _is_lent(place, sites, keys)}
    groups = [g for g in cluster(sites, keys) if _is_entity(g, sites, keys)]
    named = _named(groups, sites)
    return [
        Entity(name, {place: keys[place] for place in group}, _evidence(group, sites))
        for name, group in named
    ]


def _is_entity(
    group: list[Place], sites: Mapping[Place, Site], keys: Mapping[Place, SiteKey]
) -> bool:
    """Whether a group of sites is a table: identified by more than a name inside another record.

    An object that holds nothing but an identifier refers to a row; where no row has it, it is none."""
    if all(set(sites[p].kinds) == {keys[p].field} for p in group):
        return False
    return any(keys[p].strong or not sites[p].nested for p in group)


def _named(
    groups: list[list[Place]], sites: Mapping[Place, Site]
) -> Iterator[tuple[str, list[Place]]]:
    taken: set[str] = set()
    ordered = sorted(groups, key=lambda g: (-sum(sites[p].objects for p in g), g))
    for group in ordered:
        for name in (*_names(group, sites), "record"):
            if name not in taken:
                break
        else:
            name = next(f"{name}_{n}" for n in range(2, 1000) if f"{name}_{n}" not in taken)
        taken.add(name)
        yield name, group


def _names(group: list[Place], sites: Mapping[Place, Site]) -> list[str]:
    """Names for an entity, best first: as resources call it, then as fields do, then with the parent's name."""
    top: Counter[str] = Counter()
    inner: Counter[str] = Counter()
    for place in group:
        site = sites[place]
        if site.name:
            worth = 1 + (site.listed and not site.nested) + _is_collection(site.route)
            (inner if site.nested else top)[site.name] += worth
    names = [n for n, _ in sorted(top.items(), key=lambda t: (-t[1], t[0]))]
    names += [n for n, _ in sorted(inner.items(), key=lambda t: (-t[1], t[0]))]
    names.sort(key=lambda name: name not in PEOPLE)
    best = names[0] if names else "record"
    owners = sorted({s for p in group if (s := _owner(sites[p], sites))})
    return [*names, *(f"{owner}_{best}" for owner in owners)]


def _is_collection(route: Route) -> bool:
    """Whether a path names rows by where they are kept: it makes or changes one of them."""
    return not route.read or isinstance(route.segments[-1], Variable)


def _owner(site: Site, sites: Mapping[Place, Site]) -> str:
    parent = sites.get((site.route.name, site.parent)) if site.parent is not None else None
    return parent.name if parent else ""


def _evidence(group: list[Place], sites: Mapping[Place, Site]) -> list[Evidence]:
    return [
        Evidence(
            claim=f"{sites[p].route.method} {sites[p].route.path} shows it at /{'/'.join(p[1])}",
            support=sites[p].objects,
            exchanges=tuple(sorted(sites[p].calls)[:3]),
        )
        for p in group[:12]
    ]
