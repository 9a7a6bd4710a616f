import os
import pwd
from pathlib import Path

import pytest

from wirebase.database import account
from wirebase.database.account import Account, account_for, environment
from wirebase.errors import DatabaseError

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")


def test_the_account_is_never_root(folder: Path) -> None:
    assert account_for(folder / "data").uid != 0


@as_root
def test_root_runs_the_programs_as_the_account(folder: Path) -> None:
    chosen = account_for(folder / "data")
    assert chosen.run(["id", "-u"]).stdout == f"{chosen.uid}\n"
    assert chosen.run(["id", "-G"]).stdout == f"{chosen.gid}\n"


@as_root
def test_root_serves_data_as_its_owner_and_asks_who_called_sudo(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon = pwd.getpwnam("daemon")
    monkeypatch.setenv("SUDO_UID", str(daemon.pw_uid))
    assert account_for(folder / "data").name == "daemon"
    (folder / "data").mkdir(parents=True)
    os.chown(folder / "data", 65534, 65534)
    assert account_for(folder / "data").name == "nobody"


@as_root
def test_root_without_anybody_to_become_is_told_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "UNPRIVILEGED", ("nobody-by-this-name",))
    with pytest.raises(DatabaseError, match="no other user") as caught:
        account_for(folder / "data")
    assert "--database" in caught.value.next


def test_a_user_without_a_name_is_told_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 3_999_999)
    with pytest.raises(DatabaseError, match="user 3999999 has none"):
        account_for(folder / "data")


def test_settings_of_other_servers_are_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/elsewhere")
    monkeypatch.setenv("PGOPTIONS", "-c fsync=off")
    assert not [name for name in environment() if name.startswith("PG")]


def test_an_account_can_own_only_what_it_can_reach(folder: Path) -> None:
    chosen = account_for(folder / "data")
    folder.mkdir()
    assert chosen.can_own(folder)
    assert not chosen.can_own(folder / "missing")
    if chosen.borrowed:
        folder.chmod(0o700)
        assert not chosen.can_own(folder)


def test_an_account_of_this_process_changes_no_user() -> None:
    assert Account("me", os.geteuid(), os.getegid()).identity() == {}
