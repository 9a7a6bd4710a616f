"""The columns by which lists are sorted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.infer.apps import App, Rows, app, compact
from tests.infer.prose import order, said
from wirebase.blueprint.expressions import Source
from wirebase.build.nodes import nodes
from wirebase.exchange import Json
from wirebase.infer.ordering import is_sort, less, order_of
from wirebase.infer.shown import Shown

BOOKS = Rows("""
    id  title    price  sold   shelf
    1   Emma     9      true   null
    2   Dune     7      false  2
    3   Ulysses  12     true   1
    4   Borges   9      false  2
    5   Casa     9      false  3
""")


def listing(*lines: str) -> list[str]:
    return order(app(*lines)["GET /books"])


def orders(found: App, *lists: str) -> list[str]:
    """The order of lists of books that show these keys."""
    shown = [Shown(found.calls[0], keys.split(), {}, 0) for keys in lists]
    return [said(term) for term in order_of(found.known, "book", "book", shown)]


ALL = app(BOOKS.got("/books"))


@pytest.mark.parametrize(
    ("name", "sorts"),
    [("sort", True), ("orderBy", True), ("sort[0]", True), ("dir", True), ("q", False)],
)
def test_names_say_that_a_parameter_sorts(name: str, sorts: bool):
    assert is_sort(name) is sorts


@given(st.integers() | st.text(), st.integers() | st.text())
def test_of_two_values_of_one_kind_that_differ_one_comes_first(a: Json, b: Json):
    if type(a) is type(b):
        assert (less(a, b) or less(b, a)) == (a != b)
    else:
        assert not less(a, b)


@pytest.mark.parametrize(
    ("keys", "terms"),
    [
        ("1 2 3 4 5", ["book.id"]),
        ("4 5 2 1 3", ["book.title"]),
        ("3 1 2", ["book.title desc"]),
        ("2 1 4 5 3", ["book.price", "book.id"]),
        ("2 4 5 1 3", ["book.price", "book.title"]),
        ("3 4 5 1 2", ["book.price desc", "book.title"]),
        ("3 1 4 5 2", ["book.price desc", "book.id"]),
    ],
)
def test_lists_are_sorted_by_the_columns_that_explain_every_neighbour(keys: str, terms: list[str]):
    assert orders(ALL, keys) == terms


def test_several_lists_are_one_order():
    assert orders(ALL, "4 2", "1 3", "2 3") == ["book.title"]


def test_nulls_come_first_or_last():
    assert orders(ALL, "3 4 2 1") == ["book.shelf nulls last", "book.id desc"]
    assert orders(ALL, "1 3 4 2") == ["book.shelf nulls first", "book.id desc"]


def test_a_list_in_no_order_has_none():
    assert orders(ALL, "1 3 2 4 1") == []


def test_each_value_of_a_sort_parameter_has_its_order():
    assert listing(
        BOOKS.got("/books"),
        BOOKS.got("/books?sort=cheap", "2 4 5 1 3"),
        BOOKS.got("/books?sort=alpha", "4 5 2 1 3"),
    ) == [
        'book.title when :sort = "alpha"',
        'book.price when :sort = "cheap"',
        'book.title when :sort = "cheap"',
        "book.id when not given :sort",
    ]


def test_a_column_that_is_named_comes_before_one_that_would_do():
    terms = listing(BOOKS.got("/books", "4 1 3"), BOOKS.got("/books?sort=-price", "3 1 2"))
    assert terms[0] == 'book.price desc when :sort = "-price"'


def test_unseen_columns_are_generalised_in_the_same_way():
    terms = listing(BOOKS.got("/books"), BOOKS.got("/books?sort=-price", "3 1 4 5 2"))
    assert 'book.title when :sort = "title"' in terms
    assert 'book.title desc when :sort = "-title"' in terms
    assert 'book.price when :sort = "price"' in terms


def test_without_a_sign_only_rising_orders_are_generalised():
    terms = listing(BOOKS.got("/books"), BOOKS.got("/books?sort=price", "2 4 5 1 3"))
    assert 'book.title when :sort = "title"' in terms
    assert not [term for term in terms if "desc" in term]


def test_words_that_name_no_column_are_not_generalised():
    terms = listing(BOOKS.got("/books"), BOOKS.got("/books?sort=cheap", "2 4 5 1 3"))
    assert not [term for term in terms if '"title"' in term]


def test_a_list_too_short_to_show_an_order_is_sorted_as_it_says():
    terms = listing(
        BOOKS.got("/books"),
        BOOKS.got("/books?sort=price&order=desc&sold=true", "3"),
    )
    assert 'book.price desc when :sort = "price" and :order = "desc"' in terms


def test_a_list_that_is_never_sorted_otherwise_has_one_order():
    assert listing(BOOKS.got("/books", "4 2 1 3")) == ["book.title"]


def test_lists_for_which_no_order_is_asked_come_in_the_usual_one():
    rising = [
        BOOKS.got(f"/books?sort=price&page={n}", keys) for n, keys in ((1, "2 1"), (2, "4 3"))
    ]
    terms = listing(BOOKS.got("/books?sort=title", "4 2 1 3"), *rising)
    assert [term for term in terms if "not given" in term] == ["book.price when not given :sort"]


@pytest.mark.parametrize(
    ("asked", "unseen", "by"),
    [
        ("title:desc", "price:asc", "book.price"),
        ("title:desc", "id:desc", "book.id desc"),
        ("TITLE_DESC", "PRICE_ASC", "book.price"),
        ("-title", "price", "book.price"),
    ],
)
def test_orders_that_nobody_asked_for_are_said_as_those_that_were(asked: str, unseen: str, by: str):
    found = listing(BOOKS.got("/books"), BOOKS.got(f"/books?sort={asked}", "3 1 2"))
    assert any(f'"{unseen}"' in term and by in term for term in found)


def test_a_column_and_a_direction_that_two_parameters_say_may_be_any_pair():
    found = listing(
        BOOKS.got("/books"),
        BOOKS.got("/books?_sort=title&_order=desc", "3 1 2"),
        BOOKS.got("/books?_sort=id&_order=asc", "1 2 3"),
    )
    assert any('"price"' in t and '"desc"' in t and "book.price desc" in t for t in found)
    assert any('"price"' in t and "not given" in t and "book.price" in t for t in found)


TAGS = "GET /tags 200 " + str(
    [
        {"id": f"{n}7c1e0d2-5b1a-4c1e-9d3f-0a1b2c3d4e5{n}", "name": name}
        for n, name in enumerate(("yew", "ash", "oak"))
    ]
).replace("'", '"')


@pytest.mark.parametrize("orders", [((0, 1), (1, 0)), ((0, 1), (0, 2)), ((0, 1),)])
def test_linked_rows_that_are_few_come_as_they_were_linked(orders: tuple[tuple[int, int], ...]):
    keys = [f"{n}7c1e0d2-5b1a-4c1e-9d3f-0a1b2c3d4e5{n}" for n in range(3)]
    notes = [
        {"id": n, "text": f"note {n}", "tags": [keys[i] for i in some]}
        for n, some in enumerate(orders, 1)
    ]
    found = app(TAGS, f"GET /notes 200 {compact(notes)}")["GET /notes"]
    (tags,) = [n for n in nodes(found.answers) if isinstance(n, Source) and n.table == "tags"]
    assert tags.as_stored
    assert tags.order == ()


def test_rows_are_sorted_by_a_name_rather_than_by_a_key_made_by_chance():
    sorted_by_both = TAGS.replace("yew", "ale")
    assert order(app(sorted_by_both)["GET /tags"]) == ["tag.name"]
