import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wirebase.database import cluster
from wirebase.database.account import Account, account_for
from wirebase.database.binaries import Binaries, find_binaries
from wirebase.database.cluster import ensure_cluster
from wirebase.database.places import find_place
from wirebase.errors import DatabaseError


@pytest.fixture
def account(folder: Path) -> Account:
    return account_for(folder)


@pytest.fixture
def binaries(account: Account) -> Binaries:
    return find_binaries(account)


@pytest.fixture
def cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test's own."""
    home = folder.with_name("cache")
    home.mkdir()
    home.chmod(0o711)
    monkeypatch.setattr(cluster, "shared_folder", lambda kind, account: home)
    return home


def test_processes_that_need_a_template_at_once_make_one(
    folder: Path, cache: Path, binaries: Binaries, account: Account
) -> None:
    homes = [find_place(folder / str(number))[0] for number in range(3)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda home: ensure_cluster(home, binaries, account), homes))
    made = sorted(path.suffix for path in cache.iterdir())
    assert len(made) == 2
    assert ".lock" in made
    for home in homes:
        assert sorted(path.name for path in home.iterdir()) == ["data", "password"]


def test_what_a_killed_process_left_half_made_is_cleared_away(
    folder: Path, binaries: Binaries, account: Account
) -> None:
    place, _ = find_place(folder)
    (place / ".new-half" / "data").mkdir(parents=True)
    ensure_cluster(place, binaries, account)
    assert sorted(path.name for path in place.iterdir()) == ["data", "password"]


def test_a_failing_initdb_says_why_and_leaves_nothing(
    folder: Path, cache: Path, binaries: Binaries, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "INITDB", (*cluster.INITDB, "--lc-time=xx_XX"))
    place, _ = find_place(folder)
    with pytest.raises(DatabaseError, match=r"could not be made: initdb: error: .*xx_XX"):
        ensure_cluster(place, binaries, account)
    assert list(place.iterdir()) == []
    assert [path.suffix for path in cache.iterdir()] == [".lock"]


def test_a_password_is_not_shown_when_it_cannot_be_set(
    folder: Path, binaries: Binaries, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster.secrets, "token_urlsafe", lambda size: "it's secret")
    place, _ = find_place(folder)
    with pytest.raises(DatabaseError) as caught:
        ensure_cluster(place, binaries, account)
    assert "secret" not in str(caught.value)


def test_data_without_its_mark_is_told(folder: Path, binaries: Binaries, account: Account) -> None:
    place, _ = find_place(folder)
    ensure_cluster(place, binaries, account)
    (place / "data" / "PG_VERSION").unlink()
    with pytest.raises(DatabaseError, match="cannot be read"):
        ensure_cluster(place, binaries, account)
    shutil.rmtree(place / "data")
