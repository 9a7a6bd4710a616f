"""Lists whose pages are as long as those of others in such an envelope."""

from __future__ import annotations

import json

from tests.infer.apps import app
from tests.infer.test_row_cursors import BOOKS, page, plain_key

NO_MORE = {"next_cursor": None, "has_more": False}


def books(count: int) -> str:
    told = {"books": BOOKS[:count], "next_cursor": plain_key(BOOKS[count - 1]), "has_more": True}
    return json.dumps(told)


WHOLE = [
    f"GET /books 200 {books(5)}",
    f"GET /books?cursor={plain_key(BOOKS[4])} 200 {json.dumps({'books': BOOKS[5:], **NO_MORE})}",
    f"GET /books?limit=6 200 {books(6)}",
]


def people(count: int) -> list[dict[str, object]]:
    return [{"id": n, "name": f"p{n}"} for n in range(1, count + 1)]


def test_a_short_list_in_such_an_envelope_is_cut_as_others_are():
    made = app(*WHOLE, f"GET /people 200 {json.dumps({'people': people(2), **NO_MORE})}")
    lent = page(made, "GET /people")
    assert lent is not None
    assert (lent.default_limit, lent.limit, lent.after) == (5, "limit", "cursor")
    assert lent.cursor is not None
    assert {p.key for p in made["GET /people"].parameters} == {"limit", "cursor"}


def test_a_list_that_was_longer_than_that_is_not_cut():
    made = app(*WHOLE, f"GET /people 200 {json.dumps({'people': people(6), **NO_MORE})}")
    found = page(made, "GET /people")
    assert found is None or found.default_limit is None


def test_a_list_in_another_envelope_is_not_cut():
    made = app(*WHOLE, f"GET /people 200 {json.dumps({'people': people(2), 'version': 1})}")
    found = page(made, "GET /people")
    assert found is None or found.default_limit is None
