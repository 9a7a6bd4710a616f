"""Which rows the variables of a path name."""

from __future__ import annotations

from tests.infer.apps import App, app
from tests.infer.prose import effects, said
from wirebase.infer.calls import Route, Variable
from wirebase.infer.identity import word_before
from wirebase.infer.paths import PathRows, named, path_rows, row_with

BOOKS = """
    GET /books 200 [{"id":11,"slug":"emma","title":"Emma"},{"id":12,"slug":"dune","title":"Dune"}]
    GET /books/emma 200 {"id":11,"slug":"emma","title":"Emma"}
    GET /books/nope 404 {"error":"no such book"}
    GET /books/emma/reviews 200 [{"id":1,"book_id":11,"text":"aa"},
        {"id":2,"book_id":11,"text":"bb"}]
    GET /books/dune/reviews 200 [{"id":3,"book_id":12,"text":"cc"}]
    GET /books/emma/reviews/1 200 {"id":1,"book_id":11,"text":"aa"}
"""


def route(found: App, path: str) -> Route:
    return next(call.route for call in found.calls if call.route.path == path)


def rows(found: App, path: str) -> dict[str, str]:
    """The alias of each row that a path names, and how it is named."""
    made = path_rows(found.known.past, route(found, path), "row")
    return {r.alias: f"{r.entity.name}.{r.named.column}" for r in made.rows}


def test_a_path_that_names_a_book_by_its_slug_finds_it_by_slug():
    operation = app(BOOKS)["GET /books/{slug}"]
    assert effects(operation) == ["find books row where row.slug = :slug"]


def test_a_book_that_is_not_there_is_answered_as_recorded():
    (failure,) = app(BOOKS)["GET /books/{slug}"].failures
    assert (failure.kind.value, failure.status) == ("missing", 404)
    assert failure.body is not None
    assert said(failure.body) == '{"error": "no such book"}'


def test_the_last_row_of_a_path_is_what_it_is_about_and_others_lead_to_it():
    found = app(BOOKS)
    assert rows(found, "/books/{slug}") == {"row": "book.slug"}
    assert rows(found, "/books/{slug}/reviews") == {"row": "book.slug"}
    assert rows(found, "/books/{slug}/reviews/{review_id}") == {
        "book_of_path": "book.slug",
        "row": "review.id",
    }
    assert rows(found, "/books") == {}


def test_only_rows_that_are_needed_are_looked_for():
    made = path_rows(app(BOOKS).known.past, route(app(BOOKS), "/books/{slug}/reviews"), "row")
    assert made.finds() == []
    made.use(made.rows[0])
    assert [said(find) for find in made.finds()] == ["find books row where row.slug = :slug"]


def test_a_new_row_takes_the_alias_of_the_row_that_the_path_names():
    made = path_rows(app(BOOKS).known.past, route(app(BOOKS), "/books/{slug}/reviews"), "row")
    made.release("row")
    assert [row.alias for row in made.rows] == ["book_of_path"]
    assert said(made.rows[0].key) == "book_of_path.id"
    made.release("row")
    assert [row.alias for row in made.rows] == ["book_of_path"]


def test_two_rows_of_one_entity_have_two_aliases():
    found = app("""
        GET /users 200 [{"id":1,"name":"Ann"},{"id":2,"name":"Bob"},{"id":3,"name":"Cem"}]
        GET /users/1 200 {"id":1,"name":"Ann"}
        GET /users/1/chats/users/2/notes 200 []
        GET /users/3/chats/users/1/notes 200 []
    """)
    path = next(c.route.path for c in found.calls if "chats" in c.route.path)
    assert list(rows(found, path)) == ["user_of_path", "row"]


def test_small_numbers_are_keys_of_what_the_word_before_them_names():
    found = app("""
        GET /boards 200 [{"id":1,"name":"a","author_id":2},{"id":2,"name":"b","author_id":1}]
        GET /authors 200 [{"id":1,"name":"x"},{"id":2,"name":"y"}]
        GET /boards/2 200 {"id":2,"name":"b","author_id":1}
        GET /authors/1 200 {"id":1,"name":"x"}
    """)
    assert rows(found, "/boards/{board_id}") == {"row": "board.id"}
    assert rows(found, "/authors/{author_id}") == {"row": "author.id"}


def test_a_number_that_was_never_seen_is_a_key_by_the_word_before_it():
    found = app("""
        GET /books 200 [{"id":1,"name":"a"},{"id":2,"name":"b"}]
        GET /books/77 404 {"error":"none"}
    """)
    assert rows(found, "/books/{book_id}") == {"row": "book.id"}


def test_a_value_of_a_column_that_is_no_key_names_no_row():
    found = app("""
        GET /books 200 [{"id":1,"name":"a","state":"open"},{"id":2,"name":"b","state":"sold"}]
        GET /states/open/books 200 [{"id":1,"name":"a","state":"open"}]
        GET /states/sold/books 200 [{"id":2,"name":"b","state":"sold"}]
    """)
    call = next(c for c in found.calls if c.route.variables)
    assert named(found.known.past, call.route, call.route.variables[0]) is None


def test_a_row_is_found_by_a_value_that_it_only_had_once():
    found = app("""
        GET /books 200 [{"id":1,"slug":"old","title":"A"},{"id":2,"slug":"odd","title":"C"}]
        GET /books/old 200 {"id":1,"slug":"old","title":"A"}
        PATCH /books/old 200 {"id":1,"slug":"new","title":"B"} <- {"title":"B"}
        GET /books/new 200 {"id":1,"slug":"new","title":"B"}
    """)
    past = found.known.past
    book = past.entities["book"]
    assert [row_with(past, book, "slug", slug) for slug in ("old", "new", "none")] == [
        "1",
        "1",
        None,
    ]
    assert row_with(past, book, "id", "1") == "1"
    assert row_with(past, book, "id", "3") is None


def test_the_word_before_a_variable_is_in_the_singular():
    first, second = Variable("a", "integer"), Variable("b", "integer")
    path = Route("r", "GET", ("bookShelves", first, second))
    assert word_before(path, first.name) == "book_shelf"
    assert word_before(path, second.name) == ""
    assert word_before(Route("r", "GET", (first,)), first.name) == ""


def test_no_path_has_no_rows():
    assert PathRows().finds() == []
