"""Toggles: requests that link the caller with a row, or unlink them."""

from __future__ import annotations

from collections.abc import Callable

from wirebase.blueprint.expressions import (
    Caller,
    Condition,
    Constant,
    Exists,
    Field,
    Negation,
    Plus,
)
from wirebase.blueprint.operations import Assignment, Delete, Effect, Insert, Update, Verb
from wirebase.infer.calls import Call
from wirebase.infer.changes import LINKED, ROW, Write
from wirebase.infer.entities import Entity
from wirebase.infer.readings import with_caller
from wirebase.infer.scope import Knowledge
from wirebase.infer.viewers import Viewer


def toggle(
    known: Knowledge,
    entity: Entity,
    key: Callable[[Call], str | None],
    viewer: Viewer,
    *,
    there: bool,
) -> Write:
    """Links the caller with the row, or unlinks them; the counter moves where that changes it."""
    own = Field(row=ROW, column=entity.key)
    source = with_caller(known, viewer, own)
    linked: Condition = Exists(source=source)
    effects: list[Effect] = []
    if viewer.counter:
        moved = Plus(
            left=Field(row=ROW, column=viewer.counter), right=Constant(value=1 if there else -1)
        )
        effects.append(
            Update(
                table=entity.table,
                alias=ROW,
                values=(Assignment(column=viewer.counter, value=moved),),
                when=Negation(condition=linked) if there else linked,
            )
        )
    link = viewer.link
    values = (
        Assignment(column=link.left_column, value=Caller(column=known.key(link.left))),
        Assignment(column=link.right_column, value=own),
    )
    effects.append(
        Insert(table=link.name, alias=LINKED, values=values, ignore_conflict=True)
        if there
        else Delete(source=source)
    )
    return Write(Verb.LINK if there else Verb.UNLINK, entity.name, effects, key)
