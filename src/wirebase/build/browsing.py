"""The query for a page of the rows of a table, for people to look at."""

from __future__ import annotations

from wirebase.blueprint.tables import Role, Table
from wirebase.build.names import columns, identifier

LONGEST = 400
"""Characters of a value that are shown."""


def page_of(table: Table, *, order: str = "", descending: bool = False) -> tuple[str, list[str]]:
    """The query, with the text to search for, the limit and the offset as parameters, and the
    columns that it shows. Secrets are not among them.
    """
    shown = [column.name for column in table.columns if column.role != Role.SECRET]
    values = ", ".join(f"left(t.{identifier(name)}::text, {LONGEST})" for name in shown)
    text = " || ' ' || ".join(f"coalesce(t.{identifier(name)}::text, '')" for name in shown)
    found = f"$1 = '' or position(lower($1) in lower({text or quoted_nothing()})) > 0"
    return (
        f"select {values or quoted_nothing()} from public.{identifier(table.name)} as t"
        f" where ($1::text is not null and ({found}))"
        f" order by {_order(table, order, shown, descending)} limit $2 offset $3"
    ), shown


def quoted_nothing() -> str:
    """An empty text."""
    return "''"


def _order(table: Table, order: str, shown: list[str], descending: bool) -> str:
    """The order asked for, and the key after it so that pages do not overlap."""
    terms = [f"t.{identifier(order)}{' desc' if descending else ''}"] if order in shown else []
    terms += [columns(table.primary_key, "t")] if table.primary_key else []
    return ", ".join(terms) or "t.ctid"
