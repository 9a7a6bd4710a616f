"""Many clients at once: no write is lost, whatever dies meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from bench.crowd import Tally, Visitor, crowd
from tests.serve.conftest import Client
from tests.serve.test_command import first_line, started

pytestmark = pytest.mark.timeout(180)


async def errand(visitor: Visitor) -> None:
    """Writes a book, reads it again, looks at others, and counts a visit."""
    status, made = await visitor.ask("POST", "/api/books/", {"title": visitor.word})
    if status == 201:
        visitor.wrote(visitor.word)
        status, read = await visitor.ask("GET", f"/api/books/{made['id']}")
        assert status in (0, 503) or read == made
    await visitor.ask("GET", "/api/books?q=round%201")
    status, counted = await visitor.ask("POST", "/visits")
    if status == 200:
        visitor.wrote(f"visit {counted['count']}")


def stored(url: str) -> tuple[set[str], int]:
    """The titles that are there, and how many visits were counted, this one included."""
    client = Client(url)
    titles = {book["title"] for book in client.get("/api/books").json()}
    return titles, client.post("/visits").json()["count"]


def acknowledged(tally: Tally) -> tuple[set[str], set[int]]:
    visits = {int(w.split()[1]) for w in tally.written if w.startswith("visit ")}
    return {w for w in tally.written if w.startswith("visitor ")}, visits


async def test_fifty_clients_lose_no_write_and_see_no_failure(client: Client) -> None:
    tally = await crowd(lambda: client.url, errand, seconds=10)
    books, visits = acknowledged(tally)
    assert (tally.failed, tally.broken) == (0, 0)
    assert len(books) > 20
    titles, count = await asyncio.to_thread(stored, client.url)
    assert titles == books | {"Dune", "Emma", "Ilias"}
    assert visits == set(range(1, count))


@contextmanager
def postmaster(folder: Path) -> Iterator[psutil.Process]:
    """The folder's Postgres, found by the file in which it says who it is."""
    path = next((folder / ".wirebase" / "postgres").rglob("postmaster.pid"))
    yield psutil.Process(int(path.read_text().split()[0]))


async def test_what_was_acknowledged_outlives_the_death_of_postgres(folder: Path) -> None:
    with started(folder) as process:
        url = first_line(process).split()[1]
        visits = asyncio.create_task(crowd(lambda: url, errand, seconds=8))
        await asyncio.sleep(2)
        with postmaster(folder) as postgres:
            os.kill(postgres.pid, signal.SIGKILL)
        tally = await visits
        assert set(tally.statuses) <= {200, 201, 503}, tally.statuses
        titles, count = await asyncio.to_thread(stored, url)
    books, seen = acknowledged(tally)
    assert len(books) > 20
    assert books <= titles
    assert max(seen) < count


async def test_what_was_acknowledged_outlives_the_death_of_the_server(folder: Path) -> None:
    addresses: list[str] = []
    with started(folder) as first:
        addresses.append(first_line(first).split()[1])
        visits = asyncio.create_task(crowd(lambda: addresses[-1], errand, seconds=8))
        await asyncio.sleep(2)
        first.kill()
        await asyncio.to_thread(first.wait)
        with started(folder) as second:
            addresses.append((await asyncio.to_thread(first_line, second)).split()[1])
            tally = await visits
            titles, count = await asyncio.to_thread(stored, addresses[-1])
    books, seen = acknowledged(tally)
    assert set(tally.statuses) <= {200, 201, 503}, tally.statuses
    assert len(books) > 20
    assert books <= titles
    assert max(seen) < count
