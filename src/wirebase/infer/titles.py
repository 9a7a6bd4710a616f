"""Titles: what URLs and fields call the things that stand at a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wirebase.infer.calls import Route, Segment
from wirebase.infer.naming import plural, singular, snake
from wirebase.infer.segments import BY

type Pointer = tuple[str, ...]
"""A collapsed JSON pointer."""

ITEM = "*"
VALUE = "{}"

GENERIC = frozenset(
    "data items item results result rows row records record list nodes node edges edge content contents "
    "payload response entries objects object values value doc docs document documents hits body page "
    "collection attributes included output elements members member all details detail resource "
    "resources returning".split()
)
"""Names of envelopes, which say nothing of what is inside."""

SELF = frozenset(
    "me self current search list all new latest paginated paginate filter query find mine "
    "whoami".split()
)
"""Path segments that tell which rows are meant rather than what they are."""

VIEWS = frozenset(
    "login logout signin signout signup register registration refresh reset validate verify check auth "
    "export import upload download preview bulk batch create update delete remove add edit save submit "
    "count counts stats statistics summary overview history raw info status recent popular featured "
    "trending autocomplete suggest suggestions on off start stop enable disable activate deactivate "
    "archive unarchive restore revive publish unpublish cancel approve reject accept decline complete "
    "open close lock unlock follow unfollow like unlike favorite unfavorite favourite star unstar "
    "subscribe unsubscribe move copy duplicate clone reorder sort sync run test sample dashboard".split()
)
"""Path segments that tell what is done with, or shown of, the things that are named before them."""

DEEDS = tuple(
    f"{verb}_"
    for verb in "get list fetch find load create add insert make update edit change set save delete "
    "remove destroy pause resume start stop enable disable cancel archive restore publish".split()
)
"""Verbs before the name of the things that they are done to, as in create_order."""

PREFIXES = frozenset("api rest rpc graphql admin public private internal app web ajax json".split())
"""Path segments that stand before the first name of a resource."""

WHICH = tuple(
    f"{word}_"
    for word in "current my active logged_in authenticated latest recent last top popular trending "
    "featured new all root available selected related other".split()
)
"""What stands before the name of a thing to say which of its rows are meant."""

_VERSION = re.compile(r"v\d+(_\d+)*")


BESIDE = frozenset("next previous prev neighbors neighbours neighbor neighbour".split())
"""What members are called that hold rows beside a row: they are of its kind."""


def site_name(route: Route, pointer: Pointer) -> str:
    """What the place calls one of its objects, by the nearest name that says something.

    The nearest named step of the pointer, or else the resource that the path names. A step that is
    the last word of the resource, as `types` in /feature-types, stands for the whole of it."""
    hint = route.hints.get("/" + "/".join(pointer))
    if hint:
        return bare(singular(snake(hint)))
    about = resource(route)
    for step in reversed(pointer):
        if is_named(step) and snake(step) not in BESIDE:
            name = bare(singular(snake(step)))
            return bare(about) if about.endswith(f"_{name}") else name
    return bare(about)


def is_named(step: str) -> bool:
    """Whether a step of a pointer says what stands there: no envelope, no item of a list."""
    return step not in (ITEM, VALUE) and step.lower() not in GENERIC


def bare(name: str) -> str:
    """The name of an entity without what says which of its rows are meant.

    >>> bare("current_user")
    'user'
    """
    for prefix in WHICH:
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name


def resource(route: Route) -> str:
    """The singular name of what a path is about: `/api/projects/{id}/tasks` is about a task."""
    told = [s for s in route.segments if s]
    return subject(
        s for i, s in enumerate(told) if isinstance(s, str) and not says_by_what(told, i)
    )


def says_by_what(segments: Sequence[Segment], i: int) -> bool:
    """Whether a literal says by which field of the things before it a row is named.

    As in /books/isbn/{isbn}: one thing's name between many things and a value."""
    if i == 0 or i + 1 >= len(segments):
        return False
    before, here, after = segments[i - 1 : i + 2]
    if not isinstance(before, str) or not isinstance(here, str) or isinstance(after, str):
        return False
    many, one = snake(before), snake(here)
    if plural(many) != many or singular(many) == many:
        return False
    return one in BY or any(snake(pointer.split("/")[-1]) == one for _, pointer in after.origins)


def is_about(route: Route, name: str) -> bool:
    """Whether the last word of the path is that name: it is a resource of its own, not a view of another."""
    last = next((s for s in reversed(route.segments) if isinstance(s, str) and s), "")
    word = snake(last)
    return word not in VIEWS | SELF and bare(singular(word)) == name


def subject(literals: Iterable[str]) -> str:
    """The singular name that the literals of a path give: the last one that names a thing.

    >>> subject(["api", "v1", "payments", "paginated"]), subject(["users", "me"]), subject(["items"])
    ('payment', 'user', 'item')
    """
    names = [_done_to(snake(literal)) for literal in literals]
    names = [n for n in names if not _is_prefix(n) and not n.startswith("by_")] or names
    for passed in (SELF | VIEWS | GENERIC, SELF | VIEWS, SELF, frozenset[str]()):
        told = [name for name in names if name not in passed]
        if told:
            return singular(told[-1])
    return ""


def version(route: Route) -> str:
    """The version that a path names, as in /api/v2/orders; "" where it names none."""
    literals = (snake(s) for s in route.segments if isinstance(s, str))
    return next((name for name in literals if _VERSION.fullmatch(name)), "")


def _done_to(name: str) -> str:
    """The name without a verb before it.

    >>> _done_to("create_gift_card"), _done_to("settings")
    ('gift_card', 'settings')
    """
    return next((name.removeprefix(deed) for deed in DEEDS if name.startswith(deed)), name)


def _is_prefix(name: str) -> bool:
    return name in PREFIXES or bool(_VERSION.fullmatch(name))


SUFFIXES = (
    "_id",
    "_ids",
    "_uuid",
    "_uuids",
    "_key",
    "_pk",
    "_slug",
    "_code",
    "_name",
    "_username",
    "_ref",
)


def stem(name: str) -> str:
    """A field's name without what says that it holds a key.

    >>> stem("author_id")
    'author'
    """
    for suffix in SUFFIXES:
        if name.endswith(suffix) and name != suffix:
            return name.removesuffix(suffix)
    return name
