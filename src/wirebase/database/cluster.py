"""The data folder of an embedded Postgres: made once, copied from a template after that."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from wirebase.database.account import Account
from wirebase.database.binaries import Binaries
from wirebase.database.lease import alone
from wirebase.database.places import shared_folder, write_whole
from wirebase.database.roles import CREATE_ROLES
from wirebase.errors import DatabaseError

INITDB = (
    "--username=postgres",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
    "--no-instructions",
)
UNICODE_CASE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
"""Sorts by code point as C does, and knows upper and lower case beyond ASCII."""


def ensure_cluster(place: Path, binaries: Binaries, account: Account) -> None:
    """Makes `place` hold a data folder of these programs' version, and the password for it."""
    data = place / "data"
    if data.exists():
        _check_version(data, binaries)
        _take_over(data, account)
    else:
        _create(place, binaries, account)


def _create(place: Path, binaries: Binaries, account: Account) -> None:
    template = _template(binaries, account)
    password = secrets.token_urlsafe(24)
    for abandoned in place.glob(".new-*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=place) as name:
        staging = Path(name)
        _open_for(staging, account)
        _copy(template, staging / "data")
        _say(staging / "data", [f"ALTER ROLE postgres PASSWORD '{password}'"], binaries, account)
        write_whole(place / "password", f"{password}\n")
        (staging / "data").rename(place / "data")


def _template(binaries: Binaries, account: Account) -> Path:
    """A fresh data folder to copy, kept for each version, recipe and account."""
    recipe = "\n".join((*_recipe(binaries), *CREATE_ROLES))
    digest = hashlib.sha256(recipe.encode()).hexdigest()[:8]
    home = shared_folder("cache", account)
    kept = home / f"template-{binaries.version}-{digest}-{account.uid}"
    with alone(home / f"{kept.name}.lock"):
        if not kept.is_dir():
            _initialise(kept, binaries, account)
    return kept


def _initialise(kept: Path, binaries: Binaries, account: Account) -> None:
    with tempfile.TemporaryDirectory(prefix=".template-", dir=kept.parent) as name:
        staging = Path(name)
        _open_for(staging, account)
        password = staging / "password"
        write_whole(password, f"{secrets.token_urlsafe(24)}\n")
        data = staging / "data"
        data.mkdir()
        for path in (password, data):
            account.give(path)
        files = (f"--pgdata={data}", f"--pwfile={password}")
        outcome = account.run((binaries.folder / "initdb", *_recipe(binaries), *files))
        if outcome.returncode != 0:
            raise _refused(outcome.stderr, data)
        _say(data, CREATE_ROLES, binaries, account)
        data.rename(kept)


def _recipe(binaries: Binaries) -> tuple[str, ...]:
    return INITDB + (UNICODE_CASE if binaries.major >= 17 else ())


def _say(data: Path, statements: Sequence[str], binaries: Binaries, account: Account) -> None:
    """Runs statements of one line each on a data folder that no server runs on."""
    settings = ("-c", "fsync=off", "-c", "log_min_error_statement=panic")
    outcome = account.run(
        (binaries.folder / "postgres", "--single", "-D", data, *settings, "postgres"),
        stdin="".join(f"{statement}\n" for statement in statements),
    )
    if outcome.returncode != 0 or "ERROR:" in outcome.stderr:
        raise _refused(outcome.stderr, data)


def _copy(template: Path, data: Path) -> None:
    shutil.copytree(template, data)
    owner = template.stat()
    if owner.st_uid != os.geteuid():
        _give_tree(data, owner.st_uid, owner.st_gid)


def _check_version(data: Path, binaries: Binaries) -> None:
    try:
        made_by = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    except OSError as error:
        raise DatabaseError(
            f"The database folder cannot be read: {error.strerror}",
            where=str(data),
            next="Run as the user who made it, or remove the folder to begin a new database.",
        ) from error
    if made_by != str(binaries.major):
        raise DatabaseError(
            f"The database was made by Postgres {made_by}, and this is Postgres {binaries.version}",
            where=str(data),
            next="Remove the folder to begin a new database, or use programs of that version.",
        )


def _take_over(data: Path, account: Account) -> None:
    """Gives data that root copied to the account."""
    if account.borrowed and data.stat().st_uid != account.uid:
        _give_tree(data, account.uid, account.gid)


def _give_tree(root: Path, uid: int, gid: int) -> None:
    os.chown(root, uid, gid)
    for path in root.rglob("*"):
        os.chown(path, uid, gid, follow_symlinks=False)


def _open_for(folder: Path, account: Account) -> None:
    """Lets a borrowed account walk through a folder of ours."""
    folder.chmod(0o711 if account.borrowed else 0o700)


def _refused(stderr: str, data: Path) -> DatabaseError:
    said = [line for line in stderr.splitlines() if line.strip()] or ["no reason was given"]
    told = [line for line in said if "rror:" in line or "FATAL:" in line or "ERROR:" in line]
    return DatabaseError(
        f"A new database could not be made: {(told or said)[0].strip()}",
        where=str(data.parent),
        next="Free space on that disk and check its permissions, or give --database URL.",
    )
