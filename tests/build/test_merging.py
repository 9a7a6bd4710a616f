"""Two tables become one: in the blueprint, in the captured rows, and in a database with rows."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from tests.build.backend import Backend, opened
from tests.build.catalog import catalog
from tests.build.club import club, members
from tests.build.shorthand import field, given, operation, same, source, text
from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.difference import Difference, difference
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.editing import Edited, EditRefused, edited
from wirebase.blueprint.edits import (
    AddColumn,
    CreateTable,
    Edit,
    MergeTables,
    RenameColumn,
    RenameTable,
    SetPrimaryKey,
    SetType,
)
from wirebase.blueprint.operations import Delete
from wirebase.blueprint.tables import Role, Table, Type
from wirebase.blueprint.vocabulary import Term, Vocabulary
from wirebase.build.migration import change, migrations
from wirebase.build.seed import seed
from wirebase.database import EmbeddedPostgres

MERGE = MergeTables(table="profiles", into="members")
READ = ("list_members", "list_profiles", "list_posts")
numbers = itertools.count(1)


def made(
    edits: Sequence[Edit], before: Blueprint | None = None, dataset: Dataset | None = None
) -> tuple[Difference, list[Edited]]:
    """What forced edits come to."""
    start = after = before or club()
    rows = members() if dataset is None else dataset
    done: list[Edited] = []
    for edit in edits:
        done.append(edited(after, edit, rows, force=True))
        after, rows = done[-1].blueprint, done[-1].dataset
    return difference(start, after, [one.edit for one in done]), done


def refused(edit: Edit, blueprint: Blueprint, dataset: Dataset | None = None) -> list[str]:
    with pytest.raises(EditRefused) as refusal:
        edited(blueprint, edit, dataset or members(), force=True)
    return [one.text for one in refusal.value.objections if one.final]


@asynccontextmanager
async def running(
    postgres: EmbeddedPostgres, dataset: Dataset, blueprint: Blueprint | None = None
) -> AsyncIterator[Backend]:
    name = f"club_{next(numbers)}"
    async with opened(postgres.create_database(name)) as connection:
        backend = Backend(connection, blueprint or club())
        await backend.create(dataset)
        yield backend
    postgres.drop_database(name)


async def answered(backend: Backend) -> list[object]:
    """What the endpoints answer."""
    one = await backend.call("get_profile", id="1")
    return [one.json, *[(await backend.call(name)).json for name in READ]]


async def migrated(backend: Backend, step: Difference) -> Backend:
    async with backend.connection.transaction():
        await backend.connection.execute(change(step))
    return Backend(backend.connection, step.after)


def test_a_merged_table_has_the_columns_of_both():
    step, _ = made([MERGE])
    assert [table.name for table in step.after.tables] == ["members", "posts"]
    table = step.after.table("members")
    assert [column.name for column in table.columns] == [
        "id",
        "name",
        "email",
        "updated_at",
        "motto",
        "points",
        "mentor_id",
    ]
    # What only one of the tables requires, a row of the other one need not have.
    assert {c.name for c in table.columns if not c.nullable} == {"id", "points"}
    assert table.primary_key == ("id",)
    assert not table.column("name").unique
    assert [(key.columns, key.table, key.references) for key in table.foreign_keys] == [
        (("mentor_id",), "members", ("id",))
    ]
    assert step.after.table("posts").foreign_keys[0].table == "members"
    assert step.after.beside[0].foreign_keys[0].references == ("id",)
    assert [question.about for question in step.after.questions] == ["members.motto", "members"]
    assert step.after.operation("list_profiles").table == "members"


def test_columns_may_be_told_apart_or_put_together():
    columns = {"name": "nick", "motto": "email"}
    edit = MergeTables(table="profiles", into="members", columns=columns)
    table = made([edit])[0].after.table("members")
    assert table.has("nick")
    assert table.column("name").unique
    assert not table.has("motto")
    assert not table.column("email").nullable


def test_where_all_rows_are_the_same_little_speaks_against_it():
    with pytest.raises(EditRefused) as refusal:
        edited(club(), MERGE, members(everyone=False))
    told = [one.text for one in refusal.value.objections]
    assert told == [
        (
            "1 captured rows of members are no rows of profiles, and are shown as such from now on:"
            " GET /profiles, GET /profiles/{id}, GET /posts and 1 more"
        )
    ]
    assert not edited(club(), MERGE, members()).overruled


def test_what_deletes_one_of_them_deletes_both_and_that_is_told():
    which = source("profiles", "profile", same(field("profile.member_id"), given("id")))
    leave = operation("leave", "DELETE", "/profiles/{id}", effects=(Delete(source=which),))
    before = club().model_copy(update={"operations": (*club().operations, leave)})
    (told,) = edited(before, MERGE, members(), force=True).overruled
    assert told.text == (
        "What deletes rows of profiles deletes those of members with them: DELETE /profiles/{id}"
    )


def test_requests_can_name_the_fields_of_both():
    def speaking(table: str, **terms: str) -> Vocabulary:
        named = [Term(names=(name,), value=field(f"row.{of}")) for name, of in terms.items()]
        return Vocabulary(table=table, terms=tuple(named))

    spoken = (
        speaking("profiles", key="member_id", called="motto", motto="motto"),
        speaking("posts", title="title"),
        speaking("members", key="id", called="name"),
    )
    before = club().model_copy(update={"vocabularies": spoken})
    done = edited(before, MERGE, members(), force=True)
    assert any("can name those of profiles as well" in one.text for one in done.overruled)
    assert [vocabulary.table for vocabulary in done.blueprint.vocabularies] == ["posts", "members"]
    assert done.blueprint.vocabulary("members") == speaking(
        "members", key="id", called="name", motto="motto"
    )


def test_values_that_differ_are_told():
    rows = members()
    first = rows.rows["profiles"][0].end
    assert first is not None
    first["name"] = "Annie"
    (told,) = edited(club(), MERGE, rows, force=True).overruled
    assert told.text == (
        "In 1 of 3 captured rows profiles.name is not what members.name is, and is given up"
    )


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (MergeTables(table="profiles", into="nothing"), "There is no table nothing"),
        (MergeTables(table="posts", into="posts"), "A table cannot be merged with itself"),
        (
            MergeTables(table="profiles", into="members", columns={"age": "name"}),
            "There is no column profiles.age",
        ),
        (
            MergeTables(table="profiles", into="members", columns={"motto": "name"}),
            "name, motto of profiles cannot all become name",
        ),
        (
            MergeTables(table="profiles", into="members", columns={"member_id": "name"}),
            "The key of profiles is that of members",
        ),
        (
            MergeTables(table="profiles", into="members", columns={"points": "email"}),
            (
                "profiles.points is integer and members.email is text: give one the type of the"
                " other first, or it a name of its own"
            ),
        ),
        (
            MergeTables(table="profiles", into="members", columns={"motto": " "}),
            "The name ",
        ),
    ],
)
def test_tables_that_do_not_fit_are_not_merged(edit: Edit, told: str):
    assert any(one.startswith(told) for one in refused(edit, club()))


def test_keys_of_another_kind_are_not_merged():
    step, _ = made([CreateTable(table="notes")])
    (told,) = refused(MergeTables(table="notes", into="members"), step.after)
    assert told.startswith("notes.id is uuid and members.id is integer")
    wide, _ = made([SetPrimaryKey(table="posts", columns=("id", "title"))])
    assert refused(MergeTables(table="posts", into="members"), wide.after) == [
        "Only tables whose keys have as many columns hold the same rows"
    ]


def test_a_secret_does_not_become_something_that_is_shown():
    secret = text("email", role=Role.SECRET)
    step, _ = made([AddColumn(table="profiles", column=secret)])
    assert refused(MERGE, step.after) == ["Of profiles.email and members.email only one is secret"]


def test_what_tells_rows_apart_must_go_on_to():
    rows = members()
    for n, row in enumerate(rows.rows["posts"]):
        assert row.end is not None
        row.end.update({"id": 10 + n, "name": ("cyd", "dan")[n]})
    step, _ = made([AddColumn(table="posts", column=text("name", unique=True))], dataset=rows)
    (told,) = refused(MergeTables(table="posts", into="members"), step.after, rows)
    assert told.startswith("name would not tell rows apart any more")


def test_rows_of_one_key_become_one():
    _, (done,) = made([MERGE], dataset=members(everyone=False))
    found = [row.end for row in done.dataset.rows["members"] if row.end]
    assert [(row["id"], row["name"], row.get("motto")) for row in found] == [
        (1, "ann", "onwards"),
        (2, "bob", "slowly"),
        (3, "cyd", None),
    ]


def test_undoing_brings_back_blueprint_and_rows():
    _, (done,) = made([MERGE])
    back = edited(done.blueprint, done.inverse, done.dataset, force=True)
    assert back.blueprint.model_copy(update={"revision": 0}) == club()
    assert back.dataset == members()
    again = edited(back.blueprint, back.inverse, back.dataset, force=True)
    assert again.dataset.rows["members"] == done.dataset.rows["members"]


async def test_endpoints_answer_as_before_and_rows_are_kept(postgres: EmbeddedPostgres):
    async with running(postgres, members()) as before:
        await before.rows("update members set name = 'bobby' where id = 2")
        told = await answered(before)
        step, _ = made([MERGE])
        after = await migrated(before, step)
        assert await answered(after) == told
        moment = "select count(*) from members where updated_at = '2025-01-01'"
        assert await after.rows(moment) == [(2,)]  # The update above touched one.
        assert await after.rows("select name, motto, points from members order by id") == [
            ("ann", "onwards", 3),
            ("bobby", "slowly", 0),
            ("cyd", "why", 9),
        ]
        assert await after.rows("select * from wirebase.profiles_shown") == [(1, 7)]
        ids = await after.rows("insert into members (name) values ('eve') returning id")
        assert ids == [(4,)]
        for member in (9, 2):  # One that is new, and one that is there.
            made_one = await after.call("post_profile", {"member": member, "motto": "new"})
            assert made_one.status == 201
        told = "select name, motto, points from members where id in (2, 9) order by id"
        assert await after.rows(told) == [("bobby", "new", 0), (None, "new", 0)]


async def test_rows_that_only_one_table_had_are_in_the_merged_one(postgres: EmbeddedPostgres):
    async with running(postgres, members(everyone=False)) as before:
        step, _ = made([MergeTables(table="members", into="profiles")])
        after = await migrated(before, step)
        assert await after.rows("select member_id, motto, points from profiles order by 1") == [
            (1, "onwards", 3),
            (2, "slowly", 0),
            (3, None, 0),
        ]
        listed = await after.call("list_members")
        assert listed.text is not None
        assert [one["name"] for one in json.loads(listed.text)] == ["ann", "bob", "cyd"]


@pytest.mark.parametrize(
    "edits",
    [
        [MERGE],
        [MergeTables(table="members", into="profiles")],
        [MERGE, RenameTable(table="members", to="profiles")],
        [
            RenameColumn(table="profiles", column="motto", to="words"),
            MERGE,
            SetType(table="members", column="points", type=Type.TEXT),
            RenameColumn(table="members", column="words", to="email_2"),
        ],
        [MergeTables(table="profiles", into="posts"), MergeTables(table="posts", into="members")],
    ],
    ids=["one way", "the other", "its name taken", "names and types", "three in one"],
)
async def test_a_migrated_database_equals_a_new_one(postgres: EmbeddedPostgres, edits: list[Edit]):
    step, done = made(edits)
    async with running(postgres, members()) as before:
        after = await migrated(before, step)
        found = await catalog(after.connection)
        count = await after.rows(f"select count(*) from {step.after.tables[0].name}")
    async with running(postgres, done[-1].dataset, step.after) as new:
        wanted = await catalog(new.connection)
        assert await new.rows(f"select count(*) from {step.after.tables[0].name}") == count
    for kind, parts in wanted.items():
        assert found[kind] == parts, kind


async def test_undoing_it_in_a_database_parts_the_rows_again(postgres: EmbeddedPostgres):
    async with running(postgres, members()) as before:
        told, was = await answered(before), await catalog(before.connection)
        step, (done,) = made([MERGE])
        merged = await migrated(before, step)
        back, _ = made([done.inverse], step.after, done.dataset)
        assert list(back.losses()) == [
            "Rows that only one of profiles and members had stand in both"
        ]
        parted = await migrated(merged, back)
        assert await answered(parted) == told
        assert await catalog(parted.connection) == was


def test_what_is_lost_is_said():
    step, _ = made([MERGE])
    assert list(step.losses()) == [
        "Where profiles has another value of name than members in the same row, it is lost"
    ]


def test_all_is_one_migration_that_a_first_one_can_be_followed_by():
    step, done = made([MERGE])
    sql = change(step)
    assert sql.index("create temporary table") < sql.index('drop table public."profiles"')
    assert sql.index("insert into") < sql.index("foreign key")
    assert len(migrations(step.after)) == 4
    assert "".join(seed(step.after, done[0].dataset))


def test_a_table_without_rows_is_merged():
    empty = Table(name="extras", columns=(text("note"),), primary_key=())
    blueprint = club().model_copy(update={"tables": (*club().tables, empty)})
    assert refused(MergeTables(table="extras", into="members"), blueprint) == [
        "Only tables whose keys have as many columns hold the same rows"
    ]
