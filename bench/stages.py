"""The stages of the line from a capture to a report, each alone."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bench.blueprints import of
from bench.measure import Stage, Work
from wirebase.blueprint.document import Blueprint
from wirebase.build.project import write
from wirebase.capture.archive import read_all
from wirebase.database import scratch
from wirebase.database.load import Artefacts, copy_of
from wirebase.infer.sampling import working_set
from wirebase.verify import verify as verified


def read(capture: Path, _: Path) -> Work:
    """Reading and redacting the capture."""
    return lambda: f"{read_all([capture], working_set).read} exchanges"


def infer(capture: Path, _: Path) -> Work:
    """Exchanges in, blueprint and rows out."""
    recorded = read_all([capture], working_set)

    def work() -> str:
        blueprint, _ = of(recorded)
        return f"{len(blueprint.tables)} tables, {len(blueprint.operations)} endpoints"

    return work


def build(capture: Path, folder: Path) -> Work:
    """Blueprint and rows in, a folder out, which the stages below read."""
    blueprint, dataset = of(read_all([capture], working_set))

    def work() -> str:
        write(blueprint, dataset, folder)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        return f"{size / 1e6:.1f} MB written"

    return work


def database(_: Path, folder: Path) -> Work:
    """Postgres started, schema and rows applied."""
    artefacts = Artefacts.read(folder)

    def work() -> str:
        with scratch() as server:
            asyncio.run(copy_of(server, artefacts))
        return f"{len(artefacts.rows) / 1e6:.1f} MB of rows"

    return work


def verify(capture: Path, folder: Path) -> Work:
    """The capture sent again to a fresh copy."""
    recorded = read_all([capture], working_set)
    Blueprint.load(folder / "blueprint.json")

    def work() -> str:
        with scratch() as server:
            total = asyncio.run(verified(folder, recorded, server)).total
        return f"{total.exchanges} exchanges, exact {total.exact:.3f}, value {total.value:.3f}"

    return work


STAGES: dict[str, Stage] = {
    stage.__name__: stage for stage in (read, infer, build, database, verify)
}
"""In the order of the line."""
