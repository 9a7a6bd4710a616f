import os
import shutil
from pathlib import Path

import pytest

from wirebase.database import binaries
from wirebase.database.account import Account, account_for
from wirebase.database.binaries import OVERRIDE, Binaries, find_binaries
from wirebase.errors import DatabaseError


@pytest.fixture
def account(folder: Path) -> Account:
    return account_for(folder)


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_the_wheel_brings_the_pinned_version(account: Account) -> None:
    found = find_binaries(account)
    assert found.major == 18
    assert account.run([found.folder / "initdb", "--version"]).returncode == 0


@pytest.mark.parametrize(
    ("version", "major"), [("18.6", 18), ("17beta1", 17), ("15.18", 15), ("19devel", 19)]
)
def test_the_first_number_is_the_major_version(version: str, major: int) -> None:
    assert Binaries(Path(), version).major == major


def test_without_the_wheel_the_other_ways_are_told(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(OVERRIDE, raising=False)
    monkeypatch.setattr(binaries.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(DatabaseError, match="not installed") as caught:
        find_binaries(account)
    assert "--database" in caught.value.next


@pytest.mark.parametrize(
    ("text", "said"),
    [("echo missing library >&2; exit 127", "missing library"), ("", "no version")],
)
def test_programs_that_do_not_run_here_are_told(
    folder: Path, account: Account, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    monkeypatch.setenv(OVERRIDE, str(folder))
    for name in ("postgres", "initdb"):
        program(folder / name, text)
    with pytest.raises(DatabaseError, match=said) as caught:
        find_binaries(account)
    assert caught.value.where == str(folder)


def test_programs_of_another_kind_of_machine_are_told(
    folder: Path, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(OVERRIDE, str(folder))
    for name in ("postgres", "initdb"):
        program(folder / name, "")
        (folder / name).write_bytes(b"\x7fELF for something else")
    with pytest.raises(DatabaseError, match="cannot be run on this machine"):
        find_binaries(account)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs Postgres as another user")
def test_programs_out_of_the_accounts_reach_are_copied_once(
    folder: Path, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, cache = folder.with_name("closed"), folder.with_name("cache")
    for name in ("postgres", "initdb"):
        program(closed / "bin" / name, "echo 'postgres (PostgreSQL) 18.6'")
        (closed / "bin" / name).chmod(0o700)
    closed.chmod(0o700)
    cache.mkdir(mode=0o711)
    monkeypatch.setenv(OVERRIDE, str(closed / "bin"))
    monkeypatch.setattr(binaries, "shared_folder", lambda kind, account: cache)
    assert find_binaries(account) == find_binaries(account)
    assert find_binaries(account).folder.parent.parent == cache
    assert len(list(cache.iterdir())) == 1
    modes = {path.stat().st_mode & 0o777 for path in cache.rglob("*")}
    assert modes == {0o755}
    shutil.rmtree(closed)
