"""`make demo`: from a live web app to a running backend, on the bundled app or on another one."""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import NoReturn

APP = Path("examples/bookshelf/app.py")
# Seconds that an interrupted stage has for keeping what it made.
PATIENCE = 60

type Process = subprocess.Popen[str]


def main() -> int:
    """Runs the job and serves its result until interrupted; the exit status is Wirebase's own."""
    signal.signal(signal.SIGTERM, terminated)
    chosen = arguments()
    if chosen.url:
        status = capture(chosen.url, chosen.output)
    else:
        with demo_app() as url:
            status = capture(url, chosen.output, "--allow-writes")
    if status or not chosen.serve:
        return status
    return serve(chosen.output)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="", help="another app than the bundled one")
    parser.add_argument("--output", type=Path, default=Path("demo-backend"))
    parser.add_argument("--serve", type=int, default=1, help="0 ends after the report")
    return parser.parse_args()


@contextmanager
def demo_app() -> Iterator[str]:
    """The address of the bundled app, which runs until the end of the block."""
    # In a session of its own: an interrupt ends the capture first, and the app after it.
    command = [sys.executable, str(APP), "--port", "0", "--reset"]
    with running(command, stdout=subprocess.PIPE, start_new_session=True) as app:
        yield ready(app)


def capture(url: str, output: Path, *options: str) -> int:
    """Captures and generates, with the report on the terminal."""
    with wirebase("run", url, "-o", str(output), "--no-serve", *options) as job:
        return wait(job)


def serve(output: Path) -> int:
    """Serves the generated backend until interrupted, which is a good end."""
    with wirebase("serve", str(output), "--fresh", stdout=subprocess.PIPE) as server:
        print(invitation(ready(server), output), flush=True)
        return wait(server)


def wirebase(*arguments: str, stdout: int | None = None) -> AbstractContextManager[Process]:
    """The command as a user would type it, shown and running."""
    print("\n$ wirebase", *arguments, end="\n\n", flush=True)
    return running([sys.executable, "-m", "wirebase", *arguments], stdout=stdout)


@contextmanager
def running(
    command: list[str], *, stdout: int | None, start_new_session: bool = False
) -> Iterator[Process]:
    """The process, which does not outlive the block."""
    with subprocess.Popen(
        command, stdout=stdout, text=True, start_new_session=start_new_session
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def ready(process: Process) -> str:
    """The address in the line `ready http://...`; ends with one line where none comes."""
    assert process.stdout, "started with a pipe"
    for line in process.stdout:
        if line.startswith("ready "):
            # What it says later is passed on, or it would stop at a full pipe.
            Thread(target=sys.stdout.writelines, args=[process.stdout], daemon=True).start()
            return line.split()[1]
        print(line, end="", flush=True)
    sys.exit(f"demo: {process.args!r} ended before it was ready: see what it said above")


def wait(process: Process) -> int:
    """The exit status; an interrupt is left to the process, which has got it too, for a while."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        pass
    try:
        return process.wait(PATIENCE)
    except (KeyboardInterrupt, subprocess.TimeoutExpired):
        process.kill()
        return process.wait()


def invitation(url: str, output: Path) -> str:
    """What to do now: the addresses to open, and the command for one's own app."""
    example = next(iter(readable(output)), "/")
    return "\n".join(
        (
            f"The backend answers at {url}",
            "",
            f"  read            curl {url}{example}",
            f"  report          {output}/report.md",
            f"  database        {output}/supabase/migrations",
            "  your own app    make demo URL=https://your.app",
            "",
            "Interrupt (Ctrl-C) to stop.",
        )
    )


def readable(output: Path) -> list[str]:
    """The paths that can be read as they stand, without a parameter."""
    document = json.loads((output / "openapi.json").read_text(encoding="utf-8"))
    paths = document.get("paths", {})
    return [path for path, verbs in paths.items() if "get" in verbs and "{" not in path]


def terminated(signum: int, frame: FrameType | None) -> NoReturn:
    """Ends as if asked to, so that what was started is ended too."""
    del frame
    sys.exit(128 + signum)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
