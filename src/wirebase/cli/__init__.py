"""The command line: `wirebase COMMAND`."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from typing import Annotated, NamedTuple, NoReturn

import typer

from wirebase import __version__
from wirebase.errors import WirebaseError

DEBUG = "WIREBASE_DEBUG"
INTERRUPTED = 130


class Command(NamedTuple):
    """A command that is imported only when it is called."""

    module: str
    summary: str
    """The first line of its help."""


COMMANDS = {
    "run": Command("wirebase.cli.run", "Capture a web app, generate its backend, and serve it."),
    "capture": Command("wirebase.cli.capture", "Record the API traffic of a web app."),
    "proxy": Command("wirebase.cli.capture", "Record what passes through a proxy."),
    "generate": Command("wirebase.cli.generate", "Generate a backend from captures."),
    "explain": Command(
        "wirebase.cli.explain", "Tell why a table, a column or an endpoint is as it is."
    ),
    "edit": Command("wirebase.cli.edit", "Change the tables of a generated backend."),
    "studio": Command("wirebase.cli.studio", "Capture, understand and change on a web page."),
    "serve": Command("wirebase.cli.serve", "Answer the captured endpoints from a database."),
    "verify": Command("wirebase.cli.verify", "Replay a capture against a generated backend."),
}


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command that the arguments name, and exits with what became of it."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        application(given)(given, prog_name="wirebase")
    except WirebaseError as problem:
        _fail(problem)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as problem:
        known = _known(problem)
        _fail(known) if known else _fail_unforeseen(problem)
    sys.exit(0)


def application(arguments: Sequence[str]) -> typer.Typer:
    """The commands, of which only the one that is called is imported."""
    app = typer.Typer(
        name="wirebase",
        help="Turns the traffic of a web app into a backend that you own.",
        epilog=_exit_codes(),
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_options)
    called = next((argument for argument in arguments if argument in COMMANDS), "")
    for name, command in COMMANDS.items():
        function = _function(name, command) if name == called else _stand_in
        app.command(name, help=None if name == called else command.summary)(function)
    return app


def _show_version(asked: bool) -> None:
    if asked:
        print(f"wirebase {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", callback=_show_version, is_eager=True
        ),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", envvar=DEBUG, help="Show where an error was raised.")
    ] = False,
) -> None:
    del version
    if debug:
        os.environ[DEBUG] = "1"


def _function(name: str, command: Command) -> Callable[..., object]:
    function: Callable[..., object] = getattr(importlib.import_module(command.module), name)
    return function


def _stand_in() -> None:
    """Stands for a command in the list of commands."""


def _exit_codes() -> str:
    """What each exit code means, for the help."""
    meanings = {0: "Done", 1: "An unforeseen error"}
    for kind in WirebaseError.__subclasses__():
        meanings[kind.exit_code] = (kind.__doc__ or "").partition("\n")[0].rstrip(".")
    meanings[INTERRUPTED] = "Interrupted"
    lines = (f"  {code:>3}  {meaning}" for code, meaning in meanings.items())
    return "\b\nExit codes:\n" + "\n".join(lines)


def _known(problem: BaseException) -> WirebaseError | None:
    """The error that a group of errors is about."""
    if isinstance(problem, WirebaseError):
        return problem
    if isinstance(problem, BaseExceptionGroup):
        return next(filter(None, map(_known, problem.exceptions)), None)
    return None


def _fail(problem: WirebaseError) -> NoReturn:
    if os.environ.get(DEBUG):
        traceback.print_exception(problem)
    print(f"error: {problem}", file=sys.stderr)
    sys.exit(problem.exit_code)


def _fail_unforeseen(problem: Exception) -> NoReturn:
    if os.environ.get(DEBUG):
        traceback.print_exception(problem)
        sys.exit(1)
    with tempfile.NamedTemporaryFile(
        "w", prefix="wirebase-error-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        traceback.print_exception(problem, file=log)
    told = f"{type(problem).__name__}: {problem}".splitlines()[0]
    print(f"error: {told}\nThis is a fault of Wirebase; more is in {log.name}", file=sys.stderr)
    sys.exit(1)
