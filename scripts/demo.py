"""`make demo`: from a live web app to a running backend, on the bundled app or on another one."""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from string import Template
from threading import Thread
from types import FrameType
from typing import NoReturn

APP = Path("examples/bookshelf/app.py")
# Seconds that an interrupted stage has for keeping what it made.
PATIENCE = 60
# What can be tried on the bundled app's backend: the endpoints that it takes, and how to ask them.
TRIALS = (
    (
        "Read: the app's own paths and parameters, from your own Postgres",
        ("GET /api/books", "GET /api/books/{slug}/reviews"),
        """\
curl -s '$url/api/books?q=garden&sort=title'
curl -s $url/api/books/the-secret-garden/reviews
""",
    ),
    (
        "Write: log in as the app's users do, and leave a review",
        ("POST /api/auth/login", "POST /api/books/{slug}/reviews"),
        """\
TOKEN=$$(curl -s $url/api/auth/login -H 'Content-Type: application/json' \\
  -d '{"email": "ada@example.com", "password": "correct horse"}' \\
  | sed 's/.*"token" *: *"\\([^"]*\\).*/\\1/')
curl -s $url/api/books/the-secret-garden/reviews -H "Authorization: Bearer $$TOKEN" \\
  -H 'Content-Type: application/json' -d '{"rating": 5, "body": "Read from a backend of my own."}'
""",
    ),
)

type Process = subprocess.Popen[str]


def main() -> int:
    """Runs the job and serves its result until interrupted; the exit status is Wirebase's own."""
    signal.signal(signal.SIGTERM, terminated)
    chosen = arguments()
    if chosen.url:
        status = capture(chosen.url, chosen.output, *chosen.options)
    else:
        with demo_app("--reset") as url:
            status = capture(url, chosen.output, "--allow-writes", *chosen.options)
    if status or not chosen.serve:
        return status
    # The app is stopped by now: its pages come from the capture as well.
    return serve(chosen.output, bundled=not chosen.url)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="", help="another app than the bundled one")
    parser.add_argument("--output", type=Path, default=Path("demo-backend"))
    parser.add_argument("--serve", type=int, default=1, help="0 ends after the report")
    parser.add_argument("options", nargs="*", help="after --: more options of `wirebase run`")
    return parser.parse_args()


@contextmanager
def demo_app(*options: str) -> Iterator[str]:
    """The address of the bundled app, which runs until the end of the block."""
    # In a session of its own: an interrupt ends the capture first, and the app after it.
    command = [sys.executable, str(APP), "--port", "0", *options]
    with running(command, stdout=subprocess.PIPE, start_new_session=True) as app:
        yield ready(app)


def capture(url: str, output: Path, *options: str) -> int:
    """Captures and generates, with the report on the terminal."""
    run = ("run", url, "-o", str(output), "--with-frontend", "--no-serve", "--force", *options)
    with wirebase(*run) as job:
        return wait(job)


def serve(output: Path, *, bundled: bool) -> int:
    """Serves the generated backend until interrupted, which is a good end."""
    command = ("serve", str(output), "--fresh", "--with-frontend")
    with wirebase(*command, stdout=subprocess.PIPE) as server:
        print(invitation(ready(server), output, bundled=bundled), flush=True)
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


def invitation(url: str, output: Path, *, bundled: bool) -> str:
    """What to do now: what to open, what to type, and how to come to one's own app."""
    endpoints = documented(output)
    tried = trials(url, endpoints) if bundled else []
    return "\n".join(
        (
            f"\nThe backend is yours, and answers at {url}\n",
            *columns(places(url, output, endpoints)),
            "",
            *tried,
            "# The same for your own app, which is only read, never written to",
            "make demo URL=https://your.app",
            ".venv/bin/wirebase run https://your.app -o my-backend",
            "make studio                              # or all of it on a web page",
            "\nCtrl-C stops it.",
        )
    )


def places(url: str, output: Path, endpoints: Collection[str]) -> dict[str, str]:
    """What can be opened, and what it is."""
    readable = [name for name in endpoints if name.startswith("GET ") and "{" not in name]
    return {
        url: "the app's own pages, on this backend",
        **{url + name.removeprefix("GET "): name for name in readable[:3]},
        f"{output}/report.md": "how faithful it is, endpoint by endpoint, and why it is as it is",
        f"{output}/supabase/migrations/": "tables, policies, and one function for each endpoint",
        f"{output}/openapi.json": "the endpoints, for other tools",
        f"{output}/.wirebase/serve.json": "the address of the database, for psql",
    }


def columns(rows: Mapping[str, str]) -> list[str]:
    """The rows as lines, in two columns."""
    width = max(map(len, rows))
    return [f"  {left:{width}}  {right}" for left, right in rows.items()]


def trials(url: str, endpoints: Collection[str]) -> list[str]:
    """What to type, as far as the backend has the endpoints for it."""
    return [
        f"# {title}\n{Template(lines).substitute(url=url)}"
        for title, needed, lines in TRIALS
        if set(needed) <= set(endpoints)
    ]


def documented(output: Path) -> list[str]:
    """The endpoints, such as `GET /api/books`, in the document's order."""
    document = json.loads((output / "openapi.json").read_text(encoding="utf-8"))
    paths = document.get("paths", {})
    return [f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in verbs]


def terminated(signum: int, frame: FrameType | None) -> NoReturn:
    """Ends as if asked to, so that what was started is ended too."""
    del frame
    sys.exit(128 + signum)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
