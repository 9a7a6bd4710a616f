"""All lists of the tracker, with all that can be asked of them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from bench.styles.browser import Browser
from bench.styles.tracker.style import TrackerStyle
from bench.styles.web import Row

SIZE = 3
"""Rows of a page."""


def look_around(
    browser: Browser[TrackerStyle],
    chance: Random,
    projects: list[Row],
    tasks: list[Row],
    tags: list[Row],
    assignee: object,
) -> None:
    """Asks for each of them."""
    style = browser.app.style
    browser.get("/tasks")
    browser.get("/projects")
    for project in projects[:2]:
        if style.nested:
            browser.get(f"/projects/{project['id']}/tasks")
        else:
            browser.get("/tasks", project_id=project["id"])
    for query in _filters(style):
        browser.get("/tasks", **query)
    browser.get("/tasks", assignee_id=assignee)
    for tag in tags[:2]:
        browser.get("/tasks", tag=tag["name"])
    if style.search != "none":
        for task in tasks[:2]:
            browser.get("/tasks", **{style.search: chance.choice(task["title"].split()).lower()})
        browser.get("/tasks", **{style.search: "zzzz"})
    for name in ("title", "created_at"):
        for query in _orders(style, browser.app.name(name)):
            browser.get("/tasks", **query)
    for page in _pages(style):
        browser.get("/tasks", **page)
    if style.paging == "cursor":
        _follow(browser)
    browser.get("/stats")


def _filters(style: TrackerStyle) -> Iterator[dict[str, str]]:
    if style.done == "field":
        yield {"done": "true"}
        yield {"done": "false"}
    else:
        yield {"status": "open"}
        yield {"status": "done"}
    yield {"priority": "high"}
    yield {"priority": "low,normal"}


def _orders(style: TrackerStyle, name: str) -> Iterator[dict[str, str]]:
    """Ascending and descending by this column."""
    match style.order:
        case "minus":
            yield {"sort": name}
            yield {"sort": f"-{name}"}
        case "ordering":
            yield {"ordering": name}
            yield {"ordering": f"-{name}"}
        case "direction":
            yield {"order_by": name, "dir": "asc"}
            yield {"order_by": name, "dir": "desc"}
        case "colon":
            yield {"sort": f"{name}:asc"}
            yield {"sort": f"{name}:desc"}
        case "none":
            pass


def _pages(style: TrackerStyle) -> Iterator[dict[str, int]]:
    """The first, the next, and one that is beyond the last."""
    match style.paging:
        case "page" | "page_headers":
            yield from ({"page": page, "per_page": SIZE} for page in (1, 2, 9))
        case "page_from_0":
            yield from ({"page": page, "size": SIZE} for page in (0, 1, 9))
        case "offset":
            yield from ({"limit": SIZE, "offset": begin} for begin in (0, SIZE, 90))
        case "cursor" | "none":
            pass


def _follow(browser: Browser[TrackerStyle]) -> None:
    """From page to page to the last."""
    cursor = _cursor(browser.get("/tasks", limit=SIZE))
    while cursor:
        cursor = _cursor(browser.get("/tasks", limit=SIZE, cursor=cursor))


def _cursor(answer: Any) -> str | None:
    """Where the next page begins, as the answer tells it."""
    if not isinstance(answer, dict):
        return None
    cursor: str | None = answer.get("meta", answer).get("next_cursor")
    return cursor
