"""Lists of the one row that is meant."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer
from wirebase.blueprint.operations import Verb
from wirebase.infer.lone import lone_rows

POSTS = """
    GET /posts 200 {"posts":[{"id":"p1","slug":"sea","title":"Sea"},{"id":"p2","slug":"sky","title":"Sky"}]}
    GET /posts/p1 200 {"posts":[{"id":"p1","slug":"sea","title":"Sea"}]}
    GET /posts/p2 200 {"posts":[{"id":"p2","slug":"sky","title":"Sky"}]}
    GET /posts/slug/sky 200 {"posts":[{"id":"p2","slug":"sky","title":"Sky"}]}
    POST /posts 201 {"posts":[{"id":"p3","slug":"fog","title":"Fog"}]} <- {"posts":[{"title":"Fog"}]}
    PUT /posts/p3 200 {"posts":[{"id":"p3","slug":"fog","title":"Mist"}]} <- {"posts":[{"title":"Mist"}]}
    GET /posts/p9 404 {"error":"none"}
"""


def test_a_list_of_the_row_that_the_path_names_shows_that_row():
    found = app(POSTS)
    detail = found["GET /posts/{post_id}"]
    assert detail.verb is Verb.DETAIL
    assert "posts: [" in answer(detail)
    assert found["GET /posts"].verb is Verb.LIST


def test_a_list_of_the_row_that_was_made_shows_that_row_and_is_asked_for_so():
    found = app(POSTS)
    made = found["POST /posts"]
    assert made.verb is Verb.CREATE
    assert [p.key for p in made.parameters] == ["/posts/0/title"]
    changed = found["PUT /posts/{post_id}"]
    assert changed.table == "posts"
    assert "/posts/0/title" in [p.key for p in changed.parameters]


def test_a_list_that_happens_to_be_short_stays_a_list():
    found = app("""
        GET /shelves 200 {"shelves":[{"id":1,"name":"a"},{"id":2,"name":"b"}]}
        GET /shelves/1/books 200 {"books":[{"id":7,"shelf_id":1,"title":"Dune"}]}
        GET /shelves/2/books 200 {"books":[{"id":8,"shelf_id":2,"title":"Emma"}]}
    """)
    assert found["GET /shelves/{shelf_id}/books"].verb is Verb.LIST


def test_the_only_child_of_a_row_stays_in_its_list():
    found = app("""
        GET /tasks/4 200 {"id":4,"title":"a","notes":[{"id":7,"task":4,"text":"x"}]}
        GET /tasks/5 200 {"id":5,"title":"b","notes":[{"id":8,"task":5,"text":"y"}]}
        PATCH /tasks/5 200 {"id":5,"title":"c","notes":[{"id":8,"task":5,"text":"y"}]} <- {"title":"c"}
    """)
    assert all(not call.route.lone for call in lone_rows(found.calls))
