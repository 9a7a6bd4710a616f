"""Row-level security: who may see and change which rows through Supabase's own API.

The functions of the schema `api` do as the app did whatever these policies say. An anonymous caller
may read what the app showed to anonymous callers; a row with an owner is its owner's alone, and
those of a table that nobody reads are nobody's.
"""

from __future__ import annotations

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import Readers, Role, Table
from wirebase.build.casts import from_text
from wirebase.build.names import columns, identifier
from wirebase.build.nodes import tables as tables_of

ALL = "anon, authenticated, service_role"
SHARED = identifier("rows are shared")
OWNED = identifier("rows are their owner's")
READ = identifier("rows are read by others too")
BELONGING = identifier("rows go with what they belong to")


def policies(blueprint: Blueprint) -> str:
    """The grants and policies of all tables, and the grants of the functions."""
    open = anonymous(blueprint)
    parts = [table_policies(table, table.name in open) for table in blueprint.tables]
    return "\n".join(parts)


def anonymous(blueprint: Blueprint) -> set[str]:
    """The tables whose rows some operation shows to anonymous callers."""
    free = [operation for operation in blueprint.operations if not operation.authenticated]
    return set().union(*(tables_of((o.effects, o.answers)) for o in free))


def table_policies(table: Table, open: bool) -> str:
    """The grants and policies of one table; `open` where anonymous callers may read it."""
    name = f"public.{identifier(table.name)}"
    lines = [
        f"alter table {name} enable row level security;",
        f"revoke all on {name} from anon, authenticated;",
        f"grant all on {name} to service_role;",
    ]
    roles = "anon, authenticated" if open else "authenticated"
    parent = _parent(table)
    if table.readers is Readers.NOBODY:
        return "\n".join(lines) + "\n"
    if table.owner and table.has(table.owner):
        lines += _owned(table, name, roles)
    elif parent:
        lines += _belonging(table, name, roles, *parent)
    elif shown := _shown(table):
        lines.append(f"grant select ({shown}) on {name} to {roles};")
        lines.append(f"create policy {SHARED} on {name} for select to {roles} using (true);")
    return "\n".join(lines) + "\n"


def without_policies(table: Table) -> str:
    """The statements that take the policies of a table away; its rows are nobody's until new ones."""
    name = f"public.{identifier(table.name)}"
    made = table_policies(table, open=False)
    every = [policy for policy in (SHARED, OWNED, READ, BELONGING) if policy in made]
    return "".join(f"drop policy {policy} on {name};\n" for policy in every)


def _shown(table: Table) -> str:
    return columns(column.name for column in table.columns if column.role != Role.SECRET)


def _parent(table: Table) -> tuple[str, str, str] | None:
    """Of the row that a row belongs to: own column, table and key."""
    for key in table.foreign_keys:
        if table.through and key.columns == (table.through,):
            return table.through, key.table, key.references[0]
    return None


def _belonging(
    table: Table, name: str, roles: str, column: str, parent: str, key: str
) -> list[str]:
    """Who sees the row that this one belongs to may do with it what its owner may."""
    above = (
        f"exists (select from public.{identifier(parent)} as above"
        f" where above.{identifier(key)} = {name}.{identifier(column)})"
    )
    shown = _shown(table)
    granted = f"select ({shown}), insert ({shown}), update ({shown}), delete"
    policy = f"create policy {BELONGING} on {name} for all to authenticated"
    grants = [f"grant {granted} on {name} to authenticated;"] if shown else []
    policies = [f"{policy} using ({above}) with check ({above});"]
    return [*grants, *policies, *_read_by_others(table, name, roles)]


def _owned(table: Table, name: str, roles: str) -> list[str]:
    """The owner reads and writes the row; others see it where the app showed it to them."""
    owner = from_text("(select wirebase.caller())", table.column(table.owner).type, strict=True)
    mine = f"{identifier(table.owner)} = {owner}"
    lines = []
    if shown := _shown(table):
        listed = f"select ({shown}), insert ({shown}), update ({shown}), delete"
        lines.append(f"grant {listed} on {name} to authenticated;")
    lines.append(
        f"create policy {OWNED} on {name} for all to authenticated"
        f" using ({mine}) with check ({mine});"
    )
    return [*lines, *_read_by_others(table, name, roles)]


def _read_by_others(table: Table, name: str, roles: str) -> list[str]:
    shown = _shown(table)
    if not shown or table.readers is not Readers.ALL:
        return []
    return [
        f"grant select ({shown}) on {name} to {roles};",
        f"create policy {READ} on {name} for select to {roles} using (true);",
    ]


def function_grants() -> str:
    """The grants that let every role call the operations."""
    return (
        "revoke execute on all functions in schema api from public;\n"
        f"grant execute on all functions in schema api to {ALL};\n"
    )
