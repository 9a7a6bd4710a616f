"""The migrations: all SQL but the rows, in the order in which it is applied."""

from __future__ import annotations

from wirebase.blueprint.document import Blueprint
from wirebase.build.functions import function
from wirebase.build.policies import function_grants, policies
from wirebase.build.runtime import runtime
from wirebase.build.tables import tables

FIRST = 20260101000000
"""The version of the first migration, always the same: nothing differs without a cause."""


def migrations(blueprint: Blueprint) -> list[tuple[str, str]]:
    """File names and SQL."""
    parts = {
        "runtime": runtime(blueprint),
        "tables": tables(blueprint),
        "policies": policies(blueprint),
        "functions": _functions(blueprint),
    }
    return [(f"{FIRST + n}_{name}.sql", sql) for n, (name, sql) in enumerate(parts.items())]


def _functions(blueprint: Blueprint) -> str:
    created = [function(operation, blueprint) for operation in blueprint.operations]
    return "\n".join([*created, function_grants()])
