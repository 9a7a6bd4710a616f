"""A database that is migrated is the same as one that is made anew, and keeps its rows."""

import itertools

import pytest

from tests.build.backend import Backend, opened
from tests.build.blog import blog
from tests.build.catalog import catalog
from tests.build.people import people
from tests.build.shorthand import number, text
from wirebase.blueprint.difference import difference
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.editing import edited
from wirebase.blueprint.edits import (
    AddColumn,
    AddRelation,
    CreateTable,
    DescribeColumn,
    DescribeTable,
    DropColumn,
    DropRelation,
    DropTable,
    Edit,
    Group,
    MergeTables,
    RenameColumn,
    RenameTable,
    SetDefault,
    SetPrimaryKey,
    SetReaders,
    SetRequired,
    SetType,
    SetUnique,
    SetValues,
)
from wirebase.blueprint.tables import Default, OnDelete, Readers, Type
from wirebase.build.migration import change, migrations
from wirebase.database import EmbeddedPostgres

numbers = itertools.count(1)
EDITS: dict[str, list[Edit]] = {
    "what is created": [
        CreateTable(
            table="orders",
            columns=(
                text("title", nullable=False),
                number("user_id"),
                text("state", values=("new", "paid"), default=Default.VALUE, default_value="new"),
            ),
            description="What was bought",
        ),
        AddRelation(table="orders", columns=("user_id",), to="users", on_delete=OnDelete.CASCADE),
        AddColumn(table="articles", column=number("views", nullable=False)),
        AddColumn(table="users", column=text("phone", unique=True)),
        AddColumn(
            table="tags", column=text("icon", nullable=False, default=Default.RANDOM, unique=True)
        ),
        DescribeTable(table="articles", description=""),
        DescribeTable(table="tags", description="It's a tag"),
        DescribeColumn(table="users", column="bio", description="Who one is"),
    ],
    "names": [
        RenameTable(table="users", to="people"),
        RenameColumn(table="people", column="id", to="number"),
        RenameColumn(table="articles", column="author_id", to="writer_id"),
        RenameColumn(table="articles", column="updated_at", to="changed_at"),
        RenameColumn(table="articles", column="title", to="aside"),
        RenameColumn(table="articles", column="body", to="title"),
        RenameColumn(table="articles", column="aside", to="body"),
    ],
    "what is dropped": [
        DropTable(table="comments"),
        DropTable(table="tags"),
        DropColumn(table="articles", column="body"),
        DropColumn(table="favourites", column="user_id"),
        DropColumn(table="articles", column="rating"),
        AddColumn(table="articles", column=text("rating")),
    ],
    "types": [
        SetType(table="articles", column="rating", type=Type.NUMERIC),
        SetType(table="articles", column="price", type=Type.TEXT),
        SetType(table="articles", column="published_on", type=Type.TIMESTAMPTZ),
        SetType(table="articles", column="pinned", type=Type.TEXT),
        SetType(table="users", column="bio", type=Type.TEXT, array=True),
        SetType(table="users", column="id", type=Type.BIGINT),
        SetType(table="comments", column="author_id", type=Type.BIGINT),
        SetType(table="comments", column="id", type=Type.TEXT),
    ],
    "rules": [
        SetRequired(table="users", column="bio", required=True),
        SetRequired(table="articles", column="title", required=False),
        SetUnique(table="tags", column="colour", unique=True),
        SetUnique(table="users", column="email", unique=False),
        SetDefault(table="users", column="bio", default=Default.VALUE, value="it's me"),
        SetDefault(table="articles", column="created_at", default=Default.NONE),
        SetDefault(table="users", column="id", default=Default.NONE),
        SetDefault(table="comments", column="author_id", default=Default.IDENTITY),
        SetValues(table="articles", column="status", values=("draft", "published", "gone")),
        SetValues(table="tags", column="name", values=("sql", "web", "new", "red", "blue")),
    ],
    "keys and relations": [
        SetValues(table="articles", column="status", values=()),
        SetPrimaryKey(table="tags", columns=("name",)),
        DropRelation(table="comments", columns=("author_id",), to="users"),
        AddRelation(table="articles", columns=("slug",), to="users", references=("username",)),
    ],
    "what is merged": [
        MergeTables(table="comments", into="articles"),
        RenameTable(table="articles", to="comments"),
        DropColumn(table="comments", column="parent_id"),
    ],
    "who reads": [
        SetReaders(table="tags", readers=Readers.NOBODY),
        SetReaders(table="favourites", readers=Readers.ALL),
    ],
    "a group": [
        Group(
            edits=(
                RenameTable(table="tags", to="labels"),
                DropTable(table="comments"),
                AddColumn(table="labels", column=text("icon")),
            )
        ),
        RenameColumn(table="labels", column="icon", to="sign"),
    ],
    "much at once": [
        RenameTable(table="articles", to="posts"),
        RenameColumn(table="posts", column="slug", to="path"),
        CreateTable(table="articles", columns=(text("note"),)),
        DropColumn(table="posts", column="labels"),
        SetType(table="posts", column="price", type=Type.DOUBLE),
        RenameTable(table="users", to="accounts"),
        AddColumn(table="accounts", column=text("users")),
    ],
}


def after(blueprint: Blueprint, edits: list[Edit]) -> Blueprint:
    for edit in edits:
        blueprint = edited(blueprint, edit, people(), force=True).blueprint
    return blueprint


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
async def test_a_migrated_database_equals_a_new_one(
    postgres: EmbeddedPostgres, made: dict[str, str], edits: list[Edit]
):
    goal = after(blog(), edits)
    n = next(numbers)
    migrated = postgres.create_database(f"migrated_{n}", template="blog_people")
    new = postgres.create_database(f"anew_{n}")
    async with opened(migrated) as one, opened(new) as two:
        before = await one.fetchval("select count(*) from wirebase.sessions")
        await one.execute(change(difference(blog(), goal, edits)))
        for _, sql in migrations(goal):
            await two.execute(sql)
        found, wanted = await catalog(one), await catalog(two)
        for kind, parts in wanted.items():
            assert found[kind] == parts, kind
        assert await one.fetchval("select count(*) from wirebase.sessions") == before
    postgres.drop_database(f"migrated_{n}")
    postgres.drop_database(f"anew_{n}")


async def test_renamed_tables_keep_their_rows(backend: Backend):
    users = await backend.rows("select id, username from users order by id")
    edits = [
        RenameTable(table="users", to="people"),
        RenameColumn(table="people", column="username", to="name"),
    ]
    goal = after(blog(), edits)
    await backend.connection.execute(change(difference(blog(), goal, edits)))
    assert users
    assert await backend.rows("select id, name from people order by id") == users


async def test_operations_answer_the_same_after_names_changed(backend: Backend):
    before = await backend.call("list_articles")
    edits = [
        RenameTable(table="users", to="people"),
        RenameColumn(table="articles", column="title", to="headline"),
        RenameTable(table="articles", to="posts"),
    ]
    goal = after(blog(), edits)
    await backend.connection.execute(change(difference(blog(), goal, edits)))
    assert before.json
    assert await Backend(backend.connection, goal).call("list_articles") == before


def test_no_change_is_no_sql():
    assert change(difference(blog(), blog())) == ""


def test_a_migration_is_prose():
    edits = [
        RenameColumn(table="tags", column="colour", to="color"),
        AddColumn(table="tags", column=text("icon")),
    ]
    before = blog().model_copy(update={"operations": ()})
    assert change(difference(before, after(before, edits), edits)) == (
        """\
drop policy "rows are shared" on public."tags";

alter table public."tags" rename column "colour" to "color";

alter table public."tags" add column "icon" text;

alter table public."tags" enable row level security;
revoke all on public."tags" from anon, authenticated;
grant all on public."tags" to service_role;
grant select ("id", "name", "color", "icon") on public."tags" to authenticated;
create policy "rows are shared" on public."tags" for select to authenticated using (true);
"""
    )


def test_what_is_lost_is_said():
    edits: list[Edit] = [
        DropTable(table="comments"),
        DropColumn(table="articles", column="rating"),
        SetType(table="articles", column="labels", type=Type.TEXT),
    ]
    assert list(difference(blog(), after(blog(), edits), edits).losses()) == [
        "The rows of comments are lost",
        "The values of articles.rating are lost",
        "Of each list in articles.labels only the first item stays",
    ]
