"""What is only folded: its rows and shapes count, and nothing of it is lost silently."""

from __future__ import annotations

import json
import random

import pytest
from msgspec.structs import replace

from bench.community import Community
from tests.infer.apps import capture
from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.document import Blueprint
from wirebase.exchange import Exchange, Json
from wirebase.infer.folding import NOWHERE
from wirebase.infer.pipeline import REPEATS, infer

SALT = "app.example"
BOOKS = """
    GET /api/authors 200 [{"id":1,"name":"Jane Austen"},{"id":2,"name":"Frank Herbert"}]
    GET /api/books 200 [{"id":11,"title":"Emma","price":9,"code":"a1","author":{"id":1,"name":"Jane Austen"}},
        {"id":12,"title":"Dune","price":7,"code":"b2","author":{"id":2,"name":"Frank Herbert"}},
        {"id":13,"title":"Persuasion","price":8,"code":"c3","author":{"id":1,"name":"Jane Austen"}}]
    GET /api/books/11 200 {"id":11,"title":"Emma","price":9,"code":"a1","author":{"id":1,"name":"Jane Austen"}}
    GET /api/books/12/reviews 200 [{"id":7,"text":"Sand."}]
    GET /api/books/11/reviews 200 [{"id":8,"text":"Wit."},{"id":9,"text":"More."}]
"""


def folded(rest: str, repeats: int = 0) -> tuple[Blueprint, Dataset]:
    later = [replace(x, index=x.index + 100) for x in capture(rest)] if rest else []
    exchanges = [*capture(BOOKS), *later]
    few = len(capture(BOOKS))
    return infer(exchanges[:few], salt=SALT, rest=exchanges[few:], repeats=repeats)


def ends(dataset: Dataset, table: str) -> dict[str, dict[str, Json]]:
    return {str(row.end["id"]): row.end for row in dataset.rows[table] if row.end}


def test_folded_rows_are_loaded_with_what_they_refer_to():
    blueprint, dataset = folded(
        'GET /api/books/90 200 {"id":90,"title":"Sanditon","price":3,"code":"d4",'
        '"author":{"id":5,"name":"Anne"}}'
    )
    row = ends(dataset, "books")["90"]
    assert (row["title"], row["author_id"]) == ("Sanditon", 5)
    assert ends(dataset, "authors")["5"]["name"] == "Anne"
    assert all(key.enforced for key in blueprint.table("books").foreign_keys)


def test_a_folded_row_is_whole_although_each_answer_shows_a_part():
    _, dataset = folded(
        'GET /api/books/90 200 {"id":90,"title":"Sanditon"}\n'
        'GET /api/books/90 200 {"id":90,"price":3,"code":"d4"}'
    )
    row = ends(dataset, "books")["90"]
    assert (row["title"], row["price"], row["code"]) == ("Sanditon", 3, "d4")


def test_the_latest_look_at_a_folded_row_counts_whatever_came_first():
    first = 'GET /api/authors 200 [{"id":5,"name":"Old"}]'
    later = 'GET /api/authors 200 [{"id":5,"name":"New"}]'
    exchanges = capture(f"{first}\n{later}")
    numbered = [replace(x, index=100 + i) for i, x in enumerate(exchanges)]
    for rest in (numbered, numbered[::-1]):
        _, dataset = infer(capture(BOOKS), salt=SALT, rest=rest)
        assert ends(dataset, "authors")["5"]["name"] == "New"


def test_folded_values_widen_a_column():
    plain, _ = folded("")
    assert plain.table("books").column("price").type == "integer"
    assert not plain.table("books").column("title").nullable
    wide, _ = folded(
        'GET /api/books/90 200 {"id":90,"title":null,"price":9.5,"code":"d4","author":null}'
    )
    assert wide.table("books").column("price").type == "numeric"
    assert wide.table("books").column("title").nullable


def test_a_field_that_was_only_folded_becomes_a_column():
    blueprint, dataset = folded(
        'GET /api/books/90 200 {"id":90,"title":"Sanditon","price":3,"code":"d4","pages":70}'
    )
    assert blueprint.table("books").column("pages").type == "integer"
    assert blueprint.table("books").column("pages").nullable
    assert ends(dataset, "books")["90"]["pages"] == 70


def test_folded_values_withdraw_uniqueness():
    plain, _ = folded("")
    assert plain.table("books").column("code").unique
    twice, _ = folded('GET /api/books/90 200 {"id":90,"title":"Sanditon","price":3,"code":"a1"}')
    assert not twice.table("books").column("code").unique


def test_a_folded_reference_to_a_row_that_nobody_saw_is_not_enforced():
    blueprint, _ = folded(
        'GET /api/books/90 200 {"id":90,"title":"S","price":3,"code":"d4","author_id":77}'
    )
    assert not all(key.enforced for key in blueprint.table("books").foreign_keys)


def test_folded_children_know_the_row_of_the_path():
    _, dataset = folded('GET /api/books/13/reviews 200 [{"id":40,"text":"Late."}]')
    assert ends(dataset, "reviews")["40"]["book_id"] == 13


def test_what_was_only_folded_is_counted():
    blueprint, _ = folded(
        'GET /api/books/90 200 {"id":90}\nGET /api/books/91 404 {"error":"none"}\n'
        'GET /api/weather 200 {"sun":true}',
        repeats=4,
    )
    told = blueprint.folded
    assert told == {"get_api_books_id": 2, NOWHERE: 1, REPEATS: 4}


def test_a_short_capture_is_folded_nowhere():
    assert folded("")[0].folded == {}


def structure(blueprint: Blueprint) -> list[Json]:
    """Tables without the evidence."""
    tables = [table.model_dump(mode="json") for table in blueprint.tables]
    return json.loads(json.dumps(tables), object_hook=_unproved)


def _unproved(value: dict[str, Json]) -> dict[str, Json]:
    return {name: inner for name, inner in value.items() if name != "evidence"}


@pytest.fixture(scope="module")
def visits() -> list[Exchange]:
    return list(Community(700).visits(700))


def test_a_capture_folded_in_part_gives_the_tables_and_rows_of_the_whole(visits: list[Exchange]):
    # With a rest, though an empty one, nothing is made up of what no answer showed.
    whole, everything = infer(visits, salt=SALT, rest=iter(()))
    part, folded = infer(visits[:350], salt=SALT, rest=visits[350:])
    assert structure(part) == structure(whole)
    for table in whole.tables:
        known, found = (_rows(d, table.name) for d in (everything, folded))
        assert found == known, table.name


def test_the_order_of_the_rest_does_not_count(visits: list[Exchange]):
    shuffled = visits[350:]
    random.Random(5).shuffle(shuffled)
    one, rows = infer(visits[:350], salt=SALT, rest=visits[350:])
    other, others = infer(visits[:350], salt=SALT, rest=shuffled)
    assert structure(one) == structure(other)
    assert all(_rows(rows, t.name) == _rows(others, t.name) for t in one.tables)


def _rows(dataset: Dataset, table: str) -> set[str]:
    return {json.dumps(row.end, sort_keys=True) for row in dataset.rows[table] if row.end}
