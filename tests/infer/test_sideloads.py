"""Lists beside a row, or beside a list, that show what these rows are tied to."""

from __future__ import annotations

from tests.infer.apps import app
from tests.infer.prose import answer

PEOPLE = """
    GET /users 200 [{"id":1,"name":"Ann"},{"id":2,"name":"Bob"},{"id":3,"name":"Cy"}]
    GET /labels 200 [{"id":41,"board_id":11,"name":"hot"},{"id":42,"board_id":12,"name":"new"}]
"""
BOARDS = """
    GET /boards/11 200 {"item":{"id":11,"name":"Red"},"included":{
        "cards":[{"id":21,"board_id":11,"user_id":1,"text":"dig"},
            {"id":22,"board_id":11,"user_id":2,"text":"sow"}],
        "users":[{"id":1,"name":"Ann"},{"id":2,"name":"Bob"}]}}
    GET /boards/12 200 {"item":{"id":12,"name":"Blue"},"included":{
        "cards":[{"id":23,"board_id":12,"user_id":3,"text":"reap"}],
        "users":[{"id":3,"name":"Cy"}]}}
"""


def test_beside_a_row_stands_what_refers_to_it_and_what_that_refers_to():
    told = answer(app(PEOPLE, BOARDS)["GET /boards/{board_id}"])
    assert "for cards card where card.board_id = row.id" in told
    assert (
        "for users user where exists(cards card_of_user "
        "where card_of_user.board_id = row.id and card_of_user.user_id = user.id)"
    ) in told


def test_beside_a_list_stands_what_its_rows_refer_to():
    listed = """
        GET /news 200 {"items":[{"id":51,"user_id":1,"text":"hi"},{"id":52,"user_id":3,"text":"ho"}],
            "users":[{"id":1,"name":"Ann"},{"id":3,"name":"Cy"}]}
    """
    told = answer(app(PEOPLE, listed)["GET /news"])
    assert "users user where exists(news news_of_user where news_of_user.user_id = user.id)" in told


def test_a_list_that_shows_all_there_are_is_tied_to_nothing():
    listed = """
        GET /news 200 {"items":[{"id":51,"user_id":1,"text":"hi"},{"id":52,"user_id":3,"text":"ho"}],
            "users":[{"id":1,"name":"Ann"},{"id":2,"name":"Bob"},{"id":3,"name":"Cy"}]}
    """
    assert "exists" not in answer(app(PEOPLE, listed)["GET /news"])
