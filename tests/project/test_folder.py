import asyncio
from pathlib import Path

import pytest

from tests.build.blog import blog
from tests.build.catalog import catalog
from tests.build.club import club, members
from tests.build.people import people
from tests.build.shorthand import text
from wirebase.blueprint.editing import EditRefused
from wirebase.blueprint.edits import AddColumn, Edit, MergeTables, RenameColumn, SetRequired
from wirebase.build.project import write
from wirebase.database import connected
from wirebase.database.load import prepare
from wirebase.errors import DatabaseError
from wirebase.project.folder import Project, Stale

RENAME = RenameColumn(table="users", column="username", to="nick")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    write(blog(), people(), tmp_path)
    return Project(tmp_path)


def migrations(project: Project) -> list[str]:
    return sorted(path.name for path in (project.folder / "supabase/migrations").iterdir())


async def test_without_rows_the_first_migrations_are_written_anew(project: Project):
    names = migrations(project)
    await project.apply([RENAME])
    assert migrations(project) == names
    assert project.blueprint().table("users").has("nick")
    assert '"nick"' in (project.folder / "supabase/seed.sql").read_text()


async def test_a_database_that_holds_rows_is_migrated(
    project: Project, database_url: str, postgres
):
    await prepare(database_url, project.folder)
    async with connected(database_url) as connection:
        await connection.execute(
            "insert into users (username, email) values ('eve', 'e@blog.test')"
        )
    await project.apply([RENAME], database=database_url)
    assert migrations(project)[-1] == "20260101000004_revision_1.sql"
    async with connected(database_url) as connection:
        names = await connection.fetch("select nick from users order by id")
        assert [row["nick"] for row in names] == ["ann", "bob", "eve"]
        migrated = await catalog(connection)
    # The same migrations make an empty database the same.
    fresh = postgres.create_database("fresh_after_edit")
    await prepare(fresh, project.folder)
    async with connected(fresh) as connection:
        assert await catalog(connection) == migrated
        assert await connection.fetchval("select count(*) from users") == 2
    await prepare(database_url, project.folder)


async def test_merged_tables_are_one_in_folder_and_database_and_part_again(
    tmp_path: Path, database_url: str, postgres
):
    write(club(), members(), tmp_path)
    project = Project(tmp_path)
    await prepare(database_url, project.folder)
    async with connected(database_url) as connection:
        was = await catalog(connection)
    await project.apply([MergeTables(table="profiles", into="members")], database=database_url)
    told = "select name, motto from members order by id"
    merged = [("ann", "onwards"), ("bob", "slowly"), ("cyd", "why")]
    fresh = postgres.create_database("fresh_after_merge")
    await prepare(fresh, project.folder)
    for url in (database_url, fresh):
        async with connected(url) as connection:
            assert [tuple(row) for row in await connection.fetch(told)] == merged
    inverse, revision = project.undoing()
    await project.apply([inverse], database=database_url, undoes=revision)
    assert project.blueprint().model_copy(update={"revision": 0}) == club()
    assert project.dataset() == members()
    async with connected(database_url) as connection:
        assert await catalog(connection) == was
        mottos = await connection.fetch("select motto from profiles order by member_id")
        assert [row["motto"] for row in mottos] == ["onwards", "slowly", "why"]


async def test_what_postgres_refuses_changes_nothing(project: Project, database_url: str):
    await prepare(database_url, project.folder)
    async with connected(database_url) as connection:
        await connection.execute("update articles set rating = null, title = 'x'")
    before = {p: p.read_bytes() for p in project.folder.rglob("*.*") if p.is_file()}
    edit = AddColumn(table="articles", column=text("slug2", unique=True, nullable=False))
    unique: list[Edit] = [
        edit,
        RenameColumn(table="articles", column="title", to="name"),
        *_unique("articles", "name"),
    ]
    with pytest.raises(DatabaseError, match="could not create unique index"):
        await project.apply(unique, database=database_url, force=True)
    assert {p: p.read_bytes() for p in before} == before
    async with connected(database_url) as connection:
        assert await connection.fetchval("select title from articles limit 1") == "x"


def _unique(table: str, column: str) -> list[Edit]:
    from wirebase.blueprint.edits import SetUnique

    return [SetUnique(table=table, column=column, unique=True)]


async def test_a_pending_migration_is_applied_when_the_database_is_prepared(
    project: Project, database_url: str
):
    await prepare(database_url, project.folder)
    migration = project.folder / "supabase/migrations/20260101000004_mine.sql"
    migration.write_text("create table public.notes (id int);")
    await prepare(database_url, project.folder)
    async with connected(database_url) as connection:
        assert await connection.fetchval("select count(*) from notes") == 0
    migration.write_text("create table public.other (id int);")
    with pytest.raises(DatabaseError, match="other migrations"):
        await prepare(database_url, project.folder)


async def test_an_edit_is_undone_with_the_captured_values(project: Project):
    seed = (project.folder / "supabase/seed.sql").read_text()
    await project.apply([RENAME])
    inverse, revision = project.undoing()
    await project.apply([inverse], undoes=revision)
    assert (project.folder / "supabase/seed.sql").read_text() == seed
    assert [entry.undoes for entry in project.history()] == [0, 1]
    with pytest.raises(Exception, match="no edit to undo"):
        project.undoing()


async def test_who_saw_an_older_revision_changes_nothing(project: Project):
    await project.apply([RENAME], revision=0)
    with pytest.raises(Stale, match="revision 1"):
        await project.apply([AddColumn(table="users", column=text("phone"))], revision=0)
    assert not project.blueprint().table("users").has("phone")


async def test_two_editors_at_once_lose_nothing(project: Project):
    names = [f"extra_{n}" for n in range(4)]
    edits = [AddColumn(table="users", column=text(name)) for name in names]
    await asyncio.gather(*(asyncio.to_thread(asyncio.run, project.apply([e])) for e in edits))
    assert all(project.blueprint().table("users").has(name) for name in names)
    assert project.blueprint().revision == 4


async def test_a_refused_edit_changes_nothing(project: Project):
    before = (project.folder / "blueprint.json").read_bytes()
    with pytest.raises(EditRefused, match="no value there"):
        await project.apply([SetRequired(table="users", column="bio", required=True)])
    assert (project.folder / "blueprint.json").read_bytes() == before
