import asyncio

import httpx
import pytest
from wsproto.utilities import RemoteProtocolError

from tests.studio.conftest import Running
from tests.studio.talking import talking
from wirebase.database import EmbeddedPostgres, open_pool
from wirebase.studio.jobs import Jobs, Options
from wirebase.studio.realtime import Change, Filter, feeding
from wirebase.studio.sketch import Sketch


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


TOPIC = "realtime:job"
WANTED = [
    {"event": "UPDATE", "schema": "public", "table": "analysis_jobs", "filter": "id=eq.{id}"},
    {"event": "INSERT", "schema": "public", "table": "job_events"},
]


def framed(version: str, event: str, payload: object, ref: str | None, join: str | None) -> object:
    """A message as that version of the protocol frames it."""
    if version == "2.0.0":
        return [join, ref, TOPIC, event, payload]
    return {"topic": TOPIC, "event": event, "payload": payload, "ref": ref, "join_ref": join}


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0", ""])
def test_each_version_of_the_protocol_is_answered_in_its_own_frames(
    studio: Running, client: httpx.Client, board_job: dict, version: str
):
    wanted = [{k: v.format(id=board_job["id"]) for k, v in one.items()} for one in WANTED]

    def told(event: str, payload: object, ref: str | None = None, join: str | None = "1") -> object:
        return framed(version, event, payload, ref, join)

    with talking(studio, version) as talk:
        talk.say(told("phx_join", {"config": {"postgres_changes": wanted}}, "1"))
        known = [{"id": n, **one} for n, one in enumerate(wanted, 1)]
        reply = {"status": "ok", "response": {"postgres_changes": known}}
        assert talk.hear() == told("phx_reply", reply, "1")
        assert talk.hear() == told("presence_state", {})
        system = {
            "channel": "job",
            "extension": "postgres_changes",
            "message": "Subscribed to PostgreSQL",
            "status": "ok",
        }
        assert talk.hear() == told("system", system)

        talk.say(told("heartbeat", {}, "2", None))
        empty = {"status": "ok", "response": {}}
        assert talk.hear() == told("phx_reply", empty, "2", None)

        client.post(f"/jobs/{board_job['id']}/backend")
        client.delete(f"/jobs/{board_job['id']}/backend")
        change = talk.hear()
        payload = change[4] if version == "2.0.0" else change["payload"]
        assert change == told("postgres_changes", payload)
        assert payload["ids"] == [1]
        data = payload["data"]
        assert data["record"]["id"] == board_job["id"]
        assert (data["schema"], data["table"], data["type"]) == (
            "public",
            "analysis_jobs",
            "UPDATE",
        )
        assert {"name": "url", "type": "text"} in data["columns"]
        client.post(f"/jobs/{board_job['id']}/backend")

        # It leaves, and hears of no change any more.
        talk.say(told("phx_leave", {}, "9"))
        while (left := talk.hear()) != told("phx_reply", empty, "9"):
            assert left == told(
                "postgres_changes", left[4] if version == "2.0.0" else left["payload"]
            )


def test_what_is_told_to_other_clients_is_refused_and_the_connection_stays(studio: Running):
    refused = {"status": "error", "response": {"reason": "broadcast is not passed on here"}}
    topic = TOPIC.encode()
    lengths = bytes([1, 1, len(topic), 4, 0])
    binary = b"\x03" + lengths + b"\x01" + b"1" + b"5" + topic + b"ping" + b'{"a": 1}'
    with talking(studio, "2.0.0") as talk:
        talk.say(binary)
        assert talk.hear() == framed("2.0.0", "phx_reply", refused, "5", "1")
        talk.say(framed("2.0.0", "heartbeat", {}, "6", None))
        assert talk.hear()[1] == "6"
    with talking(studio, "1.0.0") as talk:
        talk.say(framed("1.0.0", "broadcast", {"event": "ping"}, "5", "1"))
        assert talk.hear() == framed("1.0.0", "phx_reply", refused, "5", "1")


@pytest.mark.parametrize("frame", [b"", b"\x04", b"\x03\x01", [1, 2], {"event": "phx_join"}, "x"])
def test_what_is_no_message_ends_its_connection_alone(studio: Running, frame: object):
    with talking(studio, "2.0.0") as talk:
        talk.say(frame)
        with pytest.raises((AssertionError, RemoteProtocolError)):
            talk.hear()
    with talking(studio, "2.0.0") as talk:
        talk.say(framed("2.0.0", "heartbeat", {}, "1", None))
        assert talk.hear()[1] == "1"


async def test_a_studio_of_before_gets_what_is_new(postgres: EmbeddedPostgres):
    """Its tables are there already, and its triggers are others."""
    url = postgres.create_database("studio_of_before")
    async with await open_pool(url) as pool:
        jobs = Jobs(pool)
        await jobs.prepare()
        await pool.execute(
            "drop trigger tell_update on analysis_jobs; drop trigger tell on analysis_jobs;"
            "create trigger tell after insert or update or delete on analysis_jobs"
            " for each row execute function tell_change();"
            "alter table analysis_jobs drop column sketch"
        )
        await jobs.prepare()
        job = await jobs.create("http://app.test", "app", Options())
        await jobs.draw(job.id, Sketch(tables=[]))
        assert (await jobs.get(job.id)).sketch == Sketch(tables=[])
        assert (await jobs.all())[0].sketch is None
        triggers = await pool.fetch(
            "select tgname::text from pg_trigger where tgrelid = 'analysis_jobs'::regclass"
            " and not tgisinternal and (tgtype & 16) <> 0 order by 1"
        )
        assert [row[0] for row in triggers] == ["tell_update", "touch"]
        assert await jobs.claim(job.id)
        assert (await jobs.get(job.id)).sketch is None
    postgres.drop_database("studio_of_before")
