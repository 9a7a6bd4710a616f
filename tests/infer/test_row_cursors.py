"""Cursors that name the last row of a page by what it holds."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest

from tests.infer.apps import App, app
from wirebase.blueprint.expressions import Object, Page, PageInfo, Rows, Writing
from wirebase.infer.row_cursors import Form, Sample, form_of

BOOKS = [{"id": n, "title": f"b{n}", "at": f"2026-01-0{n}T00:00:00Z"} for n in range(1, 8)]


def in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def plain_key(row: dict[str, object]) -> str:
    return in_base64(str(row["id"]))


def pages(cursor: Callable[[dict[str, object]], str], *sizes: int, path: str = "/books") -> str:
    """The lines of a list that is turned page by page, for each size."""
    lines: list[str] = []
    for size in sizes:
        for start in range(0, len(BOOKS), size):
            rows, more = BOOKS[start : start + size], start + size < len(BOOKS)
            after = f"&cursor={cursor(BOOKS[start - 1])}" if start else ""
            told = {"items": rows, "next_cursor": cursor(rows[-1]) if more else None}
            lines.append(f"GET {path}?limit={size}{after} 200 {json.dumps(told)}")
    return "\n".join(lines)


def page(made: App, named: str = "GET /books") -> Page | None:
    body = made[named].answers[0].body
    assert isinstance(body, Object)
    return next(m.value.source.page for m in body.members if isinstance(m.value, Rows))


@pytest.mark.parametrize(
    ("told", "parts"),
    [
        ("{id}", (("id", True),)),
        ("book:{id}", (("book:", False), ("id", True))),
        ('{{"at":"{at}","id":{id}}}', (('{"at":"', False), ("at", True), ('","id":', False))),
    ],
)
@pytest.mark.parametrize("write", [str, in_base64])
def test_a_cursor_is_made_of_what_its_row_holds(
    told: str, parts: tuple[tuple[str, bool], ...], write: Callable[[str], str]
):
    form = form_of([Sample(write(told.format(**row)), row) for row in BOOKS], "id")
    assert form is not None
    assert form.parts[: len(parts)] == parts
    assert form.writing is (Writing.PLAIN if write is str else Writing.BASE64)


def test_base64_of_addresses_ends_without_signs_where_it_did():
    samples = [Sample(in_base64(f"x:{n}>").rstrip("="), {"id": n}) for n in (1, 22)]
    form = form_of(samples, "id")
    assert form == Form((("x:", False), ("id", True), (">", False)), Writing.BASE64, padded=False)


@pytest.mark.parametrize("told", ["nothing", "0", "", "////"])
def test_a_text_that_does_not_hold_the_key_is_no_cursor(told: str):
    assert form_of([Sample(told, row) for row in BOOKS], "id") is None


def test_a_number_within_a_longer_one_is_not_the_key():
    assert form_of([Sample("120", {"id": 2})], "id") is None


def test_a_page_begins_after_the_row_that_the_cursor_names():
    made = page(app(pages(plain_key, 3)))
    assert made is not None
    assert made.after == "cursor"
    assert made.cursor is not None
    assert [part.node for part in made.cursor.row] == ["field"]


def test_answers_tell_the_cursor_of_the_last_row_where_more_follow():
    body = app(pages(plain_key, 3))["GET /books"].answers[0].body
    assert isinstance(body, Object)
    told = next(m.value for m in body.members if m.name == "next_cursor")
    assert isinstance(told, PageInfo)
    assert told.fact == "next_cursor"


def test_requests_alone_tell_that_the_key_of_the_last_row_is_given_back():
    lines = [
        f"GET /books?limit=3{f'&starting_after={n}' if n else ''} 200 "
        f"{json.dumps({'data': BOOKS[n : n + 3], 'has_more': n + 3 < len(BOOKS)})}"
        for n in (0, 3, 6)
    ]
    made = page(app(*lines))
    assert made is not None
    assert made.after == "starting_after"


def test_a_parameter_that_names_a_shown_row_is_no_cursor():
    lines = [
        f"GET /books?limit=3&cursor={n} 200 {json.dumps({'data': BOOKS[n - 1 : n + 2]})}"
        for n in (1, 3)
    ]
    made = page(app(*lines))
    assert made is None or made.cursor is None
