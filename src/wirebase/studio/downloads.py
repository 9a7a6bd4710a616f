"""What a project is taken away as: its files, all of them packed, and texts for other tools."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from wirebase.blueprint.document import Blueprint
from wirebase.build.diagrams import dbml, mermaid
from wirebase.build.typescript import typescript
from wirebase.database.load import Artefacts
from wirebase.studio.drafts import Drafts
from wirebase.studio.jobs import Jobs, NoJob
from wirebase.studio.runner import Runner
from wirebase.studio.views import Trouble

FILES = ("supabase", "openapi.json", "blueprint.json", "report.md", "fidelity.json")
PLAIN, INERT = "text/plain; charset=utf-8", {"x-content-type-options": "nosniff"}
WRITERS: dict[str, Callable[[Blueprint], str]] = {
    "dbml": dbml,
    "mermaid": mermaid,
    "typescript": typescript,
}


class Downloads:
    """The endpoints for files."""

    def __init__(self, jobs: Jobs, runner: Runner, drafts: Drafts) -> None:
        self._jobs = jobs
        self._runner = runner
        self._drafts = drafts
        self.router = APIRouter(prefix="/studio/v1", responses={400: {"model": Trouble}})
        get = self.router.get
        get("/jobs/{id}/files/{path:path}", response_class=Response)(self.file)
        get("/jobs/{id}/diagrams/{kind}", response_class=Response)(self.diagram)
        get("/jobs/{id}/backend.sql", response_class=Response)(self.script)
        get("/jobs/{id}/project.zip", response_class=Response)(self.zip)

    async def file(self, id: UUID, path: str) -> Response:
        """An artefact of the folder."""
        job = await self._jobs.get(id)
        folder = self._runner.folder(job).resolve()
        found = (folder / path).resolve()
        inside = found.is_relative_to(folder) and found.is_file()
        if not inside or found.relative_to(folder).parts[0] not in FILES:
            raise NoJob("There is no such file", where=path)
        # As text whatever it is: nothing that a capture holds may run here.
        return _plain(await asyncio.to_thread(found.read_bytes))

    async def diagram(self, id: UUID, kind: Literal["dbml", "mermaid", "typescript"]) -> Response:
        """The tables, pending edits included, as text for other tools."""
        job = await self._jobs.get(id)
        draft = await self._drafts.get(job, self._runner.folder(job))
        return _plain(WRITERS[kind](draft.current).encode())

    async def script(self, id: UUID) -> Response:
        """All SQL of the project in one file, for an empty database: migrations, then rows."""
        job = await self._jobs.get(id)
        artefacts = await asyncio.to_thread(Artefacts.read, self._runner.folder(job))
        scripts = [*artefacts.migrations, (artefacts.source, artefacts.rows)]
        parts = [f"-- {name}\n\n{text.rstrip()}\n" for name, text in scripts]
        return _plain("\n".join(["begin;\n", *parts, "commit;\n"]).encode())

    async def zip(self, id: UUID) -> Response:
        """The project as a user would commit it."""
        job = await self._jobs.get(id)
        content = await asyncio.to_thread(_zipped, self._runner.folder(job), job.name)
        headers = {"content-disposition": f'attachment; filename="{job.name}.zip"'}
        return Response(content, media_type="application/zip", headers=headers)


def _plain(content: bytes) -> Response:
    return Response(content, media_type=PLAIN, headers=INERT)


def _zipped(folder: Path, name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.is_file() and inside.parts[0] in FILES:
                archive.write(path, f"{name}/{inside.as_posix()}")
    return buffer.getvalue()


__all__ = ["Downloads"]
