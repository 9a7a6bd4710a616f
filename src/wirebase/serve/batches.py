"""Batches: several GraphQL or JSON-RPC operations in one request, answered as if each had been sent alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from wirebase.exchange import Exchange, Message
from wirebase.serve.answers import FIDELITY, Answer
from wirebase.serve.request import Request, raw_header

MOST = 100
"""Operations that one request may carry."""


def parts_of(request: Request) -> list[Request]:
    """The operations that the request carries, each as a request of its own; none where it is no batch."""
    if request.method != "POST" or request.content[:64].lstrip()[:1] != b"[":
        return []
    from wirebase.infer.graphql import is_batch

    kind = raw_header(request.raw_headers, b"content-type") or ""
    sent = Message((("content-type", kind),), request.content)
    try:
        if not is_batch(Exchange(0, 0.0, request.method, request.path, sent, 200, Message())):
            return []
        parts = msgspec.json.decode(request.content, type=list[msgspec.Raw])
    except (ValueError, RecursionError):
        return []
    return [replace(request, content=bytes(part)) for part in parts] if len(parts) <= MOST else []


def together(answers: Sequence[Answer]) -> Answer:
    """One answer that lists those of a batch, as bad as the worst of them.

    All cookies are set; of other headers those of the first answer count.
    """
    shown = [msgspec.Raw(answer.content or b"null") for answer in answers]
    first, *others = answers
    later = [(n, v) for answer in others for n, v in answer.headers if n == b"set-cookie"]
    recorded = any(FIDELITY in answer.headers for answer in others)
    marked = [FIDELITY] if recorded and FIDELITY not in first.headers else []
    status = max(answer.status for answer in answers)
    return Answer(status, [*first.headers, *later, *marked], msgspec.json.encode(shown))
