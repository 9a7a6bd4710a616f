"""Uses a server until told to stop: a process of its own for the tests of sharing one.

Arguments: the folder, and an ordinary user to become, or nothing.
"""

import os
import pwd
import sys
from pathlib import Path

from wirebase.database import EmbeddedPostgres, scratch
from wirebase.database.account import account_for
from wirebase.database.binaries import OVERRIDE, find_binaries
from wirebase.errors import DatabaseError

ANY_PYTHON = "/usr/bin/python3"
"""One that every user can run; this one may stand in root's home."""


def become(name: str) -> None:
    """Stops being root for good, with all modules read that could not be read any more."""
    with scratch() as server:
        server.create_database("warm")
    os.environ[OVERRIDE] = str(find_binaries(account_for(Path("/nowhere"))).folder)
    user = pwd.getpwnam(name)
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    sys.executable = ANY_PYTHON


def main(folder: str, user: str = "") -> None:
    if user:
        become(user)
    try:
        with EmbeddedPostgres(Path(folder)) as server:
            print(server.pid, server.url(), flush=True)
            sys.stdin.readline()
    except DatabaseError as error:
        print("refused", *str(error).splitlines(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
