"""Which exchanges of a capture are sent again, which count, and why the others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from graphql import GraphQLError, OperationDefinitionNode, OperationType, parse

from wirebase.exchange import Exchange
from wirebase.infer.traffic import WRITES
from wirebase.infer.traffic import select as traffic

NOT_MODIFIED = "not modified, so without a body to compare"
UNSENT = "request whose body was not recorded"
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


def select(exchanges: Sequence[Exchange], origin: str = "", prefix: str = "") -> Selection:
    """The API exchanges with the origin, or with the busiest one where it has none, whose paths begin
    with the prefix."""
    known = any(x.origin == origin for x in exchanges)
    calls = traffic(exchanges, origin if known else "", prefix)
    reasons = {x.index: why_not(x) for x in calls.exchanges}
    left_out = Counter(calls.dropped) + Counter(filter(None, reasons.values()))
    sent = {x.index for x in calls.exchanges if reasons[x.index] in {"", PARTIAL}}
    # A write may have been done although nobody waited for the answer.
    sent |= {x.index for x in exchanges if _is_abandoned(x) and x.origin == calls.origin}
    return Selection(
        calls.origin,
        tuple(x for x in exchanges if x.index in sent),
        frozenset(index for index, reason in reasons.items() if not reason),
        dict(left_out),
    )


def why_not(x: Exchange) -> str:
    """Why a call is not compared; "" where it is."""
    if x.status == 304 and not x.answer.content:
        return NOT_MODIFIED
    if is_unsent(x):
        return UNSENT
    return PARTIAL if x.answer.dropped else ""


def is_unsent(x: Exchange) -> bool:
    """Whether the recorder did not keep what was sent, so that it cannot be sent again."""
    length = x.request.header("content-length") or "0"
    claimed = length.isdigit() and int(length) > 2
    return bool(x.request.dropped) or (not x.request.content and claimed)


def is_write(x: Exchange) -> bool:
    """Whether the request may change something; a GraphQL query does not, however it is sent."""
    return x.method in WRITES and not _is_graphql_query(x)


def _is_abandoned(x: Exchange) -> bool:
    return x.status <= 0 and x.method in WRITES and not is_unsent(x)


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
