"""`make bench`: seconds, CPU seconds and memory of each stage, on captures or on one made up.

    python -m bench [CAPTURE...] [--exchanges N] [--json FILE]

Each stage runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.capture import make_capture
from bench.measure import Measure, measured
from bench.stages import STAGES

COLUMNS = ("stage", "seconds", "cpu s", "MB", "what")


def main() -> None:
    """Prints a row for each stage of each capture."""
    chosen = arguments()
    if chosen.stage:
        print(json.dumps(measured(STAGES[chosen.stage], chosen.captures[0], chosen.folder)))
        return
    report: dict[str, list[Measure]] = {}
    with tempfile.TemporaryDirectory(prefix="wirebase-bench-") as scratch:
        captures = chosen.captures or [make_capture(Path(scratch), chosen.exchanges)]
        for number, capture in enumerate(captures):
            folder = Path(scratch) / f"backend-{number}"
            report[capture.name] = rows(capture, folder, print_row)
    if chosen.json:
        chosen.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("captures", nargs="*", type=Path, metavar="CAPTURE")
    parser.add_argument("--exchanges", type=int, default=4000, help="of the capture made up")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures here as well")
    parser.add_argument("--stage", choices=list(STAGES), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def rows(capture: Path, folder: Path, show: Callable[[Measure], None]) -> list[Measure]:
    """The measures of all stages, each shown as soon as it is there."""
    size = capture.stat().st_size / 1e6
    print(f"\n{capture.name} ({size:.1f} MB)\n" + "{:10}{:>9}{:>9}{:>9}  {}".format(*COLUMNS))
    found = []
    for stage in STAGES:
        command = [sys.executable, "-m", "bench", str(capture), "--stage", stage]
        done = subprocess.run(
            [*command, "--folder", str(folder)], stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"bench: {stage} failed on {capture}")
        measure: Measure = json.loads(done.stdout.splitlines()[-1])
        found.append(measure)
        show(measure)
    return found


def print_row(measure: Measure) -> None:
    """Prints one measure."""
    print(
        f"{measure['stage']:10}{measure['seconds']:9.2f}{measure['cpu']:9.2f}"
        f"{measure['memory']:9.0f}  {measure['what']}",
        flush=True,
    )


if __name__ == "__main__":
    main()
