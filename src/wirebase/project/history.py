"""The edits that were made of a generated folder, each with the way back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from wirebase.blueprint.edits import Edit
from wirebase.model import Model

FILE = "edits.jsonl"


class Entry(Model):
    """One edit."""

    revision: int
    """Of the blueprint after it."""
    edit: Edit
    inverse: Edit
    at: str
    undoes: int = 0
    """The revision that it undid; 0 where it is an edit of its own."""


def entry(revision: int, edit: Edit, inverse: Edit, *, undoes: int = 0) -> Entry:
    """An edit made now."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Entry(revision=revision, edit=edit, inverse=inverse, at=at, undoes=undoes)


def read(folder: Path) -> list[Entry]:
    """The edits of the folder, oldest first."""
    try:
        lines = (folder / FILE).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [Entry.model_validate_json(line) for line in lines if line.strip()]


def text(entries: list[Entry]) -> str:
    """The file for these edits."""
    return "".join(f"{entry.model_dump_json()}\n" for entry in entries)


def standing(entries: list[Entry]) -> list[Entry]:
    """The edits that were not undone."""
    undone = {entry.undoes for entry in entries}
    return [entry for entry in entries if not entry.undoes and entry.revision not in undone]


def last_done(entries: list[Entry]) -> Entry | None:
    """The latest edit that was not undone."""
    done = standing(entries)
    return done[-1] if done else None
