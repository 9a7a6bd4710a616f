"""What it takes to find the operation that a request means, among few endpoints and among many."""

from __future__ import annotations

import time
from typing import TypedDict

from wirebase.serve.router import Router

SIZES = (10, 100, 1000)
LOOKUPS = 2000
ROUNDS = 7


class Lookup(TypedDict):
    """The time of one look-up."""

    endpoints: int
    microseconds: float


def lookups() -> list[Lookup]:
    """The best of several rounds for each number of endpoints."""
    return [Lookup(endpoints=size, microseconds=round(_lookup(size), 2)) for size in SIZES]


def _lookup(size: int) -> float:
    router = made(size)
    path = f"/api/v1/things{size // 2}/42/parts"
    best = min(_round(router, path) for _ in range(ROUNDS))
    return best / LOOKUPS * 1e6


def _round(router: Router[str], path: str) -> float:
    began = time.process_time()
    for _ in range(LOOKUPS):
        next(router.find("GET", path))
    return time.process_time() - began


def made(size: int) -> Router[str]:
    """A router of so many endpoints, alike but for one segment."""
    names = (f"things{number}" for number in range(size))
    return Router(("GET", f"/api/v1/{name}/{{id}}/parts", name) for name in names)
