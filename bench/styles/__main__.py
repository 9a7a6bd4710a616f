"""How well one session with an app tells the next, in many styles.

    python -m bench.styles [--app tracker|shop] [--seeds 1-12] [--keep FOLDER]

With `--keep`, the sessions of these seeds are written there instead, to be looked at.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.styles.judging import APPS, written
from bench.styles.report import reported


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(prog="bench.styles", description=__doc__)
    parser.add_argument("--app", choices=list(APPS), default="tracker")
    parser.add_argument("--seeds", type=seeds, metavar="FIRST-LAST")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write the HAR files only")
    chosen = parser.parse_args()
    numbers = chosen.seeds or APPS[chosen.app].seeds
    if chosen.keep:
        for seed in numbers:
            folder = chosen.keep / f"{chosen.app}-{seed}"
            folder.mkdir(parents=True, exist_ok=True)
            written(chosen.app, seed, folder)
            print(folder)
        return
    reported(chosen.app, numbers)


def seeds(text: str) -> range:
    """The numbers from 3 to 5 of `3-5`, and 7 alone of `7`."""
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


if __name__ == "__main__":
    main()
