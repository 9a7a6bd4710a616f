"""Putting a project into somebody's Postgres: tried first, then done.

The URL holds a password. It comes with each request, is kept nowhere, and is told to nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, SecretStr

from wirebase.capture.reach import addresses, is_public
from wirebase.database import Connection, address, connect
from wirebase.database.shipping import Shipment, rehearse, ship
from wirebase.errors import DatabaseError
from wirebase.studio.fields import FieldError
from wirebase.studio.jobs import Jobs
from wirebase.studio.runner import Runner
from wirebase.studio.views import Trouble

SCHEMES = ("postgres", "postgresql")
HARMLESS = frozenset(
    {"sslmode", "user", "password", "dbname", "database", "pgbouncer", "application_name"}
)
"""Settings of a URL that name neither another host nor a file of this machine."""
LONGEST_SCRIPT = 300_000
"""Characters of a script that are shown."""


class Target(BaseModel):
    """A database."""

    url: SecretStr = Field(max_length=4000)


class Shown(Target):
    """A database, and what was shown of what would run there."""

    fingerprint: str


class ScriptView(BaseModel):
    """SQL that runs."""

    name: str
    sql: str
    length: int
    """Characters of the whole, of which a very long one is shown in part."""


class ShipmentView(BaseModel):
    """What runs, or has run, in the database."""

    where: str
    """Without user and password."""
    kind: Literal["new", "later", "same"]
    fingerprint: str
    scripts: list[ScriptView]
    losses: list[str]
    notes: list[str]

    @classmethod
    def of(cls, shipment: Shipment, where: str) -> ShipmentView:
        return cls(
            where=where,
            kind=shipment.kind,
            fingerprint=shipment.fingerprint,
            scripts=[
                ScriptView(name=name, sql=text[:LONGEST_SCRIPT], length=len(text))
                for name, text in shipment.scripts
            ],
            losses=list(shipment.losses),
            notes=list(shipment.notes),
        )


class WrongTarget(FieldError):
    """The URL does not lead to a database that can be spoken to."""

    def __init__(self, what: str, next: str = "") -> None:
        told = " ".join(f"{part.rstrip('.')}." for part in (what, next) if part)
        super().__init__(what, {"url": told}, next=next)


class Shipping:
    """The endpoints for shipping. Unless the studio is `local`, into databases of the public web
    alone.
    """

    def __init__(self, jobs: Jobs, runner: Runner, *, local: bool = True) -> None:
        self._local = local
        self._jobs = jobs
        self._runner = runner
        self.router = APIRouter(prefix="/studio/v1", responses={400: {"model": Trouble}})
        self.router.post("/jobs/{id}/rehearsals")(self.rehearse)
        self.router.post("/jobs/{id}/shipments")(self.ship)

    async def rehearse(self, id: UUID, asked: Target) -> ShipmentView:
        """Does it in the database and takes it back: what it runs, and what it loses."""
        folder, url = await self._folder(id), checked(asked.url)
        async with _opened(url, await self._way(url)) as connection:
            return ShipmentView.of(await rehearse(connection, url, folder), address(url))

    async def ship(self, id: UUID, asked: Shown) -> ShipmentView:
        """Does it in one transaction, if it is what was shown."""
        folder, url = await self._folder(id), checked(asked.url)
        async with _opened(url, await self._way(url)) as connection:
            shipment = await ship(connection, url, folder, asked.fingerprint)
            return ShipmentView.of(shipment, address(url))

    async def _way(self, url: str) -> str:
        """The URL to connect by: a name could lead elsewhere when it is asked for again."""
        return url if self._local else await public(url)

    async def _folder(self, id: UUID) -> Path:
        return self._runner.folder(await self._jobs.get(id))


def checked(secret: SecretStr) -> str:
    """The URL; WrongTarget, which does not repeat it, where it is none."""
    url = secret.get_secret_value().strip()
    try:
        parts = urlsplit(url)
        fits = parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits:
        raise WrongTarget(
            "This is no database URL",
            "Give one such as postgresql://user:password@host:5432/database, with %-escapes for"
            " what is special in the password",
        )
    return url


async def public(url: str) -> str:
    """The URL with the address in place of the host's name; WrongTarget where that is not public."""
    parts = urlsplit(url)
    settings = parse_qs(parts.query, keep_blank_values=True)
    if settings.keys() - HARMLESS:
        told = ", ".join(sorted(HARMLESS))
        raise WrongTarget("From another machine, a URL may only set these", told)
    if "verify-full" in settings.get("sslmode", []):
        raise WrongTarget("From another machine, sslmode=verify-full is not there", "Use require")
    try:
        found = await addresses(parts.hostname or "")
    except OSError:
        raise WrongTarget("There is no host of this name") from None
    if not all(map(is_public, found)):
        raise WrongTarget(
            "This database is at a private address",
            "Such ones are only reached where the studio listens on loopback",
        )
    user, at, _ = parts.netloc.rpartition("@")
    host = f"[{found[0]}]" if ":" in found[0] else found[0]
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=f"{user}{at}{host}{port}"))


@asynccontextmanager
async def _opened(url: str, way: str) -> AsyncIterator[Connection]:
    """A connection; whatever is said of it says nothing secret."""
    try:
        connection = await connect(way)
    except DatabaseError as error:
        raise WrongTarget(_silent(error.what, url), error.next) from None
    try:
        yield connection
    except DatabaseError as error:
        where = _silent(error.where, url)
        raise DatabaseError(_silent(error.what, url), where=where, next=error.next) from None
    finally:
        await asyncio.shield(connection.close())


def _silent(text: str, url: str) -> str:
    """The text without the secrets of the URL."""
    parts = urlsplit(url)
    given = [parts.password or "", *parse_qs(parts.query).get("password", [])]
    for secret in {url, *given, *map(unquote, given)} - {""}:
        text = text.replace(secret, "…")
    return text


__all__ = ["Shipping"]
