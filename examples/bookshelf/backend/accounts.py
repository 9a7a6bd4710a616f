"""Accounts: who reads, and the tokens that say so."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
import uuid
from http import HTTPStatus
from typing import Any

from . import checks
from .clock import now
from .form import Form
from .messages import Answer, Json, Problem, Request, conflict
from .routing import Routes
from .rows import insert

routes = Routes()


@routes.on("POST", "/api/auth/register")
def register(request: Request) -> Answer:
    """A new account, logged in."""
    form = Form(request.json())
    form.required("email", checks.EMAIL)
    form.required("name", checks.text(80))
    form.required("password", checks.text(200, shortest=8))
    values = form.finish()
    if _by_email(request.database, values["email"]):
        message = "There is an account with this email address already."
        raise conflict("email_taken", message, {"email": "is taken"})
    password_hash = hashed(values.pop("password"), secrets.token_bytes(16))
    user = {"id": str(uuid.uuid4()), **values, "created_at": now()}
    insert(request.database, "users", {**user, "password_hash": password_hash})
    return Answer.created(_session(request.database, user))


@routes.on("POST", "/api/auth/login")
def login(request: Request) -> Answer:
    """A token for an email address and its password."""
    form = Form(request.json())
    form.required("email", checks.text(300))
    form.required("password", checks.text(200))
    values = form.finish()
    user = _by_email(request.database, values["email"])
    if user is None or not _right(values["password"], user["password_hash"]):
        message = "Email address or password is wrong."
        raise Problem(HTTPStatus.UNAUTHORIZED, "invalid_credentials", message)
    return Answer.json(_session(request.database, user))


@routes.on("GET", "/api/auth/me")
def me(request: Request) -> Answer:
    """The account that the token stands for."""
    return Answer.json(profile(reader(request)))


@routes.on("POST", "/api/auth/logout")
def logout(request: Request) -> Answer:
    """Ends the session of the token."""
    reader(request)
    statement = "DELETE FROM sessions WHERE token_hash = ?"
    request.database.execute(statement, [_fingerprint(request.token or "")])
    return Answer.empty()


def visitor(request: Request) -> sqlite3.Row | None:
    """The user who asks; None for one without a token, 401 for a token that is no good."""
    if request.token is None:
        return None
    statement = """
        SELECT users.* FROM users JOIN sessions ON sessions.user_id = users.id
        WHERE sessions.token_hash = ?
    """
    user: sqlite3.Row | None = request.database.execute(
        statement, [_fingerprint(request.token)]
    ).fetchone()
    if user is None:
        raise _unauthenticated("This session has ended. Log in again.")
    return user


def reader(request: Request) -> sqlite3.Row:
    """The user who asks, or 401."""
    user = visitor(request)
    if user is None:
        raise _unauthenticated("Log in to do this.")
    return user


def profile(user: sqlite3.Row | dict[str, Any]) -> dict[str, Json]:
    """A user as they see themselves."""
    return {key: user[key] for key in ("id", "email", "name", "created_at")}


def hashed(password: str, salt: bytes) -> str:
    """A password as it is stored."""
    return f"{salt.hex()}${_scrypt(password, salt).hex()}"


def _session(connection: sqlite3.Connection, user: sqlite3.Row | dict[str, Any]) -> dict[str, Json]:
    token = secrets.token_urlsafe(32)
    connection.execute(
        "INSERT INTO sessions (token_hash, user_id, created_at) VALUES (?, ?, ?)",
        [_fingerprint(token), user["id"], now()],
    )
    return {"token": token, "user": profile(user)}


def _by_email(connection: sqlite3.Connection, email: str) -> sqlite3.Row | None:
    user: sqlite3.Row | None = connection.execute(
        "SELECT * FROM users WHERE email = ?", [email]
    ).fetchone()
    return user


def _unauthenticated(message: str) -> Problem:
    return Problem(HTTPStatus.UNAUTHORIZED, "unauthenticated", message)


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _right(password: str, stored: str) -> bool:
    salt, _, digest = stored.partition("$")
    return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)), bytes.fromhex(digest))


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**13, r=8, p=1)
