"""The process that sketches what captures show so far.

    python -m wirebase.studio.sketcher FOLDER PARTIAL

FOLDER holds captures that are finished, PARTIAL is the one that grows. For each line on standard input
a line of JSON goes to standard output: what they show now, without any value of a row; an empty one
where they show no table. It gives way to all other processes, and ends when its input does.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from pathlib import Path

from pydantic import BaseModel

from wirebase.capture.archive import read_all
from wirebase.errors import ArchiveError, NoTraffic
from wirebase.infer.pipeline import infer
from wirebase.infer.sampling import working_set
from wirebase.project import overrides
from wirebase.studio.findings import Finding, findings
from wirebase.studio.sketch import Sketch

GIVING_WAY = 10
"""How much less of the processor it gets than others where that is scarce."""


class Drawn(BaseModel):
    """What captures show so far."""

    sketch: Sketch
    findings: list[Finding]


def draw(folder: Path, partial: Path) -> Drawn | None:
    """What the captures show now; None where that is no table yet."""
    captures = [path for path in (*sorted(folder.glob("*.jsonl.zst")), partial) if path.exists()]
    try:
        capture = read_all(captures, working_set)
        blueprint, dataset = infer(
            capture.exchanges,
            salt=capture.salt,
            rest=capture.rest or (),
            overrides=overrides.kept(folder.parent),
        )
    except (ArchiveError, NoTraffic):
        return None
    return Drawn(sketch=Sketch.of(blueprint, dataset), findings=findings(blueprint))


def main(folder: str, partial: str) -> None:
    """Draws whenever it is asked to."""
    os.nice(GIVING_WAY)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def hear() -> None:
        for line in sys.stdin.buffer:
            asked.put(line)
        os._exit(0)

    threading.Thread(target=hear, daemon=True).start()
    while asked.get():
        drawn = draw(Path(folder), Path(partial))
        print(drawn.model_dump_json() if drawn else "", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
