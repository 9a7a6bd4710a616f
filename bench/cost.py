"""What a request costs, beside a bare server that runs the same SQL on the same database."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

import psutil

from bench.crowd import Visitor, crowd
from bench.serving import cpu, served

TARGETS = {
    "one row by its key": "/api/customers/7",
    "20 rows with a parent": "/api/orders?page=1&per_page=20",
}
CLIENTS = 16
SECONDS = 4.0
WARM = 0.5
ENOUGH = 0.6
"""The share of the bare server's requests for each second of CPU that is aimed at."""


class Cost(TypedDict):
    """Requests for each second of CPU, Postgres included."""

    request: str
    ours: float
    bare: float
    share: float


def costs(folder: Path) -> list[Cost]:
    """The cost of each kind of request, both servers measured in turn on one database."""
    with served(folder) as (url, server):
        state = json.loads((folder / ".wirebase" / "serve.json").read_text(encoding="utf-8"))
        with bare(state["database_url"]) as (plain, other):
            return [
                _cost(name, target, (url, server), (plain, other), server)
                for name, target in TARGETS.items()
            ]


def _cost(
    name: str,
    target: str,
    ours: tuple[str, psutil.Process],
    bare: tuple[str, psutil.Process],
    database: psutil.Process,
) -> Cost:
    same(ours[0], bare[0], target)
    rates = [
        [rate(url, target, {database, process}) for url, process in (ours, bare)] for _ in "ab"
    ]
    mine, other = (max(run[n] for run in rates) for n in (0, 1))
    return Cost(request=name, ours=round(mine), bare=round(other), share=round(mine / other, 2))


def rate(url: str, target: str, processes: set[psutil.Process]) -> float:
    """Requests for each second of CPU that the processes and their children spend."""

    async def errand(visitor: Visitor) -> None:
        await visitor.ask("GET", target)

    asyncio.run(crowd(lambda: url, errand, seconds=WARM, clients=CLIENTS))
    before = sum(map(cpu, processes))
    tally = asyncio.run(crowd(lambda: url, errand, seconds=SECONDS, clients=CLIENTS))
    spent = sum(map(cpu, processes)) - before
    if set(tally.statuses) != {200}:
        sys.exit(f"bench: {target} answered {dict(tally.statuses)}")
    return tally.statuses.total() / spent


def same(one: str, other: str, target: str) -> None:
    """Ends where the two servers do not say the same."""

    async def asked(url: str) -> object:
        from bench.crowd import Tally

        visitor = Visitor(0, lambda: url, Tally())
        found = await visitor.ask("GET", target)
        visitor.leave()
        return found

    first, second = asyncio.run(asked(one)), asyncio.run(asked(other))
    if first != second:
        sys.exit(f"bench: {target} is answered in two ways:\n{first}\n{second}")


@contextmanager
def bare(database_url: str) -> Iterator[tuple[str, psutil.Process]]:
    """The bare server on that database: its address and its process."""
    command = [sys.executable, "-m", "bench.bare", database_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            line = running.stdout.readline() if running.stdout else ""
            if not line:
                sys.exit("bench: the bare server did not start")
            yield line.strip(), psutil.Process(running.pid)
        finally:
            running.terminate()
