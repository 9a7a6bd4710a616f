"""Fifty clients of a generated shop who read and write for a while: what is lost, what fails."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any, TypedDict

from bench.crowd import CLIENTS, Tally, Visitor, crowd
from bench.serving import served
from bench.shop import Shop

ORDERS = 20
COMMENTS = "/api/orders/{}/comments"


class Visits(TypedDict):
    """What came of the visits."""

    clients: int
    seconds: float
    requests: int
    writes: int
    lost: int
    failed: int
    """Answers that blame the server, and requests without an answer."""


def visits(folder: Path, seconds: float) -> Visits:
    """The visits to a fresh copy of the backend, each write looked for at the end."""
    with served(folder) as (url, _):
        tally = asyncio.run(crowd(lambda: url, _errand, seconds=seconds))
        there = asyncio.run(_texts(url))
    return Visits(
        clients=CLIENTS,
        seconds=seconds,
        requests=tally.statuses.total(),
        writes=len(tally.written),
        lost=len(set(tally.written) - there),
        failed=tally.failed + tally.broken,
    )


async def _errand(visitor: Visitor) -> None:
    if not visitor.token:
        await _log_in(visitor)
    number = (visitor.number + visitor.round) % ORDERS + 1
    status, made = await visitor.ask("POST", COMMENTS.format(number), {"text": visitor.word})
    if status < 300 and made:
        visitor.wrote(visitor.word)
    elif status < 500:
        sys.exit(f"bench: a comment was refused with {status}: {made}")
    await visitor.ask("GET", f"/api/orders/{number}")
    await visitor.ask("PATCH", f"/api/orders/{number}", {"state": "paid"})
    await visitor.ask("GET", "/api/customers?page=1&per_page=20")


async def _log_in(visitor: Visitor) -> None:
    """As the member of staff that logs in first in the capture."""
    status, got = await visitor.ask("POST", "/api/login", Shop(0).credentials())
    if status == 200:
        visitor.token = got["token"]
    elif status:
        sys.exit(f"bench: a login was refused with {status}: {got}")


async def _texts(url: str) -> set[str]:
    visitor = Visitor(0, lambda: url, Tally())
    await _log_in(visitor)
    found: list[Any] = []
    for number in range(1, ORDERS + 1):
        found += (await visitor.ask("GET", COMMENTS.format(number)))[1]
    visitor.leave()
    return {comment["text"] for comment in found}
