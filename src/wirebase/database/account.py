"""The user of this machine as whom Postgres runs, since it refuses to run as root."""

from __future__ import annotations

import errno
import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from wirebase.errors import DatabaseError

UNPRIVILEGED = ("postgres", "nobody", "daemon")


class Identity(TypedDict, total=False):
    """The arguments of `subprocess` that change the user; empty when none is changed."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """A user by whose rights Postgres and its tools run."""

    name: str
    uid: int
    gid: int

    @property
    def borrowed(self) -> bool:
        """Whether this is somebody other than the user of this process."""
        return self.uid != os.geteuid()

    def identity(self) -> Identity:
        """What makes `subprocess` run a program as this account."""
        if not self.borrowed:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def run(
        self, command: Sequence[str | Path], *, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """The outcome of a command run as this account; OSError when it cannot be run."""
        try:
            return subprocess.run(
                command,
                input=stdin,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                cwd="/",
                env=environment(),
                **self.identity(),
            )
        except PermissionError as error:
            if error.errno == errno.EPERM and self.borrowed:
                raise self._not_allowed() from error
            raise

    def can_own(self, folder: Path) -> bool:
        """Whether a private folder of this account can stand in `folder`, and be reached there."""
        try:
            with tempfile.TemporaryDirectory(prefix=".probe-", dir=folder) as name:
                self.give(Path(name))
                kept = Path(name).stat()
                if kept.st_uid != self.uid or kept.st_mode & 0o777 != 0o700:
                    return False
                return self._test("-w", Path(name))
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise
            return False

    def can_read(self, path: Path) -> bool:
        """Whether this account can reach and read a file."""
        return self._test("-r", path)

    def can_enter(self, folder: Path) -> bool:
        """Whether this account can reach what stands in a folder."""
        return self._test("-x", folder)

    def give(self, path: Path) -> None:
        """Makes a file or folder this account's own, closed to all others."""
        if self.borrowed:
            os.chown(path, self.uid, self.gid)
        path.chmod(0o700 if path.is_dir() else 0o600)

    def _test(self, what: str, path: Path) -> bool:
        """What `test` says of a path by this account's rights, of which modes are only a part."""
        return self.run(["/bin/sh", "-c", 'test "$1" "$2"', "sh", what, path]).returncode == 0

    def _not_allowed(self) -> DatabaseError:
        return DatabaseError(
            f"Postgres refuses to run as root, and root may not become {self.name} here",
            next="Run as an ordinary user, or give a database with --database URL.",
        )


def environment() -> dict[str, str]:
    """This process's environment without the settings that Postgres's programs would obey."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}


def account_for(data: Path) -> Account:
    """The account that runs the Postgres of a data folder, which may not exist yet."""
    if os.geteuid() != 0:
        return _current()
    for entry in _candidates(data):
        if entry.pw_uid != 0:
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise DatabaseError(
        "Postgres refuses to run as root, and this machine has no other user for it",
        where=f"looked for {', '.join(UNPRIVILEGED)}",
        next="Run as an ordinary user, or give a database with --database URL.",
    )


def _candidates(data: Path) -> Iterator[pwd.struct_passwd]:
    """Who may run it, best first: the data's owner, who called sudo, the usual service users."""
    with suppress(FileNotFoundError, NotADirectoryError, KeyError):
        yield pwd.getpwuid(data.stat().st_uid)
    with suppress(ValueError, KeyError):
        yield pwd.getpwuid(int(os.environ.get("SUDO_UID", "")))
    for name in UNPRIVILEGED:
        with suppress(KeyError):
            yield pwd.getpwnam(name)


def _current() -> Account:
    uid = os.geteuid()
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise DatabaseError(
            f"Postgres does not run for a user without a name, and user {uid} has none",
            where="/etc/passwd",
            next="Run as a user with a name, or give a database with --database URL.",
        ) from None
    return Account(entry.pw_name, uid, entry.pw_gid)
