import msgspec
import pytest

from tests.build.backend import Backend
from tests.build.boards import (
    EARLIER,
    LABELS,
    MOMENT,
    PROVISION,
    STARTING,
    TABLES,
    boards,
    captured,
)
from wirebase.blueprint.dataset import Dataset, TemplateRow
from wirebase.blueprint.tables import Table
from wirebase.build.functions import function
from wirebase.errors import BlueprintError

OWNED = """
select g.id, g.email, p.bio, b.name, b.owner_id = g.id, n.key
from public.guests as g join public.boards as b on b.id = g.board_id
join public.profiles as p on p.guest_id = g.id join public.notes as n on n.guest_id = g.id
order by g.id
"""
CARDS = """
select c.board_id, c.title, parent.title, parent.board_id = c.board_id, l.name
from public.cards as c left join public.cards as parent on parent.id = c.parent_id
left join public.card_labels as cl on cl.card_id = c.id
left join public.labels as l on l.id = cl.label_id
order by c.board_id, c.title
"""


@pytest.fixture
async def start(connection) -> Backend:
    """The app as it was before the capture, in which nobody had logged in."""
    backend = Backend(connection, boards())
    await backend.create(captured(), start=True)
    return backend


@pytest.fixture
async def end(connection) -> Backend:
    """The app as the capture left it."""
    backend = Backend(connection, boards())
    await backend.create(captured())
    return backend


async def test_what_a_login_made_in_the_capture_was_not_there_at_its_start(start: Backend):
    for table in STARTING:
        assert await start.rows(f"select * from public.{table}") == []
    assert await start.rows("select name from public.labels") == [("red",)]


async def test_a_captured_token_of_an_account_to_come_is_no_session(start: Backend):
    await start.call("demo")
    start.token = "wb_token_" + "8" * 32
    assert (await start.call("me")).status == 401


async def test_the_first_login_makes_the_rows_that_it_made_in_the_capture(start: Backend):
    reply = await start.call("demo")
    assert (reply.status, reply.json["id"], reply.json["board"]) == (200, 8, 3)
    owned = await start.rows(OWNED)
    assert [row[:5] for row in owned] == [(8, "you@demo.test", "It's you", "Start here", True)]
    assert await start.rows("select id, email from public.guests order by id") == [
        (7, "bot@demo.test"),
        (8, "you@demo.test"),
    ]


async def test_every_login_makes_an_account_with_rows_of_its_own(end: Backend):
    first, second = (await end.call("demo")).json, (await end.call("demo")).json
    assert [first["id"], second["id"]] == [10, 12]
    owned = await end.rows(OWNED)
    assert [row[0] for row in owned] == [8, 10, 12]
    assert {row[1:5] for row in owned} == {("you@demo.test", "It's you", "Start here", True)}
    assert len({row[5] for row in owned}) == 3


async def test_copies_refer_to_one_another_and_to_what_all_share(end: Backend):
    board = (await end.call("demo")).json["board"]
    assert await end.rows(CARDS) == [
        (3, "Card 2", None, None, None),
        (3, "Renamed", "Card 2", True, "red"),
        (board, "Card 1", "Card 2", True, "red"),
        (board, "Card 2", None, None, None),
    ]
    assert await end.rows("select count(*) from public.labels") == [(1,)]


async def test_what_the_session_left_is_not_copied(end: Backend):
    await end.connection.execute("delete from public.boards")
    await end.connection.execute("delete from public.notes; delete from public.guests")
    reply = await end.call("demo")
    assert reply.status == 200
    assert [row[1] for row in await end.rows(CARDS)] == ["Card 1", "Card 2"]


async def test_each_login_opens_a_session_of_its_account(end: Backend):
    replies = [(await end.call("demo")).json for _ in range(2)]
    for reply in replies:
        end.token = reply["token"]
        assert (await end.call("me")).json == {"id": reply["id"]}


async def test_times_are_as_far_before_the_call_as_they_were_before_the_template(end: Backend):
    board = (await end.call("demo")).json["board"]
    assert (MOMENT, EARLIER) == ("2026-01-01T10:00:00.5Z", "2026-01-01T10:00:00.25Z")
    [row] = await end.rows(
        "select now() - max(created_at) between interval '0' and interval '1 minute',"
        " max(created_at) - min(created_at) = interval '0.25 seconds',"
        " max(due) = timestamptz '2026-03-01T00:00:00Z' from public.cards where board_id = $1",
        board,
    )
    assert row == (True, True, True)


async def test_secrets_are_made_anew(end: Backend):
    await end.call("demo")
    invites = [invite for (invite,) in await end.rows("select invite from public.guests")]
    assert invites.count("old") == 2
    assert len(set(invites)) == 3


async def test_a_template_whose_rows_are_gone_is_no_account(end: Backend):
    await end.connection.execute("delete from wirebase.templates")
    assert (await end.call("demo")).status == 401
    assert await end.rows("select count(*) from public.guests") == [(2,)]


async def test_a_login_that_fails_leaves_nothing(end: Backend):
    await end.connection.execute("create unique index on public.profiles (bio)")
    assert (await end.call("demo")).status == 409
    assert await end.rows("select count(*) from public.guests") == [(2,)]


async def test_hundreds_of_rows_are_copied_at_once(connection):
    many = [
        {**STARTING["cards"][1], "id": f"{n:08x}-0000-4000-8000-{n:012x}"} for n in range(1, 601)
    ]
    backend = Backend(connection, boards())
    rows = [TemplateRow("demo", "cards", row) for row in many]
    kept = [row for row in captured().templates if row.table not in ("cards", "card_labels")]
    await backend.create(msgspec.structs.replace(captured(), templates=[*kept, *rows]))
    board = (await backend.call("demo")).json["board"]
    assert await backend.rows("select count(*) from public.cards where board_id = $1", board) == [
        (600,)
    ]


async def test_a_row_of_a_template_that_lacks_what_it_needs_gets_something(connection):
    backend = Backend(connection, boards())
    lacking = {
        "guests": [{"id": 8}],
        "boards": [{"id": 3}],
        "cards": [{"id": STARTING["cards"][0]["id"]}],
    }
    rows = [TemplateRow("demo", table, row) for table, found in lacking.items() for row in found]
    rows[2].row["board_id"] = 3
    await backend.create(Dataset(rows={"labels": LABELS}, templates=rows))
    assert (await backend.call("demo")).status == 200
    assert await backend.rows("select title, created_at is not null from public.cards") == [
        ("", True)
    ]


async def test_a_row_of_a_template_whose_other_row_is_gone_does_without(connection):
    backend = Backend(connection, boards())
    await backend.create(msgspec.structs.replace(captured(), rows={}))
    assert (await backend.call("demo")).status == 200
    assert await backend.rows("select count(*) from public.card_labels") == [(0,)]


def test_tables_whose_copies_nothing_tells_apart_are_refused():
    keyed = Table(
        name="seats",
        columns=TABLES[0].columns,
        primary_key=("name", "created_at"),
    )
    copied = (*PROVISION.tables, PROVISION.tables[2].model_copy(update={"table": "seats"}))
    blueprint = boards(PROVISION.model_copy(update={"tables": copied}), (*TABLES, keyed))
    with pytest.raises(BlueprintError, match="nothing tells copies apart"):
        function(blueprint.operation("demo"), blueprint)


def test_the_evidence_stands_at_the_function():
    text = function(boards().operation("demo"), boards())
    assert "Evidence: rows of the account were created during the login (7 of 7)" in text
