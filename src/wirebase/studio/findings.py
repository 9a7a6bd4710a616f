"""What inference found, as lines of the feed: each with what was seen for it."""

from __future__ import annotations

from collections.abc import Iterator

from wirebase.blueprint.document import Blueprint
from wirebase.events import Event

MOST = 200
"""Lines that a feed takes of them."""


def findings(blueprint: Blueprint) -> Iterator[Event]:
    """The decisions of a blueprint that have evidence, tables first."""
    lines = [*_tables(blueprint), *_relations(blueprint)]
    for text in lines[:MOST]:
        yield Event("infer", "finding", text)
    if len(lines) > MOST:
        yield Event("infer", "finding", f"and {len(lines) - MOST} more: see the evidence of each")


def _tables(blueprint: Blueprint) -> Iterator[str]:
    for table in blueprint.tables:
        seen = f": {table.evidence}" if str(table.evidence) else ""
        yield f"Table {table.name} with {len(table.columns)} columns{seen}"


def _relations(blueprint: Blueprint) -> Iterator[str]:
    for table in blueprint.tables:
        for key in table.foreign_keys:
            seen = f": {key.evidence}" if str(key.evidence) else ""
            yield f"{table.name}.{', '.join(key.columns)} refers to {key.table}{seen}"
