"""Likeness: how far two sites show the same rows, told from a sample of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import combinations
from zlib import crc32

from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.formats import lexical
from wirebase.infer.identity import ID_NAMES, SiteKey, enclosing, is_enclosed, origins
from wirebase.infer.naming import snake, words
from wirebase.infer.records import (
    ITEM,
    META,
    PEOPLE,
    SAMPLE,
    Occurrence,
    Place,
    Pointer,
    Site,
    kind,
    occurrences,
)
from wirebase.infer.titles import is_about, version
from wirebase.infer.values import texts

SMALL = frozenset({"integer", "text", "slug", "code", "date", "prefixed"})
"""Lexical classes whose values coincide by chance."""

HANDLES = frozenset("username user_name handle login email nickname".split())
"""Names by which a person is known throughout an app, whatever else shows them."""

TIMES = frozenset({"date", "timestamp"})

JOIN = 0.5
"""The score from which two sites are taken for one entity."""

ENOUGH = 5
"""Rows from which small numbers that agree are no chance."""

CREATED = 201
FEW = 2
"""Telling values that two objects must both have, to be compared."""

FORM = 8
"""Fields from which it is no chance that two sites have the same."""

PLENTY = 20
SURE = 0.95
"""So many telling values that agree, with so few that do not, are no chance however few rows are shared."""

NEVER = -9.0
"""The score of two sites that cannot show one entity."""

ALIKE = 0.7
"""The share of fields in common from which two versions of an API show one thing."""

type Row = dict[str, list[Json]]
"""A sampled row: field to the values seen."""


@dataclass(slots=True)
class Samples:
    """Sampled rows of the sites, and what single answers say against their being one entity."""

    rows: dict[Place, dict[str, Row]] = field(default_factory=dict)
    """Site -> identity -> row."""
    clashes: dict[Place, Counter[str]] = field(default_factory=dict)
    """Site -> field -> how often one answer shows two values of it for one identity."""
    apart: dict[Place, set[str]] = field(default_factory=dict)
    """Site -> fields that hold for one identity what the row says in which it is listed, answer by answer."""
    told: dict[frozenset[Place], list[bool]] = field(default_factory=dict)
    """Two sites -> for each identity that one answer shows at both: whether most values are the same."""
    named: dict[Place, bool] = field(default_factory=dict)
    """Site -> whether each of its objects is the row that the path names last, as in
    /tasks/{id}/done."""
    given: dict[Place, set[str]] = field(default_factory=dict)
    """Site of the answers to changes -> the fields that these changes gave: others show what was before."""
    new: set[tuple[Place, str]] = field(default_factory=set)
    """The rows, by place and key, that are said to be created, by requests that give them no key."""
    made: dict[Place, dict[str, list[dict[str, str]]]] = field(default_factory=dict)
    """Site of the answers to requests that may make rows -> identity -> the texts of it that each gave."""
    inside: dict[tuple[Place, Place], set[tuple[str, str]]] = field(default_factory=dict)
    """(outer site, inner site) -> identities of objects that enclose each other, with no row between."""

    def of(self, place: Place) -> dict[str, Row]:
        """The sampled rows of a site."""
        return self.rows.get(place, {})


def sample(calls: Iterable[Call], keys: Mapping[Place, SiteKey]) -> Samples:
    """A sample of the rows of all sites that have a key."""
    found = Samples()
    held: Held = {}
    for call in calls:
        if not call.has_answer or not call.exchange.succeeded:
            continue
        answer: dict[tuple[Place, str], dict[str, Json]] = {}
        changes = call.route.method in ("PUT", "PATCH") and not call.route.read and call.has_body
        given = set(_members(call.body())) if changes else set()
        beside: dict[str, dict[Place, dict[str, Json]]] = {}
        for occurrence in occurrences(call, call.answer()):
            identity = identity_of(occurrence, keys)
            if identity is not None:
                found.given.setdefault(occurrence.place, set()).update(given)
                beside.setdefault(identity, {}).setdefault(occurrence.place, occurrence.value)
                _note_row(found, occurrence, identity)
                _note_made(found, occurrence, identity)
                _note_clashes(found, answer, occurrence, identity)
                outer = _note_nesting(found, keys, occurrence, identity)
                if outer is not None and occurrence.pointer[-1] == ITEM:
                    _note_apart(found, held, occurrence, (outer, identity))
                _note_named(found, occurrence, identity)
        for shown in beside.values():
            _note_beside(found, shown)
    for rows in found.rows.values():
        _thin_out(rows)
    return found


def _members(value: Json) -> Iterator[str]:
    """The names of all members of a document."""
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _members(inner)


def _note_beside(found: Samples, shown: Mapping[Place, Mapping[str, Json]]) -> None:
    """Notes of objects of one identity in one answer whether they hold the same."""
    for a, b in combinations(sorted(shown), 2):
        left, right = shown[a], shown[b]
        told = [
            left[name] == right[name]
            for name in left.keys() & right.keys()
            if is_distinctive(left[name]) and is_distinctive(right[name])
        ]
        if len(told) >= FEW:
            found.told.setdefault(frozenset((a, b)), []).append(2 * sum(told) >= len(told))


def _thin_out(rows: dict[str, Row]) -> None:
    """Leaves a sample of the rows: the same identities at every site, so that sites can be compared."""
    if len(rows) > SAMPLE:
        kept = set(nsmallest(SAMPLE, rows, key=lambda identity: crc32(identity.encode())))
        for identity in rows.keys() - kept:
            del rows[identity]


def identity_of(occurrence: Occurrence, keys: Mapping[Place, SiteKey]) -> str | None:
    """The identity of an object as text; None where it shows none."""
    key = keys.get(occurrence.place)
    return key.of(occurrence.call.path, occurrence.value) if key else None


def _note_row(found: Samples, occurrence: Occurrence, identity: str) -> None:
    rows = found.rows.setdefault(occurrence.place, {})
    if identity not in rows and len(rows) >= 4 * SAMPLE:
        _thin_out(rows)
    row = rows.setdefault(identity, {})
    for name, shown in occurrence.value.items():
        if name in META:
            continue
        values, value = row.setdefault(name, []), _key_of(shown)
        if kind(value) not in ("object", "array") and len(values) < 6 and value not in values:
            values.append(value)


def _note_made(found: Samples, occurrence: Occurrence, identity: str) -> None:
    """Notes the row that the answer to a request shows by itself, where no key ends the path."""
    call = occurrence.call
    ends_with_key = call.route.variables and call.route.segments[-1] == call.route.variables[-1]
    asks = call.route.read or call.route.method != "POST"
    if not asks and not ends_with_key and ITEM not in occurrence.pointer and call.has_body:
        sent = set(texts(call.body()))
        body = call.body()
        named = isinstance(body, dict) and any(name in body for name in ID_NAMES)
        if call.exchange.status == CREATED and not named:
            found.new.add((occurrence.place, identity))
        given = {n: v for n, v in occurrence.value.items() if isinstance(v, str) and v in sent}
        found.made.setdefault(occurrence.place, {}).setdefault(identity, []).append(given)


def _key_of(value: Json) -> Json:
    """The key in place of an embedded row."""
    if isinstance(value, dict):
        return next((value[name] for name in ID_NAMES if name in value), value)
    return value


type Held = dict[tuple[Pointer, str, str], list[tuple[str, Json]]]
"""(pointer, identity, field) -> the row in whose list it stood, and its value there, in order."""


def _note_clashes(
    found: Samples,
    answer: dict[tuple[Place, str], dict[str, Json]],
    occurrence: Occurrence,
    identity: str,
) -> None:
    earlier = answer.setdefault((occurrence.place, identity), occurrence.value)
    if earlier is occurrence.value:
        return
    for name, value in occurrence.value.items():
        if kind(value) not in ("object", "array") and earlier.get(name, value) != value:
            found.clashes.setdefault(occurrence.place, Counter())[name] += 1


def _note_nesting(
    found: Samples, keys: Mapping[Place, SiteKey], occurrence: Occurrence, identity: str
) -> str | None:
    """Notes the row in which an object stands; its identity."""
    outer = occurrence.parent
    while outer is not None:
        other = identity_of(outer, keys)
        if other is not None:
            pairs = found.inside.setdefault((outer.place, occurrence.place), set())
            if len(pairs) < SAMPLE:
                pairs.add((other, identity))
            return other
        outer = outer.parent
    return None


def _note_apart(found: Samples, held: Held, occurrence: Occurrence, pair: tuple[str, str]) -> None:
    """Notes the fields that were one thing in the list of one row, another in that of another row, and are
    now what they were in the first: what changes with time does not go back with the list."""
    outer, identity = pair
    for name, value in occurrence.value.items():
        if kind(value) in ("object", "array"):
            continue
        shown = held.setdefault((occurrence.place[1], identity, name), [])
        before = next((v for o, v in reversed(shown) if o == outer), value)
        again = before == value and any(o == outer for o, _ in shown)
        if again and any(o != outer and v != value for o, v in shown):
            found.apart.setdefault(occurrence.place, set()).add(name)
        if not shown or shown[-1] != (outer, value):
            shown.append((outer, value))
            del shown[:-8]


def _note_named(found: Samples, occurrence: Occurrence, identity: str) -> None:
    variables = occurrence.call.route.variables
    if variables and ITEM not in occurrence.pointer:
        same = occurrence.call.path[variables[-1].name] == identity
        found.named[occurrence.place] = same and found.named.get(occurrence.place, True)


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
    fields: int
    """Fields of the smaller site, its key left out."""
    common: int
    """How many fields they share."""
    distinct: bool
    """Whether the shared keys are unlikely to coincide by chance."""
    covered: float
    """Shared keys over the keys of the smaller site, 0..1."""


class Comparison:
    """Compares sites by their samples."""

    def __init__(
        self, sites: Mapping[Place, Site], keys: Mapping[Place, SiteKey], samples: Samples
    ) -> None:
        self.sites = sites
        self.keys = keys
        self.samples = samples
        self.paths = {sites[place].route.segments for place in keys}
        """The paths at which rows are shown."""
        self.names = {sites[place].name for place in keys}
        self.apart = set(self._called_apart())

    def _names(self, a: Place, b: Place) -> frozenset[str]:
        return frozenset((self.sites[a].name, self.sites[b].name))

    def _has_path(self, place: Place) -> bool:
        """Whether the site is a resource of its own, named by its path."""
        site = self.sites[place]
        return is_about(site.route, site.name) and not is_enclosed(site, self.keys)

    def _is_named_by(self, place: Place, other: Place) -> bool:
        """Whether the path of one site names its rows by values that stood at the other."""
        if not self.samples.named.get(place):
            return False
        told = origins(self.sites[place].route.variables[-1])
        return (other, self.keys[other].field) in told

    def _refers(self, place: Place, other: Place) -> bool:
        """Whether the key at a site is called as its rows are, {"environment": "test"}, and the rows are
        a resource at the other one."""
        own = snake(self.keys[place].field) == self.sites[place].name
        return own and self._has_path(other)

    def likeness(self, a: Place, b: Place) -> Likeness:
        """How far two sites agree."""
        left, right = self.samples.of(a), self.samples.of(b)
        own = {self.keys[a].field, self.keys[b].field}
        own |= self.samples.clashes.get(a, Counter()).keys()
        own |= self.samples.clashes.get(b, Counter()).keys()
        shared = left.keys() & right.keys()
        given = self.samples.given.get(a, set()) | self.samples.given.get(b, set())
        told = [
            said
            for identity in shared
            for name in left[identity].keys() & right[identity].keys() - own
            if (said := telling(left[identity][name], right[identity][name])) is not None
            if said or name not in given
        ]
        told += _small_agreements([(left[i], right[i]) for i in shared], own)
        key = self.keys[a].field
        handle = key == self.keys[b].field and snake(key) in HANDLES
        smaller, larger = sorted(
            (set(self.sites[a].kinds) - own, set(self.sites[b].kinds) - own), key=len
        )
        return Likeness(
            shared=len(shared),
            agree=sum(told),
            disagree=len(told) - sum(told),
            overlap=len(smaller & larger) / len(smaller) if smaller else 1.0,
            distinct=any(handle or lexical(identity) not in SMALL for identity in shared),
            fields=len(smaller),
            common=len(smaller & larger),
            covered=len(shared) / max(1, min(len(left), len(right))),
        )

    def _complete_each_other(self, a: Place, b: Place, seen: Likeness) -> bool:
        """Whether GraphQL fields that are called as the same people, or that the same rows hold, show the
        same keys, and otherwise nothing that both do: each document asks only for what it needs."""
        left, right = self.sites[a], self.sites[b]
        if seen.common or not left.route.is_graphql or not right.route.is_graphql:
            return False
        return (left.name in PEOPLE and seen.shared >= 2) or self._are_held_alike(a, b)

    def _are_held_alike(self, a: Place, b: Place) -> bool:
        """Whether rows that two documents show hold the same keys in a field of one name."""
        outer, other = (
            next((p for p in enclosing(self.sites[place]) if p in self.keys), None)
            for place in (a, b)
        )
        if outer is None or other is None or a[1][-1] != b[1][-1] or self.sites[a].listed:
            return False
        if self.sites[outer].name != self.sites[other].name:
            return False
        left, right = (dict(self.samples.inside.get(p, ())) for p in ((outer, a), (other, b)))
        shared = left.keys() & right.keys()
        return bool(shared) and all(left[key] == right[key] for key in shared)

    def are_typed_apart(self, a: Place, b: Place) -> bool:
        """Whether the objects say that they are of different types, and not of variants of one."""
        left, right = self.sites[a].types, self.sites[b].types
        return bool(left and right) and not any(_is_variant(x, y) for x in left for y in right)

    def are_two_at_once(self, a: Place, b: Place) -> bool:
        """Whether answers show rows of one key at both places that differ at the same moment."""
        told = self.samples.told.get(frozenset((a, b)), [])
        differ = len(told) - sum(told)
        return differ >= FEW and differ > 0.2 * len(told)

    def are_made_apart(self, a: Place, b: Place) -> bool:
        """Whether requests at both places make a new row each time, and give some keys twice, to rows of which
        other things were said: keys are counted for each table by itself."""
        left, right = self.samples.made.get(a, {}), self.samples.made.get(b, {})
        shared = left.keys() & right.keys()
        news = self.samples.new
        sure = any((a, key) in news and (b, key) in news for key in shared)
        if (
            a[0] == b[0]
            or len(shared) < (1 if sure else FEW)
            or any(len(v) > 1 for v in (*left.values(), *right.values()))
        ):
            return False
        return all(_differ(left[i][0], right[i][0]) for i in shared)

    def _called_apart(self) -> Iterator[frozenset[str]]:
        """The names of lists of one row that are called after different things of a kind, as task_labels and
        issue_labels, and hold just the same small numbers: nobody lists the same rows twice."""
        beside: dict[tuple[str, Pointer], list[Place]] = {}
        for place in self.keys:
            route, pointer = place
            if len(pointer) > 1 and pointer[-1] == ITEM:
                beside.setdefault((route, pointer[:-2]), []).append(place)
        for places in beside.values():
            for a, b in combinations(sorted(places), 2):
                left, right = (self.sites[p].name.split("_") for p in (a, b))
                kind = left[-1]
                if kind != right[-1] or left[0] == right[0] or kind in self.names:
                    continue  # where rows are called so alone, each lists some of those in its way
                keys = self.samples.of(a).keys()
                small = all(lexical(key) == "integer" for key in keys)
                if small and len(keys) >= ENOUGH and keys == self.samples.of(b).keys():
                    yield frozenset(self.sites[p].name for p in (a, b))

    def _may_have_changed(self, a: Place, b: Place, seen: Likeness, *, named: bool) -> bool:
        """Whether one site shows rows as a request left them, and the other what may be the same rows later:
        those of its name, or what is done to the rows at its path."""
        if self.sites[a].route.read and self.sites[b].route.read:
            return False
        same_key = self.keys[a].field == self.keys[b].field
        one = self._is_done_there(a, b) and seen.overlap == 1.0
        return same_key and seen.covered >= JOIN and (one or (named and seen.overlap >= JOIN))

    def _is_done_there(self, a: Place, b: Place) -> bool:
        """Whether one path is below the other, or both are right below one at which rows are shown."""
        left, right = self.sites[a].route.segments, self.sites[b].route.segments
        short, long = sorted((left, right), key=len)
        below = len(short) < len(long) and short == long[: len(short)]
        return below or (left[:-1] == right[:-1] and left[:-1] in self.paths)

    def _are_of_one_form(self, a: Place, b: Place) -> bool:
        """Whether the same many fields stand at two paths that differ in a word before a variable alone: logs
        of different things, as /history/{book}/{id}. Keys of both must be no chance."""
        left, right = self.sites[a], self.sites[b]
        if set(left.kinds) != set(right.kinds) or len(left.kinds) < FORM or a[1] != b[1]:
            return False
        pairs = list(zip(left.route.segments, right.route.segments, strict=False))
        differ = [
            i
            for i, (x, y) in enumerate(pairs)
            if x != y and (isinstance(x, str) or isinstance(y, str))
        ]
        if len(left.route.segments) != len(right.route.segments) or len(differ) != 1:
            return False
        at = differ[0]
        before = at + 1 < len(pairs) and not any(isinstance(s, str) for s in pairs[at + 1])
        keys = [i for p in (a, b) for i in self.samples.of(p)]
        return before and bool(keys) and not any(lexical(i) in SMALL for i in keys)

    def lists_itself(self, outer: Place, inner: Place) -> bool:
        """Whether rows of one site would list themselves at the other, were they of one entity.

        Only trails do that, such as breadcrumbs: they list some rows under many."""
        pairs = self.samples.inside.get((outer, inner), set())
        if not any(a == b for a, b in pairs) or len({b for _, b in pairs}) < len(pairs):
            return False
        left, right = self.samples.of(outer), self.samples.of(inner)
        others = [b for a, b in pairs if a != b and b in left]
        told = [
            said
            for identity in others
            for name in left[identity].keys() & right.get(identity, {}).keys()
            if name != self.keys[inner].field
            and (said := telling(left[identity][name], right[identity][name])) is not None
        ]
        return not told or 2 * sum(told) < len(told)

    def score(self, a: Place, b: Place) -> float:
        """How likely two sites show one entity, from -1 (contradiction) to 1.

        What two versions of an API call alike, with other fields and never the same key, are two things."""
        ka, kb = self.keys[a], self.keys[b]
        kin = self.sites[a].kin != "" and self.sites[a].kin == self.sites[b].kin
        if (kin or self.sites[a].types & self.sites[b].types) and ka.field == kb.field:
            return 1.0
        if self.lists_itself(a, b) or self.lists_itself(b, a) or self.are_typed_apart(a, b):
            return NEVER
        if self.are_made_apart(a, b):
            return NEVER
        if self.are_two_at_once(a, b) or self._names(a, b) in self.apart:
            return NEVER
        seen = self.likeness(a, b)
        if (
            not seen.shared
            and seen.overlap < ALIKE
            and version(self.sites[a].route) != version(self.sites[b].route)
        ):
            return 0.0  # but for sites that share keys with both
        told = seen.agree + seen.disagree
        share = seen.agree / told if told else 0.5
        named = bool(self.sites[a].name) and self.sites[a].name == self.sites[b].name
        alike = seen.overlap > (0.8 if named else 0.6) and (named or seen.distinct)
        if seen.distinct and seen.shared and named and ka.field == kb.field:
            return max(0.6, share)
        if (named or share >= JOIN) and (self._is_named_by(a, b) or self._is_named_by(b, a)):
            return 0.9 if seen.overlap >= JOIN else 0.0
        if seen.shared and told >= 2 and share < 0.3 and not alike:
            return 0.0 if self._may_have_changed(a, b, seen, named=named) else -1.0
        if self._are_of_one_form(a, b):
            return 0.6
        if seen.distinct and seen.shared:
            same = ka.field == kb.field
            return _by_identity(seen, share, same_name=same, alike=alike, named=named)
        if named and ka.field == kb.field:
            if told and share < JOIN:
                return 0.55 if seen.overlap >= 0.9 and seen.common >= 4 else -0.2
            if told:
                return 0.6 + 0.4 * share
            if self._complete_each_other(a, b, seen):
                return 0.55
            if not seen.fields and (seen.covered >= 0.8 or not seen.shared):
                return 0.6 if seen.shared else 0.2
            return 0.9 * seen.overlap if seen.overlap >= 0.4 else 0.2
        if ka.field == kb.field and (ka.borrowed or kb.borrowed) and seen.shared:
            return 0.7 if not seen.disagree and seen.overlap >= JOIN else 0.0
        if named and (self._refers(a, b) or self._refers(b, a)):
            return 0.7 if seen.covered >= 0.8 and not seen.disagree else 0.0
        person = ka.field == kb.field and snake(ka.field) in HANDLES
        apart = not named and not person and seen.overlap < 0.8
        if apart and self._has_path(a) and self._has_path(b):
            changes = not (self.sites[a].route.read or self.sites[b].route.read)
            return 0.0 if changes and self._is_done_there(a, b) else -0.5
        close = seen.covered >= 0.8 and seen.overlap >= 0.8
        if seen.shared and seen.agree >= 1 and share >= (0.6 if close else 0.75):
            covered = 1.0 if seen.agree >= PLENTY and share >= SURE else seen.covered
            return 0.9 * share * min(1.0, 0.4 + covered) * min(1.0, 0.3 + seen.overlap)
        return 0.0


def _differ(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two rows were given texts that differ under one name and are no times."""
    return any(
        one[name] != other[name]
        for name in one.keys() & other.keys()
        if all(is_distinctive(v) and lexical(v) not in TIMES for v in (one[name], other[name]))
    )


def _by_identity(
    seen: Likeness, share: float, *, same_name: bool, alike: bool, named: bool
) -> float:
    """The score of two sites that show one identity which is no chance: values may have changed since."""
    if seen.agree + seen.disagree:
        return max(share, 0.6 if alike else 0.0) if share >= JOIN or alike else -0.5
    return 0.8 if named or seen.overlap == 1.0 else 0.6 if same_name else 0.3


def _is_variant(one: str, other: str) -> bool:
    """Whether one type's name is the other's with words before it, as CurrentUser and User."""
    short, long = sorted((words(one), words(other)), key=len)
    return bool(short) and long[-len(short) :] == short


def _small_agreements(rows: list[tuple[Row, Row]], own: set[str]) -> Iterator[bool]:
    """For each field of small numbers: whether it is the same in rows enough that it is no chance."""
    for name in set().union(*(a.keys() & b.keys() for a, b in rows)) - own:
        pairs = [(a[name], b[name]) for a, b in rows if name in a and name in b]
        told = [(x, y) for x, y in pairs if _is_small(x) and _is_small(y)]
        if len(told) >= ENOUGH and len({str(x) for x, _ in told}) >= 3:
            share = sum(any(v in y for v in x) for x, y in told) / len(told)
            if share >= 0.95 or share < JOIN:
                yield share >= 0.95


def _is_small(values: list[Json]) -> bool:
    return bool(values) and all(
        isinstance(v, int) and not isinstance(v, bool) and not is_distinctive(v) for v in values
    )


def telling(left: list[Json], right: list[Json]) -> bool | None:
    """Whether two fields agree; None where the values say little, as booleans do."""
    said = [v for v in (*left, *right) if is_distinctive(v)]
    if not said or not left or not right or None in left or None in right:
        return None
    return any(value in right for value in left)


def is_distinctive(value: Json) -> bool:
    """Whether two rows are unlikely to share the value by chance: flags and small numbers are."""
    if isinstance(value, str):
        return len(value) >= 3
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) >= 1000
