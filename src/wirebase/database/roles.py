"""Supabase's three roles, which every generated policy and grant speaks of."""

from __future__ import annotations

import asyncpg

from wirebase.database.connection import Connection, connected
from wirebase.database.refusal import REFUSALS, address, refusal
from wirebase.errors import DatabaseError

ROLES = {"anon": "", "authenticated": "", "service_role": " BYPASSRLS"}
CREATE_ROLES = tuple(
    f"CREATE ROLE {role} NOLOGIN NOINHERIT{rights}" for role, rights in ROLES.items()
)


async def prepare_roles(url: str) -> tuple[str, ...]:
    """Creates those of the roles that are missing; returns what was left undone, in words.

    Raises DatabaseError when a role is missing and this user may not create it.
    """
    async with connected(url) as connection:
        try:
            return await complete_roles(connection)
        except REFUSALS as error:
            raise refusal(error, where=address(url)) from error


async def complete_roles(connection: Connection) -> tuple[str, ...]:
    """The same on an open connection, as a part of its transaction where it is in one."""
    await _create_missing(connection)
    return (*await _not_assumable(connection), *await _not_bypassing(connection))


async def _create_missing(connection: Connection) -> None:
    known = await connection.fetch("SELECT rolname FROM pg_roles WHERE rolname = ANY($1)", [*ROLES])
    missing = ROLES.keys() - {row["rolname"] for row in known}
    denied = [role for role in ROLES if role in missing and not await _create(connection, role)]
    if denied:
        user = await connection.fetchval("SELECT current_user::text")
        statements = " ".join(f"CREATE ROLE {role} NOLOGIN{ROLES[role]};" for role in denied)
        raise DatabaseError(
            f"The database lacks the roles {', '.join(denied)}, and {user} may not create them",
            next=f"Have an administrator of the database run: {statements}",
        )


async def _create(connection: Connection, role: str) -> bool:
    """Whether the role is there now; without the right to bypass policies if that is denied."""
    for rights in dict.fromkeys((ROLES[role], "")):
        try:
            async with connection.transaction():
                await connection.execute(f"CREATE ROLE {role} NOLOGIN NOINHERIT{rights}")
            return True
        except (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
            return True  # Somebody created it at the same time.
        except asyncpg.InsufficientPrivilegeError:
            continue
    return False


async def _not_assumable(connection: Connection) -> list[str]:
    """Grants this user the roles, so that it can act as each; says which it cannot."""
    right = "SET" if connection.get_server_version().major >= 16 else "MEMBER"
    undone = []
    for role in ROLES:
        if await connection.fetchval("SELECT pg_has_role($1::text, $2)", role, right):
            continue
        try:
            async with connection.transaction():
                await connection.execute(f"GRANT {role} TO CURRENT_USER")
        except asyncpg.InsufficientPrivilegeError:
            undone.append(f"This user may not act as {role}: GRANT {role} to it.")
    return undone


async def _not_bypassing(connection: Connection) -> list[str]:
    query = "SELECT rolbypassrls FROM pg_roles WHERE rolname = 'service_role'"
    if await connection.fetchval(query):
        return []
    return ["service_role obeys row-level security: ALTER ROLE service_role BYPASSRLS."]
