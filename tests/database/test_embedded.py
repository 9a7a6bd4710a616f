import os
import pwd
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psutil
import pytest

from wirebase.database import REFUSALS, EmbeddedPostgres, apply, connected, scratch
from wirebase.database.account import Identity
from wirebase.database.binaries import OVERRIDE
from wirebase.errors import DatabaseError

ANY_PYTHON = "/usr/bin/python3"
OTHER = Path(__file__).with_name("other_process.py")


def wait_for(condition: Callable[[], bool], patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


class Other:
    """Another process that uses the server of a folder."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, OTHER, folder, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def started(self) -> tuple[int, str]:
        """The server's process number and address."""
        said = self._pipe(self.process.stdout).readline()
        assert not said.startswith("refused"), said
        pid, url = said.split()
        return int(pid), url

    def refused(self) -> str:
        """Why it could not use the server."""
        return self._pipe(self.process.stdout).readline()

    def leave(self) -> None:
        self._pipe(self.process.stdin).write("\n")
        self._close()

    def kill(self) -> None:
        self.process.kill()
        self._close()

    def _close(self) -> None:
        self.process.communicate(timeout=90)

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


@contextmanager
def other(folder: Path, *arguments: str) -> Iterator[Other]:
    process = Other(folder, *arguments)
    try:
        yield process
    finally:
        if process.process.poll() is None:
            process.kill()


async def count(url: str) -> int:
    async with connected(url) as connection:
        return int(await connection.fetchval("SELECT count(*) FROM a"))


async def test_what_was_committed_is_there_at_the_next_start(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        await apply(server.url(), "CREATE TABLE a AS SELECT generate_series(1, 3)")
        pid, url = server.pid, server.url()
    assert gone(pid)
    async with EmbeddedPostgres(folder) as server:
        assert server.url() == url
        assert await count(server.url()) == 3


async def test_a_killed_server_loses_nothing_that_it_acknowledged(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        await apply(server.url(), "CREATE TABLE a (x int)")
        async with connected(server.url()) as connection:
            for start in range(0, 4000, 100):
                await connection.execute(
                    "INSERT INTO a SELECT generate_series($1::int, $1 + 99)", start
                )
            killed = server.pid
            os.kill(killed, signal.SIGKILL)
            with pytest.raises(REFUSALS):
                await connection.fetchval("SELECT pg_sleep(10)")
        server.start()
        assert server.pid != killed
        assert await count(server.url()) == 4000


async def test_a_start_after_the_crash_of_one_connection_returns_with_the_server_ready(
    folder: Path,
) -> None:
    with EmbeddedPostgres(folder) as server:
        await apply(server.url(), "CREATE TABLE a AS SELECT generate_series(1, 1000)")
        async with connected(server.url()) as connection:
            os.kill(await connection.fetchval("SELECT pg_backend_pid()"), signal.SIGKILL)
            with pytest.raises(REFUSALS):
                await connection.fetchval("SELECT pg_sleep(10)")
        pid = server.pid
        assert server.start().pid == pid
        assert await count(server.url()) == 1000


def as_owner(owner: os.stat_result) -> Identity:
    """How to run a process as the user of a server: Postgres overlooks those of other users."""
    return {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}


def test_the_pid_file_of_a_zombie_does_not_keep_the_server_from_starting(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        pid_file = server.data / "postmaster.pid"
        stale = pid_file.read_text()
        owner = pid_file.stat()
    dead = subprocess.Popen(["true"], cwd="/", **as_owner(owner))
    wait_for(lambda: gone(dead.pid))
    pid_file.write_text(re.sub(r"^\d+", str(dead.pid), stale))
    os.chown(pid_file, owner.st_uid, owner.st_gid)
    pid_file.chmod(0o600)
    with EmbeddedPostgres(folder) as server:
        assert server.pid != dead.pid
    dead.wait()


def test_the_pid_file_of_an_unrelated_process_does_not_either(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        pid_file = server.data / "postmaster.pid"
        stale = pid_file.read_text()
        owner = pid_file.stat()
    unrelated = subprocess.Popen(["sleep", "600"], cwd="/", **as_owner(owner))
    try:
        pid_file.write_text(re.sub(r"^\d+", str(unrelated.pid), stale))
        os.chown(pid_file, owner.st_uid, owner.st_gid)
        with EmbeddedPostgres(folder) as server:
            assert server.pid != unrelated.pid
        assert unrelated.poll() is None
    finally:
        unrelated.kill()
        unrelated.wait()


async def test_a_second_process_shares_the_server_and_the_last_one_stops_it(folder: Path) -> None:
    with other(folder) as second:
        with EmbeddedPostgres(folder) as server:
            pid = server.pid
            assert second.started() == (pid, server.url())
        assert not gone(pid)
        second.leave()
        assert gone(pid)


async def test_the_server_outlives_the_process_that_started_it(folder: Path) -> None:
    with other(folder) as first:
        pid, url = first.started()
        with EmbeddedPostgres(folder) as server:
            first.leave()
            assert (server.pid, server.url()) == (pid, url)
            await apply(server.url(), "CREATE TABLE a ()")
        assert gone(pid)


def test_many_processes_may_start_a_new_folder_at_once(folder: Path) -> None:
    with other(folder) as one, other(folder) as two, other(folder) as three:
        assert one.started() == two.started() == three.started()


def test_a_killed_process_leaves_no_server_behind(folder: Path) -> None:
    with other(folder) as process:
        pid, _ = process.started()
        process.kill()
    wait_for(lambda: gone(pid))


def test_the_server_is_found_again_when_its_supervisor_was_killed(folder: Path) -> None:
    server = EmbeddedPostgres(folder).start()
    pid = server.pid
    supervisor = psutil.Process(pid).parent()
    assert supervisor is not None
    supervisor.kill()
    with EmbeddedPostgres(folder) as again:
        assert again.pid == pid
        server.stop()
        assert not gone(pid)
    assert gone(pid)


def test_starting_and_stopping_twice_is_starting_and_stopping_once(folder: Path) -> None:
    server = EmbeddedPostgres(folder).start()
    assert server.start().pid == server.pid
    server.stop()
    server.stop()
    with pytest.raises(DatabaseError, match="not started"):
        server.url()


def test_the_port_is_kept_while_it_is_free_and_changed_when_it_is_not(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        port = server.port
    with EmbeddedPostgres(folder) as server:
        assert server.port == port
    with socket.create_server(("127.0.0.1", port)), EmbeddedPostgres(folder) as server:
        assert server.port != port


def test_the_server_listens_on_loopback_alone_and_wants_the_password(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        listening = psutil.Process(server.pid).net_connections(kind="all")
        assert {connection.laddr for connection in listening if connection.status == "LISTEN"} == {
            ("127.0.0.1", server.port)
        }
        hba = (server.data / "pg_hba.conf").read_text()
        ways = {line.split()[-1] for line in hba.splitlines() if line[:1] not in ("#", "")}
        assert ways == {"scram-sha-256"}
        assert (server.data.parent / "password").stat().st_mode & 0o777 == 0o600
        assert server.data.stat().st_mode & 0o777 == 0o700


def test_two_folders_have_two_passwords(folder: Path) -> None:
    with EmbeddedPostgres(folder) as one, scratch() as two:
        assert one.url().split("@")[0] != two.url().split("@")[0]


async def test_the_server_is_set_up_for_durable_unicode_data(folder: Path) -> None:
    wanted = {
        "fsync": "on",
        "synchronous_commit": "on",
        "wal_level": "logical",
        "max_connections": "200",
        "server_encoding": "UTF8",
        "unix_socket_directories": "",
        "log_timezone": "UTC",
    }
    async with EmbeddedPostgres(folder) as server, connected(server.url()) as connection:
        rows = await connection.fetch(
            "SELECT name, setting FROM pg_settings WHERE name = ANY($1)", [*wanted]
        )
        assert {row["name"]: row["setting"] for row in rows} == wanted
        assert await connection.fetchval("SELECT upper('é') || lower('ÀЖ')") == "Éàж"
        letters = await connection.fetchval(
            "SELECT string_agg(x, '' ORDER BY x) FROM unnest('{b,a,B,é,_}'::text[]) x"
        )
        assert letters == "B_abé"


async def test_no_row_of_a_failing_statement_reaches_the_log(folder: Path) -> None:
    async with EmbeddedPostgres(folder) as server:
        with pytest.raises(DatabaseError):
            await apply(
                server.url(), "CREATE TABLE a (x int UNIQUE); INSERT INTO a VALUES (4711), (4711)"
            )
        assert "4711" not in (server.data.parent / "log").read_text()


async def test_a_scratch_server_leaves_nothing_behind() -> None:
    with scratch() as server:
        place, pid = server.folder, server.pid
        await apply(server.create_database('sc"ratch ü'), "CREATE TABLE a ()")
    assert gone(pid)
    assert not place.exists()


SCRATCH = """
import sys
from pathlib import Path
from wirebase.database import scratch
with scratch(within=Path(sys.argv[1])) as server:
    print(server.pid, server.data.parent, server.folder, sep="\\n", flush=True)
    sys.stdin.readline()
"""


def test_a_killed_process_leaves_no_scratch_server_behind(folder: Path) -> None:
    folder.mkdir(mode=0o711)
    command = [sys.executable, "-c", SCRATCH, str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        pid, place, asked = (process.stdout.readline().strip() for _ in range(3))
        assert Path(place).is_dir()
        process.kill()
    wait_for(lambda: gone(int(pid)) and not Path(place).exists())
    # Only the name that was asked for may be left, where the data had to stand elsewhere.
    assert place == asked or not any(p.is_dir() for p in Path(asked).iterdir())


async def test_a_database_made_from_a_template_holds_what_it_holds(
    postgres: EmbeddedPostgres,
) -> None:
    await apply(postgres.create_database("one"), "CREATE TABLE a AS SELECT 1")
    copy = postgres.create_database("two", template="one")
    assert await count(copy) == 1
    with pytest.raises(DatabaseError, match='database "two" already exists'):
        postgres.create_database("two")
    async with connected(copy):
        postgres.drop_database("two")
    postgres.drop_database("two")
    postgres.drop_database("one")


def test_a_broken_data_folder_is_told_with_the_log_to_read(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        control = server.data / "global" / "pg_control"
    control.unlink()
    with pytest.raises(DatabaseError, match=r"did not start: .* could not open file") as caught:
        EmbeddedPostgres(folder).start()
    assert Path(caught.value.where).read_text()


def test_a_folder_that_cannot_be_made_is_told(folder: Path) -> None:
    folder.write_text("a file")
    with pytest.raises(DatabaseError, match="cannot be made") as caught:
        EmbeddedPostgres(folder / "below").start()
    assert caught.value.where == str(folder / "below")


def test_a_folder_without_programs_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OVERRIDE, "/nowhere/bin")
    with pytest.raises(DatabaseError, match="no program postgres") as caught:
        EmbeddedPostgres(folder).start()
    assert OVERRIDE in caught.value.next


@pytest.mark.skipif(
    os.geteuid() != 0 or not Path(ANY_PYTHON).exists(), reason="only root becomes another user"
)
def test_an_ordinary_user_runs_the_server_as_itself(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = pwd.getpwnam("nobody")
    os.chown(folder.parent, user.pw_uid, user.pw_gid)
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder.parent / "cache"))
    with other(folder, "nobody") as process:
        pid, _ = process.started()
        assert psutil.Process(pid).username() == "nobody"
        assert {folder.stat().st_uid, (folder / "data").stat().st_uid} == {user.pw_uid}
        with EmbeddedPostgres(folder) as server:
            assert server.pid == pid
        process.leave()
        assert gone(pid)


@pytest.mark.skipif(
    os.geteuid() != 0 or not Path(ANY_PYTHON).exists(), reason="only root becomes another user"
)
def test_an_ordinary_user_is_told_that_root_made_the_database(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder.parent / "cache"))
    with EmbeddedPostgres(folder):
        pass
    with other(folder, "nobody") as process:
        assert "belongs to another user" in process.refused()


def other_binaries() -> list[Path]:
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@pytest.mark.skipif(not other_binaries(), reason="this machine has no other Postgres")
async def test_another_postgres_serves_when_it_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EmbeddedPostgres(folder / "bundled"):
        pass
    other_version = other_binaries()[0]
    monkeypatch.setenv(OVERRIDE, str(other_version))
    async with EmbeddedPostgres(folder / "named") as server:
        async with connected(server.url()) as connection:
            major = connection.get_server_version().major
        assert str(major) == other_version.parent.name
    with pytest.raises(DatabaseError, match="was made by Postgres 18"):
        EmbeddedPostgres(folder / "bundled").start()
