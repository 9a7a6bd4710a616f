"""Rows that came or went between two looks at one list."""

from __future__ import annotations

from tests.infer.apps import app
from wirebase.infer.history import Life

NEW_BOOK = 'POST /books 201 {"id":12,"title":"Dune"} <- {"title":"Dune","tags":["sea"]}'
BOOKS = 'GET /books 200 [{"id":11,"title":"Emma"}]'


def tag(key: str, *lines: str) -> Life:
    return app(BOOKS, *lines).known.past.rows["tag"][key]


def test_a_row_that_a_list_lacked_before_was_made_by_the_write_in_between():
    life = tag(
        "2",
        'GET /tags 200 [{"id":1,"name":"war"}]',
        NEW_BOOK,
        'GET /tags 200 [{"id":1,"name":"war"},{"id":2,"name":"sea"}]',
    )
    assert (life.created, life.deleted) == (2, None)


def test_a_row_that_a_list_had_before_was_deleted_by_the_write_in_between():
    life = tag(
        "2",
        'GET /tags 200 [{"id":1,"name":"war"},{"id":2,"name":"sea"}]',
        "DELETE /books/11 204",
        'GET /tags 200 [{"id":1,"name":"war"}]',
    )
    assert (life.created, life.deleted) == (None, 2)


def test_an_empty_list_is_a_look_too():
    life = tag("2", "GET /tags 200 []", NEW_BOOK, 'GET /tags 200 [{"id":2,"name":"sea"}]')
    assert life.created == 2
    life = tag(
        "2", 'GET /tags 200 [{"id":2,"name":"sea"}]', "DELETE /books/11 204", "GET /tags 200 []"
    )
    assert life.deleted == 2


def test_rows_come_with_the_last_write_before_they_are_seen():
    life = tag(
        "2",
        'GET /tags 200 [{"id":1,"name":"war"}]',
        'POST /books 201 {"id":13,"title":"Ada"} <- {"title":"Ada"}',
        NEW_BOOK,
        'GET /tags 200 [{"id":1,"name":"war"},{"id":2,"name":"sea"}]',
    )
    assert life.created == 3


def test_without_a_write_in_between_a_row_was_there_all_the_time():
    life = tag(
        "2",
        'GET /tags 200 [{"id":1,"name":"war"}]',
        'GET /tags 200 [{"id":1,"name":"war"},{"id":2,"name":"sea"}]',
    )
    assert life.created is None


def test_a_row_that_was_seen_elsewhere_before_was_there():
    life = tag(
        "2",
        'GET /tags 200 [{"id":1,"name":"war"}]',
        'GET /tags/2 200 {"id":2,"name":"sea"}',
        NEW_BOOK,
        'GET /tags 200 [{"id":1,"name":"war"},{"id":2,"name":"sea"}]',
    )
    assert life.created is None


def test_a_row_that_is_seen_elsewhere_later_was_not_deleted():
    life = tag(
        "2",
        'GET /tags 200 [{"id":1,"name":"war"},{"id":2,"name":"sea"}]',
        NEW_BOOK,
        'GET /tags 200 [{"id":1,"name":"war"}]',
        'GET /tags/2 200 {"id":2,"name":"sea"}',
    )
    assert life.deleted is None


def test_a_filtered_list_is_no_look_at_the_whole():
    life = tag(
        "2",
        'GET /tags?q=w 200 [{"id":1,"name":"war"}]',
        NEW_BOOK,
        'GET /tags?q=w 200 [{"id":1,"name":"war"},{"id":2,"name":"sea"}]',
    )
    assert life.created is None


def test_a_page_is_a_look_at_the_whole_only_where_the_answer_says_so():
    def created(first: int, second: int) -> int | None:
        return tag(
            "2",
            f'GET /tags?page=1 200 {{"items":[{{"id":1,"name":"war"}}],"total":{first}}}',
            NEW_BOOK,
            'GET /tags?page=1 200 {"items":[{"id":1,"name":"war"},{"id":2,"name":"sea"}],'
            f'"total":{second}}}',
        ).created

    assert created(1, 2) == 2
    assert created(7, 8) is None


def test_two_callers_look_at_two_lists():
    life = tag(
        "2",
        '@ann GET /tags 200 [{"id":1,"name":"war"}]',
        NEW_BOOK,
        '@bob GET /tags 200 [{"id":1,"name":"war"},{"id":2,"name":"sea"}]',
    )
    assert life.created is None


def test_rows_start_and_end_as_they_are_dated():
    found = app(
        BOOKS,
        'GET /tags 200 [{"id":1,"name":"war"},{"id":3,"name":"odd"}]',
        NEW_BOOK,
        'GET /tags 200 [{"id":1,"name":"war"},{"id":2,"name":"sea"}]',
    )
    assert [row["id"] for row in found.start("tags")] == [1, 3]
    assert [row["id"] for row in found.end("tags")] == [1, 2]


def test_a_row_that_is_asked_for_in_vain_by_who_saw_it_was_deleted():
    made = app("""
        GET /notes 200 [{"id":"nt-1","text":"sea"},{"id":"nt-2","text":"war"}]
        POST /run 200 {"done":2} <- {"steps":[{"drop":"nt-2"}]}
        GET /notes/nt-1 200 {"id":"nt-1","text":"sea"}
        GET /notes/nt-2 404 {"error":"none"}
    """)
    lives = made.known.past.rows["note"]
    assert (lives["nt-1"].deleted, lives["nt-2"].deleted) == (None, 1)
