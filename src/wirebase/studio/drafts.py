"""Edits of a job's blueprint that are not applied yet: made, undone, redone, shown as SQL, applied."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from pydantic import TypeAdapter

from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.difference import Difference, difference
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.editing import EditRefused, edited
from wirebase.blueprint.edits import Edit, told
from wirebase.blueprint.objection import Objection
from wirebase.build.alterations import alterations
from wirebase.build.migration import change, table_sql
from wirebase.database import Pool
from wirebase.errors import UsageError
from wirebase.project import Project
from wirebase.project.folder import Stale
from wirebase.studio.jobs import Job

EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)


@dataclass(frozen=True, slots=True)
class Pending:
    """An edit of a draft."""

    edit: Edit
    inverse: Edit


@dataclass(frozen=True)
class Draft:
    """A blueprint with edits that the folder and its database do not have yet."""

    base: Blueprint
    """The blueprint of the folder."""
    current: Blueprint
    dataset: Dataset
    """The captured rows, under the names of `current`."""
    done: tuple[Pending, ...] = ()
    undone: tuple[Pending, ...] = ()
    """What can be redone, the next one last."""

    @property
    def edits(self) -> list[Edit]:
        return [one.edit for one in self.done]

    def difference(self) -> Difference:
        """From the folder's blueprint to the draft."""
        return difference(self.base, self.current, self.edits)

    def with_edits(self, edits: Sequence[Edit], *, force: bool) -> Draft:
        """The draft after some more edits; EditRefused where one cannot be."""
        draft = self
        for edit in edits:
            made = edited(draft.current, edit, draft.dataset, force=force)
            draft = replace(
                draft,
                current=made.blueprint,
                dataset=made.dataset,
                done=(*draft.done, Pending(made.edit, made.inverse)),
                undone=(),
            )
        return draft

    def without_last(self) -> Draft:
        """The draft before its last edit."""
        if not self.done:
            raise UsageError("There is nothing to undo")
        last = self.done[-1]
        made = edited(self.current, last.inverse, self.dataset, force=True)
        return replace(
            self,
            current=made.blueprint,
            dataset=made.dataset,
            done=self.done[:-1],
            undone=(*self.undone, last),
        )

    def with_next(self) -> Draft:
        """The draft with the edit again that was undone last."""
        if not self.undone:
            raise UsageError("There is nothing to redo")
        left = self.undone[:-1]
        return replace(self.with_edits([self.undone[-1].edit], force=True), undone=left)


@dataclass(frozen=True, slots=True)
class Preview:
    """What edits would do, before they are made."""

    sql: str
    """The statements that create the tables that they touch."""
    migration: str
    """The statements that change tables which are there."""
    objections: tuple[Objection, ...]
    losses: tuple[str, ...]


def preview(draft: Draft, edits: Sequence[Edit]) -> Preview:
    """What the edits would do to a draft; what speaks against them is told beside."""
    objections: tuple[Objection, ...] = ()
    try:
        after = draft.with_edits(edits, force=False)
    except EditRefused as refused:
        objections = tuple(refused.objections)
        if any(one.final for one in objections):
            return Preview("", "", objections, ())
        after = draft.with_edits(edits, force=True)
    was = {table.name: table for table in draft.current.tables}
    touched = [t.name for t in after.current.tables if was.get(t.name) != t]
    step = difference(draft.current, after.current, after.edits[len(draft.done) :])
    return Preview(
        "\n".join(table_sql(after.current, name) for name in touched),
        "\n".join(alterations(step)),
        objections,
        tuple(step.losses()),
    )


class Drafts:
    """The drafts of all jobs, kept in the database and, the latest of them, in memory."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._known: dict[UUID, Draft] = {}
        self._locks: defaultdict[UUID, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, job: Job, folder: Path) -> Draft:
        """The draft of a job."""
        async with self._locks[job.id]:
            return await self._get(job, folder)

    async def edit(
        self, job: Job, folder: Path, edits: Sequence[Edit], revision: int, *, force: bool
    ) -> Draft:
        """The draft after the edits; Stale where it is no longer the one that the editor saw."""
        async with self._locks[job.id]:
            draft = await self._fresh(job, folder, revision)
            after = await asyncio.to_thread(draft.with_edits, edits, force=force)
            return await self._keep(job, after)

    async def undo(self, job: Job, folder: Path, revision: int) -> Draft:
        """The draft without its last edit."""
        async with self._locks[job.id]:
            draft = await self._fresh(job, folder, revision)
            return await self._keep(job, draft.without_last())

    async def redo(self, job: Job, folder: Path, revision: int) -> Draft:
        """The draft with what was undone last."""
        async with self._locks[job.id]:
            draft = await self._fresh(job, folder, revision)
            return await self._keep(job, draft.with_next())

    async def apply(self, job: Job, folder: Path, revision: int) -> tuple[Draft, str]:
        """The draft in the folder and its database; also the SQL that was run."""
        async with self._locks[job.id]:
            draft = await self._fresh(job, folder, revision)
            if not draft.done:
                raise UsageError("There is nothing to apply")
            made = await Project(folder).apply(
                draft.edits, force=True, revision=draft.base.revision
            )
            self._known.pop(job.id, None)
            await self._pool.execute("delete from job_edits where job = $1", job.id)
            await self._pool.execute(
                "update analysis_jobs set schema = $2 where id = $1",
                job.id,
                made.blueprint.model_dump_json(),
            )
            return await self._get(job, folder), made.migration

    async def migration(self, job: Job, folder: Path) -> tuple[str, list[str]]:
        """The SQL that applying would run, and what would be lost."""
        draft = await self.get(job, folder)
        made = draft.difference()
        return await asyncio.to_thread(change, made), list(made.losses())

    def forget(self, id: UUID) -> None:
        """Reads the draft anew when it is asked for next."""
        self._known.pop(id, None)

    async def _fresh(self, job: Job, folder: Path, revision: int) -> Draft:
        draft = await self._get(job, folder)
        if draft.current.revision != revision:
            raise Stale(draft.current.revision, folder)
        return draft

    async def _get(self, job: Job, folder: Path) -> Draft:
        project = Project(folder)
        base = await asyncio.to_thread(project.blueprint)
        known = self._known.get(job.id)
        if known is None or known.base != base:
            dataset = await asyncio.to_thread(project.dataset)
            known = await self._read(job, base, dataset)
            self._known[job.id] = known
        return known

    async def _read(self, job: Job, base: Blueprint, dataset: Dataset) -> Draft:
        """The draft as it was kept; edits that no longer fit the folder's blueprint are left out."""
        rows = await self._pool.fetch(
            "select edit, inverse, undone from job_edits where job = $1 order by place", job.id
        )
        draft = Draft(base, base, dataset)
        undone: list[Pending] = []
        for row in rows:
            edit = EDIT.validate_json(row["edit"])
            if row["undone"]:
                undone.append(Pending(edit, EDIT.validate_json(row["inverse"])))
                continue
            try:
                draft = draft.with_edits([edit], force=True)
            except EditRefused:
                continue
        kept = await self._pool.fetchval(
            "select (schema ->> 'revision')::int from analysis_jobs where id = $1", job.id
        )
        revision = max(kept or 0, draft.current.revision)
        current = draft.current.model_copy(update={"revision": revision})
        return replace(draft, current=current, undone=tuple(reversed(undone)))

    async def _keep(self, job: Job, draft: Draft) -> Draft:
        entries = [(one, False) for one in draft.done]
        entries += [(one, True) for one in reversed(draft.undone)]
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("delete from job_edits where job = $1", job.id)
            await connection.executemany(
                "insert into job_edits (job, place, edit, inverse, undone)"
                " values ($1, $2, $3, $4, $5)",
                [
                    (job.id, n, _dumped(one.edit), _dumped(one.inverse), undone)
                    for n, (one, undone) in enumerate(entries)
                ],
            )
            await connection.execute(
                "update analysis_jobs set schema = $2 where id = $1",
                job.id,
                draft.current.model_dump_json(),
            )
        self._known[job.id] = draft
        return draft


def _dumped(edit: Edit) -> str:
    return json.dumps(EDIT.dump_python(edit, mode="json"))


__all__ = ["Draft", "Drafts", "Pending", "Preview", "preview", "told"]
