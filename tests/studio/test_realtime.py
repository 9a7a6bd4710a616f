import asyncio

import pytest

from tests.studio.conftest import Running
from wirebase.database import EmbeddedPostgres, open_pool
from wirebase.studio.realtime import Change, Filter, feeding


def change(type: str = "UPDATE", **record: object) -> Change:
    return Change("analysis_jobs", type, "2026-01-01", dict(record), {"id": record.get("id")}, ())


@pytest.mark.parametrize(
    ("asked", "takes"),
    [
        ({}, True),
        ({"event": "UPDATE"}, True),
        ({"event": "INSERT"}, False),
        ({"table": "*"}, True),
        ({"table": "job_events"}, False),
        ({"schema": "private"}, False),
        ({"filter": "id=eq.1"}, True),
        ({"filter": "id=eq.2"}, False),
        ({"filter": "id=gt.0"}, False),
    ],
)
def test_a_filter_takes_what_was_asked_for(asked: dict, takes: bool):
    base = {"id": 7, "event": "*", "schema": "public", "table": "analysis_jobs"}
    assert Filter(**base | asked).takes(change(id=1)) is takes


def test_a_deleted_row_is_known_by_its_key():
    wanted = Filter(1, "DELETE", "public", "analysis_jobs", "id=eq.1")
    gone = change("DELETE", id=1)
    assert wanted.takes(gone)
    assert "record" not in gone.data
    assert gone.data["old_record"] == {"id": 1}


def test_filters_are_told_as_they_were_asked_for_with_a_number():
    plain = Filter(3, "*", "public", "job_events")
    assert plain.told == {"id": 3, "event": "*", "schema": "public", "table": "job_events"}


async def test_a_sketch_is_told_when_it_changes_and_not_with_every_other_change(
    studio: Running, board_job: dict
):
    """As Supabase leaves out a long column that stayed as it was."""
    query = "update analysis_jobs set {} where id::text = $1"
    async with (
        EmbeddedPostgres(studio.home / "postgres") as server,
        await open_pool(server.url("studio")) as pool,
        feeding(pool, server.url("studio")) as feed,
    ):
        with feed.listening() as changes:
            await asyncio.sleep(0.5)
            told = []
            for change in ("sketch = '{\"tables\": []}'", "progress = progress", "sketch = null"):
                await pool.execute(query.format(change), board_job["id"])
                heard = await asyncio.wait_for(changes.get(), 30)
                while heard and heard.record["id"] != board_job["id"]:
                    heard = await asyncio.wait_for(changes.get(), 30)
                assert heard
                told.append(heard.record.get("sketch", "not told"))
    assert told == [{"tables": []}, "not told", None]
