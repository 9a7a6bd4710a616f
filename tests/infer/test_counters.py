"""Numbers of a row that follow from the rows which refer to it."""

from __future__ import annotations

from tests.infer.apps import App, app
from tests.infer.prose import answer, order
from wirebase.infer.counters import Counters

REVIEWS = """
    GET /reviews 200 [{"id":1,"book_id":11,"rating":5},{"id":2,"book_id":11,"rating":4},
        {"id":3,"book_id":12,"rating":3}]
"""
EXACT = f"""
    GET /books 200 [{{"id":11,"title":"Emma","reviews_count":2}},
        {{"id":12,"title":"Dune","reviews_count":1}},{{"id":13,"title":"Ada","reviews_count":0}}]
    {REVIEWS.strip()}
    POST /reviews 201 {{"id":4,"book_id":12,"rating":4}} <- {{"book_id":12,"rating":4}}
    GET /books/12 200 {{"id":12,"title":"Dune","reviews_count":2}}
"""
KEPT = f"""
    GET /books 200 [{{"id":11,"title":"Emma","reviews_count":2,"rating":4.5}},
        {{"id":12,"title":"Dune","reviews_count":1,"rating":3.0}},
        {{"id":13,"title":"Ada","reviews_count":7,"rating":2.1}}]
    {REVIEWS.strip()}
"""


def counts(*lines: str) -> Counters:
    return app(*lines).known.counters


def shown(found: App, member: str) -> str:
    """The expression of a member of the books in the list."""
    told = answer(found["GET /books"])
    return told.split(f"{member}: ")[1].split("} for books")[0]


def test_a_count_that_always_was_right_is_computed():
    found = app(EXACT)
    assert shown(found, "reviews_count") == (
        "count(reviews review_of_book where review_of_book.book_id = book.id)"
    )
    assert found.known.counters.kept("review") == []


def test_a_count_of_rows_that_were_not_all_seen_is_kept():
    found = app(KEPT)
    assert "reviews_count: book.reviews_count" in answer(found["GET /books"])
    assert [c.field for c in found.known.counters.kept("review")] == ["reviews_count"]


def test_a_number_smaller_than_what_is_known_is_no_count():
    less = REVIEWS.replace(
        "]", ',{"id":4,"book_id":13,"rating":1},{"id":5,"book_id":13,"rating":1}]'
    )
    books = (
        'GET /books 200 [{"id":11,"reviews_count":2},{"id":12,"reviews_count":1},'
        '{"id":13,"reviews_count":0}]'
    )
    assert counts(books, less).counts == {}


def test_a_number_that_never_is_the_count_is_none():
    books = 'GET /books 200 [{"id":11,"reviews_count":20},{"id":12,"reviews_count":30}]'
    assert counts(books, REVIEWS).counts == {}


def test_the_name_must_say_what_is_counted():
    books = 'GET /books 200 [{"id":11,"pages_count":2},{"id":12,"pages_count":1}]'
    assert counts(books, REVIEWS).counts == {}
    books = 'GET /books 200 [{"id":11,"reviews":2},{"id":12,"reviews":1}]'
    assert counts(books, REVIEWS).counts == {}


def test_a_count_of_only_some_rows_is_no_count_of_all():
    books = (
        'GET /books 200 [{"id":11,"num_reviews_with_text":2},{"id":12,"num_reviews_with_text":1}]'
    )
    assert counts(books, REVIEWS).counts == {}


def test_counts_have_several_names():
    for name in ("review_count", "numReviews", "totalReviews"):
        books = f'GET /books 200 [{{"id":11,"{name}":2}},{{"id":12,"{name}":1}}]'
        assert len(counts(books, REVIEWS).counts) == 1, name


def test_an_average_is_computed_where_all_its_rows_are_known():
    known = "count(reviews review_of_book where review_of_book.book_id = book.id)"
    assert shown(app(KEPT), "rating") == (
        "avg(rating of reviews review_of_book where review_of_book.book_id = book.id, 1 digits)"
        f" if {known} = book.reviews_count else book.rating"
    )


def test_an_average_that_does_not_agree_is_none():
    wrong = KEPT.replace("4.5", "4.9").replace("3.0", "1.0")
    assert counts(wrong).means == {}


def test_an_average_agrees_more_than_once():
    one = 'GET /books 200 [{"id":11,"reviews_count":2,"rating":4.5}]'
    assert counts(one, REVIEWS).means == {}


def test_lists_are_sorted_by_what_is_computed():
    found = app(
        EXACT,
        """
        GET /books?sort=reviews_count 200 [{"id":13,"title":"Ada","reviews_count":0},
            {"id":11,"title":"Emma","reviews_count":2}]
        """,
    )
    counted = "count(reviews review_of_book where review_of_book.book_id = book.id)"
    assert f'{counted} when :sort = "reviews_count"' in order(found["GET /books"])
