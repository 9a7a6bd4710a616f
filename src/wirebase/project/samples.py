"""Samples: the exchanges that evidence names, kept beside the blueprint so that it speaks for itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from wirebase.blueprint.document import Blueprint
from wirebase.errors import BlueprintError
from wirebase.evidence import Evidence
from wirebase.exchange import Exchange
from wirebase.model import Model

FILE = "evidence.json"
LONGEST = 1200
"""Characters of a body that are kept."""
SHOWN = 60
"""Characters of a target that are shown in a line."""


class Sample(Model):
    """A recorded exchange, redacted, its bodies cut."""

    index: int
    """The number by which evidence names it."""
    method: str
    target: str
    """Path and query."""
    status: int
    request: str = ""
    answer: str = ""

    def __str__(self) -> str:
        more = "…" if len(self.target) > SHOWN else ""
        return f"#{self.index} {self.method} {self.target[:SHOWN]}{more} {self.status}"


_SAMPLES = TypeAdapter(tuple[Sample, ...])


def samples(blueprint: Blueprint, exchanges: Iterable[Exchange]) -> Iterator[Sample]:
    """The exchanges that the blueprint's evidence names, in order."""
    cited = frozenset[int]().union(*(evidence.cited for evidence in every_evidence(blueprint)))
    for exchange in sorted(exchanges, key=lambda x: x.index):
        if exchange.index in cited:
            parts = exchange.parts
            yield Sample(
                index=exchange.index,
                method=exchange.method,
                target=exchange.path + (f"?{parts.query}" if parts.query else ""),
                status=exchange.status,
                request=exchange.request.text[:LONGEST],
                answer=exchange.answer.text[:LONGEST],
            )


def every_evidence(blueprint: Blueprint) -> Iterator[Evidence]:
    """The evidence of all that a blueprint holds."""
    for table in blueprint.every_table:
        yield table.evidence
        yield from (column.evidence for column in table.columns)
        yield from (key.evidence for key in table.foreign_keys)
        yield from (field.evidence for field in table.computed)
    for operation in blueprint.operations:
        yield operation.evidence
        yield from (parameter.evidence for parameter in operation.parameters)
        yield from (failure.evidence for failure in operation.failures)
    yield from (stream.evidence for stream in blueprint.streams)
    if blueprint.authentication:
        yield blueprint.authentication.evidence


def text(kept: Iterable[Sample]) -> str:
    """The document that holds the samples, one a line."""
    return "[\n" + ",\n".join(sample.model_dump_json() for sample in kept) + "\n]\n"


def load(folder: Path) -> dict[int, Sample]:
    """The samples in a generated folder by their numbers; none where it was made without."""
    path = folder / FILE
    try:
        return {one.index: one for one in _SAMPLES.validate_json(path.read_bytes())}
    except FileNotFoundError:
        return {}
    except ValidationError as problem:
        raise BlueprintError(
            f"The samples are not valid: {problem.errors()[0]['msg']}",
            where=str(path),
            next="Remove the file, or run `wirebase generate` again.",
        ) from None
