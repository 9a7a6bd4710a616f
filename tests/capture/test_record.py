"""Whole recordings: a real Chromium explores a real small app through the real proxy."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.capture.notes import TOKEN, Notes
from tests.capture.origin import Handler, Origin, running
from wirebase.capture.archive import Capture, read
from wirebase.capture.listen import parsed_address
from wirebase.capture.record import Options, checked_url, record
from wirebase.capture.recording import Summary
from wirebase.errors import CaptureError, NoBrowser, Unreachable, UsageError
from wirebase.events import Event


@pytest.fixture
def notes() -> Iterator[Notes]:
    with running(Notes()) as server:
        assert isinstance(server, Notes)
        yield server


def endpoints(capture: Capture) -> set[str]:
    found = set()
    for x in capture.exchanges:
        if x.path.startswith("/api/"):
            path = "/".join("#" if s.isdigit() else s for s in x.path.split("/"))
            found.add(" ".join([x.method, path, *sorted(n for n, _ in x.query), str(x.status)]))
    return found


def text_of(path: Path) -> str:
    return path.read_text()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


READING = {
    "POST /api/login 200",
    "GET /api/notes page 200",
    "GET /api/notes page q 200",
    "GET /api/notes kind page 200",
    "GET /api/notes/# 200",
}


@dataclass
class Explored:
    """One exploration that only read, and what came of it."""

    app: Notes
    path: Path
    summary: Summary
    events: list[Event]


@pytest.fixture(scope="module")
def explored(tmp_path_factory: pytest.TempPathFactory, authority: Path) -> Explored:
    path = tmp_path_factory.mktemp("explored") / "notes.jsonl"
    events: list[Event] = []
    app = Notes()
    with running(app):
        options = Options(authority=authority, max_time=240)
        summary = asyncio.run(record(app.url, path, options, events.append))
    return Explored(app, path, summary, events)


def test_reading_explores_the_app_and_changes_nothing(explored: Explored):
    capture = read(explored.path)
    assert endpoints(capture) >= READING
    assert explored.app.writes == []
    assert len(explored.app.notes) == 5
    assert explored.summary.exchanges == len(capture.exchanges)
    assert explored.summary.ended == "nothing new was left"


def test_progress_is_told_from_start_to_end(explored: Explored):
    assert [e.what for e in explored.events if e.what not in ("progress", "exchange")] == [
        "started",
        "finished",
    ]
    assert explored.events[-1].counts["endpoints"] == explored.summary.endpoints == 3
    assert any("Search notes" in e.text for e in explored.events)


def test_no_secret_of_the_app_is_in_the_archive(explored: Explored):
    text = explored.path.read_text()
    assert TOKEN not in text
    assert "tulip-season-7" not in text
    capture = read(explored.path)
    login = next(x for x in capture.exchanges if x.path == "/api/login")
    token = json.loads(login.answer.text)["token"]
    later = next(x for x in capture.exchanges if x.path == "/api/notes")
    assert later.request.header("authorization") == f"Bearer {token}"
    assert later.resource_type == "fetch"
    assert later.page.startswith(explored.app.url)


async def test_writing_creates_changes_and_deletes_only_its_own(
    notes: Notes, tmp_path: Path, authority: Path
):
    seeded = {n: note["title"] for n, note in notes.notes.items()}
    path = tmp_path / "notes.jsonl.zst"
    await record(notes.url, path, Options(authority=authority, max_time=240, allow_writes=True))
    assert endpoints(read(path)) >= READING | {
        "POST /api/notes 422",
        "POST /api/notes 201",
        "PATCH /api/notes/# 200",
        "DELETE /api/notes/# 204",
        "POST /api/notes/#/star 200",
        "DELETE /api/notes/#/star 200",
    }
    assert {n: note["title"] for n, note in notes.notes.items()} == seeded
    assert not any("logout" in write or "pay" in write for write in notes.writes)


def logged_in(notes: Notes, folder: Path) -> Path:
    state = folder / "state.json"
    stored = [{"name": "token", "value": TOKEN}]
    state.write_text(
        json.dumps({"cookies": [], "origins": [{"origin": notes.url, "localStorage": stored}]})
    )
    return state


async def test_a_saved_login_is_used(notes: Notes, tmp_path: Path, authority: Path):
    options = Options(authority=authority, storage_state=logged_in(notes, tmp_path), max_pages=1)
    await record(notes.url, tmp_path / "c.jsonl", options)
    found = endpoints(read(tmp_path / "c.jsonl"))
    assert "GET /api/notes page 200" in found
    assert not any("login" in endpoint for endpoint in found)


SCRIPTS = {
    "asynchronous": """\
async def run(page):
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_role("link", name="Seeded harbours").click()
    await page.get_by_text("About harbours").wait_for()
""",
    "synchronous": """\
def run(page):
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Seeded harbours").click()
    page.get_by_text("About harbours").wait_for()
""",
}


@pytest.mark.parametrize("kind", SCRIPTS)
async def test_the_steps_of_the_user_are_recorded(
    notes: Notes, tmp_path: Path, authority: Path, kind: str
):
    script = tmp_path / "steps.py"
    script.write_text(SCRIPTS[kind])
    await record(notes.url, tmp_path / "c.jsonl", Options(authority=authority, script=script))
    assert [x.path for x in read(tmp_path / "c.jsonl").exchanges if x.path.startswith("/api/")] == [
        "/api/login",
        "/api/notes",
        "/api/notes/2",
    ]


async def test_an_app_of_the_public_web_reaches_private_hosts_only_where_that_is_asked_for(
    notes: Notes, tmp_path: Path, authority: Path, monkeypatch: pytest.MonkeyPatch
):
    async def public(host: str) -> bool:
        return False

    monkeypatch.setattr("wirebase.capture.record.is_private", public)
    script = tmp_path / "steps.py"
    script.write_text("async def run(page):\n    await page.wait_for_timeout(1)\n")
    options = {"authority": authority, "script": script}
    with pytest.raises(CaptureError):
        await record(notes.url, tmp_path / "a.jsonl", Options(**options))
    assert notes.seen == []
    await record(notes.url, tmp_path / "b.jsonl", Options(**options, private_hosts=True))
    assert notes.seen != []


PRESSING = {
    "asynchronous": """\
from pathlib import Path

async def run(page):
    await page.get_by_role("button", name="Log in").click()
    while not Path("{mark}").exists():
        await page.wait_for_timeout(20)
""",
    "synchronous": """\
from pathlib import Path

def run(page):
    page.get_by_role("button", name="Log in").click()
    while not Path("{mark}").exists():
        page.wait_for_timeout(20)
""",
}


@pytest.mark.parametrize("kind", PRESSING)
async def test_a_request_under_way_at_the_end_is_answered(
    notes: Notes, tmp_path: Path, authority: Path, kind: str
):
    notes.delay = 1.0
    notes.mark = tmp_path / "mark"
    script = tmp_path / "steps.py"
    script.write_text(PRESSING[kind].format(mark=notes.mark))
    await record(notes.url, tmp_path / "c.jsonl", Options(authority=authority, script=script))
    assert "POST /api/login 200" in endpoints(read(tmp_path / "c.jsonl"))


async def test_a_script_that_fails_is_blamed_by_line_and_the_capture_is_kept(
    notes: Notes, tmp_path: Path, authority: Path
):
    script = tmp_path / "steps.py"
    script.write_text("async def run(page):\n    await page.title()\n    raise KeyError('nope')\n")
    with pytest.raises(CaptureError, match="KeyError: 'nope'") as raised:
        await record(notes.url, tmp_path / "c.jsonl", Options(authority=authority, script=script))
    assert raised.value.where == f"{script}:3"
    assert read(tmp_path / "c.jsonl").exchanges


@pytest.mark.parametrize(
    ("text", "what"), [("x = 1", "no function run"), ("def run(", "SyntaxError")]
)
async def test_a_script_that_is_none_is_a_clear_error(tmp_path: Path, text: str, what: str):
    script = tmp_path / "steps.py"
    script.write_text(text)
    with pytest.raises((UsageError, CaptureError), match=what):
        await record("http://127.0.0.1:1", tmp_path / "c.jsonl", Options(script=script))


async def test_nothing_listening_is_a_clear_error_and_leaves_files_alone(
    tmp_path: Path, authority: Path
):
    with running(Origin()) as origin:
        gone = origin.url
    path = tmp_path / "c.jsonl"
    path.write_text("earlier")
    with pytest.raises(Unreachable, match="Nothing listens"):
        await record(gone, path, Options(authority=authority))
    assert text_of(path) == "earlier"
    assert names_in(tmp_path) == ["c.jsonl"]


async def test_an_unknown_host_is_a_clear_error(tmp_path: Path, authority: Path):
    with pytest.raises(Unreachable, match="no host of this name"):
        await record(
            "http://no-such-host.invalid", tmp_path / "c.jsonl", Options(authority=authority)
        )


async def test_a_bad_certificate_names_the_way_out(
    secure_origin: Origin, tmp_path: Path, authority: Path
):
    with pytest.raises(Unreachable, match="certificate") as raised:
        await record(secure_origin.url, tmp_path / "c.jsonl", Options(authority=authority))
    assert "--insecure" in raised.value.next


async def test_an_api_is_told_from_an_app(origin: Origin, tmp_path: Path, authority: Path):
    with pytest.raises(
        CaptureError, match="no web app: it answers with application/json"
    ) as raised:
        await record(origin.url, tmp_path / "c.jsonl", Options(authority=authority))
    assert "wirebase proxy" in raised.value.next


async def test_an_app_without_api_traffic_is_told_of(
    origin: Origin, tmp_path: Path, authority: Path
):
    events: list[Event] = []
    options = Options(authority=authority)
    summary = await record(f"{origin.url}/page", tmp_path / "c.jsonl", options, events.append)
    assert (summary.endpoints, summary.exchanges > 0) == (0, True)
    (warning,) = [e.text for e in events if e.what == "warning"]
    assert "No API traffic was seen" in warning


async def test_a_missing_browser_is_a_clear_error(
    notes: Notes, tmp_path: Path, authority: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WIREBASE_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(NoBrowser, match="names no file"):
        await record(notes.url, tmp_path / "c.jsonl", Options(authority=authority))


@pytest.mark.parametrize("url", ["http://", "ftp://x", "https://h:99999", ""])
def test_what_is_no_address_is_a_clear_error(url: str):
    with pytest.raises(UsageError, match="no address"):
        checked_url(url)


def test_an_address_without_a_scheme_gets_the_likely_one():
    assert checked_url("app.example.com/x") == "https://app.example.com/x"
    assert checked_url("localhost:3000") == "http://localhost:3000"
    assert checked_url("127.0.0.1:3000/a") == "http://127.0.0.1:3000/a"


@pytest.mark.parametrize("text", ["", "host", "host:port", "h:70000"])
def test_what_is_no_address_to_listen_on_is_a_clear_error(text: str):
    with pytest.raises(UsageError, match="no address to listen on"):
        parsed_address(text)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_interrupting_keeps_what_was_captured(notes: Notes, tmp_path: Path, how: signal.Signals):
    path = tmp_path / "c.jsonl.zst"
    process = subprocess.Popen(
        [sys.executable, "-m", "wirebase", "capture", notes.url, "-o", str(path)],
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: any("q=" in p for _, p, *_ in notes.seen))
    process.send_signal(how)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "it was interrupted" in said
    assert "GET /api/notes page 200" in endpoints(read(path))
    assert names_in(tmp_path) == ["c.jsonl.zst"]


class Slow(Handler):
    """A page that asks its API at once, and whose last script is long in coming."""

    server: Origin

    def do_GET(self) -> None:
        self.server.seen.append((self.command, self.path, dict(self.headers), b""))
        if self.path == "/api/things":
            self.answer(b'[{"id": 1, "name": "one"}]', "application/json")
        elif self.path == "/last.js":
            self.server.stopping.wait(60)
            self.close_connection = True
        else:
            page = b"<title>S</title><script>fetch('/api/things')</script><script src=/last.js></script>"
            self.answer(page, "text/html")


async def test_what_came_while_the_first_page_loads_is_kept_by_who_has_seen_enough(tmp_path: Path):
    path = tmp_path / "c.jsonl.zst"
    seen = asyncio.Event()

    def hear(event: Event) -> None:
        if event.what == "exchange":
            seen.set()

    with running(Origin(Slow)) as slow:
        recording = asyncio.create_task(record(slow.url, path, emit=hear))
        await asyncio.wait_for(seen.wait(), 60)
        os.kill(os.getpid(), signal.SIGINT)
        summary = await asyncio.wait_for(recording, 60)
    assert summary.ended == "it was interrupted"
    assert "GET /api/things 200" in endpoints(read(path))


def test_the_proxy_alone_records_any_client(notes: Notes, tmp_path: Path):
    path = tmp_path / "c.jsonl"
    command = [
        sys.executable,
        "-m",
        "wirebase",
        "proxy",
        "--listen",
        "127.0.0.1:0",
        "-o",
        str(path),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        said = process.stderr.readline()
        address = next(word.rstrip(".") for word in said.split() if word.startswith("http://127"))
        client = urllib.request.build_opener(urllib.request.ProxyHandler({"http": address}))
        body = json.dumps({"password": "tulip-season-7"}).encode()
        with client.open(
            urllib.request.Request(f"{notes.url}/api/login", body), timeout=60
        ) as answer:
            assert json.load(answer) == {"token": TOKEN}
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert "mitmproxy-ca-cert.pem" in said
    assert "1 exchanges" in rest
    capture = read(path)
    assert [x.path for x in capture.exchanges] == ["/api/login"]
    assert capture.salt == "127.0.0.1"
    assert "tulip" not in path.read_text()


def until(condition: Callable[[], bool], seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


async def test_cancelling_a_recording_closes_its_browser(
    notes: Notes, tmp_path: Path, authority: Path
):
    task = asyncio.create_task(
        record(notes.url, tmp_path / "c.jsonl", Options(authority=authority))
    )
    await asyncio.to_thread(
        until, lambda: any(path.startswith("/api/") for _, path, *_ in notes.seen)
    )
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert read(tmp_path / "c.jsonl").exchanges
