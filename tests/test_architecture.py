import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@pytest.fixture(scope="session")
def locked(root: Path) -> dict[str, str]:
    """The requirements that setup installs: the name of each, and its line with the hashes."""
    text = (root / "requirements.txt").read_text().replace("\\\n", " ")
    return {line.split("==")[0]: line for line in text.splitlines() if re.match(r"\w", line)}


def files(root: Path) -> list[Path]:
    """What is in the repository, or would be after `git add`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout
    paths = [root / name for name in listed.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def test_no_package_imports_one_above_it(root: Path) -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    command = [linter, "--no-cache"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_lock_names_no_index(root: Path) -> None:
    text = (root / "requirements.txt").read_text()
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)


def test_every_requirement_is_pinned_with_hashes(locked: dict[str, str]) -> None:
    loose = [
        line for name, line in locked.items() if f"{name}==" not in line or not HASH.search(line)
    ]
    assert locked
    assert loose == []


def test_the_lock_satisfies_every_dependency(root: Path, locked: dict[str, str]) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())
    asked = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    for requirement in map(Requirement, asked):
        line = locked.get(canonicalize_name(requirement.name), "")
        version = re.match(r"[^=]*==([^ ;]+)", line)
        assert version, f"{requirement} is not locked: run make lock"
        assert version[1] in requirement.specifier, f"{requirement} is locked at {version[1]}"


def test_no_file_names_the_folder_of_this_checkout(root: Path) -> None:
    # At the start of a path only: a checkout at /app does not forbid examples/bookshelf/app.py.
    here = re.compile(rb"(?<![\w./-])" + re.escape(f"{root}/".encode()))
    assert [str(path) for path in files(root) if here.search(path.read_bytes())] == []
