"""Renewal: a backend that exists and what was inferred since, from more of its app's traffic.

The user's edits are made again on what was inferred; what that changes is a migration for a database
that holds rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.difference import difference
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.editing import edited
from wirebase.blueprint.edits import told
from wirebase.build.arrivals import arrivals
from wirebase.build.migration import change
from wirebase.errors import BlueprintError
from wirebase.project import history
from wirebase.project.history import Entry, standing
from wirebase.project.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Renewal:
    """What more traffic comes to."""

    outcome: Outcome
    """From the backend as it is; its entries are all the edits that stand."""
    refused: tuple[str, ...]
    """The edits that make no sense any more, and why."""


def renewal(
    before: Blueprint,
    known: Dataset,
    inferred: Blueprint,
    dataset: Dataset,
    entries: Sequence[Entry],
) -> Renewal:
    """What becomes of a backend that was edited, given what is inferred now.

    `before` and `known` are its documents as they are, edits and all; `entries` are those edits.
    """
    after = inferred.model_copy(update={"revision": before.revision + 1})
    rows = dataset
    again: list[Entry] = []
    refused: list[str] = []
    for entry in standing(list(entries)):
        try:
            done = edited(after, entry.edit, rows, force=True)
        except BlueprintError as problem:
            refused.append(f"{told(entry.edit)}: {problem.what}")
            continue
        after, rows = done.blueprint, done.dataset
        made = history.entry(after.revision, done.edit, done.inverse)
        again.append(made.model_copy(update={"at": entry.at}))
    found = difference(before, after)
    sql = "\n".join(filter(None, (change(found), *arrivals(after, rows, known))))
    return Renewal(Outcome(found, rows, tuple(again), (), sql), tuple(refused))
