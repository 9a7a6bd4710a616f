"""The fidelity of a backend: how far it answers as recorded, in total and per endpoint."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from wirebase.errors import BlueprintError
from wirebase.verify.compare import Kind

FILE = "fidelity.json"


class Part(BaseModel):
    """A part of the document, stored with all its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Scores(Part):
    """Means over exchanges, each from 0 to 1."""

    exchanges: int = 0
    status: float = 0.0
    shape: float = 0.0
    value: float = 0.0
    exact: float = 0.0
    order: float | None = None
    """The share of lists in recorded order; counts for none of the others."""


class Deviation(Part):
    """A place where the answers of an endpoint are not as recorded."""

    pointer: str
    """A JSON pointer, `*` for any item; "" is the whole answer, or its status."""
    kind: Kind
    count: int
    """In how many exchanges."""
    exchange: int
    """The first of them."""
    recorded: str = ""
    """What was recorded there in that exchange, as JSON, shortened, without secrets."""
    actual: str = ""


class Endpoint(Part):
    """The fidelity of one operation."""

    operation: str
    """Its name in the blueprint, "" where the blueprint has none for these requests."""
    method: str
    path: str
    """The path template."""
    unexplained: bool = False
    """Whether it merely repeats recorded answers."""
    repeated: tuple[str, ...] = ()
    """The parts that an endpoint which is explained otherwise repeats: pointers, columns."""
    scores: Scores
    deviations: tuple[Deviation, ...] = ()


class Fidelity(Part):
    """The whole document."""

    version: int = 1
    captures: tuple[str, ...] = ()
    """What was replayed."""
    state: str = "start"
    """The rows that the backend began with: as at the `start` of the capture, or at its `end`."""
    total: Scores
    endpoints: tuple[Endpoint, ...] = ()
    left_out: dict[str, int] = {}
    """Exchanges of the capture that were not compared: reason to number."""

    @property
    def worst(self) -> list[Endpoint]:
        """The endpoints that are not exact, those first that cost most."""
        lossy = [e for e in self.endpoints if e.scores.exact < 1]
        return sorted(lossy, key=lambda e: (e.scores.exact - 1) * e.scores.exchanges)

    def save(self, path: Path) -> None:
        """Writes the document whole or not at all."""
        draft = path.with_name(path.name + ".partial")
        draft.write_text(self.model_dump_json(indent=1) + "\n", "utf-8")
        os.replace(draft, path)

    @classmethod
    def load(cls, path: Path) -> Fidelity:
        """The document at that path; BlueprintError says what is wrong with it."""
        try:
            return cls.model_validate_json(path.read_text("utf-8"))
        except (OSError, ValidationError, UnicodeDecodeError) as problem:
            raise BlueprintError(
                "The fidelity report cannot be read",
                where=f"{path}: {str(problem).splitlines()[0]}",
                next="Make it again with `wirebase verify DIR CAPTURE`.",
            ) from None
