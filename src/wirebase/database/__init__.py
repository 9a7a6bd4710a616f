"""Postgres: one of our own in a folder, or any other by its URL."""

from wirebase.database.connection import (
    Connection,
    Pool,
    connect,
    connected,
    open_pool,
    wait_until_ready,
)
from wirebase.database.embedded import EmbeddedPostgres, scratch
from wirebase.database.refusal import REFUSALS, address, refusal
from wirebase.database.roles import prepare_roles
from wirebase.database.script import apply, apply_to
from wirebase.database.statements import Statement, statements

__all__ = [
    "REFUSALS",
    "Connection",
    "EmbeddedPostgres",
    "Pool",
    "Statement",
    "address",
    "apply",
    "apply_to",
    "connect",
    "connected",
    "open_pool",
    "prepare_roles",
    "refusal",
    "scratch",
    "statements",
    "wait_until_ready",
]
