"""What a row says once more of the rows that its columns refer to."""

from __future__ import annotations

from tests.infer.apps import App, app
from tests.infer.prose import answer

PEOPLE = 'GET /users 200 [{"id":7,"name":"Ann","color":"red"},{"id":8,"name":"Bob","color":"blue"}]'


def columns(found: App, table: str) -> list[str]:
    return [c.name for c in found.blueprint.table(table).columns]


def test_a_row_beside_the_column_that_names_it_has_no_column_of_its_own():
    found = app(
        PEOPLE,
        """GET /books 200 [
            {"id":1,"title":"Emma","owner":7,"owner_info":{"id":7,"name":"Ann"}},
            {"id":2,"title":"Dune","owner":8,"owner_info":{"id":8,"name":"Bob"}},
            {"id":3,"title":"Ubik","owner":null,"owner_info":null}]""",
    )
    assert columns(found, "books") == ["id", "title", "owner"]
    assert "owner_info: ({id: owner.id, name: owner.name} of users owner" in answer(
        found["GET /books"]
    )


def test_a_row_without_its_key_follows_the_column_that_names_it():
    found = app(
        PEOPLE,
        """GET /books 200 [
            {"id":1,"title":"Emma","owner":7,"owner_details":{"name":"Ann","color":"red"}},
            {"id":2,"title":"Dune","owner":8,"owner_details":{"name":"Bob","color":"blue"}}]""",
    )
    assert columns(found, "books") == ["id", "title", "owner"]
    assert "{name: owner.name, color: owner.color} of users owner" in answer(found["GET /books"])


def test_a_column_of_another_row_follows_the_column_that_names_it():
    found = app(
        PEOPLE,
        """GET /books 200 [{"id":1,"title":"Emma","owner":7,"owner_name":"Ann"},
            {"id":2,"title":"Dune","owner":8,"owner_name":"Bob"}]""",
    )
    assert columns(found, "books") == ["id", "title", "owner"]
    assert "owner_name: (owner.name of users owner" in answer(found["GET /books"])


def test_what_says_something_else_is_a_column():
    found = app(
        PEOPLE,
        """GET /books 200 [{"id":1,"title":"Emma","owner":7,"owner_name":"Jane"},
            {"id":2,"title":"Dune","owner":8,"owner_name":"Bob"}]""",
    )
    assert "owner_name" in columns(found, "books")


def test_a_name_that_is_run_together_follows_the_column_that_names_it():
    found = app(
        PEOPLE,
        """GET /books 200 [{"id":1,"title":"Emma","owner":7,"ownername":"Ann"},
            {"id":2,"title":"Dune","owner":8,"ownername":"Bob"}]""",
    )
    assert columns(found, "books") == ["id", "title", "owner"]
    assert "ownername: (owner.name of users owner" in answer(found["GET /books"])


def test_a_column_may_be_called_after_what_it_is_of():
    found = app(
        'GET /users 200 [{"id":7,"username":"ann"},{"id":8,"username":"bob"}]',
        """GET /books 200 [{"id":1,"title":"Emma","user":7,"username":"ann"},
            {"id":2,"title":"Dune","user":8,"username":"bob"}]""",
    )
    assert columns(found, "books") == ["id", "title", "user"]
    assert "username: (user.username of users user" in answer(found["GET /books"])


def test_a_column_of_another_row_is_called_after_what_refers_to_it_without_its_id():
    found = app(
        PEOPLE,
        """GET /books 200 [
            {"id":1,"title":"Emma","ownerId":7,"ownerColor":"red"},
            {"id":2,"title":"Dune","ownerId":8,"ownerColor":"blue"}]""",
    )
    assert columns(found, "books") == ["id", "title", "owner_id"]


def test_columns_of_another_row_may_be_put_together():
    found = app(
        'GET /users 200 [{"id":7,"first":"Ann","last":"Ray"},{"id":8,"first":"Bob","last":"Lee"}]',
        """GET /books 200 [
            {"id":1,"title":"Emma","ownerId":7,"ownerName":"Ann Ray"},
            {"id":2,"title":"Dune","ownerId":8,"ownerName":"Bob Lee"}]""",
    )
    assert columns(found, "books") == ["id", "title", "owner_id"]
    assert 'ownerName: (owner.first || " " || owner.last of users owner' in answer(
        found["GET /books"]
    )
