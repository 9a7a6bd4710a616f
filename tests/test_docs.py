"""The README and the program say the same: commands, options, exit codes, variables, files."""

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from wirebase import errors
from wirebase.cli import COMMANDS, INTERRUPTED, application


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def commands() -> dict[str, Any]:
    """Each command as the program has it, and the program itself under its own name."""
    found: dict[str, Any] = {"wirebase": get_command(application([]))}
    for name in COMMANDS:
        group: Any = get_command(application([name]))
        found[name] = group.commands[name]
    return found


def options(command: Any) -> dict[str, Any]:
    """The options by each of their names."""
    return {
        name: parameter
        for parameter in command.params
        if parameter.param_type_name == "option"
        for name in (*parameter.opts, *parameter.secondary_opts)
    }


def rows(text: str, head: str) -> list[list[str]]:
    """The cells of the table whose first head is given."""
    _, _, table = text.partition(f"| {head} |")
    lines = table.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def documented(readme: str) -> dict[tuple[str, str], str]:
    """What the table of options says, by command and option."""
    found: dict[tuple[str, str], str] = {}
    for names, of, meaning in rows(readme, "option"):
        for command in of.split(","):
            for name in re.findall(r"--?[a-z][a-z-]*", names):
                found[command.strip(), name] = meaning
    return found


def test_the_options_of_the_program_are_those_of_the_readme(readme: str) -> None:
    existing = {
        (command, name)
        for command, made in commands().items()
        for name in options(made)
        if name not in ("--help", "--install-completion", "--show-completion")
    }
    assert existing == documented(readme).keys()


def test_the_defaults_of_the_readme_are_those_of_the_program(readme: str) -> None:
    said = documented(readme)
    for command, name in (
        ("run", "--max-time"),
        ("capture", "--max-time"),
        ("run", "--max-pages"),
        ("capture", "--max-pages"),
        ("proxy", "--listen"),
        ("serve", "--host"),
    ):
        default = options(commands()[command])[name].default
        assert f"{default:g}" if isinstance(default, float) else str(default) in said[command, name]


def test_each_command_is_shown_with_the_arguments_that_it_takes(readme: str) -> None:
    lines = re.findall(r"^    wirebase (\w+) ?(.*?)(?:  .*)?$", readme, re.M)
    shown = dict(reversed(lines))  # the first of each command stands in the list of them
    assert shown.keys() == COMMANDS.keys()
    for name, made in commands().items():
        for parameter in made.params:
            if parameter.param_type_name == "argument":
                word = parameter.metavar or parameter.name.upper()
                assert word in shown[name], f"{name} takes {word}"
            elif parameter.required:
                assert parameter.opts[0] in shown[name], f"{name} needs {parameter.opts[0]}"


def test_each_option_says_in_the_help_what_it_is_for() -> None:
    for name, made in commands().items():
        for option, parameter in options(made).items():
            assert parameter.help or option == "--help", f"{name} {option}"


def test_the_exit_codes_are_those_of_the_errors(readme: str) -> None:
    meant = {0: "done", 1: "an unforeseen error", INTERRUPTED: "interrupted"}
    for kind in errors.WirebaseError.__subclasses__():
        first = (kind.__doc__ or "").splitlines()[0].rstrip(".")
        meant[kind.exit_code] = first[0].lower() + first[1:]
    told = {int(code): meaning for code, meaning in rows(readme, "exit code")}
    assert {code: text.lower() for code, text in told.items()} == {
        code: text.lower() for code, text in meant.items()
    }


def test_the_drawn_tree_of_errors_is_the_one_that_is_there() -> None:
    drawn = dict(re.findall(r"[├└]── (\w+) .*exit (\d+)$", errors.__doc__ or "", re.M))
    existing = {k.__name__: str(k.exit_code) for k in errors.WirebaseError.__subclasses__()}
    assert drawn == existing


def test_each_variable_that_is_read_is_told(root: Path, readme: str) -> None:
    sources = "".join(p.read_text(encoding="utf-8") for p in (root / "src").rglob("*.py"))
    read = set(re.findall(r"\bWIREBASE_[A-Z_]+\b", sources))
    # What our own processes tell one another is nobody else's business.
    told = {name for name in read if not name.startswith("WIREBASE_STUDIO_")}
    assert told == set(re.findall(r"\bWIREBASE_[A-Z_]+\b", readme))


def test_what_the_readme_links_to_is_there(root: Path, readme: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", readme):
        assert (root / target).exists(), target


def test_the_targets_that_the_readme_names_are_in_the_makefile(root: Path, readme: str) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):.*## ", makefile, re.M))
    assert set(re.findall(r"(?:^    |`)make ([a-z]+)\b", readme, re.M)) <= targets
