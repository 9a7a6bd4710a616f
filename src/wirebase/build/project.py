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

DATASET = "captured.json"
"""What the rows of the seed are made of, for edits to work on."""
REVISIONS = "supabase/migrations/*_revision_*.sql"
"""Migrations that edits added for databases that hold rows."""


def write(blueprint: Blueprint, dataset: Dataset, folder: Path) -> None:
    """Writes the artefacts into the folder, as for an empty database; what else is there stays."""
    keep(artefacts(blueprint, dataset), folder)
    for superseded in folder.glob(REVISIONS):
        superseded.unlink()


def keep(files: Iterable[tuple[str, Iterable[str]]], folder: Path) -> None:
    """Writes files, given by their paths in the folder, all or none of them."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
    try:
        paths = [_write(draft / name, pieces) for name, pieces in files]
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
    yield from beside_migrations(blueprint, dataset)


def beside_migrations(
    blueprint: Blueprint, dataset: Dataset
) -> Iterator[tuple[str, Iterable[str]]]:
    """All artefacts but the migrations."""
    yield "supabase/seed.sql", seed(blueprint, dataset)
    yield "supabase/start.sql", seed(blueprint, dataset, start=True)
    yield "supabase/config.toml", [configuration(blueprint)]
    yield "openapi.json", [openapi_text(blueprint)]
    yield "blueprint.json", [blueprint.model_dump_json(indent=1), "\n"]
    yield DATASET, dataset.encoded()


def _write(path: Path, pieces: Iterable[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(pieces)
    return path
