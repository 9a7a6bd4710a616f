"""Time and memory of a piece of work."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

type Work = Callable[[], str]
"""Does something and says how much."""
type Stage = Callable[[Path, Path], Work]
"""Prepares the work of a stage for a capture and a folder; the preparation is not measured."""


class Measure(TypedDict):
    """What a stage took."""

    stage: str
    what: str
    seconds: float
    cpu: float
    """Seconds of CPU, those of ended child processes included."""
    memory: float
    """MB at most, the preparation's included."""


def measured(stage: Stage, capture: Path, folder: Path) -> Measure:
    """The work of a stage, measured."""
    work = stage(capture, folder)
    before, began = cpu(), time.perf_counter()
    what = work()
    seconds = time.perf_counter() - began
    return Measure(
        stage=stage.__name__,
        what=what,
        seconds=round(seconds, 3),
        cpu=round(cpu() - before, 3),
        memory=round(peak(), 1),
    )


def cpu() -> float:
    """Seconds of CPU that this process and its ended children have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak() -> float:
    """The most memory that this program ever had, in MB."""
    # Where it is told: getrusage counts what the process had before it became this program.
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return kilobytes / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return int(status.partition("VmHWM:")[2].split()[0]) / (1 << 10)
