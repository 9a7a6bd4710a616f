"""What Postgres or the way to it refused, in words."""

from __future__ import annotations

import socket
import ssl
from urllib.parse import urlsplit

import asyncpg

from wirebase.errors import DatabaseError

REFUSALS = (
    OSError,
    ValueError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what is left of a connection whose server went away
)
"""What connecting and asking may raise when it is not a fault of ours."""

CREDENTIALS = "Check the user and the password in the database URL."
OCCUPIED = "Apply it to an empty database (--fresh), or drop what is there."
OTHERWISE = "Correct what it names, and try again."
NEXT_BY_STATE = {
    "28000": CREDENTIALS,
    "28P01": CREDENTIALS,
    "3D000": "Create the database, or name another in the database URL.",
    "42501": "Grant this right to the user, or connect as the owner of the database.",
    "42P06": OCCUPIED,
    "42P07": OCCUPIED,
    "42710": OCCUPIED,
    "42723": OCCUPIED,
    "53100": "Free space on the disk of the database.",
    "53200": "Free memory on the machine of the database.",
    "53300": "Close other connections to the database, or allow it more.",
    "57P03": "Wait until the database has started, and try again.",
}
NEXT_BY_CLASS = {
    "08": "See whether the database is still running, and try again.",
    "22": "Correct the value, and apply it again.",
    "23": "Correct the rows or the constraint, and apply it again.",
    "42": "Correct the SQL, and apply it again.",
    "57": "See whether the database is still running, and try again.",
}


def refusal(error: BaseException, *, where: str = "") -> DatabaseError:
    """The error to show for what asyncpg or the network raised."""
    if isinstance(error, DatabaseError):
        return error
    while isinstance(error, asyncpg.InterfaceError) and isinstance(error.__context__, REFUSALS):
        error = error.__context__  # The connection was lost to this, and closing it failed after.
    what, then = _words(error)
    return DatabaseError(what, where=where, next=then)


def address(url: str) -> str:
    """Where a database URL leads, without the user and the password."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the database URL"
    return f"{parts.hostname or 'localhost'}{port}{parts.path}"


def _words(error: BaseException) -> tuple[str, str]:
    match error:
        case asyncpg.PostgresError():
            return _postgres(error)
        case ConnectionRefusedError():
            return "No Postgres answers", "Start it, or correct the database URL."
        case socket.gaierror():
            return "The database's host has no address", "Correct the name in the database URL."
        case TimeoutError():
            return "The database does not answer in time", "See whether it can be reached."
        case ssl.SSLError():
            return (
                f"The database's TLS was refused: {error.reason or error}",
                "Correct sslmode in the database URL.",
            )
        case asyncpg.InternalClientError():
            return (
                "The database broke off the connection",
                "See whether the database is still running, and try again.",
            )
        case asyncpg.InterfaceError() | ValueError():
            return (
                f"The database cannot be spoken to: {error}",
                "Check the database URL: postgresql://user:password@host:port/database.",
            )
        case OSError():
            return _system(error)
    return f"The database failed: {error}", ""


def _postgres(error: asyncpg.PostgresError) -> tuple[str, str]:
    said = [part.rstrip(".") for part in (error.message, error.detail) if part]
    text = ": ".join(said) or str(error)
    state = error.sqlstate or ""
    advice = error.hint or NEXT_BY_STATE.get(state) or NEXT_BY_CLASS.get(state[:2], OTHERWISE)
    return f"Postgres refused: {text}", advice


def _system(error: OSError) -> tuple[str, str]:
    if "No space left" in str(error):
        return "The disk is full", "Free space on it, and try again."
    if isinstance(error, PermissionError):
        return (
            f"No permission for {error.filename or 'the database folder'}",
            "Choose a folder that you can write to, or give a database with --database URL.",
        )
    return f"The database cannot be reached: {error.strerror or error}", "Check the database URL."
