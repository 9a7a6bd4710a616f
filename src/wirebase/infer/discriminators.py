"""Discriminators: what besides method and path tells one operation from another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wirebase.blueprint.operations import Match, Place
from wirebase.exchange import Exchange
from wirebase.infer.calls import document
from wirebase.infer.formats import lexical
from wirebase.infer.outlines import Outline, answered, overlap

COMMANDS = frozenset(
    "action method op operation cmd command event rpc fn func function procedure call do".split()
)
"""Fields of a request's body that may say what is to be done."""
APART = 0.15
"""Answers that have less than this in common are different documents."""
MOST_VALUES = 60
WORDS = frozenset({"slug", "text", "code"})


@dataclass(frozen=True, slots=True)
class Request:
    """What of a request may tell operations apart."""

    exchange: Exchange
    query: dict[str, str]
    commands: dict[str, str]

    @classmethod
    def of(cls, exchange: Exchange) -> Request:
        body = document(exchange.request) if exchange.method != "GET" else None
        told = body if isinstance(body, dict) else {}
        commands = {
            key: value for key, value in told.items() if key in COMMANDS and isinstance(value, str)
        }
        return cls(exchange, dict(exchange.query), commands)


def divide(exchanges: Sequence[Exchange]) -> list[tuple[tuple[Match, ...], list[Exchange]]]:
    """The exchanges of one method and path, by operation, each with what tells it.

    The one without a match, if any, is what is left.
    """
    if len(exchanges) < 2:
        return [((), list(exchanges))]
    requests = [Request.of(x) for x in exchanges]
    for place, pick in ((Place.QUERY, _query), (Place.BODY, _commands)):
        if (divided := _by_value(requests, place, pick)) is not None:
            return divided
    return _by_presence(requests)


def _query(request: Request) -> dict[str, str]:
    return request.query


def _commands(request: Request) -> dict[str, str]:
    return request.commands


def _by_value(
    requests: Sequence[Request], place: Place, pick: Callable[[Request], dict[str, str]]
) -> list[tuple[tuple[Match, ...], list[Exchange]]] | None:
    """Divided by the value of a parameter that is always there; None where none decides."""
    everywhere = set.intersection(*(set(pick(request)) for request in requests))
    for key in sorted(everywhere):
        groups: dict[str, list[Exchange]] = defaultdict(list)
        for request in requests:
            groups[pick(request)[key]].append(request.exchange)
        if 2 <= len(groups) <= MOST_VALUES and _are_words(groups) and _are_apart(groups):
            pointer = f"/{key}" if place is Place.BODY else key
            return [
                ((Match(place=place, key=pointer, value=value),), group)
                for value, group in sorted(groups.items())
            ]
    return None


def _are_words(values: dict[str, list[Exchange]]) -> bool:
    return all(lexical(value) in WORDS and len(value) <= 60 for value in values)


def _are_apart(groups: dict[str, list[Exchange]]) -> bool:
    """Whether most groups answer with documents of their own."""
    outlines = [found for group in groups.values() if (found := answered(group))]
    shares = [
        share
        for i, one in enumerate(outlines)
        for other in outlines[i + 1 :]
        if (share := overlap(one, other)) is not None
    ]
    return bool(shares) and sum(share <= APART for share in shares) > 0.7 * len(shares)


def _by_presence(
    requests: Sequence[Request],
) -> list[tuple[tuple[Match, ...], list[Exchange]]]:
    """Divided by whether a parameter is there, where that makes the answer another document."""
    divided: list[tuple[tuple[Match, ...], list[Exchange]]] = []
    left = list(requests)
    for key in sorted({key for request in requests for key in request.query}):
        having = [r for r in left if key in r.query]
        without = [r for r in left if key not in r.query]
        if having and without and _differ(having, without):
            match = Match(place=Place.QUERY, key=key)
            divided.append(((match,), [r.exchange for r in having]))
            left = without
    return [*divided, ((), [r.exchange for r in left])]


def _differ(having: Sequence[Request], without: Sequence[Request]) -> bool:
    """Whether every answer on one side is another document than those on the other."""
    rest = answered([r.exchange for r in without], most=40)
    shares = [overlap(_outline(r), rest) for r in having]
    known = [share for share in shares if share is not None]
    return bool(known) and max(known) <= APART and _is_alone(having, without)


def _is_alone(having: Sequence[Request], without: Sequence[Request]) -> bool:
    """Whether no answer without the parameter is the kind of document that those with it are."""
    kind = answered([r.exchange for r in having], most=40)
    shares = [overlap(_outline(r), kind) for r in without]
    return all(share <= APART for share in shares if share is not None)


def _outline(request: Request) -> Outline:
    return answered([request.exchange])
