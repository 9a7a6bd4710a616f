"""Rows written from the values of their columns."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any


def insert(connection: sqlite3.Connection, table: str, values: Mapping[str, Any]) -> Any:
    """The id of a new row. Names come from this program, values are parameters."""
    columns = ", ".join(values)
    parameters = ", ".join(f":{name}" for name in values)
    statement = f"INSERT INTO {table} ({columns}) VALUES ({parameters}) RETURNING id"
    return connection.execute(statement, values).fetchone()[0]


def update(
    connection: sqlite3.Connection, table: str, row_id: int, values: Mapping[str, Any]
) -> None:
    """Changes some columns of one row."""
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    statement = f"UPDATE {table} SET {assignments} WHERE id = :row_id"
    connection.execute(statement, {**values, "row_id": row_id})
