import asyncpg
import pytest

from tests.build.backend import Backend
from tests.build.blog import blog
from tests.build.people import comment, people, rows
from tests.build.shorthand import ID, number, refers, text
from wirebase.blueprint.dataset import CapturedRow, Credential, Dataset
from wirebase.blueprint.document import Blueprint, Origin
from wirebase.blueprint.tables import OnDelete, Table
from wirebase.build.rows import next_numbers, state
from wirebase.build.seed import CHUNK, seed
from wirebase.exchange import Json


def shop(*tables: Table) -> Blueprint:
    return Blueprint(name="shop", origin=Origin(url="http://shop.test", salt="s"), tables=tables)


USERS = Table(name="users", columns=(ID, text("name")), primary_key=("id",))


def notes(**key: object) -> Table:
    return Table(
        name="notes",
        columns=(ID, number("user_id", nullable=key.pop("nullable", True))),
        primary_key=("id",),
        foreign_keys=(refers("user_id", "users", **key),),
    )


NOTE: dict[str, Json] = {"id": 1, "user_id": 7}


async def test_captured_rows_stand_in_the_tables(backend: Backend):
    assert await backend.rows("select count(*) from articles") == [(4,)]
    assert await backend.rows("select id, parent_id from comments order by id") == [
        (1, None),
        (2, 1),
        (3, 2),
        (4, None),
        (5, None),
    ]


async def test_seeding_again_changes_nothing(backend: Backend):
    query = "select (select count(*) from comments), (select count(*) from users)"
    before = await backend.rows(query)
    await backend.connection.execute("".join(seed(blog(), Dataset(rows=people().rows))))
    assert await backend.rows(query) == before


async def test_start_and_end_are_different_moments(connection: asyncpg.Connection):
    lives = [
        CapturedRow(start={"id": 1, "name": "a"}, end={"id": 1, "name": "b"}),
        CapturedRow(start={"id": 2, "name": "gone"}),
        CapturedRow(end={"id": 3, "name": "made"}),
    ]
    dataset = Dataset(rows={"users": lives})
    made = shop(USERS)
    assert [row["name"] for row in state(made, dataset, start=True).rows["users"]] == ["a", "gone"]
    assert [row["name"] for row in state(made, dataset, start=False).rows["users"]] == ["b", "made"]
    await Backend(connection, made).create(dataset, start=True)
    assert (
        await connection.fetchval("select string_agg(name, ' ' order by id) from users") == "a gone"
    )


@pytest.mark.parametrize(
    ("lives", "at_start", "at_end"),
    [
        ([(1, 1), (2, 2)], 3, 3),
        ([(1, 1), (None, 9)], 9, 10),
        ([(8, None), (1, 1)], 9, 9),
        ([(None, 2), (5, 5)], 6, 6),
        ([], 1, 1),
        ([(2**31 - 1, 2**31 - 1)], 2**31 - 1, 2**31 - 1),
        ([(-5, -5)], 1, 1),
        ([("7", "7")], 8, 8),
    ],
)
def test_numbers_go_on_where_the_app_went_on(
    lives: list[tuple[Json, Json]], at_start: int, at_end: int
):
    captured = [
        CapturedRow(
            start=None if one is None else {"id": one}, end=None if two is None else {"id": two}
        )
        for one, two in lives
    ]
    dataset = Dataset(rows={"users": captured})
    for start, expected in ((True, at_start), (False, at_end)):
        [(_, _, number)] = next_numbers(shop(USERS), dataset, start=start)
        assert number == expected


def test_numbers_of_rows_that_came_and_went_are_not_given_again():
    dataset = Dataset(rows={"users": [CapturedRow({"id": 1}, {"id": 1})]}, passed={"users": [7, 8]})
    told = [next_numbers(shop(USERS), dataset, start=start) for start in (True, False)]
    assert [number for numbers in told for _, _, number in numbers] == [7, 9]


async def test_new_rows_get_numbers_that_nobody_had(backend: Backend):
    assert await backend.rows(
        "insert into users (username, email) values ('c', 'c') returning id"
    ) == [(3,)]


@pytest.mark.parametrize(
    ("table", "kept"),
    [
        (notes(on_delete=OnDelete.CASCADE), []),
        (notes(on_delete=OnDelete.SET_NULL), [{"id": 1, "user_id": None}]),
        (notes(), [{"id": 1, "user_id": None}]),
        (notes(nullable=False), []),
        (notes(enforced=False), [NOTE]),
    ],
)
def test_rows_that_refer_to_nothing_are_let_go_as_a_deletion_would(
    table: Table, kept: list[dict[str, Json]]
):
    dataset = Dataset(rows={"notes": rows(NOTE)})
    now = state(shop(USERS, table), dataset, start=False)
    assert now.rows["notes"] == kept
    assert now.left_out == ({} if kept else {"notes": 1})
    told = "1 left out" in "".join(seed(shop(USERS, table), dataset))
    assert told == (not kept)


def test_letting_go_goes_on_to_what_referred_to_it():
    made = blog()
    dataset = people()
    dataset.rows["comments"] = rows(comment(2, 1), comment(3, 2), comment(9))
    assert [row["id"] for row in state(made, dataset, start=False).rows["comments"]] == [9]


async def test_rows_in_a_circle_and_many_of_them(connection: asyncpg.Connection):
    folders = Table(
        name="folders",
        columns=(ID, number("parent_id")),
        primary_key=("id",),
        foreign_keys=(refers("parent_id", "folders"),),
    )
    count = CHUNK * 2 + 1
    chain = rows(*({"id": n, "parent_id": n % count + 1} for n in range(1, count + 1)))
    await Backend(connection, shop(folders)).create(Dataset(rows={"folders": chain}))
    assert await connection.fetchval("select count(*) from folders") == count


async def test_hostile_texts_arrive_unchanged(connection: asyncpg.Connection):
    names = ["'; drop table users; --", "$$", "\\", "\n", "ünï 💥", '"', "%s", "$rows$", "E'\\x'"]
    dataset = Dataset(rows={"users": rows(*({"id": n, "name": t} for n, t in enumerate(names, 1)))})
    await Backend(connection, shop(USERS)).create(dataset)
    stored = await connection.fetch("select name from users order by id")
    assert [row[0] for row in stored] == names


async def test_what_is_no_text_for_postgres_is_marked(connection: asyncpg.Connection):
    dataset = Dataset(rows={"users": rows({"id": 1, "name": "a\0b\ud800"})})
    await Backend(connection, shop(USERS)).create(dataset)
    assert await connection.fetchval("select name from users") == "a\ufffdb\ufffd"


async def test_rows_without_a_value_that_they_need_get_a_neutral_one(
    connection: asyncpg.Connection,
):
    strict = Table(name="strict", columns=(ID, text("a", nullable=False)), primary_key=("id",))
    await Backend(connection, shop(strict)).create(Dataset(rows={"strict": rows({"id": 1})}))
    assert await connection.fetchval("select a from strict") == ""


async def test_credentials_of_the_capture_s_end_are_not_there_at_its_start(
    connection: asyncpg.Connection,
):
    later = Credential(account="1", login="late", password="p", start=False)
    early = Credential(account="1", login="early", password="p")
    dataset = Dataset(credentials=[later, early])
    assert "'late'" in "".join(seed(shop(USERS), dataset))
    assert "'late'" not in "".join(seed(shop(USERS), dataset, start=True))
    assert "'early'" in "".join(seed(shop(USERS), dataset, start=True))
