"""What is given for one capture: used, and kept on no disk."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.capture.notes import TOKEN, Notes
from tests.capture.origin import running
from tests.studio.conftest import Running, start
from tests.studio.test_jobs import until
from wirebase.capture.archive import read_all
from wirebase.capture.browser import has_display

PASSWORD = "correct-horse-battery"
SCRIPT = f"""\
async def run(page):
    await page.evaluate('''() => fetch("/api/login", {{
      method: "POST",
      headers: {{"content-type": "application/json"}},
      body: JSON.stringify({{email: "ida@notes.example", password: "{PASSWORD}"}}),
    }})''')
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_role("link", name="Seeded harbours").click()
    await page.get_by_text("About harbours").wait_for()
"""


@pytest.fixture
def notes() -> Iterator[Notes]:
    with running(Notes()) as server:
        assert isinstance(server, Notes)
        yield server


def paths(studio: Running, job: dict) -> list[str]:
    folder = studio.home / "projects" / job["name"]
    return [x.path for x in read_all(folder.glob("captures/*.jsonl.zst")).exchanges]


def test_the_script_of_the_user_is_run_and_kept_nowhere(
    client: httpx.Client, studio: Running, notes: Notes
):
    body = {"url": notes.url, "options": {"steps": "script"}, "script": SCRIPT}
    made = client.post("/jobs", json=body)
    assert made.status_code == 201, made.text
    job = until(client, made.json()["id"], "done", "failed")
    assert job["status"] == "done", job["error"]
    assert "/api/notes/2" in paths(studio, job)
    for path in studio.home.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes(), path


def test_a_script_that_fails_is_blamed_by_its_line(client: httpx.Client, notes: Notes):
    script = "async def run(page):\n    await page.goto('about:blank')\n    1 / 0\n"
    body = {"url": notes.url, "options": {"steps": "script"}, "script": script}
    job = until(client, client.post("/jobs", json=body).json()["id"], "failed")
    assert "division" in job["error"]["what"]
    assert job["error"]["where"] == "your script:3"


def test_a_saved_login_is_used_and_kept_nowhere(
    client: httpx.Client, studio: Running, notes: Notes
):
    stored = [{"name": "token", "value": TOKEN}]
    login = {"cookies": [], "origins": [{"origin": notes.url, "localStorage": stored}]}
    options = {"max_pages": 1, "max_time": 60}
    body = {"url": notes.url, "options": options, "storage": json.dumps(login)}
    job = client.post("/jobs", json=body).json()
    assert job["options"]["logged_in"]
    job = until(client, job["id"], "done", "failed")
    assert "/api/notes" in paths(studio, job)
    assert "/api/login" not in paths(studio, job)
    for path in studio.home.rglob("*"):
        if path.is_file():
            assert TOKEN.encode() not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("body", "field", "told"),
    [
        ({"options": {"steps": "script"}}, "script", "Choose your script"),
        ({"options": {"steps": "script"}, "script": "def run(:"}, "script", "line 1: invalid"),
        ({"options": {"steps": "script"}, "script": "run = 1"}, "script", "no function run"),
        ({"storage": "{"}, "storage", "no JSON"),
        ({"storage": "[]"}, "storage", "no login that Playwright saved"),
        ({"options": {"steps": "wait"}}, "options/steps", "'explore', 'hand' or 'script'"),
    ],
)
def test_what_cannot_be_used_is_told_at_its_field(
    client: httpx.Client, body: dict, field: str, told: str
):
    before = client.get("/jobs").json()
    answer = client.post("/jobs", json={"url": "http://127.0.0.1:9"} | body)
    assert answer.status_code == 422
    assert told in answer.json()["fields"][field]
    assert client.get("/jobs").json() == before


@pytest.mark.skipif(has_display(), reason="a window would open")
def test_without_a_display_nobody_is_asked_to_use_a_window(client: httpx.Client):
    assert client.get("/studio").json()["windows"] is False
    body = {"url": "http://127.0.0.1:9", "options": {"steps": "hand"}}
    assert "no display" in client.post("/jobs", json=body).json()["fields"]["options/steps"]


def test_what_was_not_kept_is_asked_for_again(tmp_path: Path, notes: Notes):
    first = start(tmp_path / "home")
    with first.client() as client:
        body = {"url": notes.url, "options": {"steps": "script"}, "script": SCRIPT}
        job = client.post("/jobs", json=body).json()
        client.post(f"/jobs/{job['id']}/cancel")
        again = client.post(f"/jobs/{job['id']}/resume", json={"capture": True})
        assert again.status_code == 200
        client.post(f"/jobs/{job['id']}/cancel")
    assert first.stop() == 0
    second = start(tmp_path / "home")
    with second.client() as client:
        again = client.post(f"/jobs/{job['id']}/resume", json={"capture": True})
        assert (again.status_code, again.json()["what"]) == (
            400,
            "Your script was not kept, as it may hold a password",
        )
    assert second.stop() == 0
