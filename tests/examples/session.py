"""The steps that are captured of the demo app, as `wirebase capture --script` runs them."""

import sys
from pathlib import Path

from playwright.sync_api import Page

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.examples.visits import Visit, recorded


def run(page: Page) -> None:
    origin = page.url.rstrip("/")
    page.set_viewport_size({"width": 1280, "height": 1000})
    recorded(Visit(page, origin, []))
