"""The migrations: all SQL but the rows, in the order in which it is applied."""

from __future__ import annotations

from wirebase.blueprint.difference import Difference
from wirebase.blueprint.document import Blueprint
from wirebase.build.alterations import alterations
from wirebase.build.derived_tables import derived_tables
from wirebase.build.functions import function
from wirebase.build.names import identifier
from wirebase.build.policies import anonymous, function_grants, policies, table_policies
from wirebase.build.runtime import own_functions, runtime
from wirebase.build.tables import one_table, tables
from wirebase.build.vocabulary import renewed, vocabularies

FIRST = 20260101000000
"""The version of the first migration, always the same: nothing differs without a cause."""


def migrations(blueprint: Blueprint) -> list[tuple[str, str]]:
    """File names and SQL."""
    parts = {
        "runtime": runtime(blueprint),
        "tables": tables(blueprint) + derived_tables(blueprint),
        "policies": policies(blueprint),
        "functions": _functions(blueprint),
    }
    return [(f"{FIRST + n}_{name}.sql", sql) for n, (name, sql) in enumerate(parts.items())]


def _functions(blueprint: Blueprint) -> str:
    created = [function(operation, blueprint) for operation in blueprint.operations]
    return "\n".join([vocabularies(blueprint), *created, function_grants()])


def table_sql(blueprint: Blueprint, name: str) -> str:
    """The statements of the migrations that make one table, and say who may see it."""
    open = anonymous(blueprint)
    table = blueprint.table(name)
    return "\n".join([one_table(blueprint, table), table_policies(table, name in open)])


def change(difference: Difference) -> str:
    """The migration from one blueprint to the next, for a database that holds rows.

    "" where the database is the same for both.
    """
    before, after = difference.before, difference.after
    was = {o.name: function(o, before) for o in before.operations}
    now = {o.name: function(o, after) for o in after.operations}
    others = [name for name in was if was[name] != now.get(name)]
    parts = [f"drop function api.{identifier(name)};\n" for name in others]
    dropped, renewed_later = renewed(before, after)
    parts += [dropped, *alterations(difference), renewed_later]
    shared = zip(own_functions(before), own_functions(after), strict=True)
    parts += [
        new.replace("create function", "create or replace function", 1)
        for old, new in shared
        if old != new
    ]
    made = [now[name] for name in now if now[name] != was.get(name)]
    parts += [*made, function_grants()] if made else []
    return "\n".join(part for part in parts if part)
