"""Outcomes: what edits make of a blueprint, its captured rows and a database that holds rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.difference import Difference, difference
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.editing import edited
from wirebase.blueprint.edits import Edit
from wirebase.build.migration import change
from wirebase.project import history
from wirebase.project.history import Entry


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a list of edits comes to, before or after it is applied."""

    difference: Difference
    dataset: Dataset
    entries: tuple[Entry, ...]
    overruled: tuple[str, ...]
    """What spoke against the edits that were forced."""
    migration: str
    """The SQL for a database that holds rows; "" where nothing changes there."""

    @property
    def blueprint(self) -> Blueprint:
        return self.difference.after


def outcome(
    before: Blueprint,
    dataset: Dataset,
    edits: Sequence[Edit],
    *,
    force: bool = False,
    undoes: int = 0,
) -> Outcome:
    """What the edits make of a blueprint and its captured rows."""
    after, rows = before, dataset
    entries: list[Entry] = []
    overruled: list[str] = []
    for edit in edits:
        done = edited(after, edit, rows, force=force or bool(undoes))
        after, rows = done.blueprint, done.dataset
        entries.append(history.entry(after.revision, done.edit, done.inverse, undoes=undoes))
        overruled += [objection.text for objection in done.overruled]
    made = difference(before, after, [entry.edit for entry in entries])
    return Outcome(made, rows, tuple(entries), tuple(overruled), change(made))
