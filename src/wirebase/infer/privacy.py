"""Privacy: rows that only their owner sees, though no capture shows somebody who must not see them.

Where rows say whose they are, by a column that is called as accounts or owners are, and all that were
ever seen are of those who listed them, each sees their own. Where answers show the owner as a row of
their own, rows of several owners are meant to be seen side by side.
"""

from __future__ import annotations

from collections.abc import Iterable

from wirebase.infer.naming import snake
from wirebase.infer.relations import Reference, stem
from wirebase.infer.scope import Knowledge
from wirebase.infer.shown import Shown
from wirebase.infer.values import text

OWNERS = frozenset("owner user account holder".split())
"""What a column is called that says whose a row is; a creator or an author is not its only reader."""
FEWEST = 2
"""Rows that must have been listed by their owners."""


def is_private(known: Knowledge, reference: Reference, shown: Iterable[Shown]) -> bool:
    """Whether rows of an entity are their owners' alone, as far as the lists of them tell."""
    account = known.who.entity
    called = stem(snake(reference.field)) in OWNERS | {account}
    if reference.other != account or reference.embedded or not called:
        return False
    listed: set[str] = set()
    callers: set[str | None] = set()
    for one in shown:
        listed.update(one.keys)
        callers.add(known.caller(one.call))
    rows = known.past.rows[reference.entity].values()
    owners = {text(v) for life in rows if not life.unseen for v in life.values(reference.field)}
    return len(listed) >= FEWEST and bool(owners) and owners <= callers
