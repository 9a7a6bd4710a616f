"""From the address of an app to its backend, its rows and its endpoints: entirely on the page."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.studio.conftest import Running, start
from tests.studio.test_page import dropped
from wirebase.capture.browser import find_chromium

LONG = 200_000
"""Milliseconds that a job may take on a busy machine."""


@dataclass(frozen=True)
class Demo:
    """The demo app, of which nobody but the page is told."""

    url: str
    process: subprocess.Popen[str]


@pytest.fixture
def bookshelf(root: Path) -> Iterator[Demo]:
    command = [sys.executable, str(root / "examples/bookshelf/app.py"), "--port", "0", "--reset"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield Demo(process.stdout.readline().split()[1], process)
        process.terminate()


async def test_from_an_address_to_rows_and_endpoints_of_ones_own(
    page: Page, studio: Running, bookshelf: Demo
):
    await page.get_by_label("Address of the web app").fill(bookshelf.url)
    await page.get_by_text("Options").click()
    await page.get_by_label("Explore for at most").fill("25")
    await page.get_by_role("button", name="Capture it").click()
    await page.wait_for_url("**/job?id=*")
    feed = page.get_by_role("list", name="Feed")
    await expect(feed.get_by_text("/api/books").first).to_be_visible(timeout=LONG)
    # In the middle of it the connection is lost, and the page loaded again: nothing is missed.
    await page.context.set_offline(True)
    await page.wait_for_timeout(1500)
    await page.context.set_offline(False)
    await page.reload()
    await expect(page.get_by_text("Your backend answers at")).to_be_visible(timeout=LONG)
    with studio.client() as client:
        id = page.url.partition("id=")[2]
        events = client.get(f"/jobs/{id}/events", params={"limit": 1000}).json()
    await expect(feed.get_by_role("listitem")).to_have_count(min(len(events), 1000))

    # The app itself is no longer needed: a row that is added here is answered by its endpoint.
    await page.get_by_role("link", name="Data").click()
    await page.get_by_label("Table").select_option("tags")
    await page.get_by_role("button", name="New row").click()
    dialog = page.get_by_role("dialog", name="New row in tags")
    await dialog.get_by_label("name", exact=True).fill("made-on-the-page")
    await dialog.get_by_role("button", name="Add the row").click()
    await expect(page.get_by_text("The row was added.")).to_be_visible()
    await page.get_by_role("link", name="API", exact=True).click()
    await page.get_by_label("Find an endpoint").fill("GET /api/tags")
    await page.locator("summary").first.click()
    details = page.locator("details[open]").first
    await details.get_by_role("button", name="Send it").click()
    answer = details.get_by_role("region", name="Answered now")
    await expect(answer).to_contain_text("made-on-the-page")
    answered = json.loads(await answer.locator("pre").inner_text())
    assert "made-on-the-page" in json.dumps(answered)


async def test_the_app_itself_is_opened_on_the_backend_once_its_own_is_gone(
    page: Page, bookshelf: Demo
):
    await page.get_by_label("Address of the web app").fill(f"{bookshelf.url}/books?sort=title")
    await page.get_by_text("Options").click()
    await page.get_by_label("Explore for at most").fill("15")
    await page.get_by_label("Keep its pages and assets").check()
    await page.get_by_role("button", name="Capture it").click()
    await expect(page.get_by_text("Your backend answers at")).to_be_visible(timeout=LONG)
    bookshelf.process.terminate()
    bookshelf.process.wait()
    answering = page.get_by_text("Your backend answers at").get_by_role("link")
    backend = (await answering.first.inner_text()).strip()
    async with page.context.expect_page() as opening:
        await page.get_by_role("link", name="Open the app on it").click()
    app = await opening.value
    asked: list[str] = []
    app.on("request", lambda request: asked.append(request.url))
    assert app.url == f"{backend}/books?sort=title"
    await app.reload()
    await expect(app.get_by_role("heading", name="Books")).to_be_visible()
    await expect(app.get_by_text("Anna Karenina").first).to_be_visible()
    assert f"{backend}/api/tags" in asked
    assert all(url.startswith((backend, "data:")) for url in asked)


@pytest.fixture
def windowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """A studio that believes in its window: its browser draws it where nobody sees it."""
    chromium = tmp_path / "chromium"
    chromium.write_text(f'#!/bin/sh\nexec "{find_chromium()}" --headless=new "$@"\n')
    chromium.chmod(0o755)
    monkeypatch.setenv("WIREBASE_CHROMIUM", str(chromium))
    monkeypatch.setenv("DISPLAY", ":0")
    running = start(tmp_path / "home")
    yield running
    assert running.stop() == 0


async def test_the_app_is_used_by_hand_until_that_is_enough(
    page: Page, windowed: Running, bookshelf: Demo
):
    await page.goto(windowed.url)
    await page.get_by_label("Address of the web app").fill(bookshelf.url)
    await page.get_by_text("Options").click()
    await page.get_by_role("radio", name="I do, in a browser window").click()
    await page.get_by_role("button", name="Capture it").click()
    await page.wait_for_url("**/job?id=*")
    feed = page.get_by_role("list", name="Feed")
    await expect(feed.get_by_text("/api/books").first).to_be_visible(timeout=LONG)
    await expect(page.get_by_text("press “Enough” on the page of the studio")).to_be_visible()
    await expect(page.get_by_alt_text("What the browser shows")).to_be_visible(timeout=LONG)
    await page.get_by_role("button", name="Enough: go on with this").click()
    await expect(page.get_by_text("of the recorded answers")).to_be_visible(timeout=LONG)
    with windowed.client() as client:
        id = page.url.partition("id=")[2]
        assert any(t["name"] == "books" for t in client.get(f"/jobs/{id}/tables").json())


@pytest.mark.parametrize(
    ("name", "content"),
    [("notes.har", "no capture at all"), ("empty.har", '{"log": {"entries": []}}')],
)
async def test_a_file_that_holds_no_traffic_says_what_to_do(page: Page, name: str, content: str):
    await dropped(page, name, content)
    await page.wait_for_url("**/job?id=*")
    told = page.get_by_role("alert").filter(has_text="It failed")
    await expect(told).to_be_visible(timeout=LONG)
    assert len(await told.locator("p").all()) >= 2


async def test_an_empty_file_is_refused_where_it_was_dropped(page: Page):
    await dropped(page, "nothing.har", "")
    await expect(page.get_by_role("alert").filter(has_text="The file is empty")).to_be_visible()
