"""How answers are made from the rows."""

from __future__ import annotations

from tests.infer.apps import Rows, app
from tests.infer.prose import answer, effects
from wirebase.infer.answers import Fold
from wirebase.infer.arguments import arguments
from wirebase.infer.instances import Instance

BOOKS = Rows("""
    id  title    pages  author_id
    11  Emma     400    1
    12  Dune     700    2
    13  Ulysses  600    1
""")
AUTHORS = Rows("""
    id  name
    1   Ada
    2   Bob
""")
ALL = "\n".join([BOOKS.got("/books"), AUTHORS.got("/authors")])
BOOK = "{id: book.id, title: book.title, pages: book.pages, author_id: book.author_id}"


def shown(path: str, *lines: str) -> str:
    """The answer of a GET."""
    return answer(app(*lines)[f"GET {path}"])


def test_a_bare_list_shows_rows():
    assert shown("/books", ALL) == f"[{BOOK} for books book by book.id]"


def test_an_envelope_keeps_its_members_in_order():
    one = '{"ok":true,"data":{"books":[{"id":11,"title":"Emma"}],"at":null},"version":2}'
    assert shown("/books", f"GET /books 200 {one}") == (
        "{ok: true, data: {books: [{id: book.id, title: book.title} for books book], at: null}, "
        "version: 2}"
    )


def test_members_that_are_missing_where_they_have_no_value_are_left_out():
    lines = """
        GET /books 200 [{"id":11,"title":"Emma","note":"x"},{"id":12,"title":"Dune"}]
    """
    assert shown("/books", lines) == (
        "[{id: book.id, title: book.title, note?: book.note} for books book by book.id]"
    )


def test_members_that_are_there_where_they_are_null_stay():
    lines = """
        GET /books 200 [{"id":11,"title":"Emma","note":null},{"id":12,"title":"Dune"}]
    """
    assert "note: book.note" in shown("/books", lines)


def test_fields_are_shown_under_the_names_that_the_app_gives_them():
    lines = 'GET /books 200 [{"id":11,"pageCount":4},{"id":12,"pageCount":5}]'
    assert "pageCount: book.page_count" in shown("/books", lines)


def test_an_embedded_row_is_the_row_that_a_column_refers_to():
    lines = """
        GET /books 200 [{"id":11,"title":"Emma","author":{"id":1,"name":"Ada"}},
            {"id":12,"title":"Dune","author":null}]
        GET /authors 200 [{"id":1,"name":"Ada"},{"id":2,"name":"Bob"}]
    """
    assert (
        "author: ({id: author.id, name: author.name} of authors author "
        "where author.id = book.author_id)"
    ) in shown("/books", lines)


CHAPTERS = """
    GET /books/11 200 {"id":11,"title":"Emma","chapters":[{"id":1,"name":"aa","book_id":11},
        {"id":2,"name":"bb","book_id":11}]}
    GET /books/12 200 {"id":12,"title":"Dune","chapters":[{"id":3,"name":"cc","book_id":12}]}
"""


def test_listed_rows_are_those_that_refer_to_the_row():
    assert (
        "chapters: [{id: chapter.id, name: chapter.name, book_id: chapter.book_id} "
        "for chapters chapter where chapter.book_id = row.id by chapter.id]"
    ) in shown("/books/{book_id}", CHAPTERS)


def test_listed_rows_may_be_linked_ones():
    lines = """
        GET /books 200 [{"id":11,"tags":[{"id":1,"name":"sea"},{"id":2,"name":"war"}]},
            {"id":12,"tags":[{"id":2,"name":"war"}]}]
    """
    assert (
        "tags: [{id: tag.id, name: tag.name} for tags tag "
        "join book_tags tag_link on tag_link.tag_id = tag.id where tag_link.book_id = book.id"
    ) in shown("/books", lines)


def test_keys_of_linked_rows_may_be_listed():
    lines = """
        GET /tags 200 [{"id":1,"name":"sea"},{"id":2,"name":"war"}]
        GET /books 200 [{"id":11,"tag_ids":[1,2]},{"id":12,"tag_ids":[2]}]
    """
    told = shown("/books", lines)
    assert "tag_ids: [tag.id for tags tag join" in told


def test_a_row_is_found_by_what_the_request_names():
    found = app(ALL, 'GET /books/11 200 {"id":11,"title":"Emma","pages":400,"author_id":1}')
    operation = found["GET /books/{book_id}"]
    assert effects(operation) == ["find books row where row.id = :book_id"]
    assert answer(operation) == BOOK.replace("book.", "row.")


def test_a_query_may_name_the_row():
    found = app(
        ALL,
        """
        GET /book?title=Emma 200 {"id":11,"title":"Emma","pages":400,"author_id":1}
        GET /book?title=Dune 200 {"id":12,"title":"Dune","pages":700,"author_id":2}
        """,
    )["GET /book"]
    assert effects(found) == ["find books book where book.title = :title"]
    assert found.parameter("title").meaning == "equals title"


def test_the_row_that_a_write_has_in_hand_is_not_looked_for_again():
    operation = app(
        ALL,
        """
        PATCH /books/11 200 {"book":{"id":11,"title":"Emma","pages":401,"author_id":1}}
            <- {"pages":401}
        """,
    )["PATCH /books/{book_id}"]
    assert effects(operation) == [
        "find books row where row.id = :book_id",
        "update row: pages =? :pages",
    ]
    assert answer(operation) == "{book: " + BOOK.replace("book.", "row.") + "}"


PEOPLE = """
    @ann GET /users/me 200 {"id":1,"name":"Ann","team_id":5}
    @bob GET /users/me 200 {"id":2,"name":"Bob","team_id":6}
    GET /teams 200 [{"id":5,"label":"red"},{"id":6,"label":"blue"}]
"""


def test_a_row_may_be_the_one_that_the_callers_refers_to():
    lines = """
        @ann GET /team 200 {"id":5,"label":"red"}
        @bob GET /team 200 {"id":6,"label":"blue"}
    """
    assert shown("/team", PEOPLE, lines) == (
        "({id: team.id, label: team.label} of teams team where team.id = caller.team_id)"
    )


def test_a_row_may_be_the_one_that_refers_to_the_caller():
    lines = """
        GET /carts 200 [{"id":31,"user_id":1,"sum":4},{"id":32,"user_id":2,"sum":5}]
        @ann GET /cart 200 {"id":31,"user_id":1,"sum":4}
        @bob GET /cart 200 {"id":32,"user_id":2,"sum":5}
    """
    assert shown("/cart", PEOPLE, lines).endswith("of carts cart where cart.user_id = caller.id)")


def test_a_value_beside_the_rows_may_be_the_callers():
    lines = """
        @ann GET /hello 200 {"to":"Ann","text":"hi"}
        @bob GET /hello 200 {"to":"Bob","text":"hi"}
    """
    assert shown("/hello", PEOPLE, lines) == '{to: caller.name, text: "hi"}'


def test_a_value_beside_the_rows_may_be_what_the_request_gave():
    lines = [BOOKS.got("/books")] + [
        f'GET /books/{n}/stock 200 {{"shop":{n},"open":true}}' for n in (7, 8)
    ]
    assert shown("/books/{book_id}/stock", *lines) == "{shop: :book_id, open: true}"


def test_numbers_named_for_rows_count_them():
    stats = 'GET /stats 200 {"books":3,"authors_count":2,"version":"1.2"}'
    assert shown("/stats", ALL, stats) == (
        '{books: count(books book), authors_count: count(authors author), version: "1.2"}'
    )


def test_rows_that_were_never_seen_are_counted_too():
    lines = """
        GET /stats 200 {"books":50}
        POST /books 201 {"id":14,"title":"A","pages":1,"author_id":1}
            <- {"title":"A","pages":1,"author_id":1}
        GET /stats 200 {"books":51}
    """
    assert shown("/stats", ALL, lines) == "{books: count(books book) + 47}"


def test_a_number_that_never_varied_and_is_no_count_is_a_constant():
    assert shown("/limits", ALL, 'GET /limits 200 {"books":50}') == '{"books": 50}'


def test_facts_that_never_varied_are_told_by_their_names():
    lines = """
        GET /books 200 {"items":[{"id":11,"title":"Emma"},{"id":12,"title":"Dune"}],
            "meta":{"total":2,"kind":"books"}}
    """
    assert shown("/books", lines).endswith('meta: {total: page\'s total, kind: "books"}}')


def test_what_varies_without_reason_is_repeated_as_it_was_last_seen():
    stats = 'GET /stats 200 {"books":3,"uptime":81}\nGET /stats 200 {"books":3,"uptime":99}'
    assert shown("/stats", ALL, stats) == "{books: count(books book), uptime: ~99}"


def test_a_map_whose_keys_are_data_is_one():
    lines = """
        GET /books 200 [{"id":11,"title":"Emma"},{"id":12,"title":"Dune"},{"id":13,"title":"Ada"}]
        GET /index 200 {"11":{"id":11,"title":"Emma"},"12":{"id":12,"title":"Dune"},
            "13":{"id":13,"title":"Ada"}}
    """
    assert shown("/index", lines).startswith(
        "{book.id: {id: book.id, title: book.title} for books book"
    )


def test_a_list_of_words_is_a_constant():
    assert shown("/colours", ALL, 'GET /colours 200 ["red","blue"]') == '["red", "blue"]'


def test_an_answer_may_have_no_body():
    found = app(ALL, "DELETE /books/11 204")["DELETE /books/{book_id}"]
    assert (found.answers[0].status, found.answers[0].body) == (204, None)


def test_totals_and_sizes_that_answers_tell_are_kept_with_the_lists():
    found = app(
        'GET /books?page=1 200 {"items":[{"id":11,"title":"E"}],"meta":{"total":9,"per_page":1}}'
    )
    call = found.calls[0]
    fold = Fold(found.known, call.route, arguments(call.route, [call], rpc=False))
    told = fold.shown(Instance(call, call.answer(), 0), ["11"])
    assert (told.keys, told.arguments, told.total, told.size) == (["11"], {"page": "1"}, 9, 1)
