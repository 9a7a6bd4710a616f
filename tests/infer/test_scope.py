"""What the passes over operations know."""

from __future__ import annotations

from tests.infer.apps import app, secret
from tests.infer.prose import said

TASKS = app("""
    @ann GET /users/me 200 {"id":1,"name":"Ann"}
    GET /tasks 200 [{"id":5,"text":"aa","tags":[1,2]},{"id":6,"text":"bb","tags":[2]}]
    GET /tags 200 [{"id":1,"name":"sea"},{"id":2,"name":"war"}]
    PATCH /tasks/5 200 {"id":5,"text":"cc","tags":[1]} <- {"text":"cc","tags":[1]}
    DELETE /tasks/6 204
""").known


def test_rows_are_as_they_were_after_an_exchange():
    texts = [{k: r["text"] for k, r in TASKS.state("task", i).items()} for i in (2, 3, 4)]
    assert texts == [{"5": "aa", "6": "bb"}, {"5": "cc", "6": "bb"}, {"5": "cc"}]


def test_an_entity_that_was_never_seen_has_no_rows():
    assert not TASKS.state("nobody", 1)


def test_links_are_as_they_were_after_an_exchange():
    (link,) = TASKS.found.distinct_links()
    assert TASKS.pairs(link, 2) == [("5", "1"), ("5", "2"), ("6", "2")]
    assert TASKS.pairs(link, 4) == [("5", "1")]


def test_the_caller_is_told_by_the_token():
    found = app('@ann GET /users/me 200 {"id":1,"name":"Ann"}\nGET /tags 200 []')
    assert [found.known.caller(call) for call in found.calls] == ["1", None]
    assert found.known.who.owners == {secret("ann"): "1"}


def test_the_key_of_an_entity_is_a_column():
    assert TASKS.key("task") == "id"


def test_only_numbers_that_follow_from_other_rows_are_derived():
    found = app("""
        GET /books 200 [{"id":11,"title":"Emma","pages":4,"reviews_count":2},
            {"id":12,"title":"Dune","pages":5,"reviews_count":1}]
        GET /reviews 200 [{"id":1,"book_id":11},{"id":2,"book_id":11},{"id":3,"book_id":12}]
    """).known
    counted = found.derived("book", "b", "reviews_count")
    assert counted is not None
    assert said(counted) == "count(reviews review_of_b where review_of_b.book_id = b.id)"
    assert found.derived("book", "b", "pages") is None
