"""Where the files of an embedded Postgres stand: where asked, or where its account can reach."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Literal

from wirebase.database.account import Account, account_for
from wirebase.errors import DatabaseError

POINTER = "location"
ORIGIN = "origin"
CONTENTS = ("password", "port", "data")

Kind = Literal["cache", "data"]


def find_place(folder: Path) -> tuple[Path, Account]:
    """The folder that holds the database asked for in `folder`, and who runs it.

    That is `folder` itself wherever the account can reach it. Where it cannot (as root under a
    closed home, or on a mount without owners) the database stands in a folder of the machine, and
    the file `location` in `folder` names it.
    """
    folder = folder.absolute()
    recorded = _recorded(folder)
    account = account_for((recorded or folder) / "data")
    if recorded is not None:
        return recorded, account
    _make(folder, account)
    stays = _may_stay if (folder / "data").exists() else _may_begin
    return (folder if stays(folder, account) else _displaced(folder, account)), account


def shared_folder(kind: Kind, account: Account) -> Path:
    """A folder of ours outside any project, in which the account can own files."""
    tried = _machine_folders(kind) if account.borrowed else _user_folders(kind)
    for folder in tried:
        if _is_safe(folder, account) and account.can_own(folder):
            return folder
    raise DatabaseError(
        f"There is no folder that user {account.name} can keep a database in",
        where=f"tried {', '.join(map(str, tried))}",
        next="Make one of them writable, or give a database with --database URL.",
    )


def write_whole(path: Path, text: str) -> None:
    """Writes a private file whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)


def _machine_folders(kind: Kind) -> list[Path]:
    home = Path("/var/cache/wirebase" if kind == "cache" else "/var/lib/wirebase")
    return [home, Path(tempfile.gettempdir()) / f"wirebase-root-{kind}"]


def _user_folders(kind: Kind) -> list[Path]:
    variable, usual = {
        "cache": ("XDG_CACHE_HOME", ".cache"),
        "data": ("XDG_DATA_HOME", ".local/share"),
    }[kind]
    home = Path(os.environ.get(variable) or Path.home() / usual) / "wirebase"
    return [home, Path(tempfile.gettempdir()) / f"wirebase-{os.geteuid()}-{kind}"]


def _is_safe(folder: Path, account: Account) -> bool:
    """Whether the folder is there, is a folder of this process's user, and only they write to it.

    Programs are run from it, and a folder in /tmp may have been laid there by somebody else.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            return False
        folder.chmod(0o711 if account.borrowed else 0o700)
    except OSError:
        return False
    return True


def _make(folder: Path, account: Account) -> None:
    """Makes the folder, which a borrowed account can walk through and not list."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(0o711 if account.borrowed else 0o700)
    except OSError as error:
        raise DatabaseError(
            f"The folder for the database cannot be made: {error.strerror}",
            where=str(folder),
            next="Choose a folder that you can write to, or give a database with --database URL.",
        ) from error


def _may_begin(folder: Path, account: Account) -> bool:
    return account.can_own(folder)


def _may_stay(folder: Path, account: Account) -> bool:
    """Whether the account still reaches the data that stands in the folder."""
    if account.borrowed:
        return account.can_enter(folder)
    if (folder / "data").stat().st_uid != account.uid:
        raise _strange(folder)
    return True


def _strange(folder: Path) -> DatabaseError:
    return DatabaseError(
        "The database of this folder belongs to another user",
        where=str(folder),
        next="Run as the user who made it, or choose another folder to begin a new database.",
    )


def _recorded(folder: Path) -> Path | None:
    """The place that an earlier run chose for this folder, unless it belongs to another copy."""
    try:
        home = Path((folder / POINTER).read_text(encoding="utf-8").strip())
        origin = Path((home / ORIGIN).read_text(encoding="utf-8").strip())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise _strange(folder) from error
    if origin != folder and (origin / POINTER).exists():
        return None
    if origin != folder:
        write_whole(home / ORIGIN, f"{folder}\n")
    return home


def _displaced(folder: Path, account: Account) -> Path:
    name = re.sub(r"[^\w.-]+", "-", "-".join(folder.parts[-3:-1])) or "database"
    home = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=shared_folder("data", account)))
    _make(home, account)
    for kept in CONTENTS:
        if (folder / kept).exists():
            shutil.move(folder / kept, home / kept)
    write_whole(home / ORIGIN, f"{folder}\n")
    write_whole(folder / POINTER, f"{home}\n")
    return home
