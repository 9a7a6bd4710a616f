"""Envelopes of one row or of many, as an app uses them for whatever it answers."""

from __future__ import annotations

import json

from tests.infer.apps import App, app
from tests.infer.prose import said
from wirebase.blueprint.expressions import Object, PageFact, PageInfo

KINDS = """
    GET /kinds 200 {"docs":[{"id":1,"title":"Bags"},{"id":2,"title":"Hats"}],"totalDocs":2}
    POST /kinds 201 {"message":"made","doc":{"id":3,"title":"Ties"}} <- {"title":"Ties"}
"""
GOODS = """
    GET /goods 200 {"docs":[{"id":1,"title":"Sun Hat","price":9},{"id":2,"title":"Cap","price":4}]}
    POST /goods 201 {"message":"made","doc":{"id":3,"title":"Sack","price":7}}
        <- {"title":"Sack","price":7}
"""


def tables(found: App) -> dict[str, list[str]]:
    return {t.name: [c.name for c in t.columns] for t in found.blueprint.tables}


def test_what_stands_in_the_envelope_of_a_document_is_what_the_path_says():
    assert tables(app(KINDS, GOODS)) == {
        "kinds": ["id", "title"],
        "goods": ["id", "title", "price"],
    }


def test_the_items_of_a_row_are_called_after_it():
    found = app("""
        GET /carts/1 200 {"id":1,"items":[
            {"id":"a1","goods_id":5,"count":2},{"id":"a2","goods_id":6,"count":1}]}
        GET /carts/2 200 {"id":2,"items":[{"id":"b1","goods_id":5,"count":4}]}
        GET /goods 200 [{"id":5,"title":"Cap"},{"id":6,"title":"Hat"}]
    """)
    assert set(tables(found)) == {"carts", "cart_items", "goods"}


def test_rows_that_refer_back_to_what_lists_them_are_shown_in_full():
    found = app("""
        GET /goods 200 [{"id":1,"title":"Jacket","sizes":[
            {"id":7,"name":"Small","goods":{"id":1,"title":"Jacket"}},
            {"id":8,"name":"Large","goods":{"id":1,"title":"Jacket"}}]},
            {"id":2,"title":"Cap","sizes":[{"id":9,"name":"One","goods":{"id":2,"title":"Cap"}}]}]
        GET /goods/1 200 {"id":1,"title":"Jacket","sizes":[]}
        GET /goods/2 200 {"id":2,"title":"Cap","sizes":[]}
    """)
    assert set(tables(found)) == {"goods", "sizes"}


LINKED = """
    GET /kinds 200 [{"id":4,"title":"Bags"},{"id":5,"title":"Hats"}]
    GET /goods?depth=1 200 [{"id":1,"title":"Cap","kinds":[{"id":5,"title":"Hats"},{"id":4,"title":"Bags"}]},
        {"id":2,"title":"Sack","kinds":[{"id":4,"title":"Bags"}]}]
    GET /goods?depth=0 200 [{"id":1,"title":"Cap","kinds":[5,4]},{"id":2,"title":"Sack","kinds":[4]}]
"""


def test_a_list_shows_the_same_links_by_rows_and_by_keys():
    found = app(LINKED)
    pairs = {(r["good_id"], r["kind_id"]) for r in found.end("good_kinds")}
    assert pairs == {(1, 5), (1, 4), (2, 4)}


def test_rows_and_their_keys_are_two_forms_of_an_answer():
    rows, keys = (said(told.body) for told in app(LINKED)["GET /goods"].answers)
    assert "title: kind.title" in rows
    assert "[kind_2.id for kinds" in keys


def test_an_envelope_inside_a_row_shows_keys_as_well():
    inside = LINKED.replace('"kinds":[', '"kinds":{"docs":[').replace("]}", "]}}")
    rows, keys = (said(told.body) for told in app(inside)["GET /goods"].answers)
    assert "kinds: {docs: [{id: kind.id, title: kind.title}" in rows
    assert "kinds: {docs: [kind_2.id for kinds" in keys


def facts(found: App, path: str) -> dict[str, PageFact]:
    """The members of an answer that tell of its page."""
    body = found[f"GET {path}"].answers[-1].body
    assert isinstance(body, Object)
    return {m.name: m.value.fact for m in body.members if isinstance(m.value, PageInfo)}


def listed(*keys: int, **told: int | None) -> str:
    return json.dumps({"docs": [{"id": k, "title": f"T{k}"} for k in keys]} | told)


def test_facts_of_pages_are_told_by_their_values_and_names():
    found = app(f"""
        GET /books?limit=2 200 {listed(1, 2, totalDocs=5, totalPages=3, pagingCounter=1)}
        GET /books?limit=2&page=2 200 {listed(3, 4, totalDocs=5, totalPages=3, pagingCounter=3)}
        GET /books?limit=2&page=3 200 {listed(5, totalDocs=5, totalPages=3, pagingCounter=5)}
        GET /books?limit=2&title=none 200 {listed(totalDocs=0, totalPages=1, pagingCounter=1)}
    """)
    assert facts(found, "/books") == {
        "totalDocs": PageFact.TOTAL,
        "totalPages": PageFact.PAGES_FROM_ONE,
        "pagingCounter": PageFact.FIRST,
    }


def test_places_of_rows_on_a_page_are_null_where_there_are_none():
    found = app(f"""
        GET /books?limit=2 200 {listed(1, 2, total=5, **{"from": 1, "to": 2})}
        GET /books?limit=2&page=2 200 {listed(3, 4, total=5, **{"from": 3, "to": 4})}
        GET /books?limit=2&page=3 200 {listed(5, total=5, **{"from": 5, "to": 5})}
        GET /books?limit=2&title=none 200 {listed(total=0, **{"from": None, "to": None})}
    """)
    assert facts(found, "/books") == {
        "total": PageFact.TOTAL,
        "from": PageFact.FIRST_SHOWN,
        "to": PageFact.LAST_SHOWN,
    }


def test_a_total_that_only_the_known_rows_contradict_counts_them():
    found = app(f"""
        GET /books?limit=2 200 {listed(1, 2, totalDocs=3)}
        GET /books?limit=2&page=2 200 {listed(3, 4, totalDocs=3)}
        GET /books/5 200 {{"id":5,"title":"T5"}}
    """)
    assert facts(found, "/books") == {"totalDocs": PageFact.TOTAL}
