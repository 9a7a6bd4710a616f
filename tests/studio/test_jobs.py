import json
import time
from pathlib import Path

import httpx
import psutil
import pytest

from tests.studio.conftest import Running, start, uploaded
from wirebase.database import connected
from wirebase.serve import State

PATIENCE = 120


def until(client: httpx.Client, id: str, *statuses: str) -> dict:
    """The job once it has one of these states."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        job = client.get(f"/jobs/{id}").json()
        if job["status"] in statuses:
            return job
        time.sleep(0.2)
    raise AssertionError(job)


def served(client: httpx.Client, id: str) -> dict:
    """The job once its backend answers."""
    until(client, id, "done")
    deadline = time.monotonic() + PATIENCE
    while not (job := client.get(f"/jobs/{id}").json())["backend_url"]:
        assert time.monotonic() < deadline, job
        time.sleep(0.2)
    return job


@pytest.fixture(scope="module")
def job(client: httpx.Client, capture: Path) -> dict:
    """A job that was made of a capture file, and whose backend runs."""
    return uploaded(client, "board.har", capture)


def edit(
    client: httpx.Client, job: dict, *edits: dict, force: bool = False, **more
) -> httpx.Response:
    revision = client.get(f"/jobs/{job['id']}/schema").json()["revision"]
    body = {"revision": revision, "edits": edits, "force": force} | more
    return client.post(f"/jobs/{job['id']}/edits", json=body)


def seen(client: httpx.Client, job: dict) -> dict:
    return {"revision": client.get(f"/jobs/{job['id']}/schema").json()["revision"]}


def test_a_capture_file_becomes_a_backend_that_answers(
    client: httpx.Client, studio: Running, job: dict
):
    assert job["name"] == "board"
    assert job["fidelity"]["exact"] > 0.9
    stages = [stage["stage"] for stage in job["progress"]["stages"]]
    assert stages == ["capture", "infer", "build", "database", "verify"]
    assert str(studio.home) not in json.dumps(job["progress"])
    endpoints = client.get(f"/jobs/{job['id']}/endpoints").json()
    listed = next(e for e in endpoints if e["method"] == "GET" and "{" not in e["path"])
    assert httpx.get(job["backend_url"] + listed["path"]).status_code == 200
    assert listed["scores"]["exchanges"] > 0


def test_the_feed_tells_what_was_found(client: httpx.Client, job: dict):
    events = client.get(f"/jobs/{job['id']}/events").json()
    assert any(event["what"] == "finding" for event in events)
    after = client.get(f"/jobs/{job['id']}/events", params={"after": events[-2]["id"]}).json()
    assert after == events[-1:]


def test_the_upload_is_kept_without_its_secrets(studio: Running, job: dict):
    kept = list((studio.home / "projects" / job["name"] / "captures").iterdir())
    assert [path.suffixes for path in kept] == [[".jsonl", ".zst"]]


def test_an_edit_is_shown_as_sql_made_undone_redone_and_applied(
    studio: Running, client: httpx.Client, job: dict
):
    path = f"/jobs/{job['id']}"
    table = client.get(f"{path}/schema").json()["tables"][0]["name"]
    change = {"edit": "add_column", "table": table, "column": {"name": "note", "type": "text"}}
    preview = client.post(f"{path}/preview", json={"edits": [change]}).json()
    assert 'add column "note" text' in preview["migration"]
    assert '"note" text' in preview["sql"]

    assert edit(client, job, change).json()["pending"] == [f"add {table}.note"]
    undone = client.post(f"{path}/undo", json=seen(client, job)).json()
    assert (undone["pending"], undone["redoable"]) == ([], f"add {table}.note")
    client.post(f"{path}/redo", json=seen(client, job))
    assert 'add column "note" text' in client.get(f"{path}/migration").json()["sql"]

    applied = client.post(f"{path}/apply", json=seen(client, job))
    assert applied.status_code == 200, applied.text
    assert applied.json()["blueprint"]["pending"] == []
    rows = client.get(f"{path}/rows/{table}").json()
    assert "note" in rows["columns"]
    assert rows["rows"]
    state = State.read(studio.home / "projects" / job["name"])
    assert state
    assert 'add column "note" text' in applied.json()["sql"]


def test_an_edit_that_the_rows_speak_against_is_refused_with_them(client: httpx.Client, job: dict):
    table = next(
        t for t in client.get(f"/jobs/{job['id']}/schema").json()["tables"] if t["rows"] > 1
    )
    key = {"edit": "set_type", "table": table["name"], "column": table["primary_key"][0]}
    answer = edit(client, job, key | {"type": "date"}, force=False)
    assert answer.status_code == 422
    assert any("captured rows" in one["text"] for one in answer.json()["objections"])


def test_who_saw_an_older_revision_is_told_the_newer_one(client: httpx.Client, job: dict):
    table = client.get(f"/jobs/{job['id']}/schema").json()["tables"][0]["name"]
    change = {"edit": "describe_table", "table": table, "description": "Mine"}
    late = edit(client, job, change, revision=seen(client, job)["revision"] - 1)
    assert late.status_code == 409
    assert late.json()["revision"] == seen(client, job)["revision"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": ""}, "url"),
        ({"url": "x.test", "options": {"max_time": 1}}, "options/max_time"),
        ({"url": "x.test", "options": {"max_pages": 0}}, "options/max_pages"),
    ],
)
def test_each_field_of_the_form_is_checked(client: httpx.Client, body: dict, field: str):
    answer = client.post("/jobs", json=body)
    assert answer.status_code == 422
    assert field in answer.json()["fields"]


def test_an_address_that_is_none_is_refused(client: httpx.Client):
    answer = client.post("/jobs", json={"url": "ftp://example.com"})
    assert answer.status_code == 400
    assert "no address" in answer.json()["what"]


def test_an_app_that_is_not_there_fails_with_what_to_do(client: httpx.Client):
    id = client.post("/jobs", json={"url": "http://127.0.0.1:9"}).json()["id"]
    job = until(client, id, "failed")
    assert job["error"]["what"]
    assert job["error"]["next"]


def test_a_file_that_is_no_capture_fails_with_what_it_is(client: httpx.Client):
    answer = client.post("/captures", params={"name": "x.har"}, content=b"no capture at all")
    job = until(client, answer.json()["id"], "failed")
    assert job["error"]["next"]
    empty = client.post("/captures", params={"name": "x.har"}, content=b"")
    assert (empty.status_code, empty.json()["what"]) == (400, "The file is empty")


def test_a_job_is_cancelled(client: httpx.Client):
    # An address that takes connections and never answers.
    id = client.post("/jobs", json={"url": "http://10.255.255.1"}).json()["id"]
    assert client.post(f"/jobs/{id}/cancel").json()["status"] == "cancelled"
    assert client.post(f"/jobs/{id}/resume", json={"capture": True}).json()["status"] == "queued"
    client.post(f"/jobs/{id}/cancel")
    assert until(client, id, "cancelled")


def test_what_is_not_there_is_said(client: httpx.Client, job: dict):
    nobody = "00000000-0000-4000-8000-000000000000"
    assert client.get(f"/jobs/{nobody}").status_code == 404
    assert client.get(f"/jobs/{job['id']}/rows/nothing").status_code == 404
    assert client.get(f"/jobs/{job['id']}/files/.wirebase/serve.json").status_code == 404
    assert client.get(f"/jobs/{job['id']}/files/supabase/../../x").status_code == 404
    assert client.get(f"/jobs/{job['id']}/exchanges/999999").status_code == 404


def test_the_project_is_downloaded_as_a_user_would_commit_it(client: httpx.Client, job: dict):
    content = client.get(f"/jobs/{job['id']}/project.zip").content
    import io
    import zipfile

    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert "board/openapi.json" in names
    assert not any(".wirebase" in name or "captures" in name for name in names)


def test_the_tables_are_given_to_other_tools(client: httpx.Client, job: dict):
    path = f"/jobs/{job['id']}/diagrams"
    assert client.get(f"{path}/dbml").text.startswith("Table ")
    assert client.get(f"{path}/mermaid").text.startswith("erDiagram")
    assert "export interface Database" in client.get(f"{path}/typescript").text
    assert client.get(f"{path}/other").status_code == 422


def test_edits_that_were_applied_stay_when_a_job_runs_again(client: httpx.Client, capture: Path):
    content = capture.read_bytes()
    made = client.post("/captures", params={"name": "again.har"}, content=content).json()
    served(client, made["id"])
    path = f"/jobs/{made['id']}"
    table = client.get(f"{path}/schema").json()["tables"][0]["name"]
    column = {"name": "note", "type": "text"}
    edit(client, made, {"edit": "add_column", "table": table, "column": column})
    assert client.post(f"{path}/apply", json=seen(client, made)).status_code == 200
    assert client.post(f"{path}/resume", json={}).status_code == 200
    served(client, made["id"])
    assert "note" in client.get(f"{path}/rows/{table}").json()["columns"]


async def test_the_job_is_a_row_of_analysis_jobs(studio: Running, job: dict):
    from wirebase.database import EmbeddedPostgres

    query = "select status, url, schema ->> 'name' as name from analysis_jobs where id::text = $1"
    async with (
        EmbeddedPostgres(studio.home / "postgres") as server,
        connected(server.url("studio")) as connection,
    ):
        row = await connection.fetchrow(query, job["id"])
    assert (row["status"], row["url"]) == ("done", "board.har")
    assert row["name"]


def test_a_backend_that_is_just_being_started_ends_with_the_studio(capture: Path, tmp_path: Path):
    running = start(tmp_path / "home")
    with running.client() as client:
        answer = client.post("/captures", params={"name": "b.har"}, content=capture.read_bytes())
        until(client, answer.json()["id"], "done")
    assert running.stop() == 0
    left = [p for p in psutil.process_iter(["cmdline"]) if str(tmp_path) in str(p.info["cmdline"])]
    assert left == []
