"""The fields that requests set."""

from __future__ import annotations

from tests.infer.apps import app

BOOKS = (
    """GET /books 200 [{"id":1,"title":"Emma","lang":"en"},{"id":2,"title":"Dune","lang":"en"}]"""
)


def test_what_requests_set_is_known_by_entity_and_field():
    past = app(BOOKS, """POST /books 201 {"id":3,"title":"Ada"} <- {"title":"Ada"}""").known.past
    assert past.given == {("book", "title"): ["Ada"]}
    assert past.made == {"book": 1}
    assert past.made_with == {("book", "title"): 1}


def test_a_change_is_no_creation():
    past = app(
        BOOKS, """PATCH /books/1 200 {"id":1,"title":"Ema","lang":"de"} <- {"lang":"de"}"""
    ).known.past
    assert set(past.given) == {("book", "lang")}
    assert not past.made


def test_what_is_given_inside_of_a_row_is_given_to_the_rows_there():
    past = app("""
        GET /books/1 200 {"id":1,"title":"Emma","notes":[{"id":7,"text":"a"},{"id":8,"text":"b"}]}
        POST /books 201 {"id":2,"title":"Ada","notes":[{"id":9,"text":"c"}]}
            <- {"title":"Ada","notes":[{"text":"c"}]}
    """).known.past
    assert past.given["note", "text"] == ["c"]


def test_graphql_gives_fields_inside_of_an_input():
    past = app("""
        POST /graphql 200 {"data":{"createBook":{"id":"3","title":"Ada","__typename":"Book"}}} <-
            {"query":"mutation M($input: In!) { createBook(input: $input) { id title __typename } }",
             "variables":{"input":{"title":"Ada"}}}
        POST /graphql 200 {"data":{"books":[{"id":"3","title":"Ada","__typename":"Book"}]}} <-
            {"query":"query B { books { id title __typename } }"}
    """).known.past
    assert past.given["book", "title"] == ["Ada"]
