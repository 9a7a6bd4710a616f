"""What `wirebase generate` takes, as a user runs it: time, and memory of all its processes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TypedDict

import psutil

# Seconds between two looks at the memory.
PAUSE = 0.2


class Generation(TypedDict):
    """What a generation took."""

    capture: str
    seconds: float
    memory: float
    """MB at most of the program itself."""
    database: float
    """MB at most of the processes that it started, shared memory counted once."""
    told: str


def generation(capture: Path, folder: Path) -> Generation:
    """Runs the command and watches it until it ends; exits where it fails."""
    command = [sys.executable, "-m", "wirebase", "generate", str(capture), "-o", str(folder)]
    began = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as running:
        program = psutil.Process(running.pid)
        own = started = 0
        while running.poll() is None:
            own = max(own, resident(program))
            started = max(started, sum(map(proportional, children(program))))
            time.sleep(PAUSE)
        lines = (running.stderr.read() if running.stderr else "").splitlines()
    if running.returncode:
        sys.exit(f"bench: generate failed on {capture}: {lines[-1:]}")
    return Generation(
        capture=capture.parent.name if capture.name == "a.har" else capture.name,
        seconds=round(time.perf_counter() - began, 1),
        memory=round(own / 1e6),
        database=round(started / 1e6),
        told=lines[-1].removeprefix("✓ ") if lines else "",
    )


def children(program: psutil.Process) -> list[psutil.Process]:
    try:
        return program.children(recursive=True)
    except psutil.Error:
        return []


def resident(process: psutil.Process) -> int:
    try:
        memory: int = process.memory_info().rss
    except psutil.Error:
        return 0
    return memory


def proportional(process: psutil.Process) -> int:
    """The memory of one of several processes that share some of it; all of it where not told."""
    try:
        found = process.memory_full_info()
    except psutil.Error:
        return 0
    memory: int = getattr(found, "pss", found.rss)
    return memory
