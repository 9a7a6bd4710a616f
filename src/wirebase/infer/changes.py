"""Changes: what an operation changes, and by which names its effects call the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from wirebase.blueprint.operations import Effect, ForEach, Insert, SetLinks, Verb
from wirebase.infer.calls import Call
from wirebase.infer.history import Record

ROW = "row"
"""The alias of the row that a write is about."""

LINKED = "linked"
"""The alias of a new link."""

GONE = "gone"
"""The alias under which a deletion looks for it."""

type Rows = list[tuple[Call, Record]]
"""Calls and the rows that they left."""


@dataclass(slots=True)
class Write:
    """What an operation changes."""

    verb: Verb
    entity: str = ""
    effects: list[Effect] = field(default_factory=list)
    key: Callable[[Call], str | None] | None = None
    """The key of the row in hand in each call."""
    meanings: dict[str, str] = field(default_factory=dict)
    batch: Callable[[Call], list[str]] | None = None
    """The keys of the rows that each call goes through, in order."""


def written_tables(effects: Iterable[Effect]) -> set[str]:
    """The tables whose rows the effects set."""
    found: set[str] = set()
    for effect in effects:
        if isinstance(effect, ForEach):
            found |= written_tables(effect.effects)
        elif isinstance(effect, Insert):
            found.add(effect.table)
        elif isinstance(effect, SetLinks):
            found |= {effect.table, effect.target_table}
    return found
