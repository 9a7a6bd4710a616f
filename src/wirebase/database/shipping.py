"""Puts a generated folder into somebody's database: tried first, then done, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from wirebase.database.connection import Connection
from wirebase.database.load import DEPLOYMENT, Artefacts, advance, deploy_to, quoted, read_digest
from wirebase.database.refusal import REFUSALS, address, refusal
from wirebase.database.roles import complete_roles
from wirebase.errors import DatabaseError

NOTE = "wirebase.deployment"
"""Where the database knows by which migrations it was made."""
PATIENCE = "10s"
"""How long others may keep a lock that is needed."""
LOCK = "select pg_advisory_xact_lock(hashtext('wirebase.deployment'))"
COLUMNS = """
select a.attrelid, a.attnum, c.relname::text, a.attname::text,
       format_type(a.atttypid, a.atttypmod) as type
from pg_attribute as a
join pg_class as c on c.oid = a.attrelid
join pg_namespace as n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
order by c.relname, a.attnum
"""
IN_THE_WAY = """
select c.relname::text from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'f')
  and not exists (select from pg_depend as d where d.objid = c.oid and d.deptype = 'e')
union all
select nspname::text || ' (schema)' from pg_namespace where nspname in ('api', 'wirebase')
order by 1
"""

type Place = tuple[int, int]
"""A column for as long as it lives, whatever it is called."""


@dataclass(frozen=True, slots=True)
class _Column:
    table: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Shipment:
    """What putting the folder into the database runs, and what that loses."""

    kind: Literal["new", "later", "same"]
    """Into an empty database, after earlier migrations of the folder, or nothing at all."""
    scripts: tuple[tuple[str, str], ...]
    """Name and SQL, in order."""
    losses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What the user of the database may not do, and who has to do it."""

    @property
    def fingerprint(self) -> str:
        """The same for the same scripts: who saw them says so."""
        told = hashlib.sha256(self.kind.encode())
        for name, text in self.scripts:
            told.update(f"\0{name}\0{text}".encode())
        return told.hexdigest()


async def rehearse(connection: Connection, url: str, folder: Path) -> Shipment:
    """What shipping would run and lose, found by doing it and taking it back."""
    artefacts, where = Artefacts.read(folder), address(url)
    async with _undone(connection, where):
        shipment = await _planned(connection, artefacts, where)
        before = await _columns(connection)
        async with _undone(connection, where):
            notes = await _ship(connection, shipment, artefacts, url, folder)
            await connection.execute("set constraints all immediate")
            after = await _columns(connection)
        return replace(shipment, losses=await _losses(connection, before, after), notes=notes)


async def ship(connection: Connection, url: str, folder: Path, fingerprint: str) -> Shipment:
    """Puts the folder into the database, if that runs what the rehearsal showed."""
    artefacts, where = Artefacts.read(folder), address(url)
    try:
        async with connection.transaction():
            shipment = await _planned(connection, artefacts, where)
            if shipment.fingerprint != fingerprint:
                raise DatabaseError(
                    "Other SQL would run now than was shown",
                    where=where,
                    next="Try it again, and look at what it would run.",
                )
            notes = await _ship(connection, shipment, artefacts, url, folder)
            await connection.execute("set constraints all immediate")
    except REFUSALS as error:
        raise refusal(error, where=where) from error
    return replace(shipment, notes=notes)


@asynccontextmanager
async def _undone(connection: Connection, where: str) -> AsyncIterator[None]:
    """A transaction, or a part of one, of which nothing stays."""
    transaction = connection.transaction()
    try:
        await transaction.start()
        try:
            yield
        finally:
            await transaction.rollback()
    except REFUSALS as error:
        raise refusal(error, where=where) from error


async def _planned(connection: Connection, artefacts: Artefacts, where: str) -> Shipment:
    await connection.execute(f"set local lock_timeout = '{PATIENCE}'")
    await connection.execute(LOCK)
    found = await read_digest(connection)
    if found is None:
        taken = [row[0] for row in await connection.fetch(IN_THE_WAY)]
        if taken:
            more = f" and {len(taken) - 5} more" if len(taken) > 5 else ""
            raise DatabaseError(
                "The database holds what was not made here",
                where=f"{where}: {', '.join(taken[:5])}{more}",
                next="Name an empty database.",
            )
        made = f"{DEPLOYMENT.lstrip()}insert into {NOTE} (digest) values ('{artefacts.digest}');\n"
        scripts = (*artefacts.migrations, (artefacts.source, artefacts.rows), (NOTE, made))
        return Shipment("new", scripts)
    pending = artefacts.pending(found)
    if pending is None:
        raise DatabaseError(
            "The database was made by other migrations than those of this project",
            where=where,
            next="Name an empty database, or the one that this project was put into before.",
        )
    if not pending:
        return Shipment("same", ())
    noted = f"update {NOTE} set digest = '{artefacts.digest}', deployed_at = now();\n"
    return Shipment("later", (*pending, (NOTE, noted)))


async def _ship(
    connection: Connection, shipment: Shipment, artefacts: Artefacts, url: str, folder: Path
) -> tuple[str, ...]:
    if shipment.kind == "same":
        return ()
    notes = await complete_roles(connection)
    if shipment.kind == "new":
        await deploy_to(connection, artefacts, address(url))
    else:
        await advance(connection, artefacts, url, folder)
    return notes


async def _columns(connection: Connection) -> dict[Place, _Column]:
    return {
        (row["attrelid"], row["attnum"]): _Column(row["relname"], row["attname"], row["type"])
        for row in await connection.fetch(COLUMNS)
    }


async def _losses(
    connection: Connection, before: dict[Place, _Column], after: dict[Place, _Column]
) -> tuple[str, ...]:
    """What is dropped or rewritten of the rows that are there now, in words."""
    left = {table for table, _ in after}
    told: list[str] = []
    gone: dict[str, None] = {}
    for place, column in before.items():
        then = after.get(place)
        if place[0] not in left:
            gone[column.table] = None
        elif then is None:
            count = await _count(connection, column.table, column.name)
            told.append(f"{column.table}.{column.name} is dropped, with {count} values")
        elif then.type != column.type:
            count = await _count(connection, column.table, column.name)
            change = f"from {column.type} to {then.type}"
            told.append(f"{column.table}.{column.name} is rewritten {change}: {count} values")
    dropped = [f"{t} is dropped, with {await _count(connection, t)} rows" for t in gone]
    return (*told, *dropped)


async def _count(connection: Connection, table: str, column: str = "") -> int:
    what = quoted(column) if column else "*"
    query = f"select count({what}) from public.{quoted(table)}"
    count: int = await connection.fetchval(query)
    return count
