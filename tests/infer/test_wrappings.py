"""Rows that are wrapped, as in JSON:API and its kin."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer, effects

BOOKS = """
    GET /books 200 {"data":[
        {"id":1,"attributes":{"title":"Emma","pages":300,
            "author":{"data":{"id":7,"attributes":{"name":"Jane"}}}}},
        {"id":2,"attributes":{"title":"Dune","pages":500,
            "author":{"data":{"id":8,"attributes":{"name":"Frank"}}}}}]}
    GET /books/2 200 {"data":{"id":2,"attributes":{"title":"Dune","pages":500,
        "author":{"data":{"id":8,"attributes":{"name":"Frank"}}}}}}
    GET /authors 200 {"data":[{"id":7,"attributes":{"name":"Jane"}},
        {"id":8,"attributes":{"name":"Frank"}}]}
    POST /books 201 {"data":{"id":4,"attributes":{"title":"New","pages":10,
        "author":{"data":{"id":7,"attributes":{"name":"Jane"}}}}}}
        <- {"data":{"title":"New","pages":10,"author":7}}
"""
ARTICLES = """
    GET /articles 200 {"data":[
        {"type":"articles","id":"1","attributes":{"title":"Emma"},
            "relationships":{"author":{"data":{"type":"people","id":"9"}}}},
        {"type":"articles","id":"2","attributes":{"title":"Dune"},
            "relationships":{"author":{"data":{"type":"people","id":"8"}}}}]}
    GET /people/9 200 {"data":{"type":"people","id":"9","attributes":{"name":"Jane"}}}
    GET /people/8 200 {"data":{"type":"people","id":"8","attributes":{"name":"Frank"}}}
    POST /articles 201 {"data":{"type":"articles","id":"3","attributes":{"title":"New"},
        "relationships":{"author":{"data":{"type":"people","id":"9"}}}}}
        <- {"data":{"type":"articles","attributes":{"title":"New"},
            "relationships":{"author":{"data":{"type":"people","id":"9"}}}}}
"""


def test_what_a_wrapping_holds_are_columns_of_the_row():
    books = app(BOOKS).blueprint.table("books")
    assert [column.name for column in books.columns] == ["id", "title", "pages", "author_id"]
    assert [(key.columns, key.table) for key in books.foreign_keys] == [(("author_id",), "authors")]


def test_answers_wrap_the_row_again():
    assert answer(app(BOOKS)["GET /books/{book_id}"]) == (
        "{data: {id: row.id, attributes: {title: row.title, pages: row.pages, author: "
        "{data: ({id: author.id, attributes: {name: author.name}} of authors author "
        "where author.id = row.author_id)}}}}"
    )


def test_requests_set_columns_whether_they_wrap_them_or_not():
    assert effects(app(BOOKS)["POST /books"]) == [
        "insert books row: title = :title, pages = :pages, author_id = :author"
    ]
    (made,) = effects(app(ARTICLES)["POST /articles"])
    assert "title = :title" in made
    assert "author_id = :author" in made


def test_an_object_beside_values_of_the_row_is_a_value():
    found = app("""
        GET /shops 200 [{"id":1,"name":"North","attributes":{"color":"red","size":4}},
            {"id":2,"name":"South","attributes":{"color":"blue","size":5}}]
    """)
    assert found.blueprint.table("shops").has("attributes")


def test_names_and_values_that_differ_from_row_to_row_are_a_map_of_the_row():
    found = app("""
        GET /runs 200 [{"id":1,"title":"a","tags":[{"key":"stage","value":"dev"}]},
            {"id":2,"title":"b","tags":[{"key":"stage","value":"live"},{"key":"owner","value":"ann"}]}]
        GET /runs/2 200 {"id":2,"title":"b","tags":[{"key":"stage","value":"live"},
            {"key":"owner","value":"ann"}]}
    """)
    assert [table.name for table in found.blueprint.tables] == ["runs"]
    assert found.blueprint.table("runs").has("tags")
