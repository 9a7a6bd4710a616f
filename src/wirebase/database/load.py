"""Puts a generated schema and its rows into a database, and knows later which it was."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from wirebase.database.connection import Connection, connected
from wirebase.database.embedded import EmbeddedPostgres
from wirebase.database.refusal import REFUSALS, address, refusal
from wirebase.database.roles import prepare_roles
from wirebase.database.script import apply_to
from wirebase.errors import DatabaseError

MIGRATIONS = Path("supabase/migrations")
SEED = Path("supabase/seed.sql")
START = Path("supabase/start.sql")

DEPLOYMENT = """
create schema if not exists wirebase;
create table wirebase.deployment (
  digest text not null,
  deployed_at timestamptz not null default now()
);
alter table wirebase.deployment enable row level security;
comment on table wirebase.deployment is 'Which migrations this database was made by';
"""
OCCUPIED = """
select exists (
  select from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and not exists (select from pg_depend as d where d.objid = c.oid and d.deptype = 'e')
) or exists (select from pg_namespace where nspname in ('api', 'wirebase'))
"""
LONGEST = 63
"""Bytes of a database's name."""


@dataclass(frozen=True)
class Artefacts:
    """The SQL that makes a database: migrations in order, and the rows."""

    migrations: tuple[tuple[str, str], ...]
    """File name and text."""
    rows: str = ""
    source: str = "seed.sql"

    @classmethod
    def read(cls, folder: Path, *, start: bool = False) -> Artefacts:
        """What a generated folder holds: the rows as the capture left them, or found them."""
        found = sorted((folder / MIGRATIONS).glob("*.sql"))
        if not found:
            raise DatabaseError(
                "There are no migrations here",
                where=str(folder / MIGRATIONS),
                next="Make them with `wirebase generate CAPTURE -o DIR`.",
            )
        rows = folder / (START if start else SEED)
        return cls(
            tuple((path.name, path.read_text("utf-8")) for path in found),
            rows.read_text("utf-8") if rows.exists() else "",
            rows.name,
        )

    @cached_property
    def digest(self) -> str:
        """A fingerprint of the migrations; rows are the user's to change."""
        return _digest_of(self.migrations)

    def pending(self, digest: str) -> tuple[tuple[str, str], ...] | None:
        """The migrations after those with that fingerprint; None where they do not begin so."""
        for n in range(len(self.migrations), 0, -1):
            if _digest_of(self.migrations[:n]) == digest:
                return self.migrations[n:]
        return None

    @cached_property
    def fingerprint(self) -> str:
        """A fingerprint of migrations and rows together."""
        return hashlib.sha256(f"{self.digest}\0{self.rows}".encode()).hexdigest()


def _digest_of(migrations: tuple[tuple[str, str], ...]) -> str:
    told = hashlib.sha256()
    for name, text in migrations:
        told.update(f"{name}\0{text}\0".encode())
    return told.hexdigest()


async def prepare(url: str, folder: Path, *, fresh: bool = False, start: bool = False) -> None:
    """Makes the database hold the folder's schema, and the captured rows where it was empty.

    A database made earlier by the same migrations is left as it is; by others, it is refused. With
    `fresh` it is made anew; `start` chooses the rows as they were when the capture began.
    """
    artefacts = await asyncio.to_thread(Artefacts.read, folder, start=start)
    if fresh:
        await replace(url, artefacts)
    else:
        await _complete(url, artefacts, folder)


async def deploy(url: str, artefacts: Artefacts) -> None:
    """Applies migrations and rows to an empty database, all or nothing."""
    await prepare_roles(url)
    async with connected(url) as connection, connection.transaction():
        await deploy_to(connection, artefacts, address(url))


async def replace(url: str, artefacts: Artefacts) -> None:
    """Puts a new database in the place of this one, which stays as it was if that fails."""
    name = await _replaceable(url)
    draft = f"{name.encode()[: LONGEST - 9].decode('utf-8', 'ignore')}_{secrets.token_hex(4)}"
    async with _administration(url) as server:
        await server.execute(f"create database {quoted(draft)}")
        try:
            await deploy(_sibling(url, draft), artefacts)
            await server.execute(f"drop database if exists {quoted(name)} with (force)")
            await server.execute(f"alter database {quoted(draft)} rename to {quoted(name)}")
        except BaseException:
            await server.execute(f"drop database if exists {quoted(draft)} with (force)")
            raise


async def template_of(server: EmbeddedPostgres, artefacts: Artefacts) -> str:
    """The name of a database that holds the artefacts, for copies; it is made at the first time."""
    template = f"made_{artefacts.fingerprint[:24]}"
    if not await has_database(server.url(), template):
        draft = f"{template}_{secrets.token_hex(6)}"
        await deploy(await asyncio.to_thread(server.create_database, draft), artefacts)
        async with _administration(server.url()) as administration:
            rename = f"alter database {quoted(draft)} rename to {quoted(template)}"
            await administration.execute(rename)
    return template


async def copy_of(server: EmbeddedPostgres, artefacts: Artefacts) -> str:
    """The URL of a new database, which is quick from the second for these artefacts on."""
    template = await template_of(server, artefacts)
    name = f"copy_{secrets.token_hex(6)}"
    return await asyncio.to_thread(server.create_database, name, template=template)


async def has_database(url: str, name: str) -> bool:
    """Whether the server at that URL has a database of that name."""
    async with connected(url) as connection:
        query = "select exists (select from pg_database where datname = $1)"
        return bool(await connection.fetchval(query, name))


async def _complete(url: str, artefacts: Artefacts, folder: Path) -> None:
    if await _digest(url) == artefacts.digest:
        return
    await prepare_roles(url)
    async with connected(url) as connection:
        # Two that prepare the same database at once: the second finds it done.
        await connection.execute("select pg_advisory_lock(hashtext('wirebase.deployment'))")
        found = await read_digest(connection)
        if found is None and not await connection.fetchval(OCCUPIED):
            async with connection.transaction():
                await deploy_to(connection, artefacts, address(url))
        elif found is not None and artefacts.pending(found) is not None:
            async with connection.transaction():
                await advance(connection, artefacts, url, folder)
        elif found != artefacts.digest:
            raise _mismatch(url, folder, ours=found is not None)


async def advance(connection: Connection, artefacts: Artefacts, url: str, folder: Path) -> None:
    """Applies the migrations that came after those which the database was made by, in one
    transaction of the caller's. An empty database stays empty.
    """
    found = await read_digest(connection)
    if found is None and not await connection.fetchval(OCCUPIED):
        return
    pending = artefacts.pending(found) if found else None
    if pending is None:
        raise _mismatch(url, folder, ours=found is not None)
    for name, text in pending:
        await apply_to(connection, text, source=name, where=address(url))
    query = "update wirebase.deployment set digest = $1, deployed_at = now()"
    await connection.execute(query, artefacts.digest)


async def deploy_to(connection: Connection, artefacts: Artefacts, where: str) -> None:
    """Applies migrations and rows to an empty database, in one transaction of the caller's."""
    for name, text in artefacts.migrations:
        await apply_to(connection, text, source=name, where=where)
    await apply_to(connection, artefacts.rows, source=artefacts.source, where=where)
    await apply_to(connection, DEPLOYMENT, source="wirebase.deployment", where=where)
    query = "insert into wirebase.deployment (digest) values ($1)"
    await connection.execute(query, artefacts.digest)


async def _digest(url: str) -> str | None:
    async with connected(url) as connection:
        return await read_digest(connection)


async def read_digest(connection: Connection) -> str | None:
    """By which migrations the database was made, None where not by any of ours."""
    if await connection.fetchval("select to_regclass('wirebase.deployment')") is None:
        return None
    digest: str | None = await connection.fetchval("select digest from wirebase.deployment")
    return digest


async def _replaceable(url: str) -> str:
    """The name of a database that nobody minds losing: ours, or empty."""
    async with connected(url) as connection:
        name: str = await connection.fetchval("select current_database()::text")
        ours = await read_digest(connection) is not None
        occupied = not ours and await connection.fetchval(OCCUPIED)
    if occupied or name == "postgres":
        reason = "holds what was not made here" if occupied else "is the server's own"
        raise DatabaseError(
            f"The database {name} {reason}, and is not replaced",
            where=address(url),
            next="Name an empty database, or empty this one yourself.",
        )
    return name


def _mismatch(url: str, folder: Path, *, ours: bool) -> DatabaseError:
    if not ours:
        return DatabaseError(
            "The database holds tables that were not made here",
            where=address(url),
            next="Name an empty database.",
        )
    return DatabaseError(
        "The database was made by other migrations than those in the folder",
        where=f"{address(url)}, {folder / MIGRATIONS}",
        next="Use --fresh for a new database with the captured rows (what was changed in this one "
        "is lost), or put the earlier migrations back.",
    )


@asynccontextmanager
async def _administration(url: str) -> AsyncIterator[Connection]:
    """A connection to another database of the server; what it refuses, it does in words."""
    async with connected(_sibling(url, "postgres")) as connection:
        try:
            yield connection
        except REFUSALS as error:
            raise refusal(error, where=address(url)) from error


def _sibling(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(name, safe='')}"))


def quoted(name: str) -> str:
    """The name as an identifier."""
    return '"' + name.replace('"', '""') + '"'
