import importlib
import subprocess
import sys

import pytest

from wirebase import cli
from wirebase.cli import COMMANDS, main
from wirebase.errors import DatabaseError, WirebaseError


def ended(arguments: list[str]) -> int | str | None:
    with pytest.raises(SystemExit) as ending:
        main(arguments)
    return ending.value.code


@pytest.fixture
def failing(monkeypatch):
    """Lets `wirebase serve DIR` raise what it is given."""

    def prepare(problem: BaseException) -> None:
        def fail() -> None:
            raise problem

        monkeypatch.setattr(cli, "_function", lambda *_: fail)

    return prepare


def test_the_help_lists_the_commands_and_the_exit_codes(capsys) -> None:
    assert ended(["--help"]) == 0
    told = capsys.readouterr().out
    for name, command in COMMANDS.items():
        assert f"{name:<8}  {command.summary}" in told
    for kind in WirebaseError.__subclasses__():
        assert f" {kind.exit_code}  {kind.__doc__.splitlines()[0].rstrip('.')}" in told
    assert "130  Interrupted" in told


def test_the_help_waits_for_no_command() -> None:
    script = (
        "import sys; from wirebase.cli import application\n"
        "try: application(['--help'])(['--help'])\n"
        "except SystemExit: pass\n"
        "slow = ('mitmproxy', 'asyncpg', 'playwright', 'rich')\n"
        "print(sorted(m for m in sys.modules if m.partition('.')[0] in slow))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_that_begins_as_the_list_says(name: str, capsys) -> None:
    command = COMMANDS[name]
    function = getattr(importlib.import_module(command.module), name)
    assert function.__doc__.splitlines()[0] == command.summary
    assert ended([name, "--help"]) == 0
    assert command.summary in capsys.readouterr().out


def test_the_version_is_told(capsys) -> None:
    assert ended(["--version"]) == 0
    assert capsys.readouterr().out.startswith("wirebase 0.")


def test_the_module_is_the_same_program() -> None:
    command = [sys.executable, "-m", "wirebase", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("wirebase 0.")


def test_an_unknown_command_is_refused_with_a_suggestion(capsys) -> None:
    assert ended(["generat"]) == 2
    assert "generate" in capsys.readouterr().err


def test_a_known_error_is_one_message_and_its_exit_code(failing, capsys) -> None:
    failing(DatabaseError("Postgres ate it", where="tables.sql, line 3", next="Feed it less."))
    assert ended(["serve"]) == 7
    told = capsys.readouterr().err
    assert told == "error: Postgres ate it (tables.sql, line 3)\nFeed it less.\n"


def test_an_error_in_a_group_is_told_the_same_way(failing, capsys) -> None:
    failing(ExceptionGroup("tasks", [ExceptionGroup("more", [DatabaseError("No disk")])]))
    assert ended(["serve"]) == 7
    assert capsys.readouterr().err == "error: No disk\n"


def test_an_interrupt_is_no_error(failing, capsys) -> None:
    failing(KeyboardInterrupt())
    assert ended(["serve"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_what_was_not_foreseen_is_one_line_and_a_log(
    failing, capsys, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(cli.tempfile, "tempdir", str(tmp_path))
    failing(ZeroDivisionError("by nothing"))
    assert ended(["serve"]) == 1
    told = capsys.readouterr().err
    (log,) = tmp_path.iterdir()
    assert told.splitlines()[0] == "error: ZeroDivisionError: by nothing"
    assert str(log) in told
    assert "Traceback" not in told
    assert "Traceback" in log.read_text()


def test_debugging_shows_where_an_error_was_raised(failing, capsys, monkeypatch) -> None:
    monkeypatch.setenv(cli.DEBUG, "1")
    failing(DatabaseError("No disk"))
    assert ended(["--debug", "serve"]) == 7
    told = capsys.readouterr().err
    assert "Traceback" in told
    assert told.endswith("error: No disk\n")
