"""Words that rows list and an endpoint shows alone."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer, effects, where
from wirebase.blueprint.tables import Kind

BOOKS = """
    GET /books 200 {"books":[{"id":1,"title":"Emma","tagList":["love","town"]},
        {"id":2,"title":"Dune","tagList":["sand"]},{"id":3,"title":"Persuasion","tagList":[]}]}
    GET /tags 200 {"tags":["love","sand","town","war"]}
    GET /books?tag=love 200 {"books":[{"id":1,"title":"Emma","tagList":["love","town"]}]}
    POST /books 201 {"book":{"id":4,"title":"Ivanhoe","tagList":["war","horses"]}}
        <- {"book":{"title":"Ivanhoe","tagList":["war","horses"]}}
    GET /tags 200 {"tags":["horses","love","sand","town","war"]}
"""


def test_the_words_are_a_table_that_rows_are_linked_with():
    found = app(BOOKS)
    assert found.blueprint.table("tags").primary_key == ("name",)
    link = found.blueprint.table("book_tags")
    assert (link.kind, link.primary_key) == (Kind.LINK, ("book_id", "tag_id"))
    assert not found.blueprint.table("books").has("tag_list")


def test_a_word_that_a_write_brings_was_not_there_before():
    found = app(BOOKS)
    assert [row["name"] for row in found.start("tags")] == ["love", "sand", "town", "war"]
    assert {"name": "horses"} in found.end("tags")


def test_the_endpoint_shows_the_words_and_a_parameter_finds_what_has_one():
    found = app(BOOKS)
    assert "tag.name" in answer(found["GET /tags"])
    assert "tag.name = :tag" in where(found["GET /books"])[0].replace("book_tag.name", "tag.name")


def test_a_new_row_makes_the_words_that_are_not_there():
    (links,) = [e for e in app(BOOKS)["POST /books"].effects if e.effect == "set_links"]
    assert (links.table, links.match, links.create_missing) == ("book_tags", "name", True)
    assert any("book_tags" in line for line in effects(app(BOOKS)["POST /books"]))


def test_words_that_no_endpoint_shows_stay_in_a_column():
    found = app(BOOKS.replace("/tags", "/menu"))
    assert found.blueprint.table("books").has("tag_list")
