"""Discriminators: what besides method and path tells one operation from another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from wirebase.blueprint.operations import Match, Place
from wirebase.exchange import Exchange
from wirebase.infer.calls import document
from wirebase.infer.formats import lexical
from wirebase.infer.outlines import Outline, answered, overlap
from wirebase.infer.patches import merged
from wirebase.infer.provenance import spread

COMMANDS = frozenset(
    "action method op operation cmd command event rpc fn func function procedure call do".split()
)
"""Fields of a request's body that may say what is to be done."""
APART = 0.15
"""Answers that have less than this in common are different documents."""
SHAPING = frozenset(
    "limit offset page per_page perPage pageSize page_size size skip take cursor after before sort "
    "order orderBy order_by ordering q query search filter where fields include expand "
    "select columns embed _embed populate with relations".split()
)
"""Parameters that choose rows and fields, and so never make another kind of document."""
LISTS = Match(place=Place.BODY, key="/0")
"""What tells a body that is a list."""
SAMPLE = 30
"""Requests of a kind that are looked at."""
MOST_VALUES = 60
WORDS = frozenset({"slug", "text", "code"})


@dataclass(frozen=True, slots=True)
class Request:
    """What of a request may tell operations apart."""

    position: int
    """Of the exchange, in the capture."""
    exchange: Exchange
    query: dict[str, str]
    commands: dict[str, str]
    lists: bool = False
    """Whether the body is a list, where others may be objects."""

    @classmethod
    def of(cls, position: int, exchange: Exchange) -> Request:
        """What the exchange asked."""
        query = dict(exchange.query) if "?" in exchange.url else {}
        body = merged(document(exchange.request)) if exchange.method != "GET" else None
        told = body if isinstance(body, dict) else {}
        commands = {
            key: value for key, value in told.items() if key in COMMANDS and isinstance(value, str)
        }
        return cls(position, exchange, query, commands, isinstance(body, list) and bool(body))


type Divided = list[tuple[tuple[Match, ...], list[Request]]]
"""What tells each operation, and its requests; the one without a match is what is left."""


def divide(requests: Sequence[Request], kinds: frozenset[str] = frozenset()) -> Divided:
    """The requests of one method and path, by operation.

    `kinds` are the stems of parameters that make another document elsewhere in this API.
    """
    lists = [request for request in requests if request.lists]
    if lists and len(lists) < len(requests):
        rest = [request for request in requests if not request.lists]
        return [((LISTS,), lists), *divide(rest, kinds)]
    if len(requests) > 1:
        for place, pick in ((Place.QUERY, _query), (Place.BODY, _commands)):
            if (divided := _by_value(requests, place, pick)) is not None:
                return divided
    return _by_presence(requests, kinds)


def telling(groups: Iterable[Sequence[Request]]) -> frozenset[str]:
    """The stems of parameters that make another document at more than one path."""
    found = Counter(stem for group in groups for stem in _telling(group))
    return frozenset(stem for stem, paths in found.items() if paths > 1)


def _query(request: Request) -> dict[str, str]:
    return request.query


def _commands(request: Request) -> dict[str, str]:
    return request.commands


def _by_value(
    requests: Sequence[Request], place: Place, pick: Callable[[Request], dict[str, str]]
) -> Divided | None:
    """Divided by the value of a parameter that is always there; None where none decides."""
    everywhere = set.intersection(*(set(pick(request)) for request in requests))
    for key in sorted(everywhere):
        groups: dict[str, list[Request]] = defaultdict(list)
        for request in requests:
            groups[pick(request)[key]].append(request)
        if 2 <= len(groups) <= MOST_VALUES and _are_words(groups) and _are_apart(groups):
            pointer = f"/{key}" if place is Place.BODY else key
            return [
                ((Match(place=place, key=pointer, value=value),), group)
                for value, group in sorted(groups.items())
            ]
    return None


def _are_words(values: Iterable[str]) -> bool:
    return all(lexical(value) in WORDS and len(value) <= 60 for value in values)


def _are_apart(groups: dict[str, list[Request]]) -> bool:
    """Whether most groups answer with documents of their own."""
    outlines = [found for group in groups.values() if (found := _answered(group))]
    shares = [
        share
        for i, one in enumerate(outlines)
        for other in outlines[i + 1 :]
        if (share := overlap(one, other)) is not None
    ]
    return bool(shares) and sum(share <= APART for share in shares) > 0.7 * len(shares)


def _by_presence(requests: Sequence[Request], kinds: frozenset[str]) -> Divided:
    """Divided by whether a parameter is there that makes the answer another document.

    Parameters such as `a`, `a[b]` and `a[b][0]` decide together.
    """
    divided: dict[str, list[Request]] = defaultdict(list)
    left = list(requests)
    for stem in sorted(_telling(requests) | kinds):
        for request in [r for r in left if _keys(r, stem)]:
            divided[_keys(request, stem)[0]].append(request)
        left = [r for r in left if not _keys(r, stem)]
    told: Divided = [
        ((Match(place=Place.QUERY, key=key),), group) for key, group in sorted(divided.items())
    ]
    return [*told, ((), left)]


def _telling(requests: Sequence[Request]) -> set[str]:
    """The stems that make another document among these requests."""
    found: set[str] = set()
    left = list(requests)
    for stem in sorted({_stem(key) for request in requests for key in request.query} - SHAPING):
        having = [r for r in left if _keys(r, stem)]
        without = [r for r in left if not _keys(r, stem)]
        if having and without and _differ(having, without):
            found.add(stem)
            left = without
    return found


def _stem(key: str) -> str:
    """The name before the brackets."""
    return key.partition("[")[0]


def _keys(request: Request, stem: str) -> list[str]:
    """The parameters of that stem."""
    return sorted(key for key in request.query if _stem(key) == stem)


def _differ(having: Sequence[Request], without: Sequence[Request]) -> bool:
    """Whether no answer on either side is the kind of document that the other side gives."""
    return _are_foreign(having, without) and _are_foreign(without, having)


def _are_foreign(some: Sequence[Request], others: Sequence[Request]) -> bool:
    """Whether none of the answers that can be compared is like what the others answer."""
    kind = _answered(spread(others, SAMPLE))
    shares = [overlap(_answered([request]), kind) for request in spread(some, SAMPLE)]
    known = [share for share in shares if share is not None]
    return bool(known) and max(known) <= APART


def _answered(requests: Sequence[Request]) -> Outline:
    return answered([request.exchange for request in requests], SAMPLE)
