"""Records: the places in answers where JSON objects stand, and what they hold there.

A *site* is a route and a collapsed JSON pointer: list items are `*`, the values of a map whose keys
are data are `{}`. Every object at a site has the same meaning; which sites show the same entity is
for `entities` to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from wirebase.exchange import Json
from wirebase.infer.calls import Call, Route, Variable
from wirebase.infer.formats import lexical
from wirebase.infer.naming import singular, snake

type Pointer = tuple[str, ...]
"""A collapsed JSON pointer."""

type Place = tuple[str, Pointer]
"""A route's name and a collapsed pointer: the identity of a site."""

ITEM = "*"
VALUE = "{}"

GENERIC = frozenset(
    "data items item results result rows row records record list nodes node edges edge content contents "
    "payload response entries objects object values value docs documents hits body page collection "
    "attributes included output elements members member all".split()
)
"""Names of envelopes, which say nothing of what is inside."""

SELF = frozenset(
    "me self current search list all new latest paginated filter query find mine whoami".split()
)
"""Path segments that tell which rows are meant rather than what they are."""

META = frozenset({"__typename"})
"""Members that say what an object is, in GraphQL: no data of the app."""

PEOPLE = frozenset(
    "user account member person profile customer employee staff admin administrator".split()
)
"""What an app calls those who use it."""

CALLING = ("current_", "my_", "active_", "logged_in_")
"""What the caller's own row is called before its name."""

IDENTIFIERS = frozenset({"id", "_id", "uuid", "guid", "pk", "uid", "_key"})
"""Names of members by which an object is more than an envelope."""

DATA_KEYS = frozenset({"integer", "uuid", "ulid", "cuid", "hex", "date", "base64"})
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


def occurrences(call: Call, answer: Json) -> Iterator[Occurrence]:
    """Every object of an answer, outer ones first."""
    yield from _walk(call, answer, (), None, 0, "")


def _walk(
    call: Call, value: Json, pointer: Pointer, parent: Occurrence | None, position: int, key: str
) -> Iterator[Occurrence]:
    if isinstance(value, list):
        for i, item in enumerate(value):
            yield from _walk(call, item, (*pointer, ITEM), parent, i, "")
    elif isinstance(value, dict):
        if is_map(value):
            for i, (name, inner) in enumerate(value.items()):
                yield from _walk(call, inner, (*pointer, VALUE), parent, i, name)
            return
        here = Occurrence(call, pointer, value, parent, position, key)
        yield here
        for name, inner in value.items():
            if isinstance(inner, (dict, list)):
                yield from _walk(call, inner, (*pointer, name), here, 0, "")


@dataclass(slots=True)
class Site:
    """What is known of the objects at one place. Folding is one pass; the counts merge by addition."""

    route: Route
    pointer: Pointer
    name: str
    """The singular name that the place gives to what stands there; "" where it gives none."""
    parent: Pointer | None
    """The nearest enclosing site of the same route."""
    objects: int = 0
    calls: set[int] = field(default_factory=set)
    present: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    repeated: Counter[str] = field(default_factory=Counter)
    """How often a field's value stood twice in one list."""
    types: set[str] = field(default_factory=set)
    """What the objects say that they are, in GraphQL."""
    wrapped: int = 0
    """How many steps of the pointer an envelope takes that is named for what the path is about."""
    rows: dict[str, dict[str, list[Json]]] = field(default_factory=dict)
    """A sample: key value -> field -> values seen, filled once the key is known."""

    @property
    def place(self) -> Place:
        """The identity of the site."""
        return self.route.name, self.pointer

    @property
    def listed(self) -> bool:
        """Whether the objects stand in a list or map."""
        return bool(self.pointer) and self.pointer[-1] in (ITEM, VALUE)

    @property
    def nested(self) -> bool:
        """Whether an enclosing object is more than an envelope of this one."""
        inner = self.pointer[self.wrapped :]
        return any(step not in (ITEM, VALUE) and step.lower() not in GENERIC for step in inner)

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


def site_name(route: Route, pointer: Pointer) -> str:
    """What the place calls one of its objects, by the nearest name that says something.

    The nearest named step of the pointer, or else the resource that the path names."""
    hint = route.hints.get("/" + "/".join(pointer))
    if hint:
        return bare(singular(snake(hint)))
    for step in reversed(pointer):
        if step not in (ITEM, VALUE) and step.lower() not in GENERIC:
            return bare(singular(snake(step)))
    return bare(resource(route))


def bare(name: str) -> str:
    """The name of an entity without what says that the caller's own row is meant.

    >>> bare("current_user")
    'user'
    """
    for prefix in CALLING:
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name


def resource(route: Route) -> str:
    """The singular name of what a path is about: `/api/projects/{id}/tasks` is about a task."""
    literals = [s for s in route.segments if isinstance(s, str) and s]
    for segment in reversed(literals):
        word = snake(segment)
        if word not in SELF and word not in GENERIC and not _is_version(word):
            return singular(word)
    return ""


def _is_version(word: str) -> bool:
    return word in ("api", "rest") or (word.startswith("v") and word[1:].replace("_", "").isdigit())


def fold(calls: Iterable[Call]) -> dict[Place, Site]:
    """All sites of the answers of successful calls."""
    sites: dict[Place, Site] = {}
    for call in calls:
        if not call.has_answer or not call.exchange.succeeded:
            continue
        lists: dict[tuple[Pointer, Occurrence | None], dict[str, set[str]]] = {}
        for occurrence in occurrences(call, call.answer()):
            site = sites.get(occurrence.place)
            if site is None:
                site = sites[occurrence.place] = Site(
                    call.route,
                    occurrence.pointer,
                    site_name(call.route, occurrence.pointer),
                    occurrence.parent.pointer if occurrence.parent else None,
                )
            site.add(occurrence)
            if site.listed:
                _count_repeated(site, occurrence, lists)
    prefixes = _prefixes(site.route for site in sites.values())
    for site in sites.values():
        site.wrapped = _wrapped(site, sites, prefixes)
    return sites


def _prefixes(routes: Iterable[Route]) -> set[str]:
    """Literals that stand before others alone, as in /api/admin/users: they name nothing."""
    after: dict[str, set[str]] = {}
    own: set[str] = set()
    for route in routes:
        segments = [s for s in route.segments if s != ""]
        for literal, following in zip(segments, [*segments[1:], None], strict=True):
            if isinstance(literal, str) and isinstance(following, str):
                after.setdefault(literal, set()).add(following)
            elif isinstance(literal, str):
                own.add(literal)
    return {literal for literal, follow in after.items() if literal not in own and len(follow) > 2}


def _wrapped(site: Site, sites: Mapping[Place, Site], prefixes: set[str]) -> int:
    """The steps to what an envelope names as the path does: {"user": {...}} of /users/login."""
    plain = (n for n, s in enumerate(site.pointer) if s != ITEM and s.lower() not in GENERIC)
    depth = next(plain, None)
    if depth is None or site.route.is_graphql or ITEM in site.pointer[:depth]:
        return 0
    outer = sites.get((site.route.name, site.pointer[:depth]))
    if outer is None or {snake(name) for name in outer.kinds} & IDENTIFIERS:
        return 0
    named = [s for s in site.route.segments if isinstance(s, str) and s and s not in prefixes]
    literals = {singular(snake(s)) for s in named}
    return depth + 1 if singular(snake(site.pointer[depth])) in literals else 0


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
