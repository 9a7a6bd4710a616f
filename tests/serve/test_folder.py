"""A generated folder, served with the Postgres that is kept in it or another."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.serve.conftest import Client, Reply
from wirebase.database import apply
from wirebase.errors import BlueprintError, DatabaseError, ServeError
from wirebase.events import Event
from wirebase.serve import State, serving_folder


async def ask(state: State, path: str) -> Reply:
    return await asyncio.to_thread(Client(state.url).get, path)


async def titles(state: State) -> list[str]:
    return [book["title"] for book in (await ask(state, "/api/books")).json()]


def postgres_of(folder: Path) -> Iterator[psutil.Process]:
    """The first process of the folder's Postgres."""
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or []
        if "postgres" in "".join(command[:1]) and any(str(folder) in part for part in command):
            yield process


async def test_what_was_changed_is_there_at_the_next_start_unless_it_is_to_be_fresh(
    folder: Path,
) -> None:
    async with serving_folder(folder) as state:
        await asyncio.to_thread(Client(state.url).post, "/api/books", {"title": "Faust"})
        assert await titles(state) == ["Dune", "Emma", "Ilias", "Faust"]
    async with serving_folder(folder) as state:
        assert await titles(state) == ["Dune", "Emma", "Ilias", "Faust"]
    async with serving_folder(folder, fresh=True) as state:
        assert await titles(state) == ["Dune", "Emma", "Ilias"]


async def test_a_running_server_says_where_it_is_to_its_owner_alone(folder: Path) -> None:
    path = folder / ".wirebase/serve.json"
    async with serving_folder(folder) as state:
        told = json.loads(path.read_text())
        assert told == {"url": state.url, "database_url": state.database_url, "pid": os.getpid()}
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        await apply(told["database_url"], "insert into books (title) values ('Faust')")
        assert "Faust" in await titles(state)
    assert not path.exists()
    assert list(postgres_of(folder)) == []


async def test_a_folder_is_served_by_one_at_a_time(folder: Path) -> None:
    async with serving_folder(folder) as state:
        with pytest.raises(ServeError, match="served already") as refused:
            async with serving_folder(folder):
                pass
        assert state.url in str(refused.value)
        assert (await ask(state, "/api/books")).status == 200


async def test_another_database_may_be_used(folder: Path, database_url: str) -> None:
    async with serving_folder(folder, database=database_url) as state:
        assert state.database_url == database_url
        assert await titles(state) == ["Dune", "Emma", "Ilias"]
    assert not (folder / ".wirebase/postgres").exists()
    assert (folder / ".wirebase/.gitignore").read_text() == "*\n"


async def test_a_database_of_other_migrations_is_not_served(
    folder: Path, database_url: str
) -> None:
    async with serving_folder(folder, database=database_url):
        pass
    other = folder / "supabase/migrations/00000102000000_other.sql"
    other.write_text("create table other (id int);")
    with pytest.raises(DatabaseError, match="--fresh"):
        async with serving_folder(folder, database=database_url):
            pass
    assert State.read(folder) is None


async def test_a_folder_without_a_blueprint_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(BlueprintError):
        async with serving_folder(tmp_path):
            pass
    assert not (tmp_path / ".wirebase").exists()


async def test_a_port_that_is_taken_is_refused(folder: Path, database_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=str(port)):
            async with serving_folder(folder, database=database_url, port=port):
                pass


async def test_two_servers_never_share_a_port(folder: Path, database_url: str) -> None:
    async with serving_folder(folder, database=database_url) as state:
        port = int(state.url.rsplit(":", 1)[1])
        with pytest.raises(ServeError, match=str(port)):
            async with serving_folder(folder, database=database_url, port=port):
                pass
        (folder / ".wirebase/serve.lock").unlink()
        with pytest.raises(ServeError, match="cannot be used"):
            async with serving_folder(folder, database=database_url, port=port):
                pass


async def test_who_listens_for_everyone_is_warned(folder: Path, database_url: str) -> None:
    events: list[Event] = []
    async with serving_folder(
        folder, host="0.0.0.0", database=database_url, emit=events.append
    ) as state:
        assert state.url.startswith("http://127.0.0.1:")
        assert (await ask(state, "/api/books")).status == 200
    assert [event.text for event in events if event.what == "warning"] == [
        "Everyone who reaches 0.0.0.0 can read and change the data"
    ]


async def test_a_database_that_dies_is_started_again(folder: Path) -> None:
    async with serving_folder(folder) as state:
        (postmaster, *_) = postgres_of(folder)
        for process in (postmaster, *postmaster.children(recursive=True)):
            process.send_signal(signal.SIGKILL)
        away = await ask(state, "/api/books")
        assert (away.status, away.header("retry-after")) == (503, "1")
        for _ in range(600):
            answer = await ask(state, "/api/books")
            if answer.status != 503:
                break
            await asyncio.sleep(0.1)
        assert [book["title"] for book in answer.json()] == ["Dune", "Emma", "Ilias"]
    assert list(postgres_of(folder)) == []
