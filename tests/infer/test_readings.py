"""What a parameter may do to a list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.infer.apps import Rows, app
from tests.infer.prose import said
from wirebase.blueprint.expressions import Comparison, Exists
from wirebase.blueprint.words import OPERATORS
from wirebase.infer.readings import Reading, readings, split_name
from wirebase.infer.values import compare, same, text

BOOKS = Rows("""
    id  title    price  sold   author_id  added
    1   Emma     9      true   1          2026-01-05T10:00:00Z
    2   Dune     7      false  2          2026-02-05T10:00:00Z
    3   Ulysses  12     true   1          2026-03-05T10:00:00Z
""")
AUTHORS = Rows("""
    id  name
    1   Ada
    2   Bob
""")
LIBRARY = app(BOOKS.got("/books"), AUTHORS.got("/authors"))


def reading(name: str, meaning: str) -> Reading:
    """The reading of a parameter of /books that has this meaning."""
    found = readings(LIBRARY.known, "book", "book", "p", name)
    return next(r for r in found if r.meaning == meaning)


def kept(found: Reading, value: str) -> list[str]:
    """The keys of the books that a reading keeps."""
    rows = LIBRARY.known.state("book", 0)
    return [key for key, row in rows.items() if found.test(key, row, value, 0, "")]


@pytest.mark.parametrize(
    ("name", "parts", "op"),
    [
        ("owner", ["owner"], None),
        ("ownerId", ["owner_id"], None),
        ("price__lt", ["price"], "lt"),
        ("price_gte", ["price"], "gte"),
        ("min_price", ["price"], "min"),
        ("priceTo", ["price"], "to"),
        ("filter[created_at][_gte]", ["filter", "created_at"], "gte"),
        ("author.name", ["author", "name"], None),
        ("since", [], "since"),
        ("created_after", ["created"], "after"),
        ("tags__in", ["tags"], "in"),
        ("", [], None),
    ],
)
def test_names_say_what_is_compared_and_how(name: str, parts: list[str], op: str | None):
    assert split_name(name) == (parts, op)


def test_equality_compares_values_as_a_query_writes_them():
    assert same(3, "3")
    assert same(value=True, given="1")
    assert same(value=False, given="no")
    assert not same(value=True, given="false")
    assert not same(None, "")
    assert text(None) == ""
    assert text(value=True) == "true"


@given(st.sampled_from(list(Comparison)), st.text(max_size=4))
def test_nothing_but_being_null_holds_of_null(op: Comparison, value: str):
    if op is not Comparison.IS_NULL:
        assert not compare(op, None, value)


@given(st.integers(-50, 50), st.integers(-50, 50))
def test_numbers_are_compared_as_numbers(a: int, b: int):
    holds = {op: compare(op, a, str(b)) for op in set(OPERATORS.values())}
    assert holds[Comparison.LT] == (a < b) == (not holds[Comparison.GE])
    assert holds[Comparison.GT] == (a > b) == (not holds[Comparison.LE])
    assert holds[Comparison.EQ] == (a == b) == (not holds[Comparison.NE])
    assert compare(Comparison.IN, a, f"999, {b}") == (a == b)


@given(st.text("abA", max_size=4), st.text("abA", max_size=3))
def test_texts_are_searched_whatever_the_case_and_begin_in_their_own(value: str, part: str):
    assert compare(Comparison.LIKE, value, part) == (part.lower() in value.lower())
    assert compare(Comparison.PREFIX, value, part) == value.startswith(part)


def test_a_number_is_in_no_order_with_a_word():
    assert not compare(Comparison.LT, 3, "soon")
    assert not compare(Comparison.GE, 3, "soon")


@pytest.mark.parametrize(
    ("value", "given", "holds"),
    [(None, "true", True), (None, "", True), (None, "false", False), (3, "false", True)],
)
def test_being_null_is_asked_by_a_flag(value: int | None, given: str, holds: bool):
    assert compare(Comparison.IS_NULL, value, given) is holds


@pytest.mark.parametrize(
    ("name", "meaning", "condition", "value", "keys"),
    [
        ("author", "equals author_id", "book.author_id =? :p", "1", ["1", "3"]),
        ("ids", "is one of the ids listed", "book.id in? :p", "2,3", ["2", "3"]),
        ("title", "part of title", "book.title like? :p", "UN", ["2"]),
        ("sold", "equals sold", "book.sold =? :p", "true", ["1", "3"]),
        ("price_lt", "lt on price", "book.price <? :p", "9", ["2"]),
        ("max_price", "max on price", "book.price <=? :p", "9", ["1", "2"]),
        ("added_after", "after on added", "book.added >=? :p", "2026-02", ["2", "3"]),
        ("price_ne", "ne on price", "book.price !=? :p", "9", ["2", "3"]),
        ("title_startswith", "startswith on title", "book.title prefix? :p", "U", ["3"]),
        ("q", "text in title", ":p in any of book.title", "mm", ["1"]),
        (
            "author",
            "equals author.name of author_id",
            (
                "(not given :p or exists(authors book_author where book_author.id = book.author_id"
                " and book_author.name = :p))"
            ),
            "Bob",
            ["2"],
        ),
    ],
)
def test_a_reading_is_a_condition_and_the_same_test_on_captured_rows(
    name: str, meaning: str, condition: str, value: str, keys: list[str]
):
    found = reading(name, meaning)
    assert said(found.condition) == condition
    assert kept(found, value) == keys


def test_the_better_a_name_fits_the_more_it_says():
    exact = reading("author_id", "equals author_id")
    near = reading("author", "equals author_id")
    none = reading("colour", "equals author_id")
    assert exact.named > near.named > none.named


def test_an_operator_in_the_name_leaves_equality_out():
    meanings = {r.meaning for r in readings(LIBRARY.known, "book", "book", "p", "price_lt")}
    assert "equals price" not in meanings
    assert "text in title" not in meanings


MARKS = app("""
    POST /login 200 {"token":"<ann>","user":{"id":1,"name":"Ann"}}
        <- {"name":"Ann","password":"<pw a>"}
    @ann GET /books 200 [{"id":5,"title":"Emma","starred":false},
        {"id":6,"title":"Dune","starred":false}]
    @ann PUT /books/5/star 200 {"id":5,"title":"Emma","starred":true}
    @ann DELETE /books/5/star 200 {"id":5,"title":"Emma","starred":false}
    @ann PUT /books/6/star 200 {"id":6,"title":"Dune","starred":true}
""")


def test_a_flag_of_the_caller_is_a_reading():
    found = {r.meaning: r for r in readings(MARKS.known, "book", "book", "p", "starred")}
    starred = found["whether the caller's book_stars"]
    assert isinstance(starred.condition.left, Exists)
    rows = MARKS.known.state("book", 4)
    for value, keys in (("true", ["6"]), ("false", ["5"])):
        assert [k for k, row in rows.items() if starred.test(k, row, value, 4, "1")] == keys


LABELS = app("""
    GET /books 200 [{"id":5,"labels":[{"id":1,"name":"old"},{"id":2,"name":"new"}]},
        {"id":6,"labels":[{"id":2,"name":"new"}]}]
    GET /labels 200 [{"id":1,"name":"old"},{"id":2,"name":"new"},{"id":3,"name":"odd"}]
""")


def test_linked_rows_are_named_by_any_of_their_columns_from_both_sides():
    found = {r.meaning: r for r in readings(LABELS.known, "book", "book", "p", "label")}
    by_name = found["linked with a label whose name it is"]
    rows = LABELS.known.state("book", 1)
    assert [k for k, row in rows.items() if by_name.test(k, row, "old", 1, "")] == ["5"]
    back = {r.meaning: r for r in readings(LABELS.known, "label", "label", "p", "book")}
    by_book = back["linked with a book whose id it is"]
    labels = LABELS.known.state("label", 1)
    assert [k for k, row in labels.items() if by_book.test(k, row, "6", 1, "")] == ["2"]


@pytest.mark.parametrize(
    ("name", "meaning", "keys"),
    [
        ("start_price", "from on price", ["1", "3"]),
        ("end_price", "to on price", ["1", "2"]),
        ("startPrice", "from on price", ["1", "3"]),
    ],
)
def test_a_start_and_an_end_are_bounds_of_the_column_that_they_are_called_after(
    name: str, meaning: str, keys: list[str]
):
    assert kept(reading(name, meaning), "9") == keys


def test_a_column_that_is_called_as_a_start_is_compared_with_what_is_given():
    trips = app('GET /trips 200 [{"id":1,"date":"2026-01-05","start_date":"2026-01-02"}]')
    told = {r.meaning for r in readings(trips.known, "trip", "trip", "p", "start_date")}
    assert "equals start_date" in told
    assert not any(meaning.startswith("from on") for meaning in told)
