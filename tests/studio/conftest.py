"""A real studio, as its command starts it, and a real browser in front of it."""

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.apps import blog
from tests.apps.recording import stage
from tests.cli import board
from wirebase.capture.browser import find_chromium

PATIENCE = 60
expect.set_options(timeout=PATIENCE * 1000)  # Machines that test are busy.


@dataclass
class Running:
    """A studio that runs."""

    url: str
    """Its address with the token."""
    home: Path
    process: subprocess.Popen[str]

    @property
    def base(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def token(self) -> str:
        return self.url.partition("token=")[2]

    def client(self) -> httpx.Client:
        headers = {"authorization": f"Bearer {self.token}"}
        return httpx.Client(base_url=f"{self.base}/studio/v1", headers=headers, timeout=PATIENCE)

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        if self.process.stdout:
            self.process.stdout.close()
        return code


def start(home: Path, *more: str) -> Running:
    command = [sys.executable, "-m", "wirebase", "studio", "--no-open", "--home", str(home), *more]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout
    line = process.stdout.readline()
    assert line.startswith("ready http://"), line
    return Running(line.split()[1], home, process)


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = start(tmp_path_factory.mktemp("studio"))
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def client(studio: Running) -> Iterator[httpx.Client]:
    with studio.client() as client:
        yield client


def uploaded(client: httpx.Client, name: str, path: Path) -> dict:
    """The job that a capture file became, once its backend answers."""
    from tests.studio.test_jobs import served

    answer = client.post("/captures", params={"name": name}, content=path.read_bytes())
    assert answer.status_code == 201, answer.text
    return served(client, answer.json()["id"])


@pytest.fixture(scope="session")
def capture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A capture file of a small app."""
    path = tmp_path_factory.mktemp("capture") / "board.jsonl"
    board.write(path, board.exchanges())
    return path


@pytest.fixture(scope="session")
def board_job(client: httpx.Client, capture: Path) -> dict:
    """A job that was made of a capture file, and whose backend runs."""
    return uploaded(client, "page.har", capture)


@pytest.fixture(scope="session")
def blog_job(client: httpx.Client, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """A blog whose readers log in."""
    path = tmp_path_factory.mktemp("blog") / "blog.jsonl"
    with stage(blog.Blog()) as running:
        blog.first(running)
        board.write(path, running.cut(), host="127.0.0.1")
    return uploaded(client, "blog.har", path)


@asynccontextmanager
async def browsing(studio: Running) -> AsyncIterator[Page]:
    """A page that the studio has let in; whatever goes wrong in it fails the test."""
    troubles: list[str] = []
    async with async_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=sandbox)
        context = await browser.new_context(viewport={"width": 1280, "height": 900})
        page = await context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        await page.goto(studio.url)
        yield page
        await browser.close()
    assert troubles == []


@pytest.fixture
async def page(studio: Running) -> AsyncIterator[Page]:
    async with browsing(studio) as page:
        yield page


RESTING = """() => {
  const viewport = document.querySelector(".react-flow__viewport");
  const now = viewport.style.transform + viewport.querySelectorAll(".react-flow__node").length;
  window.frames_alike = window.frame_before === now ? window.frames_alike + 1 : 0;
  window.frame_before = now;
  return window.frames_alike > 5;
}"""


async def rested(page: Page) -> None:
    """Waits until the diagram stands where it will stay."""
    await page.locator(".react-flow__node").first.wait_for()
    await page.evaluate("window.frame_before = null")
    await page.wait_for_function(RESTING, polling="raf")


SHOWN = {
    "progress": "text=of the recorded answers",
    "schema": ".react-flow__node",
    "data": "tbody tr",
    "api": "summary",
    "ship": "text=Database URL",
}
"""What stands on each view of a job, once it is there."""


async def shown(page: Page, view: str) -> None:
    """Waits until a view is there."""
    await page.locator(SHOWN[view]).first.wait_for()
    if view == "schema":
        await rested(page)


@pytest.fixture(scope="session")
def axe(root: Path) -> str:
    """The checker of accessibility, as text."""
    return (root / "web/node_modules/axe-core/axe.min.js").read_text("utf-8")


async def faults(page: Page, axe: str) -> list[str]:
    """What axe finds on the page."""
    await page.evaluate(axe)
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
