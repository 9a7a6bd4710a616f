"""Which rows a list shows."""

from __future__ import annotations

import pytest

from tests.infer.apps import App, Rows, app
from tests.infer.prose import effects, where
from wirebase.blueprint.operations import Verb
from wirebase.infer.lists import MOST, telling
from wirebase.infer.shown import Shown

BOOKS = Rows("""
    id  title    price  author_id  status    archived
    1   Emma     9      1          open      false
    2   Dune     7      2          closed    false
    3   Ulysses  12     1          open      false
    4   Borges   8      2          lost      false
""")
AUTHORS = Rows("""
    id  name
    1   Ada
    2   Bob
""")
ALL = "\n".join([BOOKS.got("/books"), AUTHORS.got("/authors")])


def books(*lines: str) -> list[str]:
    """The conditions of the list of books."""
    return where(app(ALL, *lines)["GET /books"])


def test_a_list_that_is_not_narrowed_has_no_conditions():
    assert books() == []


@pytest.mark.parametrize(
    ("query", "keys", "condition"),
    [
        ("author=1", "1 3", "book.author_id =? :author"),
        ("authorId=1", "1 3", "book.author_id =? :author_id"),
        ("status=open", "1 3", "book.status =? :status"),
        ("status=closed,lost", "2 4", "book.status in? :status"),
        ("price_lt=9", "2 4", "book.price <? :price_lt"),
        ("min_price=9", "1 3", "book.price >=? :min_price"),
        ("title=bor", "4", "book.title like? :title"),
        ("q=bor", "4", ":q in any of book.title"),
        ("written_by=Ada", "1 3", "book_author.name = :written_by"),
    ],
)
def test_a_parameter_binds_what_explains_the_rows_that_were_left_out(
    query: str, keys: str, condition: str
):
    (found,) = books(BOOKS.got(f"/books?{query}", keys))
    assert condition in found


def test_two_parameters_of_one_request_are_told_apart():
    found = books(
        BOOKS.got("/books?author=1&status=open", "1 3"),
        BOOKS.got("/books?author=2", "2 4"),
        BOOKS.got("/books?author=2&status=lost", "4"),
    )
    assert sorted(found) == ["book.author_id =? :author", "book.status =? :status"]


def test_a_reading_that_would_hide_a_shown_row_is_out():
    assert books(BOOKS.got("/books?author=1", "1 2 3")) == []


def test_a_parameter_that_changes_nothing_is_not_bound():
    assert books(BOOKS.got("/books?verbose=1")) == []


def test_a_name_that_says_it_all_is_believed_where_no_row_was_left_out():
    only = Rows("""
        id  title  author_id
        1   Emma   1
        3   Waves  1
    """)
    found = app(only.got("/books?author_id=1"), AUTHORS.got("/authors"))
    assert where(found["GET /books"]) == ["book.author_id =? :author_id"]


def test_an_empty_list_explains_only_what_its_name_says():
    assert books("GET /books?status=burnt 200 []") == ["book.status =? :status"]
    assert books("GET /books?zone=north 200 []") == []


def test_parameters_tell_what_they_do():
    found = app(ALL, BOOKS.got("/books?author=1", "1 3"))
    assert found["GET /books"].parameter("author").meaning == "equals author_id"


TAGGED = """
    GET /tags 200 [{"id":1,"name":"sea"},{"id":2,"name":"war"},{"id":3,"name":"odd"}]
    GET /books 200 [{"id":5,"title":"Emma","tags":[{"id":2,"name":"war"}]},
        {"id":6,"title":"Dune","tags":[{"id":1,"name":"sea"},{"id":2,"name":"war"}]}]
"""


def test_a_list_may_show_rows_linked_with_one_that_is_named():
    found = app(
        TAGGED,
        (
            'GET /books?tag=sea 200 [{"id":6,"title":"Dune","tags":[{"id":1,"name":"sea"},'
            '{"id":2,"name":"war"}]}]'
        ),
    )
    assert where(found["GET /books"]) == [
        (
            "(not given :tag or exists(book_tags book_link join tags book_tag on "
            "book_link.tag_id = book_tag.id where book_link.book_id = book.id "
            "and book_tag.name = :tag))"
        )
    ]


def test_a_path_may_name_the_linked_row():
    found = app(
        TAGGED,
        (
            'GET /tags/1/books 200 [{"id":6,"title":"Dune","tags":[{"id":1,"name":"sea"},'
            '{"id":2,"name":"war"}]}]'
        ),
        (
            'GET /tags/2/books 200 [{"id":5,"title":"Emma","tags":[{"id":2,"name":"war"}]},'
            '{"id":6,"title":"Dune","tags":[{"id":1,"name":"sea"},{"id":2,"name":"war"}]}]'
        ),
    )
    operation = found["GET /tags/{tag_id}/books"]
    assert effects(operation) == ["find tags row where row.id = :tag_id"]
    assert where(operation) == [
        (
            "exists(book_tags book_link join tags book_tag on book_link.tag_id = book_tag.id "
            "where book_link.book_id = book.id and book_tag.id = row.id)"
        )
    ]


def test_values_that_a_column_lists_are_a_filter():
    found = app("""
        GET /books 200 [{"id":5,"moods":["sad","long"]},{"id":6,"moods":["sad"]},
            {"id":7,"moods":[]}]
        GET /books?mood=long 200 [{"id":5,"moods":["sad","long"]}]
        GET /books?mood=sad 200 [{"id":5,"moods":["sad","long"]},{"id":6,"moods":["sad"]}]
    """)
    assert where(found["GET /books"]) == ["book.moods has? :mood"]


def test_the_path_names_the_parent_of_the_rows():
    found = app(
        ALL,
        BOOKS.got("/authors/1/books", "1 3"),
        BOOKS.got("/authors/2/books", "2 4"),
    )
    operation = found["GET /authors/{author_id}/books"]
    assert effects(operation) == ["find authors row where row.id = :author_id"]
    assert where(operation) == ["book.author_id = row.id"]


def test_the_path_may_give_the_value_of_a_column():
    found = app(
        ALL,
        BOOKS.got("/status/open/books", "1 3"),
        BOOKS.got("/status/lost/books", "4"),
    )
    assert where(found["GET /status/{status}/books"]) == ["book.status = :status"]


def test_rows_that_no_list_shows_are_told_by_a_flag():
    found = app("""
        GET /books 200 [{"id":1,"title":"Emma","archived":false},
            {"id":2,"title":"Dune","archived":false}]
        GET /books/3 200 {"id":3,"title":"Waves","archived":true}
        GET /books/4 200 {"id":4,"title":"Borges","archived":true}
    """)
    assert where(found["GET /books"]) == ["book.archived = false"]


def test_rows_that_no_list_shows_are_told_by_being_null():
    found = app("""
        GET /books 200 [{"id":1,"title":"Emma","deleted_at":null},
            {"id":2,"title":"Dune","deleted_at":null}]
        GET /books/3 200 {"id":3,"title":"Waves","deleted_at":"2026-01-05T10:00:00Z"}
    """)
    assert where(found["GET /books"]) == ["book.deleted_at is_null true"]


PEOPLE = """
    @ann GET /users/me 200 {"id":1,"name":"Ann","boss":true}
    @bob GET /users/me 200 {"id":2,"name":"Bob","boss":false}
    @cem GET /users/me 200 {"id":3,"name":"Cem","boss":false}
"""
NOTES = Rows("""
    id  text  user_id
    1   aa    1
    2   bb    2
    3   cc    1
    4   dd    3
""")


def notes(*lines: str) -> App:
    return app(PEOPLE, *lines)


def test_lists_that_show_each_caller_only_what_is_theirs():
    found = notes(
        NOTES.got("/notes", "1 3", who="@ann"),
        NOTES.got("/notes", "2", who="@bob"),
        NOTES.got("/notes", "4", who="@cem"),
    )
    assert where(found["GET /notes"]) == ["note.user_id = caller.id"]


def test_a_flag_of_the_account_may_show_them_all():
    found = notes(
        NOTES.got("/notes", who="@ann"),
        NOTES.got("/notes", "2", who="@bob"),
        NOTES.got("/notes", "4", who="@cem"),
    )
    assert where(found["GET /notes"]) == ["(caller.boss = true or note.user_id = caller.id)"]


def test_lists_that_show_everybody_everything_are_not_bound_to_the_caller():
    found = notes(NOTES.got("/notes", who="@ann"), NOTES.got("/notes", who="@bob"))
    assert where(found["GET /notes"]) == []


def test_lists_that_anyone_may_see_are_not_bound_to_the_caller():
    found = notes(NOTES.got("/notes", "1 3", who="@ann"), NOTES.got("/notes", "2"))
    assert where(found["GET /notes"]) == []


def test_a_page_of_a_longer_list_leaves_rows_out_for_no_other_reason():
    found = app(
        BOOKS.got("/books", "1 2 3 4"),
        BOOKS.got("/books?limit=1&status=open", "1"),
        BOOKS.got("/books?limit=2", "1 2"),
    )
    assert where(found["GET /books"]) == ["book.status =? :status"]


def shown(n: int, **arguments: str) -> Shown:
    return Shown(CALL, [str(n)], arguments, n)


CALL = app(ALL).calls[0]


def test_lists_with_other_arguments_tell_most():
    many = [shown(n) for n in range(MOST)]
    other = shown(MOST, q="rare")
    looked = telling([*many, other])
    assert len(looked) == MOST
    assert other in looked


def test_few_lists_are_all_looked_at():
    few = [shown(n, q=str(n % 2)) for n in range(5)]
    assert sorted(s.at for s in telling(few)) == [0, 1, 2, 3, 4]


CARDS = """
    GET /boards 200 [{"id":11,"name":"Red"},{"id":12,"name":"Blue"}]
    GET /boards/11/columns 200 [{"id":21,"board_id":11,"title":"To do"},
        {"id":22,"board_id":11,"title":"Done"}]
    GET /boards/12/columns 200 [{"id":23,"board_id":12,"title":"To do"}]
    GET /boards/11/cards 200 [{"id":31,"column_id":21,"text":"a"},{"id":32,"column_id":22,"text":"b"}]
    GET /boards/12/cards 200 [{"id":33,"column_id":23,"text":"c"}]
"""


def test_rows_are_listed_under_what_the_row_that_they_refer_to_refers_to():
    found = app(CARDS)
    assert where(found["GET /boards/{board_id}/cards"]) == [
        (
            "exists(columns column_of_card where column_of_card.id = card.column_id "
            "and column_of_card.board_id = row.id)"
        )
    ]
    assert not found.blueprint.table("cards").has("board_id")


def test_rows_under_another_row_are_not_its_own():
    moved = CARDS.replace('"id":33,"column_id":23', '"id":33,"column_id":22')
    assert app(moved)["GET /boards/{board_id}/cards"].verb is Verb.RECORDED


def test_a_list_of_accounts_may_leave_out_who_asks():
    found = app(
        """
        POST /login 200 {"token":"<ann>","user":{"id":1,"name":"Ann"}}
            <- {"email":"ann@x.org","password":"<pw a>"}
        POST /login 200 {"token":"<bob>","user":{"id":2,"name":"Bob"}}
            <- {"email":"bob@x.org","password":"<pw b>"}
        @ann GET /users 200 [{"id":2,"name":"Bob"},{"id":3,"name":"Cy"}]
        @bob GET /users 200 [{"id":1,"name":"Ann"},{"id":3,"name":"Cy"}]
        """
    )
    assert where(found["GET /users"]) == ["user.id != caller.id"]
