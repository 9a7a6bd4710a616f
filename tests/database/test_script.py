import re

import pytest

from wirebase.database import EmbeddedPostgres, apply, apply_to, connected
from wirebase.database.script import BATCH
from wirebase.errors import DatabaseError


async def tables(url: str) -> list[str]:
    async with connected(url) as connection:
        rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return sorted(row["tablename"] for row in rows)


async def refused(url: str, sql: str) -> DatabaseError:
    with pytest.raises(DatabaseError) as caught:
        await apply(url, sql, source="schema.sql")
    return caught.value


async def test_a_file_of_many_statements_is_applied(database_url: str) -> None:
    await apply(database_url, "CREATE TABLE a ();\n-- and\nCREATE TABLE b ();\n\n-- the end\n")
    assert await tables(database_url) == ["a", "b"]


async def test_a_file_without_statements_changes_nothing(database_url: str) -> None:
    await apply(database_url, "-- nothing; at all\n;\n /* ; */ ")
    assert await tables(database_url) == []


@pytest.mark.parametrize(
    ("sql", "line", "said"),
    [
        ("CREATE TABLE a ();\n\nCREATE TABEL b ();", 3, 'syntax error at or near "TABEL"'),
        ("SELECT 1;\nSELECT\n  missing\n;", 3, 'column "missing" does not exist'),
        ("CREATE TABLE a (x int NOT NULL);\n-- ;\n\nINSERT INTO a\nVALUES (NULL);", 4, "not-null"),
        (("CREATE TABLE a (x int UNIQUE);\nINSERT INTO a VALUES (1);\n"
         "INSERT INTO a VALUES (1);\nSELECT 1;"), 3, "Key (x)=(1) already exists"),
        ("SELECT 'é☃𝄞';\nSELECT 'é☃𝄞', 1 / 0;", 2, "division by zero"),
        ("SELECT 1;\nDO $$\nBEGIN\n  RAISE 'no';\nEND $$;", 2, "refused: no"),
        ("SELECT 1;\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\n  SELECT nix\n$$;",
         3, '"nix"'),
        ("SELECT 1;\nSELECT 'never closed;\n", 2, "unterminated"),
    ],
)  # fmt: skip
async def test_an_error_names_the_line_of_the_file(
    database_url: str, sql: str, line: int, said: str
) -> None:
    error = await refused(database_url, sql)
    assert re.match(rf"schema\.sql, line {line}\b", error.where)
    assert said in error.what
    assert error.next
    assert await tables(database_url) == []


async def test_an_error_far_down_a_long_file_names_its_line_and_undoes_all(
    database_url: str,
) -> None:
    row = f"INSERT INTO a VALUES ('{'x' * 1000}');\n"
    before = "CREATE TABLE a (x text NOT NULL);\n" + row * (2 * BATCH // len(row))
    error = await refused(database_url, f"{before}INSERT INTO a VALUES (NULL);\n{row * 100}")
    assert error.where == f"schema.sql, line {before.count(chr(10)) + 1}"
    assert await tables(database_url) == []


@pytest.mark.parametrize("word", ["BEGIN", "commit", "START  TRANSACTION", "ROLLBACK"])
async def test_a_file_may_not_end_the_transaction_it_is_applied_in(
    database_url: str, word: str
) -> None:
    error = await refused(database_url, f"CREATE TABLE a ();\n{word};\nCREATE TABLE b ();")
    assert error.where == "schema.sql, line 2"
    assert await tables(database_url) == []


async def test_what_fails_only_at_the_commit_is_told_too(database_url: str) -> None:
    key = "CREATE TABLE a (x int PRIMARY KEY, y int REFERENCES a DEFERRABLE INITIALLY DEFERRED);"
    error = await refused(database_url, f"{key}\nINSERT INTO a VALUES (1, 2);")
    assert "violates foreign key" in error.what
    assert error.where.startswith("schema.sql on 127.0.0.1")


async def test_an_error_within_a_transaction_leaves_what_was_before(database_url: str) -> None:
    async with connected(database_url) as connection, connection.transaction():
        await connection.execute("CREATE TABLE before ()")
        with pytest.raises(DatabaseError):
            await apply_to(connection, "CREATE TABLE a (); SELECT nix")
    assert await tables(database_url) == ["before"]


async def test_no_error_shows_the_password(postgres: EmbeddedPostgres, database_url: str) -> None:
    error = await refused(database_url, "SELECT nix")
    password = postgres.url().split(":")[2].split("@")[0]
    assert password not in str(error)
