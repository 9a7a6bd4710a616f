"""Entities: which sites show rows of the same table.

Evidence, strongest first: the same identity with agreeing values at both sites; the name that URL and
field give; the fields. Hypotheses are scored for every pair of sites and joined from the best down;
a join that puts two contradicting sites into one entity is refused.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from wirebase.evidence import Evidence
from wirebase.infer.calls import Call, Route, Variable
from wirebase.infer.formats import lexical
from wirebase.infer.identity import (
    ID_NAMES,
    SiteKey,
    addressed,
    borrowed_keys,
    enclosing,
    has_most_fields,
    is_enclosed,
    origins,
    site_keys,
    word_before,
)
from wirebase.infer.likeness import JOIN, NEVER, Comparison, Samples, sample
from wirebase.infer.naming import plural, singular, snake
from wirebase.infer.records import PEOPLE, Place, Site, variables_of
from wirebase.infer.singletons import ONLY, singletons
from wirebase.infer.stamps import STAMPS
from wirebase.infer.titles import ITEM, VALUE, is_named, resource, stem
from wirebase.infer.values import texts

WORDY = frozenset({"text", "slug", "code", "prefixed"})
"""Lexical classes of keys that are words of people: natural keys."""
MADE_UP = WORDY | {"random"}
"""Lexical classes of keys that a client may have made up for a part of a document."""


@dataclass(slots=True)
class Entity:
    """Sites that show rows of one table."""

    name: str
    """Singular, snake_case, unique."""
    keys: dict[Place, SiteKey]
    """The key at each site."""
    evidence: list[Evidence] = field(default_factory=list)
    aside: dict[Place, frozenset[str]] = field(default_factory=dict)
    """Site -> fields that are no fields of the row but of its link with the row that lists it: one answer
    shows several values of them for one row, or what they hold goes with the row that lists it."""
    scalar: frozenset[Place] = frozenset()
    """Sites that show the keys alone, not rows."""

    told: tuple[int, str] = field(default=(0, ""), init=False, repr=False, compare=False)
    """How many sites told the name of the key, and the name."""

    @property
    def key(self) -> str:
        """The name of the key column: the one that its fields most often have."""
        sites, name = self.told
        if sites != len(self.keys):
            told = [
                (snake(n), k.strong)
                for k in self.keys.values()
                if (n := k.field or k.variable or (k.only and ONLY_KEY))
            ]
            named = Counter(name for name, _ in told)
            strong = Counter(name for name, is_strong in told if is_strong)
            name = min(named, key=lambda n: (-strong[n], -named[n], n))
            self.told = len(self.keys), name
        return name

    @property
    def table(self) -> str:
        """The table's name: plural."""
        return plural(self.name)


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
        against = sum(1 for s in pairs if s <= -0.5)
        if min(pairs) <= NEVER or against > 0.2 * sum(1 for s in pairs if s >= JOIN):
            return False
        left.extend(right)
        for place in right:
            self.members[place] = left
        return True


def cluster(places: Iterable[Place], compare: Comparison) -> list[list[Place]]:
    """Groups of sites that show the same entity."""
    ordered = sorted(places)
    scores = {frozenset((a, b)): compare.score(a, b) for a, b in combinations(ordered, 2)}
    clusters = Clusters(scores)
    joins = [p for p in scores if scores[p] >= JOIN]
    later = set(_second_best(scores, joins, compare))
    other = {p for p in joins if len({compare.sites[place].name for place in p}) > 1}
    for pair in sorted(joins, key=lambda p: (p in later, -scores[p], p in other, sorted(p))):
        clusters.join(*sorted(pair))
    groups = {id(members): members for members in (clusters.of(place) for place in ordered)}
    return [sorted(members) for members in groups.values()]


def _second_best(
    scores: dict[frozenset[Place], float], joins: list[frozenset[Place]], compare: Comparison
) -> Iterator[frozenset[Place]]:
    """Of two sites that are called as others which cannot show one entity, that with which a third has less
    in common."""
    near: dict[Place, set[Place]] = defaultdict(set)
    for a, b in map(sorted, joins):
        near[a].add(b)
        near[b].add(a)
    named = {place: compare.sites[place].name for place in near}
    apart = {frozenset(map(named.get, pair)) for pair, score in scores.items() if score <= NEVER}
    for place, others in near.items():
        for a, b in combinations(sorted(others), 2):
            if named[a] != named[b] and frozenset((named[a], named[b])) in apart:
                one, two = (compare.likeness(*sorted((place, p))) for p in (a, b))
                if one.agree != two.agree:
                    yield frozenset((place, b if one.agree > two.agree else a))


ONLY_KEY = "id"
"""The name of the key of a table with one row."""

RECEIPT = frozenset("message status object detail".split())
"""What a confirmation says beside the key."""


def entities(calls: list[Call], sites: Mapping[Place, Site]) -> list[Entity]:
    """The entities that the sites show, named; sites of value objects belong to none."""
    found = _Finder(calls, sites)
    groups = found.groups()
    found.group_of = {p: i for i, group in enumerate(groups) for p in group}
    named = _named(groups, found)
    return [
        Entity(
            name,
            {place: found.keys[place] for place in group},
            _evidence(group, sites),
            _aside(group, found),
        )
        for name, group in named
    ]


def _aside(group: list[Place], found: _Finder) -> dict[Place, frozenset[str]]:
    """The fields at each site that belong to the link between its rows and those that list them."""
    sites, clashes, apart = found.sites, found.samples.clashes, found.samples.apart
    outer = {
        p: next((found.group_of[e] for e in enclosing(sites[p]) if e in found.group_of), None)
        for p in group
        if sites[p].listed
    }
    out = {}
    for lister in {outer[p] for p in group if p in outer and (p in clashes or p in apart)} - {None}:
        inside = [p for p in group if outer.get(p) == lister]
        own = {f for p in group if p not in inside for f in sites[p].kinds}
        told = {f for p in inside for f in clashes.get(p, ())}
        told = told | ({f for p in inside for f in sites[p].kinds} - own if told else set())
        aside = {f for p in inside for f in apart.get(p, ())} - own
        named = tuple(f"{snake(f)}_" for f in aside)
        told |= (
            aside | {f for p in inside for f in sites[p].kinds if snake(f).startswith(named)} - own
        )
        for p in inside if told else ():
            key = found.keys[p].field
            out[p] = frozenset(f for f in sites[p].kinds if f != key and f in told)
    return out


def _mixed(sites: Mapping[Place, Site]) -> Iterator[Place]:
    """The sites whose objects say that they are of several types, each of which other sites show alone.

    What an API looks up whatever it is, by an id among those of all tables, are rows of several tables."""
    alone = {t for s in sites.values() if len(s.types) <= 1 for t in (s.kin, *s.types)} - {""}
    yield from (p for p, s in sites.items() if len(s.types & alone) > 1)


def _is_receipt(site: Site, key: SiteKey) -> bool:
    """Whether a deletion is merely confirmed: {"id": 7, "deleted": true} shows no row."""
    rest = site.kinds.keys() - {key.field}
    plain = all(site.kinds[f].keys() <= {"boolean"} or snake(f) in RECEIPT for f in rest)
    return site.route.method == "DELETE" and not site.listed and bool(rest) and plain


class _Finder:
    """Sites with their keys and samples, on the way to groups."""

    def __init__(self, calls: list[Call], sites: Mapping[Place, Site]) -> None:
        self.sites = sites
        self.calls = calls
        self.group_of: dict[Place, int] = {}
        self.keys = site_keys(sites, addressed(calls, sites))
        self.keys |= borrowed_keys(sites, self.keys)
        mixed = set(_mixed(sites))
        self.keys = {
            p: key
            for p, key in self.keys.items()
            if p not in mixed and not _is_receipt(sites[p], key)
        }
        self.sent = {v for c in calls if not c.route.read and c.has_body for v in texts(c.body())}
        self.written = _written(calls)
        self.by_path = _path_keys(sites, self.keys)
        self.samples = sample(calls, self.keys | {p: k for p, (k, _) in self.by_path.items()})
        lent = self._lent()
        self.keys = {p: key for p, key in self.keys.items() if not key.borrowed or p in lent}
        self.named = set(self._named_in_paths(calls))

    def _lent(self) -> set[Place]:
        """The sites with a borrowed key some of whose rows are those of a site that owns such a key.

        What shows a row of theirs in the same form is lent it too, as the new account that a
        registration shows is seen again as the caller."""
        owners = {p: k.field for p, k in self.keys.items() if k.strong}
        waiting = {p: k.field for p, k in self.keys.items() if k.borrowed}
        found: set[Place] = set()
        while lent := {p for p in waiting if self._shows_rows_of(p, owners, found)}:
            found |= lent
            waiting = {p: f for p, f in waiting.items() if p not in lent}
        return found

    def _shows_rows_of(self, place: Place, owners: Mapping[Place, str], lent: set[Place]) -> bool:
        field, mine = self.keys[place].field, self.samples.of(place).keys()
        own = [p for p, f in owners.items() if f == field]
        alike = [
            p
            for p in lent
            if self.keys[p].field == field and has_most_fields(self.sites[place], self.sites[p])
        ]
        return any(mine & self.samples.of(p).keys() for p in (*own, *alike))

    def _named_in_paths(self, calls: Iterable[Call]) -> Iterator[Place]:
        """The sites whose rows paths name: for each variable the one that knows most rows."""
        for route in {call.route.name: call.route for call in calls}.values():
            for variable in variables_of(route):
                told = [
                    o for o, f in origins(variable) if o in self.keys and self.keys[o].field == f
                ]
                if told:
                    yield max(told, key=lambda place: (len(self.samples.of(place)), place))

    def groups(self) -> list[list[Place]]:
        """The groups of sites that are entities."""
        made = cluster(self.keys, Comparison(self.sites, self.keys, self.samples))
        groups = [group for group in made if self._is_entity(group)]
        groups = [g for g in groups if not self._is_shadow(g, groups) and not self._is_trail(g)]
        beside: dict[str, list[Place]] = {}
        for place, (key, of) in self.by_path.items():
            whole = next((g for g in groups if self._is_item_of(place, g)), None)
            group = whole or self._of_variable(groups, self.sites[place].route, key.variable, of)
            if group is None or any(p[0] == place[0] for p in group):
                continue
            if whole or self._continues(place, group):
                self.keys[place] = key
                group.append(place)
            elif self._is_kept(place) and not self._is_row_elsewhere(place, group, groups):
                self.keys[place] = self._echoing(place, key)
                beside.setdefault(self.sites[place].route.path, []).append(place)
        single = list(
            singletons(self.calls, self.sites, self.keys | dict.fromkeys(self.by_path, ONLY))
        )
        self.keys |= {place: ONLY for group in single for place in group}
        return [*groups, *beside.values(), *single]

    def _of_variable(
        self, groups: list[list[Place]], route: Route, variable: str, of: set[Place]
    ) -> list[Place] | None:
        """The group whose rows a path variable names: of several, the one that the word before it names."""
        found = [g for g in groups if set(g) & of]
        word = word_before(route, variable)
        named = [g for g in found if any(self.sites[p].name == word for p in g)]
        return next(iter(named or found), None)

    def _is_kept(self, place: Place) -> bool:
        """Whether a document below a row's path is a row of its own: written there, or with its own times."""
        site = self.sites[place]
        if not site.route.read:
            return False
        written = self.written.get(site.route.path, set())
        return bool(written & set(site.kinds)) or any(snake(f) in STAMPS for f in site.kinds)

    def _is_row_elsewhere(
        self, place: Place, owner: list[Place], groups: list[list[Place]]
    ) -> bool:
        """Whether the document shows a row of another entity, which its path names by what it belongs to."""
        name = self.sites[place].name
        return any(
            group is not owner and any(self.sites[p].name == name for p in group)
            for group in groups
        )

    def _echoing(self, place: Place, key: SiteKey) -> SiteKey:
        """The field that repeats the key of the path, where there is one."""
        rows = self.samples.of(place)
        for f in self.sites[place].scalars():
            named = snake(f) in (key.variable, stem(key.variable))
            same = all([str(v) for v in row.get(f, ())] == [i] for i, row in rows.items())
            if rows and same and (named or len(rows) > 1):
                return SiteKey(f, True, key.chance)
        return key

    def _is_item_of(self, place: Place, group: list[Place]) -> bool:
        """Whether the path is that of a collection, with the key of one of its rows at the end, and the
        document has most fields in common with the rows there."""
        site = self.sites[place]
        known = {i for p in group for i in self.samples.of(p)}
        if not self.samples.of(place).keys() <= known:
            return False
        *above, last = [s for s in site.route.segments if s] or [""]
        lists = (
            self.sites[p]
            for p in group
            if self.sites[p].listed and not is_enclosed(self.sites[p], self.keys)
        )
        return isinstance(last, Variable) and any(
            _literals(above) == _path(other.route) and has_most_fields(site, other)
            for other in lists
        )

    def _continues(self, place: Place, group: list[Place]) -> bool:
        """Whether a document without a key, below a row's path, repeats the values of that row."""
        keys = self.keys | {place: self.by_path[place][0]}
        compare = Comparison(self.sites, keys, self.samples)
        seen = [compare.likeness(place, other) for other in group]
        agree, disagree = sum(s.agree for s in seen), sum(s.disagree for s in seen)
        return agree >= 2 and agree >= 3 * disagree and max(s.overlap for s in seen) >= 0.3

    def _is_entity(self, group: list[Place]) -> bool:
        """Whether a group of sites is a table: identified by more than a name inside another record.

        An object that holds nothing but an identifier refers to a row; where no row has it, it is none.
        Natural keys need evidence: of a path that names a row, a write, or a field that refers to one."""
        if all(set(self.sites[p].kinds) == {self.keys[p].field} for p in group):
            return False
        open_places = [p for p in group if not is_enclosed(self.sites[p], self.keys)]
        if not open_places and not any(self.keys[p].strong for p in group):
            return False
        if self._is_echo(group) or self._are_pairs(group):
            return False
        identities = {i for p in group for i in self.samples.of(p)}
        classes = {lexical(i) for i in identities}
        if self.named & set(group) or any(_is_write(self.sites[p]) for p in open_places):
            return True
        if not open_places:
            made_up = classes <= MADE_UP and not self.sent.isdisjoint(identities)
            return not made_up and not all(self._is_in_loose(p) for p in group)
        return not classes <= WORDY or self._is_referenced(group, identities)

    def _are_pairs(self, group: list[Place]) -> bool:
        """Whether the objects are names with a value each, of which one answer shows several for one name.

        Such a list is a map of the row that holds it."""
        clashes = self.samples.clashes
        for place in group:
            own = set(self.sites[place].kinds) - {self.keys[place].field}
            if len(own) != 1 or not self.sites[place].listed:
                return False
        return self.named.isdisjoint(group) and any(clashes.get(place) for place in group)

    def _is_shadow(self, group: list[Place], groups: list[list[Place]]) -> bool:
        """Whether natural keys repeat those of another entity of the same name, as a report on it does."""
        names = {self.sites[p].name for p in group}
        identities = {i for p in group for i in self.samples.of(p)}
        if not {lexical(i) for i in identities} <= WORDY:
            return False
        for other in groups:
            if other is not group and any(self.sites[p].name in names for p in other):
                theirs = {i for p in other for i in self.samples.of(p)}
                if identities < theirs:
                    return True
        return False

    def _is_trail(self, group: list[Place]) -> bool:
        """Whether the group stands only inside rows that it shows again, as breadcrumbs do."""
        compare = Comparison(self.sites, self.keys, self.samples)
        many = False
        for place in group:
            outer = next((p for p in enclosing(self.sites[place]) if p in self.keys), None)
            if outer is None or outer in group:
                return False
            seen = compare.likeness(place, outer)
            pairs = self.samples.inside.get((outer, place), set())
            many |= len({b for _, b in pairs}) < len(pairs)
            same = any(a == b for a, b in pairs)
            if seen.disagree or seen.agree < 1 or seen.overlap < 1.0 or not same:
                return False
        return many

    def _is_in_loose(self, place: Place) -> bool:
        """Whether the site stands inside objects of no one form, as the data of events."""
        return any(p in self.sites and self.sites[p].is_loose for p in enclosing(self.sites[place]))

    def _is_echo(self, group: list[Place]) -> bool:
        """Whether a group is nothing but documents that repeat the key which their path names."""
        if not all(self._repeats_path(p, group) for p in group):
            return False
        return not any(
            _is_write(self.sites[p]) or snake(f) in STAMPS
            for p in group
            for f in self.sites[p].kinds
        )

    def _repeats_path(self, place: Place, group: list[Place]) -> bool:
        """Whether a document's key is that of a row of another site, which its path names."""
        site = self.sites[place]
        if site.listed or any(is_named(step) for step in site.pointer):
            return False
        key = snake(self.keys[place].field)
        return any(
            key in (v.name, stem(v.name))
            and any(o in self.keys and o not in group for o, _ in origins(v))
            for v in variables_of(site.route)
        )

    def _is_referenced(self, group: list[Place], identities: set[str]) -> bool:
        """Whether a field elsewhere is named as the entity and holds its keys."""
        names = {self.sites[p].name for p in group} - {""}
        last = {name.rsplit("_", 1)[-1] for name in names}
        for place, rows in self.samples.rows.items():
            if place in group:
                continue
            for f in self.sites[place].scalars():
                word = singular(stem(snake(f)))
                if word in names or word in last or word.rsplit("_", 1)[-1] in names:
                    held = {
                        str(v) for row in rows.values() for v in row.get(f, ()) if v is not None
                    }
                    if held and held <= identities:
                        return True
        return False


def _written(calls: Iterable[Call]) -> dict[str, set[str]]:
    """Path -> the fields that requests to it set."""
    found: dict[str, set[str]] = {}
    for call in calls:
        if call.route.method in ("POST", "PUT", "PATCH") and not call.route.read and call.has_body:
            body = call.body()
            if isinstance(body, dict):
                found.setdefault(call.route.path, set()).update(body)
    return found


def _path(route: Route) -> list[str]:
    return _literals([s for s in route.segments if s])


def _literals(segments: Sequence[str | Variable]) -> list[str]:
    """The words of a path, with nothing in place of variables."""
    return [s if isinstance(s, str) else "" for s in segments]


def _is_write(site: Site) -> bool:
    return site.route.method in ("POST", "PUT", "PATCH") and not site.route.read


def _path_keys(
    sites: Mapping[Place, Site], keys: Mapping[Place, SiteKey]
) -> dict[Place, tuple[SiteKey, set[Place]]]:
    """Documents without a key below a row's path, as /projects/{id}/overview: the variable, and whose it is."""
    found = {}
    for place, site in sites.items():
        if place in keys or site.listed or any(is_named(step) for step in site.pointer):
            continue
        for variable in reversed(variables_of(site.route)):
            of = {o for o, f in origins(variable) if o in keys and keys[o].field == f}
            if of:
                chance = variable.lexical == "integer"
                found[place] = (SiteKey("", False, chance, variable.name), of)
                break
    return found


def _named(groups: list[list[Place]], found: _Finder) -> Iterator[tuple[str, list[Place]]]:
    """The groups with names of their own; who has a collection at the top of the API chooses first."""
    wishes = [(_names(group, found), group) for group in groups]
    taken: set[str] = set()
    for names, group in sorted(wishes, key=lambda w: (-_rank(w[0][0], w[1], found), w[1])):
        name = next((n for n in names if n not in taken), None)
        if name is None:
            name = next(f"{names[0]}_{n}" for n in range(2, 1000) if f"{names[0]}_{n}" not in taken)
        taken.add(name)
        yield name, group


def _rank(name: str, group: list[Place], found: _Finder) -> float:
    """How much a group has a claim to a name."""
    named = [p for p in group if found.sites[p].name == name]
    top = any(
        not variables_of(found.sites[p].route)
        and not is_enclosed(found.sites[p], found.keys)
        and found.sites[p].listed
        for p in named
    )
    return 1000 * top + sum(_weight(p, found) for p in named)


COLLECTION, DOCUMENT, MEMBER, ROLE = 3.0, 2.0, 1.0, 0.5
"""What a name weighs: of a collection or its item in the path, of a part of an envelope, of a list in
another row, of the part that a row plays in another."""


def _names(group: list[Place], found: _Finder) -> list[str]:
    """Names for an entity, best first: as resources call it, then as fields do, then with the parent's name."""
    sites = found.sites
    weights: dict[str, float] = defaultdict(float)
    for place in group:
        if sites[place].name:
            weights[sites[place].name] += _weight(place, found)
    names = sorted(weights, key=lambda n: (n not in PEOPLE, -weights[n], len(n), n))
    best = _plain(names, weights) if names else "record"
    best = _log(group, sites) or best
    owners = sorted({o for p in group if (o := _owner(sites[p], sites, found.keys))})
    inside = sorted(
        {f"{best}_{part}" for p in group if (part := _part(sites[p])) and best in owners}
    )
    above = sorted({f"{a}_{best}" for p in group if (a := _above(sites[p].route))})
    below = sorted({f"{best}_{v}" for p in group if (v := _view(sites[p].route, best))})
    further = [*inside, *(f"{o}_{best}" for o in owners), *below, *above, *names[1:]]
    return list(dict.fromkeys([best, *further]))


def _log(group: list[Place], sites: Mapping[Place, Site]) -> str:
    """What the paths call rows that they list of several things, as /history/{book}/{id} does: history."""
    if len(group) < 2 or any(p[1] != (ITEM,) for p in group):
        return ""
    told = [[s for s in sites[p].route.segments if s] for p in group]
    above = {tuple(map(str, path[:-2])) for path in told}
    ends = all(len(path) > 2 and isinstance(path[-1], Variable) for path in told)
    kinds = {str(path[-2]) for path in told if len(path) > 1}
    last = told[0][-3] if ends and len(above) == 1 and len(kinds) == len(group) else ""
    return singular(snake(last)) if isinstance(last, str) and last else ""


def _part(site: Site) -> str:
    """What a row calls its parts, where it says no more than that: the items of a cart."""
    last = next((step for step in reversed(site.pointer) if step not in (ITEM, VALUE)), "")
    return singular(snake(last)) if last and not is_named(last) else ""


def _above(route: Route) -> str:
    """What the path names before its last variable, where something follows it."""
    for i in range(len(route.segments) - 2, 0, -1):
        before = route.segments[i - 1]
        if isinstance(route.segments[i], Variable) and isinstance(before, str):
            return singular(snake(before))
    return ""


def _view(route: Route, name: str) -> str:
    """The last word of a path, where it names no thing: the summary of a project."""
    last = next((s for s in reversed(route.segments) if s), "")
    word = singular(snake(last)) if isinstance(last, str) else ""
    return word if word != name else ""


def _weight(place: Place, found: _Finder) -> float:
    site = found.sites[place]
    if is_enclosed(site, found.keys):
        return MEMBER if site.listed else ROLE
    if found.samples.named.get(place) and isinstance(site.route.segments[-1], str):
        return ROLE  # the last word is what is done to the row, or a part of it
    own = site.name == resource(site.route)
    return COLLECTION if site.listed or own else DOCUMENT


def _plain(names: list[str], weights: Mapping[str, float]) -> str:
    """The best name, without what only says from where it is seen: `user` for user_admin.

    A longer name whose last word is the shorter one says more (order_line, line) and stays."""
    best = names[0]
    parts = set(best.split("_"))
    for name in names[1:]:
        inside = set(name.split("_")) < parts and weights[name] >= COLLECTION
        if inside and not best.endswith(f"_{name}"):
            return name
    longer = [n for n in names[1:] if n.endswith(f"_{best}") and weights[n] >= COLLECTION]
    return longer[0] if longer else best


def _owner(site: Site, sites: Mapping[Place, Site], keys: Mapping[Place, SiteKey]) -> str:
    """The name of the nearest row that encloses the site."""
    return next((sites[p].name for p in enclosing(site) if p in keys), "")


def _evidence(group: list[Place], sites: Mapping[Place, Site]) -> list[Evidence]:
    return [
        Evidence(
            claim=f"{sites[p].route.method} {sites[p].route.path} shows it at /{'/'.join(p[1])}",
            support=sites[p].objects,
            exchanges=tuple(sorted(sites[p].calls)[:3]),
        )
        for p in group[:12]
    ]


__all__ = ["ID_NAMES", "Entity", "Samples", "SiteKey", "entities"]
