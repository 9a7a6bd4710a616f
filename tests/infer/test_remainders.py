"""Rows that no answer showed, and that lists count even so."""

from __future__ import annotations

import json

from tests.infer.apps import app
from tests.infer.prose import answer
from wirebase.blueprint.expressions import Caller, Compare, Field, Source
from wirebase.exchange import Exchange, Message
from wirebase.infer.calls import Call, Route
from wirebase.infer.remainders import remainder
from wirebase.infer.shown import Shown

OWN = Compare(left=Field(row="n", column="owner"), right=Caller(column="id"))
CALL = Call(Exchange(0, 0.0, "GET", "u", Message(), 200, Message()), Route("r", "GET", ("x",)))


def shown(keys: int, total: int) -> Shown:
    return Shown(CALL, [str(k) for k in range(keys)], {}, 0, total)


PEOPLE = [
    {"id": i * i + 7, "at": i, "name": f"n{i:02d}", "team": "xyz"[i % 3]} for i in range(1, 31)
]
"""Of whom the last six are never shown."""


def page(target: str, number: int, **wanted: str) -> str:
    found = [p for p in PEOPLE if all(p[name] == value for name, value in wanted.items())]
    shown = [p for p in found[number * 8 - 8 : number * 8] if p["at"] <= 24]
    body = {"items": shown, "total": len(found), "pages": -(-len(found) // 8)}
    return f"GET {target} 200 {json.dumps(body, separators=(',', ':'))}"


def test_a_whole_list_counts_rows_that_were_never_shown():
    made = app(
        *(page(f"/people?page={number}", number) for number in (1, 2, 3)),
        page("/people?page=1&team=x", 1, team="x"),
        page("/people?page=1&team=y", 1, team="y"),
        page("/people?page=1&team=z", 1, team="z"),
    )
    said = answer(made["GET /people"])
    whole = "page's {} and 6 unseen if not given :team and not given :others else page's {}"
    assert f"total: {whole.format('total', 'total')}" in said
    assert f"pages: {whole.format('pages', 'pages')}" in said


def test_a_list_that_is_someones_own_counts_what_there_is():
    found = remainder(
        Source(table="notes", alias="n", where=(OWN,)), [shown(0, 9), shown(0, 9)], [[], []]
    )
    assert found.count == 0
