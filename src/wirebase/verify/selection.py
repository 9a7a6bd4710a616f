"""Which exchanges of a capture are sent again, which count, and why the others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from graphql import GraphQLError, OperationDefinitionNode, OperationType, parse

from wirebase.exchange import Exchange

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})

OTHER_ORIGIN = "sent to another origin"
PAGE = "page, script, style or other file"
PREFLIGHT = "method that asks for no data"
UNSENT = "request whose body was not recorded"
UNANSWERED = "request that got no answer"
PARTIAL = "answer that was not recorded whole"


@dataclass(frozen=True, slots=True)
class Selection:
    """What a replay sends, in recorded order."""

    origin: str
    """Of the captured API."""
    exchanges: tuple[Exchange, ...]
    scored: frozenset[int]
    """The indices of the exchanges whose answers are compared."""
    left_out: dict[str, int]
    """Why the others are not: reason to number."""


def select(exchanges: Sequence[Exchange], origin: str = "") -> Selection:
    """The API exchanges with the origin, or with the busiest one where it has none."""
    reasons = {x.index: why_not(x) for x in exchanges}
    origins = Counter(x.origin for x in exchanges if reasons[x.index] in {"", UNANSWERED, PARTIAL})
    origin = origin if origin in origins or not origins else origins.most_common(1)[0][0]
    sent: list[Exchange] = []
    scored: set[int] = set()
    left_out: Counter[str] = Counter()
    for x in exchanges:
        reason = reasons[x.index] or ("" if _is_same(x.origin, origin) else OTHER_ORIGIN)
        if reason:
            left_out[reason] += 1
        else:
            scored.add(x.index)
        # What no answer came to may still have changed something.
        if not reason or (reason in {UNANSWERED, PARTIAL} and _is_same(x.origin, origin)):
            sent.append(x)
    return Selection(origin, tuple(sent), frozenset(scored), dict(left_out))


def is_write(x: Exchange) -> bool:
    """Whether the request may change something; a GraphQL query does not, however it is sent."""
    return x.method in WRITES and not _is_graphql_query(x)


def _is_graphql_query(x: Exchange) -> bool:
    if x.method != "POST" or not x.request.is_json:
        return False
    body = x.request.json()
    calls = body if isinstance(body, list) else [body]
    texts = [call.get("query") for call in calls if isinstance(call, dict)]
    return bool(texts) and all(isinstance(text, str) and _only_reads(text) for text in texts)


@lru_cache(maxsize=1024)
def _only_reads(text: str) -> bool:
    """Whether a GraphQL document holds queries alone."""
    try:
        definitions = parse(text, no_location=True).definitions
    except GraphQLError:
        return False
    operations = [d for d in definitions if isinstance(d, OperationDefinitionNode)]
    return bool(operations) and all(o.operation is OperationType.QUERY for o in operations)


def why_not(x: Exchange) -> str:
    """Why the exchange is not compared; "" where it is."""
    if x.method in {"OPTIONS", "HEAD", "CONNECT"} or x.status == 101:
        return PREFLIGHT
    is_data = x.answer.is_json or "json" in x.answer.mime
    if not (is_data or x.method in WRITES) or _is_file(x):
        return PAGE
    if is_unsent(x):
        return UNSENT
    if x.status <= 0:
        return UNANSWERED
    return PARTIAL if x.answer.dropped else ""


def is_unsent(x: Exchange) -> bool:
    """Whether the recorder did not keep what was sent, so that it cannot be sent again."""
    length = x.request.header("content-length") or "0"
    claimed = length.isdigit() and int(length) > 2
    return bool(x.request.dropped) or (not x.request.content and claimed)


def _is_file(x: Exchange) -> bool:
    """Whether the answer is a page or a script rather than data."""
    is_code = "html" in x.answer.mime or "javascript" in x.answer.mime
    return is_code and bool(x.answer.content) and not x.answer.is_json


def _is_same(one: str, other: str) -> bool:
    return urlsplit(one).netloc == urlsplit(other).netloc
