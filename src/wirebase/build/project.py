"""The generated project: all artefacts in a folder, written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.document import Blueprint
from wirebase.build.configuration import configuration
from wirebase.build.migration import migrations
from wirebase.build.openapi import openapi_text
from wirebase.build.seed import seed


def write(blueprint: Blueprint, dataset: Dataset, folder: Path) -> None:
    """Writes the artefacts into the folder; what else is there stays."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
    try:
        paths = [_write(draft / name, pieces) for name, pieces in artefacts(blueprint, dataset)]
        for path in paths:
            target = folder / path.relative_to(draft)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)
    finally:
        shutil.rmtree(draft)


def artefacts(blueprint: Blueprint, dataset: Dataset) -> Iterator[tuple[str, Iterable[str]]]:
    """The path of each artefact in the folder, and its text, piece by piece."""
    for name, sql in migrations(blueprint):
        yield f"supabase/migrations/{name}", [sql]
    yield "supabase/seed.sql", seed(blueprint, dataset)
    yield "supabase/start.sql", seed(blueprint, dataset, start=True)
    yield "supabase/config.toml", [configuration(blueprint)]
    yield "openapi.json", [openapi_text(blueprint)]
    yield "blueprint.json", [blueprint.model_dump_json(indent=1), "\n"]


def _write(path: Path, pieces: Iterable[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(pieces)
    return path
