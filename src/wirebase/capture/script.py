"""Runs the user's own Playwright steps."""

from __future__ import annotations

import importlib.util
import traceback
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

from wirebase.capture.browser import START, Launch
from wirebase.errors import CaptureError, UsageError


def load_script(path: Path) -> Callable[[Any], Any]:
    """The function `run` of a Python file; UsageError where there is none."""
    if not path.is_file():
        raise UsageError("There is no such script", where=str(path))
    # Whatever it is called: it may come as an open file that has no name.
    loader = SourceFileLoader("wirebase_script", str(path))
    spec = importlib.util.spec_from_file_location("wirebase_script", path, loader=loader)
    if spec is None or spec.loader is None:
        raise UsageError(
            "The script is no Python file", where=str(path), next="Give a file that ends in .py."
        )
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise failed(path, error) from None
    run = getattr(module, "run", None)
    if not callable(run):
        raise UsageError(
            "The script has no function run",
            where=str(path),
            next="Write async def run(page) or def run(page) in it.",
        )
    function: Callable[[Any], Any] = run
    return function


def failed(path: Path, error: BaseException) -> CaptureError:
    """The error for a script that went wrong, with its own line."""
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == str(path)
    ]
    where = f"{path}:{lines[-1]}" if lines else str(path)
    said = str(error).splitlines()[0] if str(error) else ""
    return CaptureError(
        f"The script failed: {type(error).__name__}: {said}",
        where=where,
        next="What was captured before is kept.",
    )


def run_sync(
    script: Callable[[Any], Any],
    url: str,
    settings: Launch,
    storage_state: Path | None,
    settled: Callable[[], None],
) -> None:
    """Runs a synchronous script in a browser of its own, for a thread of its own; waits until its
    traffic has `settled` before it closes the browser.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**settings, timeout=START)
        try:
            page = browser.new_context(storage_state=storage_state).new_page()
            page.goto(url)
            try:
                script(page)
            finally:
                settled()
        finally:
            browser.close()
