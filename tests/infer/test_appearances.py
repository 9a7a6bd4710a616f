"""Rows that came or went between two looks at one list."""

from __future__ import annotations

from tests.infer.apps import Rows, app
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
        '@bob GET /tags 200 [{"id":1,"name":"war"},{"id":2,"name":"odd"}]',
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


POSTS = Rows("""
    id  title          text
    31  Sowing-oats    early-in-spring
    32  Reaping-rye    late-in-summer
    33  Baking-bread   all-the-year
""")


def post(key: str, *lines: str) -> Life:
    return app(*lines).known.past.rows["post"][key]


def test_a_list_that_lacked_a_row_which_was_there_tells_of_no_departure():
    looks = (POSTS.got("/top-posts", "31 32"), NEW_BOOK, POSTS.got("/top-posts", "31"))
    assert post("32", POSTS.got("/posts"), *looks).deleted == 2
    choosy = (POSTS.got("/posts"), POSTS.got("/top-posts", "32"), NEW_BOOK)
    assert post("32", *choosy, *looks).deleted is None


def test_what_people_do_to_rows_for_themselves_neither_makes_rows_nor_deletes_them():
    few, all_ = POSTS.got("/posts", "31 32", who="@ann"), POSTS.got("/posts", who="@ann")
    follow, unfollow = "@ann POST /people/5/follow 204", "@ann DELETE /people/5/follow 204"
    assert post("33", few, follow, all_).created is None
    assert post("33", all_, unfollow, few).deleted is None
    assert post("33", few, NEW_BOOK, all_).created == 1


def test_a_page_that_says_that_more_follow_tells_of_no_departure():
    two = '[{"id":1,"name":"war"},{"id":2,"name":"sea"}]'
    one = '[{"id":1,"name":"war"}]'
    life = tag(
        "2",
        f'GET /tags 200 {{"tags":{two},"has_more":false}}',
        "DELETE /books/11 204",
        f'GET /tags 200 {{"tags":{one},"has_more":true}}',
    )
    assert life.deleted is None
