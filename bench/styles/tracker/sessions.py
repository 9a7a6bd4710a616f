"""Two sessions with a tracker, recorded one after the other."""

from __future__ import annotations

from bench.styles.browser import Har
from bench.styles.tracker import accounts, comments, projects, tags, tasks
from bench.styles.tracker.app import Tracker
from bench.styles.tracker.style import TrackerStyle
from bench.styles.tracker.visit import FIRST, SECOND, Cast, Visit

HANDLERS = [part.answer for part in (accounts, tags, projects, tasks, comments)]


def sessions(seed: int) -> tuple[Har, Har]:
    """What is sent and got in the style that this seed draws."""
    app = Tracker(TrackerStyle.of(seed), seed, HANDLERS)
    return _paid(app, 2 * seed + 1, FIRST), _paid(app, 2 * seed + 2, SECOND)


def _paid(app: Tracker, seed: int, cast: Cast) -> Har:
    visit = Visit(app, seed, cast)
    visit.pay()
    return visit.browser.har
