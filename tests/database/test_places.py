import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from wirebase.database import EmbeddedPostgres, apply, connected, places, scratch
from wirebase.database.account import Account, account_for
from wirebase.database.places import POINTER, find_place, shared_folder
from wirebase.errors import DatabaseError

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs Postgres as another user")


@pytest.fixture
def closed(memory: Path | None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home closed to all others, and a folder of the machine beside it for what is displaced."""
    home = Path(tempfile.mkdtemp(prefix="wirebase-closed-", dir=memory))
    machine = Path(tempfile.mkdtemp(prefix="wirebase-machine-", dir=memory))
    monkeypatch.setattr(places, "_machine_folders", lambda kind: [machine / kind])
    machine.chmod(0o711)
    yield home
    shutil.rmtree(home)
    shutil.rmtree(machine)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


async def tables(server: EmbeddedPostgres) -> list[str]:
    async with connected(server.url()) as connection:
        rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return [row["tablename"] for row in rows]


def test_a_folder_that_can_be_reached_holds_its_database_itself(folder: Path) -> None:
    place, account = find_place(folder)
    assert place == folder
    assert account.uid != 0
    assert not (folder / POINTER).exists()


def test_data_is_not_moved_for_a_folder_that_cannot_be_written_now(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EmbeddedPostgres(folder):
        pass
    monkeypatch.setattr(Account, "can_own", lambda account, place: False)
    assert find_place(folder)[0] == folder


def test_a_full_disk_is_told_and_not_taken_for_a_closed_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "TemporaryDirectory", full)
    with pytest.raises(DatabaseError, match="The disk is full") as caught:
        EmbeddedPostgres(folder).start()
    assert caught.value.where == str(folder)


@as_root
async def test_a_folder_that_cannot_be_reached_names_where_its_database_is(closed: Path) -> None:
    folder = closed / "project" / "postgres"
    with EmbeddedPostgres(folder) as server:
        await apply(server.url(), "CREATE TABLE a ()")
        assert server.data.parent == Path((folder / POINTER).read_text().strip())
        assert closed not in server.data.parents
        assert mode(closed) == 0o700
    with EmbeddedPostgres(folder) as server:
        assert await tables(server) == ["a"]


@as_root
def test_a_scratch_server_out_of_reach_leaves_nothing_behind_either(closed: Path) -> None:
    with scratch(within=closed) as server:
        place = server.data.parent
        assert closed not in place.parents
    assert not place.exists()
    assert list(closed.iterdir()) == []


@as_root
async def test_a_moved_folder_keeps_its_displaced_database_and_a_copy_gets_its_own(
    closed: Path,
) -> None:
    first, moved, copy = (closed / name for name in ("first", "moved", "copy"))
    with EmbeddedPostgres(first / "postgres") as server:
        await apply(server.url(), "CREATE TABLE a ()")
    first.rename(moved)
    with EmbeddedPostgres(moved / "postgres") as server:
        assert await tables(server) == ["a"]
        shutil.copytree(moved, copy)
        with EmbeddedPostgres(copy / "postgres") as second:
            assert second.pid != server.pid
            assert await tables(second) == []
    with EmbeddedPostgres(copy / "postgres") as second:
        assert await tables(second) == []


@as_root
async def test_a_database_moved_out_of_reach_is_taken_along(closed: Path, folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        await apply(server.url(), "CREATE TABLE a ()")
    shutil.move(folder, closed / "postgres")
    with EmbeddedPostgres(closed / "postgres") as server:
        assert await tables(server) == ["a"]


@as_root
async def test_files_copied_by_root_are_given_to_who_runs_them(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        await apply(server.url(), "CREATE TABLE a ()")
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    assert (copy / "data").stat().st_uid == 0
    with EmbeddedPostgres(copy) as server:
        assert await tables(server) == ["a"]


@as_root
@pytest.mark.parametrize("lay", ["a link", "somebody else's"])
def test_a_folder_laid_by_another_user_is_not_trusted(
    closed: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, lay: str
) -> None:
    trap, safe = folder.with_name("trap"), folder.with_name("safe")
    if lay == "a link":
        trap.symlink_to(closed)
    else:
        trap.mkdir()
        os.chown(trap, 65534, 65534)
    monkeypatch.setattr(places, "_machine_folders", lambda kind: [trap, safe])
    assert shared_folder("cache", account_for(folder)) == safe
    monkeypatch.setattr(places, "_machine_folders", lambda kind: [trap])
    with pytest.raises(DatabaseError, match="There is no folder"):
        shared_folder("cache", account_for(folder))
