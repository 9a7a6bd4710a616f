"""Schemathesis against a generated backend: whatever it sends, no answer may be a server error."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wirebase.blueprint.document import Blueprint, Carrier

WIREBASE = [sys.executable, "-m", "wirebase"]
SCHEMATHESIS = str(Path(sys.executable).with_name("schemathesis"))
_SESSION = re.compile(r"wirebase\.sessions \(token, account\)\s+values\s+\('(wb_token_\w+)'")


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[str]:
    """The address of the backend, fresh from the capture."""
    command = [*WIREBASE, "serve", str(folder), "--fresh", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            word, address = process.stdout.readline().split()
            assert word == "ready"
            yield address
        finally:
            process.terminate()
            assert process.wait(30) == 0


def fuzz(folder: Path, address: str, *, examples: int) -> str:
    """What Schemathesis says at the end; fails where an answer is a server error."""
    done = subprocess.run(
        [
            *(SCHEMATHESIS, "run", str(folder / "openapi.json"), "--url", address),
            *("--checks", "not_a_server_error", "--phases", "coverage,fuzzing"),
            *("--max-examples", str(examples), "--seed", "1", "--continue-on-failure"),
            *("--generation-database", "none", "--no-color", *_caller(folder)),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    return done.stdout


def _caller(folder: Path) -> list[str]:
    """The header that tells the backend who asks, where the capture had someone log in."""
    known = Blueprint.load(folder / "blueprint.json").authentication
    token = _SESSION.search((folder / "supabase" / "seed.sql").read_text("utf-8"))
    if known is None or token is None:
        return []
    headers = (_header(carrier, token[1]) for carrier in known.carriers)
    return [part for header in headers if header for part in ("--header", header)]


def _header(carrier: Carrier, token: str) -> str:
    if carrier.place == "header":
        return f"{carrier.name}: {carrier.scheme} {token}".replace("  ", " ")
    return f"cookie: {carrier.name}={token}" if carrier.place == "cookie" else ""
