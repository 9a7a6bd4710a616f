"""Members that some answers hold and do not fill in."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer

LIST = """
    GET /people 200 [{"id":1,"name":"Ann","bio":null},{"id":2,"name":"Bob","bio":null},
        {"id":3,"name":"Cy","bio":null}]
"""
DETAILS = """
    GET /people/1 200 {"id":1,"name":"Ann","bio":"Sails."}
    GET /people/2 200 {"id":2,"name":"Bob","bio":"Reads."}
"""


def blank(*lines: str) -> set[str]:
    return {f"{place[0]} {name}" for place, name in app(*lines).known.past.blank}


def test_a_list_that_leaves_a_member_empty_says_nothing_of_it():
    found = app(LIST, DETAILS, LIST)
    assert blank(LIST, DETAILS, LIST) == {"get_people bio"}
    assert found.known.past.rows["person"]["1"].values("bio") == ["Sails."]
    assert found.known.past.rows["person"]["3"].values("bio") == []
    assert "bio: null" in answer(found["GET /people"])
    assert "bio: row.bio" in answer(found["GET /people/{person_id}"])


def test_objects_with_nothing_filled_in_are_blank_too():
    listed = 'GET /people 200 [{"id":1,"more":{"city":null}},{"id":2,"more":{"city":null}}]'
    details = """
        GET /people/1 200 {"id":1,"more":{"city":"Oslo"}}
        GET /people/2 200 {"id":2,"more":{"city":"Rome"}}
    """
    assert blank(listed, details) == {"get_people more"}


def test_what_a_write_in_between_may_have_changed_is_no_blank():
    written = [
        'PUT /people/1/bio 204 <- {"bio":"Sails."}',
        'GET /people/1 200 {"id":1,"name":"Ann","bio":"Sails."}',
        'PUT /people/2/bio 204 <- {"bio":"Reads."}',
        'GET /people/2 200 {"id":2,"name":"Bob","bio":"Reads."}',
    ]
    assert blank(LIST, *written) == set()


def test_a_flag_that_another_caller_sees_otherwise_is_no_blank():
    seen = """
        @ann GET /people 200 [{"id":1,"followed":false},{"id":2,"followed":false}]
        @bob GET /people/1 200 {"id":1,"followed":true}
        @bob GET /people/2 200 {"id":2,"followed":false}
        @bob GET /people/1 200 {"id":1,"followed":true}
    """
    assert blank(seen) == set()


def test_what_new_rows_lack_only_in_the_answer_that_made_them_is_blank():
    made = """
        POST /people 201 {"id":4,"name":"Di","posts_count":null} <- {"name":"Di"}
        GET /people/4 200 {"id":4,"name":"Di","posts_count":0}
        POST /people 201 {"id":5,"name":"Ed","posts_count":null} <- {"name":"Ed"}
        GET /people/5 200 {"id":5,"name":"Ed","posts_count":0}
    """
    assert blank(made) == {"post_people posts_count"}
    assert app(made).known.past.rows["person"]["4"].values("posts_count") == [0]


def test_what_requests_give_may_be_empty_in_new_rows():
    made = """
        POST /people 201 {"id":4,"name":"Di","bio":null} <- {"name":"Di"}
        PATCH /people/4 200 {"id":4,"name":"Di","bio":"Swims."} <- {"bio":"Swims."}
        POST /people 201 {"id":5,"name":"Ed","bio":null} <- {"name":"Ed"}
        PATCH /people/5 200 {"id":5,"name":"Ed","bio":"Runs."} <- {"bio":"Runs."}
    """
    assert blank(made) == set()
