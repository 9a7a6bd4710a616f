"""Tables beside others: which of them stay after an edit of the table that they are beside."""

from __future__ import annotations

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.references import Dropped, followed
from wirebase.blueprint.tables import Table


def without_loose(blueprint: Blueprint) -> Blueprint:
    """The blueprint without tables whose rows no longer go with those of another table by its key."""
    for table in blueprint.beside:
        if not _fits(table, blueprint):
            kept = tuple(other for other in blueprint.beside if other.name != table.name)
            operations = followed(blueprint, Dropped(table.name))
            blueprint = blueprint.model_copy(update={"beside": kept, "operations": operations})
    return blueprint


def _fits(table: Table, blueprint: Blueprint) -> bool:
    owners = {owner.name: owner for owner in blueprint.tables}
    return any(
        key.table in owners
        and key.references == owners[key.table].primary_key
        and [table.column(c).type for c in key.columns]
        == [owners[key.table].column(c).type for c in key.references]
        for key in table.foreign_keys
    )
