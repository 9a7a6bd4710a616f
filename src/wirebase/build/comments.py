"""Comments on tables and columns: what they are, and the evidence for it."""

from __future__ import annotations

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.tables import ForeignKey, Table
from wirebase.build.literals import quoted
from wirebase.build.names import identifier
from wirebase.build.order import declared
from wirebase.evidence import Evidence

type Place = tuple[str, str]
"""A table and one of its columns, "" for the table itself."""


def comments(table: Table, blueprint: Blueprint) -> dict[Place, str]:
    """The text for the table and for each column, where there is one."""
    found = {(table.name, ""): _text(table.description, table.evidence)}
    for column in table.columns:
        keys = [key for key in table.foreign_keys if key.columns == (column.name,)]
        notes = [_reference(key, key in declared(table, blueprint)) for key in keys]
        place = (table.name, column.name)
        found[place] = _text(column.description, column.evidence, *notes)
    return {place: text for place, text in found.items() if text}


def comment(place: Place, text: str) -> str:
    """The statement that sets a comment, or takes it away where there is no text."""
    table, column = place
    name = f"public.{identifier(table)}"
    on = f"column {name}.{identifier(column)}" if column else f"table {name}"
    return f"comment on {on} is {quoted(text) if text else 'null'};\n"


def _reference(key: ForeignKey, watched: bool) -> str:
    loosely = "" if watched else ", not all of whose rows were seen"
    told = f": {key.evidence}" if str(key.evidence) else ""
    return f"Refers to {key.table} ({', '.join(key.references)}){loosely}{told}"


def _text(description: str, evidence: Evidence, *notes: str) -> str:
    seen = f"Evidence: {evidence}" if str(evidence) else ""
    return "\n".join(part for part in (description, seen, *notes) if part)
