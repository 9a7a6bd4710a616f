"""A generated folder that edits change: its documents, its migrations and its database at once."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from wirebase.blueprint.changes import changes
from wirebase.blueprint.conformity import conforming
from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.edits import Edit, told
from wirebase.build.migration import FIRST, migrations
from wirebase.build.project import DATASET, beside_migrations, keep
from wirebase.database import REFUSALS, EmbeddedPostgres, address, connected, refusal
from wirebase.database.load import MIGRATIONS, Artefacts, advance, has_database
from wirebase.errors import BlueprintError, UsageError
from wirebase.project import history
from wirebase.project.history import Entry
from wirebase.project.outcome import Outcome, outcome
from wirebase.project.renewal import Renewal, renewal
from wirebase.serve.folder import DATABASE
from wirebase.serve.state import FOLDER

LOCK = "edit.lock"


class Project:
    """A generated folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def blueprint(self) -> Blueprint:
        """The document as it stands on disk."""
        return Blueprint.load(self.folder / "blueprint.json")

    def dataset(self) -> Dataset:
        """The captured rows; BlueprintError where the folder was made without them."""
        path = self.folder / DATASET
        try:
            return Dataset.decoded(path.read_bytes())
        except FileNotFoundError:
            raise BlueprintError(
                "The captured rows are not here, without which nothing can be edited",
                where=str(path),
                next="Make the folder again with `wirebase generate CAPTURE -o DIR`.",
            ) from None
        except (ValueError, TypeError, KeyError, OSError) as problem:
            raise BlueprintError(
                f"The captured rows cannot be read: {problem}", where=str(path)
            ) from None

    def history(self) -> list[Entry]:
        """The edits that were made."""
        return history.read(self.folder)

    @property
    def has_rows(self) -> bool:
        """Whether a database of the folder's own may hold rows already."""
        return (self.folder / FOLDER / "postgres" / "data").exists() or (
            self.folder / FOLDER / "postgres" / "location"
        ).exists()

    def outcome(self, edits: Sequence[Edit], *, force: bool = False) -> Outcome:
        """What the edits would make of the folder, which stays as it is."""
        return outcome(self.blueprint(), self.dataset(), edits, force=force)

    def undoing(self) -> tuple[Edit, int]:
        """The edit that undoes the latest one, and the revision of that."""
        last = history.last_done(self.history())
        if last is None:
            raise UsageError("There is no edit to undo", where=str(self.folder))
        return last.inverse, last.revision

    async def apply(
        self,
        edits: Sequence[Edit],
        *,
        force: bool = False,
        revision: int | None = None,
        database: str = "",
        undoes: int = 0,
    ) -> Outcome:
        """Makes the edits in the documents and in the database, or in neither.

        `revision` is the one that the editor saw: where somebody else has edited since, nothing is
        changed. `database` is the URL of one that holds rows, instead of the folder's own.
        """
        with self._alone():
            before = self.blueprint()
            if revision is not None and revision != before.revision:
                raise Stale(before.revision, self.folder)
            dataset = await asyncio.to_thread(self.dataset)
            done = outcome(before, dataset, edits, force=force, undoes=undoes)
            await self._keep(done, [*self.history(), *done.entries], _head(done), database)
            return done

    async def renew(
        self, inferred: Blueprint, dataset: Dataset, *, drop: bool = False, database: str = ""
    ) -> Renewal:
        """Makes of the folder what was inferred from more traffic, with the edits that were made of it.

        Where a database holds rows, what would be lost there is refused but for `drop`.
        """
        with self._alone():
            before = self.blueprint()
            known = await asyncio.to_thread(self.dataset)
            found = await asyncio.to_thread(
                renewal, before, known, inferred, dataset, self.history()
            )
            lost = list(found.outcome.difference.losses())
            if lost and not drop and self._is_deployed(database):
                raise Unshown(lost, self.folder)
            told = changes(found.outcome.difference)
            head = "-- What a later capture tells\n" + "".join(f"--   {line}\n" for line in told)
            entries = list(found.outcome.entries)
            await self._keep(found.outcome, entries, f"{head}\n", database)
            return found

    async def _keep(self, done: Outcome, entries: list[Entry], head: str, database: str) -> None:
        """Changes the files and the database together."""
        made = self._files(done, entries, head, database)
        files = {name: "".join(pieces) for name, pieces in made}
        async with self._migrated(files, database):
            keep(((name, [text]) for name, text in files.items()), self.folder)

    def _is_deployed(self, database: str) -> bool:
        """Whether there may be a database that holds rows."""
        later = any((self.folder / MIGRATIONS).glob("*_revision_*.sql"))
        return bool(database) or later or self.has_rows

    def _files(
        self, done: Outcome, entries: list[Entry], head: str, database: str
    ) -> Iterator[tuple[str, Sequence[str]]]:
        """The path and text of each file that changes."""
        blueprint = done.blueprint
        if self._is_deployed(database):
            if done.migration:
                newest = max(p.name for p in (self.folder / MIGRATIONS).glob("*.sql"))
                version = max(FIRST, int(newest.partition("_")[0])) + 1
                name = f"{MIGRATIONS}/{version}_revision_{blueprint.revision}.sql"
                yield name, [head, done.migration]
        else:
            for file, sql in migrations(blueprint):
                yield f"{MIGRATIONS}/{file}", [sql]
        held = conforming(done.dataset, blueprint)
        for name, pieces in beside_migrations(blueprint, held):
            yield name, list(done.dataset.encoded() if name == DATASET else pieces)
        yield history.FILE, [history.text(entries)]

    @asynccontextmanager
    async def _migrated(self, files: dict[str, str], database: str) -> AsyncIterator[None]:
        """Migrates the database that holds rows; what the block does is done or undone with it."""
        here = {path.name: path.read_text("utf-8") for path in self._migrations()}
        new = {
            Path(name).name: text for name, text in files.items() if Path(name).parent == MIGRATIONS
        }
        artefacts = Artefacts(tuple(sorted((here | new).items())))
        async with self._database(database) as url:
            if not url:
                yield
                return
            async with connected(url) as connection:
                try:
                    async with connection.transaction():
                        await advance(connection, artefacts, url, self.folder)
                        yield
                except REFUSALS as error:
                    raise refusal(error, where=address(url)) from error

    def _migrations(self) -> list[Path]:
        return sorted((self.folder / MIGRATIONS).glob("*.sql"))

    @asynccontextmanager
    async def _database(self, database: str) -> AsyncIterator[str]:
        if database or not self.has_rows:
            yield database
            return
        async with EmbeddedPostgres(self.folder / FOLDER / "postgres") as server:
            yield server.url(DATABASE) if await has_database(server.url(), DATABASE) else ""

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keeps other editors from the folder."""
        home = self.folder / FOLDER
        home.mkdir(exist_ok=True)
        (home / ".gitignore").write_text("*\n", encoding="ascii")
        handle = os.open(home / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


class Unshown(UsageError):
    """What the captures given do not show any more, while a database holds rows of it."""

    def __init__(self, lost: Sequence[str], folder: Path) -> None:
        super().__init__(
            f"{'; '.join(lost)}: these captures do not show it",
            where=str(folder),
            next="Name the earlier captures, too, or give it up:"
            f" wirebase generate CAPTURE... -o {folder} --drop",
        )


class Stale(BlueprintError):
    """Somebody else has edited the blueprint since the editor saw it."""

    def __init__(self, revision: int, folder: Path) -> None:
        self.revision = revision
        super().__init__(
            f"The blueprint has been edited since: it is at revision {revision}",
            where=str(folder),
            next="Look at it again, and edit what it is now.",
        )


def _head(done: Outcome) -> str:
    lines = (" ".join(told(entry.edit).split()) for entry in done.entries)
    return "".join(f"-- {line}\n" for line in lines) + "\n"
