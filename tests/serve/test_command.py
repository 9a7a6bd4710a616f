"""`wirebase serve` as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.serve.conftest import Client

COMMAND = (sys.executable, "-m", "wirebase", "serve")


@contextmanager
def started(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*COMMAND, str(folder), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def processes_about(folder: Path) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(str(folder) in part for part in process.info["cmdline"] or [])
    ]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_says_one_line_answers_and_leaves_nothing_when_it_is_stopped(
    folder: Path, how: signal.Signals
) -> None:
    with started(folder) as process:
        said = first_line(process).split()
        assert said[0] == "ready"
        assert Client(said[1]).get("/api/books/2").json() == {"id": 2, "title": "Emma"}
        told = json.loads((folder / ".wirebase/serve.json").read_text())
        assert (told["url"], told["pid"]) == (said[1], process.pid)
        os.killpg(process.pid, how)
        rest, log = process.communicate(timeout=60)
    assert (process.returncode, rest) == (0, "")
    assert "Traceback" not in log
    assert not (folder / ".wirebase/serve.json").exists()
    assert processes_about(folder) == []


def test_a_folder_that_is_being_served_is_not_served_again(folder: Path) -> None:
    with started(folder) as first, started(folder, "--port", "0") as second:
        lines = {process: first_line(process) for process in (first, second)}
        (served,) = (process for process, line in lines.items() if line)
        refused = second if served is first else first
        _, log = refused.communicate(timeout=60)
        assert refused.returncode == 8
        assert "is being served already" in log
        assert served.poll() is None


def test_it_can_be_stopped_before_it_is_ready(folder: Path) -> None:
    with started(folder) as process:
        while not (folder / ".wirebase/postgres").exists():
            time.sleep(0.01)
        process.terminate()
        said, log = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")
    assert "Traceback" not in log
    deadline = time.monotonic() + 60
    while processes_about(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes_about(folder) == []


def test_a_server_that_is_killed_leaves_no_database_behind_and_can_be_started_again(
    folder: Path, database_url: str
) -> None:
    with started(folder) as process:
        first_line(process)
        process.kill()
    deadline = time.monotonic() + 60
    while processes_about(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes_about(folder) == []
    with started(folder, "--json") as process:
        told = json.loads(first_line(process))
        assert told["pid"] == process.pid
        assert Client(told["ready"]).get("/api/books/1").status == 200
