"""Fields that sum up other data are no columns, and are kept beside the table."""

from __future__ import annotations

from tests.infer.apps import App, app
from tests.infer.prose import answer


def beside(*lines: str, table: str) -> set[str]:
    """The fields that are kept beside a table; no column has their names."""
    found = app(*lines).blueprint
    kept = {c.name for t in found.beside if t.name == f"derived_{table}" for c in t.columns}
    own = {c.name for c in found.table(table).columns}
    assert not (kept & own) - set(found.table(table).primary_key)
    return kept - own


ISSUES = """
    GET /issues 200 [{"id":51,"title":"a"},{"id":52,"title":"b"}]
"""


def test_how_many_there_are_of_something_is_a_summary():
    assert beside(
        ISSUES,
        """GET /projects 200 [
            {"id":1,"name":"p","issues_count":9,"num_issues":3,"used_in_issues":2,"member_count":4,
             "page_count":3},
            {"id":2,"name":"q","issues_count":7,"num_issues":4,"used_in_issues":1,"member_count":5,
             "page_count":4}]""",
        table="projects",
    ) == {"issues_count", "num_issues", "used_in_issues", "member_count"}


def test_what_is_counted_as_it_happens_and_limits_are_columns():
    assert not beside(
        ISSUES,
        """GET /projects 200 [
            {"id":1,"name":"p","views_count":9,"login_attempts_count":1,"max_issues":5,"issue_number":7},
            {"id":2,"name":"q","views_count":7,"login_attempts_count":0,"max_issues":5,"issue_number":8}]""",
        table="projects",
    )


def test_what_requests_set_is_a_column_whatever_it_is_called():
    assert not beside(
        ISSUES,
        """GET /projects 200 [{"id":1,"name":"p","issues_count":9},{"id":2,"name":"q","issues_count":7}]
        PATCH /projects/1 200 {"id":1,"name":"p","issues_count":3} <- {"issues_count":3}""",
        table="projects",
    )


def test_what_the_caller_may_do_is_a_summary():
    assert beside(
        """GET /projects 200 [{"id":1,"name":"p","can_edit":true,"is_public":true},
            {"id":2,"name":"q","can_edit":false,"is_public":false}]""",
        table="projects",
    ) == {"can_edit"}


def test_what_is_told_of_a_list_beside_it_is_a_summary_and_settings_are_not():
    assert beside(
        """GET /posts 200 [
            {"id":1,"title":"a","notes":[{"id":5,"text":"x"}],"notes_text":"x","notes_allowed":true},
            {"id":2,"title":"b","notes":[{"id":6,"text":"y"}],"notes_text":"y","notes_allowed":true}]""",
        table="posts",
    ) == {"notes_text"}


def test_sums_and_products_of_other_numbers_are_summaries():
    assert beside(
        """GET /lines 200 [
            {"id":1,"price":10,"quantity":2,"line_price":20,"shipping":3,"total":23},
            {"id":2,"price":15,"quantity":3,"line_price":45,"shipping":5,"total":50},
            {"id":3,"price":20,"quantity":1,"line_price":20,"shipping":4,"total":24},
            {"id":4,"price":30,"quantity":2,"line_price":60,"shipping":2,"total":62}]""",
        table="lines",
    ) == {"line_price", "total"}


COUNTED = """
    GET /books 200 [{"id":11,"title":"Emma","reviews_count":2},{"id":12,"title":"Dune","reviews_count":9}]
    GET /reviews 200 [{"id":1,"book_id":11,"stars":5},{"id":2,"book_id":11,"stars":4},
        {"id":3,"book_id":12,"stars":3}]
    POST /reviews 201 {"id":4,"book_id":12,"stars":4} <- {"book_id":12,"stars":4}
"""


def shown(found: App, member: str) -> str:
    return answer(found["GET /books"]).split(f"{member}: ")[1].split("} for books")[0]


def test_a_count_that_is_kept_is_counted_for_rows_that_nothing_is_kept_of():
    kept = (
        "(derived_books_of_book.reviews_count of derived_books derived_books_of_book"
        " where derived_books_of_book.id = book.id)"
    )
    counted = "count(reviews review_of_book where review_of_book.book_id = book.id)"
    assert shown(app(COUNTED), "reviews_count").startswith(f"{counted} if {kept}")


def test_rows_keep_what_was_last_shown_of_them():
    found = app(COUNTED)
    rows = {row["id"]: row["reviews_count"] for row in found.end("derived_books")}
    assert rows == {11: 2, 12: 9}


def test_lists_of_keys_of_rows_that_no_answer_shows_are_no_columns():
    assert beside(
        """GET /users 200 [{"id":71,"name":"Ann"},{"id":72,"name":"Bob"}]
        GET /policies 200 [{"id":1,"name":"p","users":["0afca52e-868c-40f8-9a85-0f065d32ba3e"]},
            {"id":2,"name":"q","users":["1afca52e-868c-40f8-9a85-0f065d32ba3f"]}]""",
        table="policies",
    ) == {"users"}
