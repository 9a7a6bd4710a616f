"""Departures: what answers show of a row that the operation deletes, as it was before that.

What the row itself held is still known afterwards. What is read of other rows for it, such as those that it was
linked with and those that referred to it, goes with it, and is put into a variable ahead.
"""

from __future__ import annotations

from collections.abc import Iterator

from wirebase.blueprint.expressions import Compare, Expression, Field, Items, Object, Source
from wirebase.blueprint.operations import Delete
from wirebase.build.casts import as_json
from wirebase.build.expressions import shown
from wirebase.build.nodes import nodes
from wirebase.build.scope import Scope
from wirebase.build.steps import Steps


def keep(effect: Delete, scope: Scope, steps: Steps) -> None:
    """Puts into variables what the answers show of the row that is about to be deleted."""
    frame = scope.frame
    gone = {alias for alias in scope.rows if _is_deleted(effect, alias, scope)}
    for answer in frame.operation.answers if gone else ():
        for part in _showing(answer.body, gone):
            known = part.model_dump_json()
            if known not in frame.departed:
                variable = frame.variable("departed", "json")
                steps.add(f"{frame.label}.{variable} := {as_json(shown(part, scope))};")
                frame.departed[known] = f"{frame.label}.{variable}"


def _is_deleted(effect: Delete, alias: str, scope: Scope) -> bool:
    """Whether an effect deletes the row in scope under an alias."""
    source, row = effect.source, scope.rows[alias]
    if row.table.name != source.table:
        return False
    own = source.alias
    same = (
        Compare(left=Field(row=own, column=key), right=Field(row=alias, column=key))
        for key in row.table.primary_key
    )
    return own == alias or (bool(row.table.primary_key) and all(c in source.where for c in same))


def _showing(body: Expression | None, gone: set[str]) -> Iterator[Object]:
    """The outermost objects that show columns of a row, and read others for it."""
    if isinstance(body, Object):
        shows = any(isinstance(m.value, Field) and m.value.row in gone for m in body.members)
        if not shows:
            for member in body.members:
                yield from _showing(member.value, gone)
        elif any(isinstance(node, Source) for node in nodes(body)):
            yield body
    elif isinstance(body, Items):
        for item in body.items:
            yield from _showing(item, gone)
