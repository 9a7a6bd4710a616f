"""A studio that others than its own machine reach: it takes nobody into its network."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect
from pydantic import SecretStr

from tests.capture.notes import Notes
from tests.capture.origin import running
from tests.studio.conftest import Running, browsing, start, uploaded
from tests.studio.test_jobs import until
from wirebase.capture.archive import read_all
from wirebase.studio.shipping import WrongTarget, checked, public

REMOTE = ("--host", "127.0.0.2")
"""Not one of the addresses that only this machine can mean."""


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = start(tmp_path_factory.mktemp("remote"), *REMOTE)
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def visitor(remote: Running) -> Iterator[httpx.Client]:
    with remote.client() as client:
        yield client


@pytest.fixture
def notes() -> Iterator[Notes]:
    with running(Notes()) as server:
        assert isinstance(server, Notes)
        yield server


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "http://127.0.0.1:9"}, "url"),
        ({"url": "localhost:9"}, "url"),
        ({"url": "http://169.254.169.254/latest"}, "url"),
        ({"url": "http://[::ffff:10.0.0.1]/"}, "url"),
        ({"url": "https://1.1.1.1", "options": {"private_hosts": True}}, "options/private_hosts"),
        ({"url": "https://1.1.1.1", "script": "async def run(page): 1"}, "script"),
    ],
)
def test_what_would_reach_the_studios_network_is_refused_at_its_field(
    visitor: httpx.Client, body: dict, field: str
):
    before = visitor.get("/jobs").json()
    answer = visitor.post("/jobs", json=body)
    assert answer.status_code == 422
    assert "loopback" in answer.json()["fields"][field]
    assert visitor.get("/jobs").json() == before


def test_the_page_is_told_so(visitor: httpx.Client, client: httpx.Client):
    for studio, expected in ((visitor, False), (client, True)):
        told = studio.get("/studio").json()
        assert (told["scripts"], told["private_hosts"]) == (expected, expected)


async def test_the_page_does_not_offer_it(remote: Running, studio: Running):
    for one, count in ((remote, 0), (studio, 1)):
        async with browsing(one) as page:
            await page.get_by_text("Options").click()
            script = page.get_by_role("radio", name="A Playwright script of mine does")
            await expect(script).to_be_enabled(enabled=bool(count))
            await expect(page.get_by_label("Let the app reach this machine")).to_have_count(count)


def test_a_name_whose_address_is_known_too_late_is_not_reached(visitor: httpx.Client):
    """It passes the form, as there is no such host, and the capture is limited all the same."""
    job = visitor.post("/jobs", json={"url": "http://no-such-host.invalid"}).json()
    assert until(visitor, job["id"], "failed")["error"]["what"]


def test_a_job_that_was_made_on_this_machine_reaches_it_no_more(tmp_path: Path, notes: Notes):
    home = tmp_path / "home"
    local = start(home)
    with local.client() as client:
        job = client.post("/jobs", json={"url": notes.url, "options": {"max_time": 10}}).json()
        until(client, job["id"], "running")
        client.post(f"/jobs/{job['id']}/cancel")
    assert local.stop() == 0
    notes.seen.clear()
    remote = start(home, *REMOTE)
    with remote.client() as client:
        options = job["options"] | {"private_hosts": True}
        again = client.post(f"/jobs/{job['id']}/resume", json={"capture": True})
        asked = {"capture": True, "options": options}
        open_to = client.post(f"/jobs/{job['id']}/resume", json=asked)
    assert remote.stop() == 0
    assert "loopback" in again.json()["fields"]["url"]
    assert "loopback" in open_to.json()["fields"]["options/private_hosts"]
    assert notes.seen == []


async def test_a_worker_goes_by_what_the_studio_says_and_not_by_the_job(
    remote: Running, visitor: httpx.Client, notes: Notes
):
    """Whatever stands in the row of the job, when its worker begins."""
    from wirebase.database import EmbeddedPostgres, connected
    from wirebase.studio.jobs import Jobs, Options
    from wirebase.studio.runner import running as runners

    async with (
        EmbeddedPostgres(remote.home / "postgres") as server,
        connected(server.url("studio")) as connection,
    ):
        jobs = Jobs(connection)  # type: ignore[arg-type]  # asked one by one, it serves as a pool
        for local in (False, True):
            options = Options(private_hosts=True, max_time=10, max_pages=1)
            job = await jobs.create(notes.url, f"row-{local}", options)
            async with runners(jobs, remote.home, server.url("studio"), local=local) as runner:
                await runner.start(job)
                for task in list(runner._watching):
                    await task
            ended = await jobs.get(job.id)
            assert bool(notes.seen) is local
            assert ended.error
            assert ("its own network" in ended.error.what) is not local


def events(client: httpx.Client, job: dict) -> list[dict]:
    return client.get(f"/jobs/{job['id']}/events").json()


def test_the_demo_app_is_captured_and_nothing_beside_it(remote: Running, visitor: httpx.Client):
    job = visitor.post("/demo").json()
    while not any(e["what"] == "exchange" for e in events(visitor, job)):
        assert visitor.get(f"/jobs/{job['id']}").json()["status"] in ("queued", "running")
        time.sleep(0.2)
    port = int(job["url"].rpartition(":")[2])
    beside = visitor.post("/jobs", json={"url": f"http://127.0.0.1:{port - 1}"})
    assert "url" in beside.json()["fields"]
    visitor.post(f"/jobs/{job['id']}/finish")
    job = until(visitor, job["id"], "done", "failed")
    assert job["status"] == "done", job["error"]
    folder = remote.home / "projects" / job["name"]
    assert any(x.status == 200 for x in read_all(folder.glob("captures/*.jsonl.zst")).exchanges)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://me:pass@127.0.0.1:5432/app", "private address"),
        ("postgresql://me:pass@localhost/app", "private address"),
        ("postgresql://me:pass@[::1]:5432/app", "private address"),
        ("postgresql://me:pass@%2Fvar%2Frun/app", "no host"),
        ("postgresql://me:pass@1.1.1.1,127.0.0.1/app", "no host"),
        ("postgresql://me:pass@1.1.1.1/app?host=127.0.0.1", "only set these"),
        ("postgresql://me:pass@1.1.1.1/app?passfile=/etc/passwd", "only set these"),
        ("postgresql://me:pass@1.1.1.1/app?sslmode=verify-full", "verify-full"),
    ],
)
def test_a_project_is_put_into_no_private_database(
    visitor: httpx.Client, project: dict, url: str, told: str
):
    for what in ("rehearsals", "shipments"):
        body = {"url": url, "fingerprint": "0" * 64}
        answer = visitor.post(f"/jobs/{project['id']}/{what}", json=body)
        assert answer.status_code == 422
        assert told in answer.json()["fields"]["url"]
        assert "pass@" not in answer.text


@pytest.fixture(scope="module")
def project(visitor: httpx.Client, capture: Path) -> dict:
    return uploaded(visitor, "remote.har", capture)


async def test_a_database_is_reached_at_the_address_that_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
):
    async def found(host: str) -> tuple[str, ...]:
        return {"db.test": ("1.1.1.1",), "six.test": ("2606:4700::1111",)}[host]

    monkeypatch.setattr("wirebase.studio.shipping.addresses", found)
    given = "postgresql://me:p%40ss@db.test:6543/app?sslmode=require"
    assert await public(checked(SecretStr(given))) == given.replace("db.test", "1.1.1.1")
    assert await public("postgres://six.test/app") == "postgres://[2606:4700::1111]/app"

    async def rebound(host: str) -> tuple[str, ...]:
        return ("1.1.1.1", "10.0.0.1")

    monkeypatch.setattr("wirebase.studio.shipping.addresses", rebound)
    with pytest.raises(WrongTarget):
        await public(given)


def test_a_trial_goes_to_the_backend_of_the_project_alone(
    visitor: httpx.Client, project: dict, notes: Notes
):
    endpoints = visitor.get(f"/jobs/{project['id']}/endpoints").json()
    one = next(e for e in endpoints if "{" in e["path"] and e["method"] == "GET")
    path = {part[1:-1]: notes.url for part in one["path"].split("/") if part.startswith("{")}
    headers = {"Host": notes.url.partition("//")[2], "X-Forwarded-Host": "169.254.169.254"}
    body = {"operation": one["name"], "path": path, "headers": headers}
    answer = visitor.post(f"/jobs/{project['id']}/trials", json=body)
    assert answer.status_code == 200, answer.text
    assert notes.seen == []
    assert json.dumps(notes.url) not in answer.text
