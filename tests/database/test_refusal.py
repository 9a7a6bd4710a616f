import errno
import os
import shutil

import asyncpg
import pytest

from wirebase.database import EmbeddedPostgres, address, apply, connected, refusal
from wirebase.errors import DatabaseError


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:secret@db.example.org:5433/shop?sslmode=require",
         "db.example.org:5433/shop"),
        ("postgres://me@localhost/shop", "localhost/shop"),
        ("postgresql:///shop", "localhost/shop"),
        ("postgresql://me:secret@host:none/shop", "the database URL"),
        ("postgresql://me:secret@one:1,two:2/shop", "the database URL"),
    ],
)  # fmt: skip
def test_an_address_shows_neither_user_nor_password(url: str, shown: str) -> None:
    assert address(url) == shown


@pytest.mark.parametrize(
    ("error", "what", "then"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "disk is full", "Free space"),
        (shutil.Error([("a", "b", "[Errno 28] No space left on device")]), "disk is full", "Free"),
        (PermissionError(errno.EACCES, "denied", "/x"), "No permission for /x", "Choose a folder"),
        (asyncpg.DiskFullError("no room"), "no room", "Free space"),
        (asyncpg.TooManyConnectionsError("sorry"), "sorry", "Close other connections"),
        (asyncpg.InsufficientPrivilegeError("not you"), "not you", "Grant this right"),
        (asyncpg.CannotConnectNowError("starting up"), "starting up", "Wait until"),
        (asyncpg.DuplicateTableError("is there"), "is there", "empty database"),
        (asyncpg.InternalClientError("cannot switch to state 12"), "broke off", "still running"),
        (asyncpg.RaiseError("own rule"), "own rule", "Correct what it names"),
    ],
)
def test_an_error_says_what_to_do(error: Exception, what: str, then: str) -> None:
    told = refusal(error, where="here")
    assert what in told.what
    assert told.where == "here"
    assert then in told.next


def test_a_hint_of_postgres_itself_comes_first() -> None:
    error = asyncpg.UndefinedFunctionError("no such function")
    error.hint = "Add a cast."
    assert refusal(error).next == "Add a cast."


def test_an_error_that_is_told_already_is_passed_on() -> None:
    told = DatabaseError("it is so", where="there")
    assert refusal(told, where="elsewhere") is told


async def test_a_lost_connection_is_told_by_what_it_was_lost_to(
    postgres: EmbeddedPostgres, database_url: str
) -> None:
    end = "SELECT pg_terminate_backend(pg_backend_pid())"
    with pytest.raises(DatabaseError, match="terminating connection") as caught:
        await apply(database_url, f"SELECT 1; {end}")
    assert caught.value.where.startswith("SQL")
    async with connected(database_url) as connection:
        assert await connection.fetchval("SELECT 1") == 1
