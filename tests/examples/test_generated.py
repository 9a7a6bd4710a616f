"""The demo app's own front end on the backend that is generated from a recorded session of it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.examples.test_bookshelf import running
from tests.examples.visits import two_visitors, visit
from tests.fuzz.fuzzing import WIREBASE, fuzz, serving
from wirebase.capture.browser import find_chromium

SESSION = Path(__file__).with_name("session.py")

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A backend generated from the session; the app that was captured is stopped."""
    home = Path(tempfile.mkdtemp(prefix="wirebase-test-"))
    home.chmod(0o755)
    folder = home / "bookshelf"
    options = ["-o", str(folder), "--script", str(SESSION), "--with-frontend", "--no-serve"]
    with running() as address:
        subprocess.run([*WIREBASE, "run", address, *options], check=True, timeout=200)
    yield folder
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        yield playwright.chromium.launch(executable_path=find_chromium(own), args=["--no-sandbox"])


def test_two_visitors_use_the_apps_own_pages_on_the_generated_backend(
    folder: Path, browser: Browser
) -> None:
    with serving(folder) as backend, running("--api", backend) as address:
        two_visitors(visit(browser, address), visit(browser, address))


def test_two_visitors_use_the_captured_pages_with_the_app_stopped(
    folder: Path, browser: Browser
) -> None:
    with serving(folder, "--with-frontend") as address:
        two_visitors(visit(browser, address), visit(browser, address))


def test_no_request_makes_the_generated_backend_fail(folder: Path) -> None:
    with serving(folder) as address:
        assert "18 passed" in fuzz(folder, address, examples=10)
