"""A backend that exists, and more traffic of its app."""

from pathlib import Path

import pytest

from tests.build.catalog import catalog
from tests.build.shorthand import text
from tests.infer.apps import App, app
from wirebase.blueprint.changes import changes
from wirebase.blueprint.edits import AddColumn, Edit, RenameColumn, RenameTable
from wirebase.build.project import write
from wirebase.database import connected
from wirebase.database.load import prepare
from wirebase.project.folder import Project, Unshown
from wirebase.project.outcome import outcome
from wirebase.project.renewal import renewal

FIRST = """
    GET /books 200 [{"id":1,"title":"Emma","year":1815},{"id":2,"title":"Ode","year":1819}]
    GET /books/1 200 {"id":1,"title":"Emma","year":1815}
    POST /books 201 {"id":3,"title":"Dune","year":1965} <- {"title":"Dune","year":1965}
"""
LATER = """
    GET /authors 200 [{"id":7,"name":"Ada"},{"id":8,"name":"Bo"}]
    GET /books/2 200 {"id":2,"title":"Ode","year":null,"author":{"id":7,"name":"Ada"}}
    POST /books 201 {"id":4,"title":"Ivanhoe","year":1819,"author":{"id":8,"name":"Bo"}}
        <- {"title":"Ivanhoe","year":1819,"author":8}
"""
EDITS: list[Edit] = [
    RenameColumn(table="books", column="title", to="name"),
    AddColumn(table="books", column=text("shelf")),
]


@pytest.fixture(scope="module")
def first() -> App:
    return app(FIRST)


@pytest.fixture(scope="module")
def both() -> App:
    return app(FIRST, LATER)


@pytest.fixture
def project(first: App, tmp_path: Path) -> Project:
    write(first.blueprint, first.dataset, tmp_path)
    return Project(tmp_path)


def migrations(project: Project) -> list[str]:
    return sorted(path.name for path in (project.folder / "supabase/migrations").iterdir())


async def test_edits_are_made_again_and_can_be_undone(project: Project, both: App):
    await project.apply(EDITS)
    names = migrations(project)
    found = await project.renew(both.blueprint, both.dataset)
    books = project.blueprint().table("books")
    assert {"name", "shelf", "author_id"} <= {column.name for column in books.columns}
    assert not books.has("title")
    assert migrations(project) == names, "no database holds rows: all is written anew"
    assert [entry.revision for entry in project.history()] == [4, 5]
    assert found.refused == ()
    inverse, revision = project.undoing()
    await project.apply([inverse], undoes=revision)
    assert not project.blueprint().table("books").has("shelf")


async def test_a_database_that_holds_rows_is_migrated_and_gets_the_new_ones(
    project: Project, both: App, database_url: str, postgres
):
    await project.apply([EDITS[0]])
    await prepare(database_url, project.folder)
    async with connected(database_url) as connection:
        await connection.execute("insert into books (name, year) values ('Mine', 2026)")
        await connection.execute("delete from books where id = 1")
    await project.renew(both.blueprint, both.dataset, database=database_url)
    assert migrations(project)[-1].endswith("_revision_3.sql")
    async with connected(database_url) as connection:
        rows = await connection.fetch("select id, name, author_id from books order by id")
        # The app's fourth book came after the user's own, which has taken its number.
        assert [tuple(row) for row in rows] == [
            (2, "Ode", None),
            (3, "Dune", None),
            (4, "Mine", None),
        ]
        assert await connection.fetchval("select count(*) from authors") == 2
        made = "insert into authors (name) values ('Cy') returning id"
        assert await connection.fetchval(made) == 9
        migrated = await catalog(connection)
    fresh = postgres.create_database("fresh_after_renewal")
    await prepare(fresh, project.folder, start=True)
    async with connected(fresh) as connection:
        assert await catalog(connection) == migrated
        assert await connection.fetchval("select count(*) from books") == 2, "as before the capture"


async def test_rows_that_cannot_be_added_are_left_out_alone(
    project: Project, both: App, database_url: str
):
    await prepare(database_url, project.folder)
    await project.renew(both.blueprint, both.dataset, database=database_url)
    async with connected(database_url) as connection:
        kept = await connection.fetchval("select author_id from books where id = 4")
        assert kept == 8
    more = app(
        FIRST,
        LATER,
        """GET /books/5 200 {"id":5,"title":"Q","year":1,"author":{"id":9,"name":"D"}}
        GET /books/6 200 {"id":6,"title":"R","year":1,"author":{"id":8,"name":"Bo"}}""",
    )
    async with connected(database_url) as connection:
        await connection.execute("alter table books add constraint old check (year > 1 or id = 6)")
    await project.renew(more.blueprint, more.dataset, database=database_url)
    async with connected(database_url) as connection:
        rows = await connection.fetch("select id from books order by id")
        assert [row["id"] for row in rows] == [1, 2, 3, 4, 6]


async def test_what_would_be_lost_is_refused_unless_it_is_given_up(
    project: Project, first: App, both: App, database_url: str
):
    await project.renew(both.blueprint, both.dataset)
    await prepare(database_url, project.folder)
    before = {p: p.read_bytes() for p in project.folder.rglob("*.*") if p.is_file()}
    with pytest.raises(Unshown, match="The rows of authors are lost"):
        await project.renew(first.blueprint, first.dataset, database=database_url)
    assert {p: p.read_bytes() for p in before} == before
    await project.renew(first.blueprint, first.dataset, drop=True, database=database_url)
    async with connected(database_url) as connection:
        assert await connection.fetchval("select to_regclass('public.authors')") is None
        assert await connection.fetchval("select count(*) from books") == 4


def test_an_edit_of_what_is_no_more_is_told(first: App, both: App):
    before = renewal(both.blueprint, both.dataset, both.blueprint, both.dataset, []).outcome
    rename = RenameTable(table="authors", to="writers")
    entries = outcome(both.blueprint, both.dataset, [rename]).entries
    found = renewal(before.blueprint, before.dataset, first.blueprint, first.dataset, entries)
    (told,) = found.refused
    assert told.startswith("rename authors to writers: ")


def test_the_difference_is_told_in_words(first: App, both: App):
    assert list(
        changes(
            renewal(
                first.blueprint, first.dataset, both.blueprint, both.dataset, []
            ).outcome.difference
        )
    ) == [
        "authors is a new table with 2 columns",
        "books.author_id is new: integer",
        "books.year may be empty",
        "books.author_id refers to authors",
        "GET /authors is new",
    ]


def test_nothing_new_changes_nothing(first: App):
    found = renewal(first.blueprint, first.dataset, first.blueprint, first.dataset, [])
    assert found.outcome.migration == ""
    assert list(changes(found.outcome.difference)) == []
