"""The blueprint: the one document that everything after inference reads."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from wirebase.blueprint.operations import Operation, Place
from wirebase.blueprint.overrides import Overrides
from wirebase.blueprint.tables import Table
from wirebase.blueprint.vocabulary import Vocabulary
from wirebase.errors import BlueprintError
from wirebase.evidence import Evidence
from wirebase.model import Model


class Carrier(Model):
    """Where a request carries the caller's token."""

    place: Literal["header", "cookie", "query"]
    name: str
    """In lower case for a header."""
    scheme: str = ""
    """The word before the token in a header, such as Bearer."""
    account_column: str = ""
    """Set where the token is a column of a table (an API key), not a session: `table.column`."""


class Authentication(Model):
    """How the app knows who is asking."""

    table: str
    """The table of the accounts."""
    key: str
    """Its key column."""
    carriers: tuple[Carrier, ...] = ()
    default_account: str = ""
    """The key (as text) of the account that unknown callers are taken for; "" where they are
    anonymous."""
    logins: tuple[str, ...] = ()
    """Columns that hold what accounts log in with."""
    evidence: Evidence = Evidence()


class Origin(Model):
    """Where the captured API was."""

    url: str
    """Scheme, host and port."""
    salt: str
    """What the placeholders of secrets are salted with."""
    captures: tuple[str, ...] = ()
    """A fingerprint of each capture that the blueprint was inferred from."""


class Question(Model):
    """Something that the evidence leaves open, and what would settle it."""

    about: str
    """A table, column, relation or operation: "books.author_id", "get_books"."""
    text: str
    settle: str = ""


class Stream(Model):
    """A connection that the app keeps open for news: told of, and not reproduced."""

    kind: Literal["websocket", "events"]
    path: str
    messages: int = 0
    """How many came during the capture, as far as they were kept."""
    evidence: Evidence = Evidence()


class Blueprint(Model):
    """Tables, operations and the evidence for them."""

    version: Literal[1] = 1
    revision: int = 0
    """How many edits were made since it was inferred: who edits says which one was seen."""
    name: str
    origin: Origin
    overrides: Overrides = Overrides()
    """What the user said about the traffic."""
    tables: tuple[Table, ...] = ()
    beside: tuple[Table, ...] = ()
    """Values that follow from other data in a way that was not found out, as they were last shown: for
    each table that has such, a table beside it, with its key."""
    operations: tuple[Operation, ...] = ()
    vocabularies: tuple[Vocabulary, ...] = ()
    """Of the tables of which requests speak in a language: see `Matches`, `Selected`, `Ranked`."""
    authentication: Authentication | None = None
    dropped: dict[str, int] = {}
    """What of the capture was not used: reason to number of exchanges."""
    folded: dict[str, int] = {}
    """Of a long capture: exchanges that only gave rows and shapes, by the operation that they are
    of; all else was told from the others."""
    questions: tuple[Question, ...] = ()
    streams: tuple[Stream, ...] = ()

    @property
    def every_table(self) -> tuple[Table, ...]:
        """The app's tables, and those beside them."""
        return (*self.tables, *self.beside)

    def table(self, name: str) -> Table:
        """The table of that name; KeyError where there is none."""
        for table in self.every_table:
            if table.name == name:
                return table
        raise KeyError(name)

    def vocabulary(self, table: str) -> Vocabulary:
        """The vocabulary of a table; KeyError where it has none."""
        for vocabulary in self.vocabularies:
            if vocabulary.table == table:
                return vocabulary
        raise KeyError(table)

    def operation(self, name: str) -> Operation:
        """The operation of that name; KeyError where there is none."""
        for operation in self.operations:
            if operation.name == name:
                return operation
        raise KeyError(name)

    def save(self, path: Path) -> None:
        """Writes the document whole or not at all."""
        draft = path.with_name(path.name + ".partial")
        draft.write_text(self.model_dump_json(indent=1) + "\n", "utf-8")
        os.replace(draft, path)

    @classmethod
    def load(cls, path: Path) -> Blueprint:
        """The document at that path; BlueprintError says what is wrong with it and where."""
        try:
            return cls.model_validate_json(path.read_text("utf-8"))
        except FileNotFoundError:
            raise BlueprintError(
                "There is no blueprint here",
                where=str(path),
                next="Make one with `wirebase generate CAPTURE -o DIR`.",
            ) from None
        except (ValidationError, UnicodeDecodeError) as problem:
            first = problem.errors()[0] if isinstance(problem, ValidationError) else None
            place = "/".join(str(part) for part in first["loc"]) if first else ""
            raise BlueprintError(
                f"The blueprint is not valid: {first['msg'] if first else problem}",
                where=f"{path} at /{place}",
                next="Undo the last change of the file, or run `wirebase generate` again.",
            ) from None


__all__ = ["Authentication", "Blueprint", "Carrier", "Origin", "Place", "Question", "Stream"]
