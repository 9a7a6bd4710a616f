"""What was inferred, as far as Postgres takes it: nothing of it may keep the rest from being made.

An endpoint that cannot be written as a function answers as recorded, and where Postgres refuses the rows,
values that their columns cannot hold are left out. Both are told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from wirebase.blueprint.conformity import conforming, misfits
from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.document import Blueprint
from wirebase.build.functions import function
from wirebase.build.migration import migrations
from wirebase.build.seed import seed
from wirebase.database import EmbeddedPostgres
from wirebase.database.load import SEED, START, Artefacts, template_of
from wirebase.errors import DatabaseError
from wirebase.events import Emit, Event

LONGEST = 200
"""Characters of a reason that are told."""

type Inference = Callable[[frozenset[str]], tuple[Blueprint, Dataset]]
"""What is inferred where some operations, by their names, only repeat what was recorded."""
type Inferred = tuple[Blueprint, Dataset]


async def written(inference: Inference, emit: Emit) -> Inferred:
    """What is inferred; operations that cannot be written as functions repeat what was recorded."""
    inferred = await asyncio.to_thread(inference, frozenset())
    faulty = await asyncio.to_thread(_faults, inferred[0])
    for name, fault in faulty.items():
        told = f"{name} answers as recorded, no function could be written for it: {fault}"
        emit(Event("infer", "warning", told[:LONGEST]))
    return await asyncio.to_thread(inference, frozenset(faulty)) if faulty else inferred


def _faults(blueprint: Blueprint) -> dict[str, str]:
    found: dict[str, str] = {}
    for operation in blueprint.operations:
        try:
            function(operation, blueprint)
        except Exception as fault:
            found[operation.name] = f"{type(fault).__name__}: {fault}"
    return found


async def accepted(inferred: Inferred, server: EmbeddedPostgres, emit: Emit) -> Inferred:
    """What was inferred, if Postgres takes it, else without the values that no column can hold."""
    blueprint, dataset = inferred
    if await _is_taken(blueprint, dataset, server) or not (left := misfits(dataset, blueprint)):
        return inferred
    some = ", ".join(f"{count} of {name}" for name, count in left.most_common())
    told = f"{left.total()} values are left out, their columns cannot hold them: {some}"
    emit(Event("build", "warning", told[:LONGEST]))
    return blueprint, conforming(dataset, blueprint)


async def _is_taken(blueprint: Blueprint, dataset: Dataset, server: EmbeddedPostgres) -> bool:
    made = tuple(migrations(blueprint))
    for source, start in ((SEED.name, False), (START.name, True)):
        rows = await asyncio.to_thread(lambda s: "".join(seed(blueprint, dataset, start=s)), start)
        try:
            await template_of(server, Artefacts(made, rows, source))
        except DatabaseError:
            return False
    return True
