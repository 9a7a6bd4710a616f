"""`make bench`: the way from file to blueprint beside other tools; time and memory of generation,
each stage alone, requests a second, and what one session with an app tells of the next.

    python -m bench [--only PART] [--corpus FOLDER] [--megabytes N] [--seconds N] [--json FILE]

Each measurement runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench.capture import make_capture
from bench.comparison import SIZES, compared
from bench.cost import Cost, costs
from bench.generation import Generation, generation
from bench.measure import Measure, measured
from bench.routes import Lookup, lookups
from bench.serving import Throughput, throughput
from bench.stages import STAGES
from bench.styles.judging import APPS, Judgement
from bench.styles.report import reported
from bench.visits import Visits, visits

# Of the capture that the stages are measured on, one by one.
SMALL = 5
PARTS = ("comparison", "stages", "styles")
TARGETS = ("/api/customers/7", "/api/products?category_id=2&page=1&per_page=50")


def main() -> None:
    """Prints a table for each part."""
    chosen = arguments()
    if chosen.stage:
        print(json.dumps(measured(STAGES[chosen.stage], chosen.capture, chosen.folder)))
        return
    report: dict[str, object] = {}
    if chosen.only in ("", "comparison"):
        report["comparison"] = [asdict(one) for one in compared(tuple(chosen.answers))]
    if chosen.only in ("", "stages"):
        report |= measures(chosen)
    if chosen.only in ("", "styles"):
        report["styles"] = [asdict(one) for one in styles()]
    if chosen.json:
        chosen.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def measures(chosen: argparse.Namespace) -> dict[str, object]:
    """Of our own stages, server and command."""
    with tempfile.TemporaryDirectory(prefix="wirebase-bench-") as name:
        scratch = Path(name)
        small = make_capture(scratch, SMALL)
        made_up = make_capture(scratch, chosen.megabytes)
        return {
            "stages": stages(small, scratch / "small"),
            "serving": serving(scratch / "small"),
            "cost": cost(scratch / "small"),
            "routes": routing(),
            "visits": visited(scratch / "small", chosen.seconds),
            "generation": generations(chosen.corpus, made_up, scratch),
        }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--corpus", type=Path, metavar="FOLDER", help="apps with an a.har each")
    parser.add_argument("--megabytes", type=float, default=100, help="of the capture made up")
    parser.add_argument("--seconds", type=float, default=60, help="of many clients at once")
    parser.add_argument("--only", choices=PARTS, default="", help="one part")
    parser.add_argument("--answers", type=int, nargs="+", default=SIZES, help="of the comparison")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures here as well")
    parser.add_argument("--stage", choices=list(STAGES), help=argparse.SUPPRESS)
    parser.add_argument("--capture", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def stages(capture: Path, folder: Path) -> list[Measure]:
    """The measures of all stages, each shown as soon as it is there."""
    print(f"{'stage':12}{'seconds':>9}{'cpu s':>9}{'MB':>7}  on {capture.name}")
    found = []
    for stage in STAGES:
        command = [sys.executable, "-m", "bench", "--capture", str(capture), "--stage", stage]
        done = subprocess.run(
            [*command, "--folder", str(folder)], stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"bench: {stage} failed on {capture}")
        one: Measure = json.loads(done.stdout.splitlines()[-1])
        found.append(one)
        print(
            f"{stage:12}{one['seconds']:9.2f}{one['cpu']:9.2f}{one['memory']:7.0f}  {one['what']}",
            flush=True,
        )
    return found


def serving(folder: Path) -> list[Throughput]:
    """The throughput for one row by its key, and for a page of rows."""
    print(f"\n{'requests per CPU second':>24}{'bytes':>9}  ")
    found = throughput(folder, TARGETS)
    for one in found:
        print(f"{one['per_cpu_second']:24.0f}{one['bytes']:9}  {one['request']}", flush=True)
    return found


def cost(folder: Path) -> list[Cost]:
    """Requests for each second of CPU, beside a bare server that runs the same SQL."""
    print(f"\n{'a CPU second':>24}{'bare':>9}{'share':>9}  ")
    found = costs(folder)
    for one in found:
        print(f"{one['ours']:24.0f}{one['bare']:9.0f}{one['share']:9.2f}  {one['request']}")
    return found


def routing() -> list[Lookup]:
    """What finding the operation of a request takes, among few endpoints and among many."""
    print(f"\n{'microseconds':>24}{'endpoints':>12}")
    found = lookups()
    for one in found:
        print(f"{one['microseconds']:24.1f}{one['endpoints']:12}")
    return found


def visited(folder: Path, seconds: float) -> Visits:
    """Many clients at once."""
    print(f"\n{'clients':>12}{'seconds':>9}{'requests':>10}{'writes':>9}{'lost':>6}{'failed':>8}")
    one = visits(folder, seconds)
    print(
        f"{one['clients']:12}{one['seconds']:9.0f}{one['requests']:10}{one['writes']:9}"
        f"{one['lost']:6}{one['failed']:8}",
        flush=True,
    )
    return one


def generations(corpus: Path | None, made_up: Path, scratch: Path) -> list[Generation]:
    """The generation of each app, and of the capture made up."""
    print(f"\n{'generate':32}{'seconds':>9}{'MB':>7}{'Postgres MB':>13}")
    captures = sorted(corpus.glob("*/a.har")) if corpus else []
    found = []
    for number, capture in enumerate([*captures, made_up]):
        one = generation(capture, scratch / f"backend-{number}")
        found.append(one)
        print(
            f"{one['capture']:32}{one['seconds']:9.1f}{one['memory']:7.0f}"
            f"{one['database']:13.0f}  {one['told']}",
            flush=True,
        )
    return found


def styles() -> list[Judgement]:
    """How well made-up apps are told from one session with each, in many styles."""
    return [one for name, app in APPS.items() for one in reported(name, app.seeds)]


if __name__ == "__main__":
    main()
