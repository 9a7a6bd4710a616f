"""The whole way from file to blueprint, beside tools that read the same traffic."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.community import HOST, TRUTH, Community
from wirebase.capture.entries import to_line

ROOT = Path(__file__).parents[1]
RIVALS = ROOT / "bench" / "rivals"
CACHE = ROOT / ".cache" / "bench"
SIZES = (1_000, 10_000, 100_000)
LIMIT = 200
"""Seconds of CPU that a tool has for one capture."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """One capture, as each tool wants it."""

    lines: Path
    har: Path
    answers: int
    megabytes: float
    """Of the bodies of the answers."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool, and how it is called."""

    name: str
    command: tuple[str, ...]
    reads_har: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool took and found."""

    tool: str
    answers: int
    megabytes: float
    cpu: float
    memory: float
    """MB at most."""
    tables: int = 0
    keys: int = 0
    foreign_keys: int = 0
    what: str = ""

    @property
    def row(self) -> str:
        """A line of the table."""
        speed = f"{self.megabytes / self.cpu:.1f}" if self.cpu else "–"
        counts = f"{self.tables} | {self.keys} | {self.foreign_keys}" if self.cpu else "– | – | –"
        cost = f"{self.cpu:.1f} | {speed} | {self.memory:.0f}" if self.cpu else "– | – | –"
        return f"| {self.answers:,} | {self.tool} | {cost} | {counts} | {self.what} |"


HEAD = (
    "| answers | tool | CPU s | MB/CPU s | peak MB | tables | keys | foreign keys | |\n"
    "| --: | --- | --: | --: | --: | --: | --: | --: | --- |"
)


def compared(sizes: tuple[int, ...] = SIZES) -> list[Result]:
    """The results of all tools on captures of so many answers, printed as they come."""
    tools = [*_tools()]
    told = ", ".join(f"{number} {what.replace('_', ' ')}" for what, number in TRUTH.items())
    print(f"\nThe app that was recorded has {told}.\n")
    print(HEAD, flush=True)
    found = []
    with tempfile.TemporaryDirectory(prefix="wirebase-bench-") as name:
        for size in sizes:
            inputs = _inputs(Path(name), size)
            for tool in tools:
                found.append(_run(tool, inputs, Path(name)))
                print(found[-1].row, flush=True)
    return found


def _inputs(folder: Path, answers: int) -> Inputs:
    lines, har = folder / f"{answers}.jsonl", folder / f"{answers}.har"
    size = 0
    with lines.open("wb") as one, har.open("wb") as other:
        other.write(b'{"log":{"version":"1.2","creator":{"name":"bench","version":"1"},"entries":[')
        for exchange in Community(answers).visits(answers):
            line = to_line(exchange, HOST)
            one.write(line)
            other.write((b"," if size else b"") + line)
            size += len(exchange.answer.content or b"")
        other.write(b"]}}")
    return Inputs(lines, har, answers, size / 1e6)


def _run(tool: Tool, inputs: Inputs, folder: Path) -> Result:
    source = inputs.har if tool.reads_har else inputs.lines
    scratch = Path(tempfile.mkdtemp(dir=folder))
    command = [*tool.command, str(source), str(scratch), f"https://{HOST}"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, text=True
    ) as running:
        resource.prlimit(running.pid, resource.RLIMIT_CPU, (LIMIT, LIMIT))
        output = running.stdout.read() if running.stdout else ""
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    shutil.rmtree(scratch, ignore_errors=True)
    same = (tool.name, inputs.answers, inputs.megabytes)
    if running.returncode == -signal.SIGKILL:
        return Result(*same, 0.0, 0.0, what=f"stopped after {LIMIT} s of CPU")
    if running.returncode:
        return Result(*same, 0.0, 0.0, what="failed")
    found = json.loads(output.splitlines()[-1])
    return Result(*same, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, **found)


def _tools() -> Iterator[Tool]:
    yield Tool("Wirebase", (sys.executable, "-m", "bench.blueprints"))
    python = _python()
    if python:
        yield Tool("genson", (python, str(RIVALS / "genson_schemas.py")))
    node = _node()
    if node:
        script = str(CACHE / "node" / "har_to_openapi_paths.cjs")
        yield Tool("har-to-openapi", (node, script), reads_har=True)
    if python:
        script = str(RIVALS / "mitmproxy2swagger_paths.py")
        yield Tool("mitmproxy2swagger", (python, script), reads_har=True)
        yield Tool("dlt", (python, str(RIVALS / "dlt_tables.py")))


def _python() -> str:
    """The interpreter that has the Python tools; "" where they cannot be had."""
    folder, uv = CACHE / "python", str(Path(sys.executable).with_name("uv"))
    python = str(folder / "bin" / "python")
    locked = RIVALS / "requirements.txt"
    install = (uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r")
    made = _made((uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)))
    if made and _made((*install, str(locked))):
        return python
    print("skipped: genson, mitmproxy2swagger and dlt could not be installed from PyPI")
    return ""


def _node() -> str:
    """Node, with har-to-openapi beside its script; "" where it cannot be had."""
    folder = CACHE / "node"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "har_to_openapi_paths.cjs"):
        shutil.copy(RIVALS / name, folder)
    node, npm = shutil.which("node"), shutil.which("npm")
    install = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    if node and npm and _made((npm, "--prefix", str(folder), *install)):
        return node
    print("skipped: har-to-openapi needs node, and npm to install it")
    return ""


def _made(command: tuple[str, ...]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0
