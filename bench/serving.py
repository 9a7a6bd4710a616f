"""Requests that a generated backend answers for each second of CPU, the database's included."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict
from urllib.parse import urlsplit

import psutil

REQUESTS = 1000
WARM = 100


class Throughput(TypedDict):
    """What a kind of request takes."""

    request: str
    per_cpu_second: float
    bytes: int


def throughput(folder: Path, targets: tuple[str, ...]) -> list[Throughput]:
    """The figures for each of the targets, asked one after the other on one connection."""
    with served(folder) as (url, server):
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        return [asked(connection, server, target) for target in targets]


def asked(
    connection: http.client.HTTPConnection, server: psutil.Process, target: str
) -> Throughput:
    for _ in range(WARM):
        size = fetched(connection, target)
    before = cpu(server)
    for _ in range(REQUESTS):
        size = fetched(connection, target)
    spent = cpu(server) - before
    return Throughput(
        request=f"GET {target}", per_cpu_second=round(REQUESTS / max(spent, 0.01)), bytes=size
    )


def fetched(connection: http.client.HTTPConnection, target: str) -> int:
    """The size of the answer; ends where it is not 200."""
    connection.request("GET", target)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != http.client.OK:
        sys.exit(f"bench: {target} answered {answer.status}: {content[:200]!r}")
    return len(content)


def cpu(server: psutil.Process) -> float:
    """Seconds of CPU that the server and all that it started have used."""
    total = 0.0
    for process in (server, *server.children(recursive=True)):
        times = process.cpu_times()
        total += times.user + times.system
    return total


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """A running backend: its address and its process."""
    command = [sys.executable, "-m", "wirebase", "serve", str(folder), "--fresh", "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        try:
            line = running.stdout.readline() if running.stdout else ""
            if not line:
                sys.exit(f"bench: {folder} could not be served")
            yield json.loads(line)["ready"], psutil.Process(running.pid)
        finally:
            running.terminate()
